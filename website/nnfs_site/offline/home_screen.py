"""The book on a home screen: a manifest, and icons drawn from the site's own.

All addresses are relative to the manifest, so the site may lie anywhere. With
its service worker the book then opens without a network, as other programs do.
"""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Polygon

STATIC = Path(__file__).parents[2] / "static"
MANIFEST = "manifest.webmanifest"
SHORT = "Neural Nets"  # below an icon there is room for twelve letters
PAPER = re.compile(r"--paper: (#\w{6});")
MARGIN = 2  # around what any shape may be cut from; the icon has 32
TOUCH = ("_static/icon-touch.png", 180, "maskable")  # Apple's phones cut it
ICONS = (
    ("_static/icon-192.png", 192, "any"),
    ("_static/icon-512.png", 512, "any"),
    ("_static/icon-maskable.png", 512, "maskable"),
)


def papers():
    """Return the colours of a page in light and in dark, by the style."""
    light, dark, *_ = PAPER.findall((STATIC / "nnfs.css").read_text("utf-8"))
    return light, dark


def shapes(element, given=None):
    """Yield name and attributes of each shape, with those of its groups."""
    told = {**(given or {}), **element.attrib}
    if len(element):
        for inner in element:
            yield from shapes(inner, told)
    else:
        yield element.tag.rpartition("}")[2], told


def icon():
    """Return the side of the site's icon, its ground, and what stands on it."""
    root = ElementTree.parse(STATIC / "favicon.svg").getroot()
    ground, *rest = shapes(root)
    return float(root.get("viewBox").split()[2]), ground, rest


def patch(name, told, point):
    """Return a shape for matplotlib; `point` is how many points a unit has."""
    x, y, r, corner, width = (
        float(told.get(key, 0)) for key in ("cx", "cy", "r", "rx", "width")
    )
    style = {
        "facecolor": told["fill"],
        "edgecolor": told.get("stroke", "none"),
        "linewidth": float(told.get("stroke-width", 0)) * point,
    }
    if name == "circle":
        return Circle((x, y), r, **style)
    if name == "polyline":
        places = [pair.split(",") for pair in told["points"].split()]
        places = [(float(x), float(y)) for x, y in places]
        return Polygon(places, closed=False, capstyle="butt", **style)
    side = width - 2 * corner
    round_it = f"round,pad={corner}"
    return FancyBboxPatch((corner,) * 2, side, side, round_it, **style)


def draw(path, size, purpose):
    """Draw the icon: with its corners, or with more around it, to be cut."""
    side, ground, rest = icon()
    cut = purpose == "maskable"
    margin = MARGIN if cut else 0
    figure = Figure(figsize=(1, 1), dpi=size)
    figure.set_facecolor(ground[1]["fill"] if cut else "none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(-margin, side + margin), ylim=(side + margin, -margin))
    for shape in rest if cut else (ground, *rest):
        axes.add_patch(patch(*shape, point=72 / (side + 2 * margin)))
    figure.savefig(path, metadata={"Software": None})


def manifest(title):
    """Say what a device should know of the book, which has that title."""
    # The icon's ground is neither light nor dark: no reader is dazzled.
    cover = icon()[1][1]["fill"]
    return {
        "name": title,
        "short_name": SHORT,
        "lang": "en",
        "start_url": "index.html",
        "scope": "./",
        "display": "standalone",
        "display_override": [
            "minimal-ui"
        ],  # with a way back, where there is one
        "theme_color": cover,
        "background_color": cover,
        "icons": [
            {
                "src": address,
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for address, size, purpose in ICONS
        ],
    }


def link(app, pagename, templatename, context, doctree):
    """Give the templates what the head of a page says of it."""
    context["manifest"] = MANIFEST
    context["touch_icon"] = TOUCH[0]
    context["papers"] = list(zip(("light", "dark"), papers(), strict=True))


def write(app):
    """Write the manifest and its icons."""
    site = Path(app.outdir)
    for address, size, purpose in (*ICONS, TOUCH):
        draw(site / address, size, purpose)
    text = json.dumps(manifest(app.config.html_title), indent=1)
    (site / MANIFEST).write_text(text + "\n", encoding="utf-8")
