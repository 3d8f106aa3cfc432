"""One stylesheet and one script for all pages, and nothing that no page uses.

The theme and the extensions bring a dozen of each. Here they are merged, with
the site's own: the styles without the rules that no page can match, the script
deferred.
"""

import posixpath
import re
from pathlib import Path

import tinycss2

from nnfs_site import digests
from nnfs_site.ask import build as ask
from nnfs_site.keep import build as keep

STYLES = (
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "mystnb.*.css",
    "copybutton.css",
    "exercise.css",
    "sphinx-design.min.css",
    "nnfs.css",
)
SCRIPTS = (
    "documentation_options.js",
    "doctools.js",
    "sphinx_highlight.js",
    "clipboard.min.js",
    "copybutton.js",
    "scripts/sphinx-book-theme.js",
    "scripts/pydata-sphinx-theme.js",
)
HERE = Path(__file__).parent
OURS = (
    HERE.with_name("figures") / "motion.js",
    HERE.parents[1] / "static" / "contents.js",
    HERE.parents[1] / "static" / "reader.js",
    HERE.with_name("offline") / "offline.js",
)
# What the first screen of a page is set in.
FONTS = ("source-serif-4-400-normal", "source-serif-4-600-normal", "icons")
LEFT_OUT = ("design-tabs.js",)  # the book has no tabs

# The theme measures each box between its writes, and all is laid out anew each
# time; reader.js lets boxes scroll by keyboard without that.
SLOW = (
    'document.querySelectorAll(["pre",".nboutput > .output_area",'
    '".cell_output > .output",".jp-RenderedHTMLCommon",'
    '".pst-scrollable-table-container"].join(", "))'
)

# The theme brings the page's own entry of the list at the side into view, and
# measures for that before anything is painted: style and layout of the whole
# page would be part of one long task. The first frame comes first.
EAGER = 'e((function(){if(!document.querySelector(".bd-docs-nav"))return;'

STORAGE = re.compile(r"\b(local|session)Storage\.")
NAMES = re.compile(r' (?:class|id)="([^"]*)"')
WORD = re.compile(r"[\w-]+")
URL = re.compile(r"url\((?!['\"]?data:)['\"]?([^)'\"]+)['\"]?\)")
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
STATIC = re.compile(r"_static/([\w./-]+)")
SHARED = re.compile(r"_static/(book\.(?:css|js))(?:\?v=\w*)?")


def names_in(pages, scripts):
    """A test for the classes and identifiers that pages can have.

    A page has what stands in it, and a script may give it any word in the
    script, or a name that begins with a word of it such as "tooltip-".
    """
    words = set(WORD.findall(scripts))
    for page in pages:
        for value in NAMES.findall(page):
            words.update(value.split())
    stems = tuple(w for w in words if len(w) > 2 and w.endswith("-"))
    return lambda name: name in words or name.startswith(stems)


def usable(selector, known):
    """Whether a page can have every class and identifier of a selector.

    What stands in brackets, such as `:not(.a)`, asks for nothing.
    """
    dot = False
    for token in selector:
        named = token.type == "hash" or (dot and token.type == "ident")
        if named and not known(token.value):
            return False
        dot = token == "."
    return True


def prune(rules, known):
    """Write rules anew, without those that match nothing.

    >>> rules = tinycss2.parse_stylesheet(".a, .b:not(.c) {x: 1} .c d {y: 2}")
    >>> print(prune(rules, {"b"}.__contains__))
    .b:not(.c){x: 1}
    """
    written = []
    for rule in rules:
        if rule.type not in ("qualified-rule", "at-rule") or not rule.content:
            continue  # a comment, the encoding, or an import of what is here
        head, block = rule.prelude, rule.content
        if rule.type == "qualified-rule":
            selectors = [[]]
            for token in head:
                if token == ",":
                    selectors.append([])
                else:
                    selectors[-1].append(token)
            head = ",".join(
                tinycss2.serialize(selector).strip()
                for selector in selectors
                if usable(selector, known)
            )
        else:
            head = f"@{rule.at_keyword}{tinycss2.serialize(head)}".strip()
        if head.startswith(("@media", "@supports")):
            block = prune(tinycss2.parse_rule_list(block), known)
        else:
            block = tinycss2.serialize(block).strip()
        if head and block:
            written.append(f"{head}{{{block}}}")
    return "\n".join(written)


def stylesheet(static, known):
    """Merge the styles; addresses in them become relative to the result."""
    sheets = []
    for path in (path for name in STYLES for path in static.glob(name)):
        folder = path.relative_to(static).parent

        def moved(match, folder=folder):
            return f"url({posixpath.normpath(folder / match[1])})"

        text = URL.sub(moved, path.read_text("utf-8"))
        rules = tinycss2.parse_stylesheet(text)
        if path.name != "nnfs.css":  # the fonts are the site's own
            rules = [
                rule
                for rule in rules
                if getattr(rule, "at_keyword", "") != "font-face"
            ]
        sheets.append(prune(rules, known))
    for path in (keep.STYLE, ask.STYLE):
        rules = tinycss2.parse_stylesheet(path.read_text("utf-8"))
        sheets.append(prune(rules, known))
    return "\n".join(sheets) + "\n"


def script(static):
    """Merge the scripts, each on lines of its own."""
    theirs = [(static / name).read_text("utf-8") for name in SCRIPTS]
    texts = [
        (HERE / "guard.js").read_text("utf-8"),
        *(STORAGE.sub(r"guardedStorage.\1.", text) for text in theirs),
        *(path.read_text("utf-8") for path in OURS),
        keep.script(),
    ]
    text = "".join(SOURCE_MAP.sub("", t).strip() + "\n;\n" for t in texts)
    text = text.replace(EAGER, EAGER.replace("e(", "afterFrame(", 1))
    return text.replace(SLOW, "[]")


def remove_unused(static, used):
    """Remove the files of a folder that are not used, but not the licences."""
    for path in sorted(static.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif not (
            path.suffix == ".txt" or path.relative_to(static).as_posix() in used
        ):
            path.unlink()


def merge(site):
    """Write the shared style and script, and their versions into all pages."""
    static = site / "_static"
    texts = {
        path: path.read_text("utf-8")
        for path in site.rglob("*.html")
        if static not in path.parents
    }
    used = {name for text in texts.values() for name in STATIC.findall(text)}
    scripts = "".join(
        path.read_text("utf-8")
        for path in sorted(static.glob("*.js"))
        if path.name in used
    )
    shared = {"book.js": script(static)}
    known = names_in(texts.values(), scripts + shared["book.js"])
    shared["book.css"] = stylesheet(static, known)
    for name, text in shared.items():
        (static / name).write_text(text, encoding="utf-8")

    def versioned(match):
        version = digests.version(shared[match[1]])
        return f"_static/{match[1]}?v={version}"

    for path, text in texts.items():
        new = SHARED.sub(versioned, text)
        if new != text:
            path.write_text(new, encoding="utf-8")
    remove_unused(static, used.union(URL.findall(shared["book.css"])))


def are_apart(site):
    """Tell whether a site was just written, and its assets are not merged.

    Where no page was out of date, nothing was written.
    """
    return Path(site, "_static", SCRIPTS[0]).is_file()


def list_merged(app, pagename, templatename, context, doctree):
    """Give the templates the fonts of a page, and what it need not ask for."""
    math = "<math" in context.get("body", "")
    context["fonts"] = [*FONTS, *(["latin-modern-math"] if math else [])]
    context["merged"] = [f"_static/{n}" for n in (*SCRIPTS, *LEFT_OUT)]
