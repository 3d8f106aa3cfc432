"""What this book's site does beyond Jupyter Book, in one small Sphinx extension.

`mathml` sets the formulas, `figures` the figures, `fingerprint` decides what runs
again. Here are the numbers of figures, equations and exercises, the scripts that
a page does without, and the rule that a warning fails the build.
"""

import re
from pathlib import Path

import figures
import fingerprint
import mathml

CHAPTER = re.compile(r"book/(solutions/)?(\d\d)")
# Each of these would fetch from another host, or redraw icons that fonts draw.
SCRIPTS = ("fontawesome", "thebe", "mathjax", "require")


def number_by_chapter(app, env):
    """Number figures, equations and exercises within their chapter: 2.1, 2.2, ...

    The chapter's number stands in its file name, and the contents are not
    numbered, so Sphinx would count through the whole book. This runs after the
    environment was stored: what Sphinx compares at the next build is its own.
    """
    counted = {}
    for docname, kinds in env.toc_fignumbers.items():
        match = CHAPTER.match(docname)
        place = () if match is None else (("S" if match[1] else "") + str(int(match[2])),)
        counted[docname] = {
            kind: {key: (*place, count) for count, key in enumerate(numbers, 1)}
            for kind, numbers in kinds.items()
        }
    env.toc_fignumbers = counted


def drop_scripts(app, pagename, templatename, context, doctree):
    """Leave out what other extensions add to every page and no page needs."""
    context["script_files"] = [
        script
        for script in context["script_files"]
        if not any(name in str(getattr(script, "filename", "")) for name in SCRIPTS)
    ]


def fail_on_warnings(app, exception):
    """A build with a warning fails, whatever the command, and fails again next time.

    Without the second part an unchanged page is not read again, and its warning
    is not repeated.
    """
    if app._warncount or exception:
        app.statuscode = app.statuscode or 1
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)


def setup(app):
    for part in (mathml, figures, fingerprint):
        part.setup(app)
    app.connect("env-check-consistency", number_by_chapter)
    app.connect("html-page-context", drop_scripts, priority=900)
    app.connect("build-finished", fail_on_warnings)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True}
