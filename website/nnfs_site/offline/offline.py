"""The book without a network: a service worker, and a zip that opens from disk.

The worker's code stands in `service_worker.js`; what it may keep, and under
which version, is written before it here. A new build that changes any file
changes the version, and so reaches those who have kept the old one.
"""

import gzip
import json
import re
import zipfile
from pathlib import Path

from nnfs_site import digests
from nnfs_site.ask import export
from nnfs_site.offline import search_texts

WORKER = Path(__file__).with_name("service_worker.js")
ADDRESS = "worker.js"
ZIP = "neural-networks-from-scratch.zip"
READ = (".css", ".html", ".js", ".png", ".svg", ".webmanifest", ".woff2")
VERSIONED = re.compile(r'"(?:\.\./)*(_static/[^"?]+)(\?v=\w+)"')
# From a disk browsers refuse to fetch fonts ahead, to read a manifest, and to
# start a worker.
LEFT_OUT = re.compile(
    rb'\s*<link rel="(?:preload|manifest)"[^>]*>'
    rb'|<div class="run-bar".*?</div>'
    rb"|<script[^>]*/run\.js[^>]*></script>",
    re.DOTALL,
)
OPTIONAL = re.compile(rb"(font-display:\s*)optional")
SIZE = re.compile(rb"(<[^>]* data-book-size>)[^<]*")


def files_to_read(site):
    """All files that a reader's browser may ask for, by their addresses."""
    return {
        path.relative_to(site).as_posix(): path
        for path in sorted(site.rglob("*"))
        if path.suffix in READ and path != site / ADDRESS
    }


def weigh(path):
    """What a static host sends for a file, in bytes: text goes compressed."""
    data = path.read_bytes()
    if path.suffix not in (".png", ".whl", ".woff2", ".zip"):
        # whatever an earlier build has said of the size
        data = gzip.compress(SIZE.sub(rb"\g<1>", data), 6)
    return len(data)


def tell_size(files):
    """Write into the pages how much it is to keep all of them."""
    size = f"{sum(map(weigh, files.values())) / 1e6:.1f} MB".encode()
    for path in files.values():
        if path.suffix == ".html":
            told = SIZE.sub(rb"\g<1>" + size, path.read_bytes())
            path.write_bytes(told)


def worker(files):
    """The code of the service worker, with what it may keep."""
    addresses = {name: name for name in files}
    for path in files.values():
        if path.suffix == ".html":
            for file, version in VERSIONED.findall(path.read_text("utf-8")):
                addresses[file] = file + version
    # every page needs these, and those at the root are few
    core = [
        address
        for name, address in addresses.items()
        if not name.endswith(".html") or "/" not in name
    ]
    book = {
        "version": digests.of_files(files)[:8],
        "core": core,
        "all": list(addresses.values()),
    }
    return f"const BOOK = {json.dumps(book, indent=0)};\n" + WORKER.read_text()


def write_zip(target, files):
    """Write the files into a zip, always the same one for the same files.

    From a disk fonts come after the text, on every page anew; they are used
    all the same. And no page can be fetched to be quoted by the search.
    """
    pages = {
        name: path.read_text(encoding="utf-8")
        for name, path in files.items()
        if name.startswith("book/") and path.suffix == ".html"
    }
    found = {name: path.read_bytes() for name, path in files.items()}
    if "search.html" in found:
        found["search.html"] = search_texts.load(found["search.html"])
        found[search_texts.SCRIPT] = search_texts.script(pages).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(found.items()):
            entry = zipfile.ZipInfo(f"{target.stem}/{name}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            data = LEFT_OUT.sub(b"", data)
            archive.writestr(entry, OPTIONAL.sub(rb"\1swap", data))


def keep(site):
    """Let readers keep a built site."""
    files = files_to_read(site)
    tell_size(files)
    (site / ADDRESS).write_text(worker(files), encoding="utf-8")
    taken = [*sorted(site.rglob("*.ipynb")), *site.glob(export.CARDS)]
    taken = {path.relative_to(site).as_posix(): path for path in taken}
    write_zip(site / ZIP, files | taken)
