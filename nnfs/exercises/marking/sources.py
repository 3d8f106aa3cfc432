"""The code of a file that was handed in: a program, or a notebook as it is.

A notebook is no program: it holds lines for the shell, magic, and questions to
the help. They are taken out where the cell could not be read with them.
"""

import ast
import io
import json
import re
import tokenize

NOT_RUN = {"setup", "check"}  # tags of our own cells: they install, and check
RUN = {"%%time", "%%capture", "%%prun"}  # cells of Python under a magic
MAGIC = re.compile(r"\s*([%!]|\?{1,2}[\w.]|[\w., ]+=\s*[%!])")
HELP = re.compile(r"\s*[%\w][\w.*()\[\]]*\s*\?{1,2}\s*")
TIMED = re.compile(r"(\s*)%time\s+(.*)")


def cells(file):
    """Return the code of a file, in pieces with a name each.

    Parameters
    ----------
    file : Path
        A Python file or a notebook.

    Returns
    -------
    list of tuple of str
        What a piece is called, and its code.

    Raises
    ------
    ValueError
        If it is neither.
    """
    text = decoded(file.read_bytes())
    if file.suffix != ".ipynb":
        return [(file.name, text)]
    try:
        found = json.loads(text)["cells"]
        codes = [cell for cell in found if cell["cell_type"] == "code"]
        sources = [
            "" if NOT_RUN & set(tags(cell)) else "".join(cell["source"])
            for cell in codes
        ]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ValueError(
            "this is no notebook of format 4: open it in Jupyter and save it"
        ) from error
    return [
        (f"cell {place}", without_magic(source))
        for place, source in enumerate(sources, 1)
        if source.strip()
    ]


def tags(cell):
    """Return the tags of a cell."""
    found = cell.get("metadata", {}).get("tags", [])
    return [tag for tag in found if isinstance(tag, str)]


def decoded(data):
    """Return text in whatever encoding it seems to be."""
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        if data.startswith(mark):
            return data.decode("utf-16")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError):
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def readable(source):
    """Tell whether some code is Python."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def without_magic(source):
    """Return the code of a cell without what only a notebook understands."""
    if readable(source):
        return source
    lines = source.lstrip().splitlines()
    if lines and lines[0].startswith("%%"):
        if lines[0].split()[0] not in RUN:
            return ""
        lines = lines[1:]
    kept = []
    for line in lines:
        magic = MAGIC.match(line) or HELP.fullmatch(line)
        kept.append(plain(line) if magic and not inside(kept) else line)
    return "\n".join(kept)


def plain(line):
    """Return a line of Python in place of a magic one."""
    timed = TIMED.fullmatch(line)
    if timed:
        return "".join(timed.groups())
    indent = line[: len(line) - len(line.lstrip())]
    name, equals, _ = line.strip().partition("=")
    if equals and re.fullmatch(r"[\w., ]+", name):
        return f"{indent}{name}= []"
    return f"{indent}pass"


def inside(lines):
    """Tell whether what follows these lines stands in brackets or in a text."""
    readline = io.StringIO("\n".join([*lines, ""])).readline
    try:
        for _ in tokenize.generate_tokens(readline):
            pass
    except (tokenize.TokenError, SyntaxError):
        return True
    return False
