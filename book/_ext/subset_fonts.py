"""Make the site's font files: small WOFF2 subsets of free fonts, kept in the tree.

They are made once, by hand, when a page needs a character they lack (a test of
the built pages says so). Run from the root of the repository, where matplotlib
and the theme are installed:

    pip install fonttools brotli
    apt-get install fonts-lmodern
    npm pack @fontsource/source-serif-4 && tar xzf fontsource-source-serif-4-*.tgz
    python book/_ext/subset_fonts.py PATH_OF_latinmodern-math.otf package

Each font's licence stands beside it in book/_static/fonts.
"""

import sys
from pathlib import Path

FONTS = Path(__file__).parents[1] / "_static" / "fonts"
ASCII = "20-7E"
LATIN = f"{ASCII},A0-FF,131,2010-2027,2030-203A,2044,2212,2605"
GREEK = "391-3A9,3B1-3C9,3D1,3D5,3F5"
SIGNS = "AC,B0,B1,B2,B3,B7,B9,D7,F7,2013,2014,2018-201D,2020-2022,2026,2032,2033"
OPERATORS = "2190-2199,21A6,21D0-21D4,2200-2209,220F-2213,2217-221E,2223-222C,2236,223C,2243,2245,2248,2260,2261,2264,2265,226A,226B,2282-2287,2295-2299,22A4,22A5,22C5,22C6,22EE-22F1"
MATHS = (
    f"{ASCII},{SIGNS},{GREEK},{OPERATORS},2C6,2C7,2D8-2DC,AF,300-304,307,308,30C,20D7,2016,"
    "2034,2061-2064,210B,210E,2112,2113,211B,211D,2115,2124,2130,2131,2133,2216,2308-230B,"
    "23B4,23B5,23DC-23DF,25A1,27E8,27E9,27F5-27FA,1D400-1D4B5,1D538-1D550,1D6A8-1D755,"
    "1D7CE-1D7D7"
)
FIGURES = f"{LATIN},{GREEK},{SIGNS},{OPERATORS},2070-2079,2080-2089,300-308,25A0,25CB,25CF,2713,2717"
ICONS = "f00d,f002,f00c,f019,f02f,f03a,f053-f055,f058-f05a,f060-f065,f06a,f071,f077,f078,f0c9,f0eb,f0f3,f104,f105,f12a,f135,f15b,f185,f186,f1c1,f303,f042,f06e,f09b,f1e0,f35d,f010,f057"


def subset(source, name, unicodes, features="*"):
    from fontTools import subset as tools

    tools.main([
        str(source), f"--output-file={FONTS / name}.woff2", f"--unicodes={unicodes}",
        "--flavor=woff2", f"--layout-features={features}", "--no-recalc-timestamp",
        "--no-hinting", "--desubroutinize",
    ])  # fmt: skip
    print(f"{name}: {(FONTS / name).with_suffix('.woff2').stat().st_size / 1024:.1f} KiB")


def main(latin_modern_math, source_serif):
    import matplotlib
    import pydata_sphinx_theme

    subset(latin_modern_math, "latin-modern-math", MATHS, features="")
    for face in ("400-normal", "400-italic", "600-normal"):
        file = Path(source_serif, "files", f"source-serif-4-latin-{face}.woff2")
        subset(file, f"source-serif-4-{face}", LATIN)
    dejavu = Path(matplotlib.get_data_path(), "fonts", "ttf")
    subset(dejavu / "DejaVuSans.ttf", "dejavu-sans", FIGURES)
    subset(dejavu / "DejaVuSans-Oblique.ttf", "dejavu-sans-oblique", f"{ASCII},{GREEK},2202")
    subset(dejavu / "DejaVuSans-Bold.ttf", "dejavu-sans-bold", f"{ASCII},{SIGNS},2212")
    subset(dejavu / "DejaVuSansDisplay.ttf", "dejavu-sans-display", "0-FFFF")
    theme = Path(pydata_sphinx_theme.__file__).parent
    icons = next(theme.rglob("fa-solid-900.woff2"))
    subset(icons, "icons", ICONS)


if __name__ == "__main__":
    main(*sys.argv[1:])
