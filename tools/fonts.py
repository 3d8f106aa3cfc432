"""Make the site's font files: small subsets of free fonts, kept in the tree.

They are made by hand, when a page needs a character they lack (a test of the
built pages says so). Run from the root of the repository, in the environment
that builds the book:

    apt-get install fonts-lmodern
    npm pack @fontsource/source-serif-4
    tar xzf fontsource-source-serif-4-*.tgz
    pip install fonttools brotli
    python tools/fonts.py /usr/share/texmf/fonts/opentype package

Each font's licence stands beside it in website/static/fonts.
"""

import sys
from pathlib import Path

import matplotlib
import pydata_sphinx_theme
from fontTools import subset as fonttools

FONTS = Path(__file__).parents[1] / "website" / "static" / "fonts"

ASCII = "20-7E"
LATIN = f"{ASCII},A0-FF,131,2010-2027,2030-203A,2044,2212,2605"
GREEK = "391-3A9,3B1-3C9,3D1,3D5,3F5"
SIGNS = (
    "AC,B0-B3,B7,B9,D7,F7,2013,2014,2018-201D,2020-2022,2026,2032,2033,"
    "2190-2199,21A6,21D0-21D4,2200-2209,220F-2213,2217-221E,2223-222C,2236,"
    "223C,2243,2245,2248,2260,2261,2264,2265,226A,226B,2282-2287,2295-2299,"
    "22A4,22A5,22C5,22C6,22EE-22F1"
)
# accents, braces, letters of the mathematical alphabets
MATHS = (
    f"{ASCII},{GREEK},{SIGNS},AF,2C6,2C7,2D8-2DC,300-304,307,308,30C,2016,2034,"
    "2061-2064,20D7,210E,2112,2113,211D,2115,2124,2216,2308-230B,23DE,23DF,"
    "25A0,27E8,27E9,1D400-1D467,1D6E2-1D71B,1D736-1D750,1D7CE-1D7D7"
)
FIGURES = f"{LATIN},{GREEK},{SIGNS},2070-2089,300-308,25A0,25CB,25CF,2713,2717"
ICONS = (
    "f002,f00c,f00d,f010,f019,f02f,f03a,f042,f053-f05a,f060-f065,f06a,f06e,"
    "f071,f077,f078,f09b,f0c2,f0c9,f0eb,f0f3,f104,f105,f107,f12a,f135,f15b,f185,"
    "f186,f1c1,f1e0,f303,f35d"
)


def subset(source, name, unicodes, features="*"):
    target = FONTS / f"{name}.woff2"
    fonttools.main(
        [
            str(source),
            f"--output-file={target}",
            f"--unicodes={unicodes}",
            f"--layout-features={features}",
            "--flavor=woff2",
            "--no-hinting",
            "--desubroutinize",
            "--no-recalc-timestamp",
        ]
    )
    print(f"{target.name}: {target.stat().st_size / 1024:.1f} KiB")


def main(opentype, source_serif):
    math = next(Path(opentype).rglob("latinmodern-math.otf"))
    subset(math, "latin-modern-math", MATHS, features="")
    for face in ("400-normal", "400-italic", "600-normal"):
        name = f"source-serif-4-latin-{face}.woff2"
        file = Path(source_serif, "files", name)
        subset(file, f"source-serif-4-{face}", LATIN)
    dejavu = Path(matplotlib.get_data_path(), "fonts", "ttf")
    subset(dejavu / "DejaVuSans.ttf", "dejavu-sans", FIGURES)
    oblique = dejavu / "DejaVuSans-Oblique.ttf"
    subset(oblique, "dejavu-sans-oblique", f"{ASCII},{GREEK},2202,2212")
    bold = dejavu / "DejaVuSans-Bold.ttf"
    subset(bold, "dejavu-sans-bold", f"{ASCII},{SIGNS}")
    display = dejavu / "DejaVuSansDisplay.ttf"
    subset(display, "dejavu-sans-display", "0-FFFF")
    theme = Path(pydata_sphinx_theme.__file__).parent
    subset(next(theme.rglob("fa-solid-900.woff2")), "icons", ICONS)


if __name__ == "__main__":
    main(*sys.argv[1:])
