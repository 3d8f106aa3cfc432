"""Modules as one classic script: browsers refuse modules from a disk.

The modules are what the tests import. The site gets them joined, each after
those that it imports.
"""

import re

import rjsmin

IMPORT = re.compile(r'^import \{[^}]*\} from "(\.{1,2}/[\w/-]+\.js)";\n', re.M)
NAME = re.compile(
    r"^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)", re.M
)
REMARK = re.compile(r"//.*")
EXPORTED = re.compile(
    r"(^export (?:function|class) (\w+).*?^\}\n)", re.M | re.S
)
EXPORT = re.compile(r"^export (?=async |function|class|const|let)", re.M)


def join(folder, entry="main.js"):
    """Write the module `entry` and all that it imports as one script.

    A module may stand in another room, as in "../playground/elements.js". They
    share one scope, so what stands at the top of a module has a name of
    its own. Left out are remarks, spaces, and exports that nothing names.
    """
    written, homes = {}, {}

    def add(path):
        if path in written:
            return
        written[path] = ""
        text = path.read_text("utf-8")
        for wanted in IMPORT.findall(text):
            add((path.parent / wanted).resolve())
        for top in NAME.findall(text):
            home = homes.setdefault(top, path)
            if home != path:
                message = f"{home.name} and {path.name} both name {top!r}"
                raise ValueError(message)
        del written[path]
        written[path] = IMPORT.sub("", text)  # behind what it imports

    add((folder / entry).resolve())
    text = "".join(written.values())
    named = re.findall(r"\w+", REMARK.sub("", text))
    for block, name in EXPORTED.findall(text):
        if named.count(name) == 1:
            text = text.replace(block, "")
    text = EXPORT.sub("", text)
    left = re.search(r"^(?:import|export)\b.*", text, re.M)
    if left:
        raise ValueError(f"cannot join {left[0]!r}")
    return rjsmin.jsmin(f'(() => {{\n"use strict";\n{text}}})();\n') + "\n"
