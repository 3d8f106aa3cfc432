"""A picture that matplotlib has drawn, as markup for a page.

The build makes its figures so, and so does a reader's browser that runs the
cells of a page: this file is served with the site and asks for nothing but
Python.
"""

import re
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

SENTINELS = {"#010203": "var(--ink)", "#fefdfc": "var(--paper)"}
NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")
POINT = re.compile(r"([MLz])([^MLz]*)")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
MARKS = {  # what the page's code has marked, and how it says so to scripts
    "trace": "data-trace",
    "shown": "data-frame",
    "hidden": "data-frame",
    "from": "data-from",
    "touch": "data-touch",
}
DROPPED = {"metadata", "style", "title"}
# What each attribute says when it is left out: initial values, and what the
# stylesheet already says of every figure.
DEFAULTS = {
    "font-family": "'DejaVu Sans'",
    "text-anchor": "start",
    "opacity": "1",
}


def local(name):
    """The name of a tag or an attribute without its namespace."""
    return name.rpartition("}")[2]


def shorten(text, digits):
    """Round every decimal number in a text.

    >>> shorten("M 15.60625 -0.0001 L 3 4.50", 2)
    'M15.61 0L3 4.5'
    """

    def rounded(match):
        short = f"{float(match[0]):.{digits}f}".rstrip("0").rstrip(".")
        return "0" if short in ("-0", "") else short

    text = " ".join(NUMBER.sub(rounded, text).split())
    return re.sub(r" ?([A-Za-z]) ?", r"\1", text) if digits == 2 else text


def steps(path):
    """Give the points of a line by the steps between them, which are shorter.

    A long line keeps one decimal of a point, a fourteenth of a millimetre at
    most off. Curves are left alone: they are small, and markers.

    >>> steps("M10.5 20L11.5 19.25L11.5 30z")
    'M10.5 20l1-.75 0 10.75z'
    """
    if re.search("[^-MLz0-9. ]", path):
        return path
    digits = 1 if path.count("L") > 40 else 2

    def brief(value):
        text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
        text = text.replace("0.", ".") if abs(value) < 1 else text
        return "0" if text in ("", "-", "-0") else text

    written, last, start, here = "", "M", (0, 0), (0, 0)
    for command, point in POINT.findall(path):
        if command == "z":
            written += "z"
            here = start
        else:
            x, y = (round(float(number), digits) for number in point.split())
            if command == "M":
                start, here = (x, y), (0, 0)
            step = f"{brief(x - here[0])} {brief(y - here[1])}"
            sign = {"L": "l", "M": "M"}[command]
            written += (" " if command == last == "L" else sign) + step
            here = x, y
        last = command
    return re.sub(r"(?<=[\dlM]) (?=-)", "", written)


def attributes(element):
    """An element's attributes with its inline style spelled out among them.

    A content security policy may forbid inline styles; it never forbids
    presentation attributes.
    """
    found = {local(name): value for name, value in element.attrib.items()}
    for declaration in found.pop("style", "").split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    for name, value in found.items():
        value = SENTINELS.get(value.lower(), value)
        if name in ("d", "points"):
            value = shorten(value, 2)
        elif name == "href" and value.startswith("data:"):
            value = "".join(value.split())
        elif name == "transform":
            value = shorten(value, 4)
        elif name in ("x", "y", "width", "height"):
            value = shorten(value, 2)
        elif name in ("stroke-width", "stroke-dasharray"):
            value = shorten(value, 3)
        found[name] = value
    if re.match(r"rotate\(-?0 ", found.get("transform", "")):
        del found["transform"]
    return {
        name: value
        for name, value in found.items()
        if value != DEFAULTS.get(name)
    }


def refer(name, value, change):
    """Apply `change` to the identifier that an attribute refers to, if any."""
    if name == "href" and value.startswith("#"):
        return "#" + change(value[1:])
    return REFERENCE.sub(lambda match: f"url(#{change(match[1])})", value)


def inline_svg(source, label, prefix):
    """Make the SVG text that matplotlib wrote into markup for a page.

    Identifiers that nothing refers to are dropped; the others are numbered
    behind `prefix`, which must be unique on the page. matplotlib makes them
    of all digits of a place, of which the last is not the same each time.
    """
    root = ElementTree.fromstring(source)
    used = []
    for element in root.iter():
        for name, value in attributes(element).items():
            refer(
                name,
                value,
                lambda identifier: used.append(identifier) or identifier,
            )

    names = {old: f"{prefix}{k}" for k, old in enumerate(dict.fromkeys(used))}

    def write(element, hidden=False, traced=False):
        tag = local(element.tag)
        if tag in DROPPED:
            return ""
        found = attributes(element)
        kind, marked, label = found.get("id", "").partition("|")
        if marked:
            del found["id"]
            found[MARKS[kind]] = label
            hidden, traced = kind == "hidden", kind in ("trace", "touch")
            if hidden:
                found["visibility"] = "hidden"
        around = any(c.get("id", "").startswith("hidden|") for c in element)
        if hidden or around:  # the clip of a picture stands around it
            found.pop("clip-path", None)  # an empty one hid it elsewhere
        if "d" in found and not traced:  # the script wants to find the points
            found["d"] = steps(found["d"])
        if found.get("id") not in names:
            found.pop("id", None)
        for name, value in found.items():
            found[name] = refer(name, value, names.__getitem__)
        if "id" in found:
            found["id"] = names[found["id"]]
        inner = "".join(write(child, hidden, traced) for child in element)
        if tag in ("text", "tspan"):
            inner = escape((element.text or "").strip("\n")) + inner
        if (tag == "g" and not found) or (tag == "defs" and not inner):
            return inner
        head = tag + "".join(f" {n}={quoteattr(v)}" for n, v in found.items())
        return f"<{head}>{inner}</{tag}>" if inner else f"<{head}/>"

    # a point is a 72nd of an inch, a pixel of the page a 96th
    box = map(float, root.get("viewBox").split())
    width, height = [round(side * 96 / 72) for side in box][2:]
    inner = "".join(map(write, root))
    touched = " touch" if " data-touch=" in inner else ""
    return (
        f'<svg class="plot{touched}" role="img" '
        f"aria-label={quoteattr(' '.join(label.split()))} "
        f'viewBox="{shorten(root.get("viewBox"), 3)}" '
        f'width="{width}" height="{height}" '
        f'stroke-linejoin="round" stroke-linecap="butt">'
        f"{inner}</svg>"
    )
