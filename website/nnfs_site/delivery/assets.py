"""Few files and no stranger: what a page asks for, and what it may ask for.

The theme and the extensions bring a dozen styles and scripts. Here all pages
load one stylesheet, without the rules that no page can use, and one deferred
script. A policy in each page allows nothing but the site itself. The title
page stands at the root of the site.
"""

import base64
import hashlib
import posixpath
import re
import shutil
from pathlib import Path

import tinycss2
from pygments.formatters import HtmlFormatter

from nnfs_site.offline import offline

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

NAMES = re.compile(r' (?:class|id)="([^"]*)"')
WORD = re.compile(r"[\w-]+")
URL = re.compile(r"url\((?!['\"]?data:)['\"]?([^)'\"]+)['\"]?\)")
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
COLOURED = re.compile(r"\.highlight pre span:is\(([^)]*)\)")
STATIC = re.compile(r"_static/([\w./-]+)")
SHARED = re.compile(r"_static/(book\.(?:css|js))(?:\?v=\w*)?")
RELATIVE = re.compile(
    r'(\b(?:href|src|action|data-content_root)=")(?!#|/|\w+:)(?:\./)?'
)


def policy(*scripts):
    """A content security policy: the site itself, and these inline scripts."""
    hashes = ""
    for script in scripts:
        digest = hashlib.sha256(script.encode()).digest()
        hashes += f" 'sha256-{base64.b64encode(digest).decode()}'"
    return (
        f"default-src 'none'; script-src 'self'{hashes}; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'"
    )


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
    return "\n".join(sheets) + "\n"


def script(static):
    """Merge the scripts, each on lines of its own."""
    paths = [*(static / name for name in SCRIPTS), *OURS]
    texts = [path.read_text("utf-8") for path in paths]
    text = "".join(SOURCE_MAP.sub("", t).strip() + "\n;\n" for t in texts)
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
        digest = hashlib.sha256(shared[match[1]].encode()).hexdigest()
        return f"_static/{match[1]}?v={digest[:8]}"

    for path, text in texts.items():
        new = SHARED.sub(versioned, text)
        if new != text:
            path.write_text(new, encoding="utf-8")
    remove_unused(static, used.union(URL.findall(shared["book.css"])))


class Highlighting(HtmlFormatter):
    """Mark in code only what the stylesheet colours: half a page is marks."""

    coloured = frozenset()

    def _get_css_classes(self, ttype):
        names = super()._get_css_classes(ttype).split()
        return " ".join(name for name in names if name in self.coloured)


def decide(app, pagename, templatename, context, doctree):
    """Give the templates what stands in every page's head."""
    first = Path(app.srcdir, "website/templates/theme.js").read_text("utf-8")
    context["first_script"] = first
    context["policy"] = policy(first)
    # a button of the theme has an inline handler, and browsers can print
    for group in context.get("header_buttons", ()):
        buttons = group.get("buttons", ())
        group["buttons"] = [b for b in buttons if b["type"] != "javascript"]
    math = "<math" in context.get("body", "")
    context["fonts"] = [*FONTS, *(["latin-modern-math"] if math else [])]
    context["merged"] = [f"_static/{n}" for n in (*SCRIPTS, *LEFT_OUT)]


def prepare(app):
    """Mark code sparingly, and write each module's page anew.

    Else Sphinx writes such a page only when the module has changed.
    """
    style = Path(app.srcdir, "website/static/nnfs.css").read_text("utf-8")
    found = WORD.findall("".join(COLOURED.findall(style)))
    Highlighting.coloured = frozenset(found)
    app.builder.highlighter.formatter = Highlighting
    shutil.rmtree(Path(app.outdir, "_modules"), ignore_errors=True)


def move_title_page(app):
    """Let the title page be the site's first page, for every link to it."""
    builder, root = app.builder, app.config.root_doc
    if builder.name != "html":
        return
    place, file = builder.get_target_uri, builder.get_outfilename
    first = "index.html"
    builder.get_target_uri = lambda name, typ=None: (
        first if name == root else place(name, typ)
    )
    builder.get_outfilename = lambda name: (
        str(Path(app.outdir, first)) if name == root else file(name)
    )


def copy_title_page(site, name):
    """Let the title page stand where it stood before, too, for old links.

    A redirection would lose the place in the page.
    """
    text = (site / "index.html").read_text("utf-8")
    up = "../" * name.count("/")
    (site / f"{name}.html").write_text(
        RELATIVE.sub(rf"\g<1>{up}", text), "utf-8"
    )


def finish(app, exception):
    """Do what can only be done when all pages are there."""
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    if not Path(site, "_static", SCRIPTS[0]).is_file():
        return  # no page was out of date: the site is finished already
    if app.builder.name == "html":
        copy_title_page(site, app.config.root_doc)
    merge(site)
    if app.builder.name == "html":
        offline.keep(site)


def setup(app):
    app.connect("builder-inited", prepare)
    app.connect("builder-inited", move_title_page)
    app.connect("html-page-context", decide, priority=900)
    # when the extensions have written their files
    app.connect("build-finished", finish, priority=950)
