"""Write into `results.json` what it was made from: the last step of the run."""

import json
import sys
from pathlib import Path

from nnfs_site import digests
from nnfs_site.delivery import rebuild

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
PACKAGE = (
    *("activations", "convolution", "initializers", "layers", "losses"),
    *("network", "normalization", "optimizers", "sequences", "tape"),
)


def seals():
    """Return a digest of what each script, and each module it uses, does."""
    files = sorted(HERE.glob("*.py"))
    files += [HERE.parent / "nnfs" / f"{name}.py" for name in PACKAGE]
    return {
        path.relative_to(HERE.parent).as_posix(): digests.of_data(
            rebuild.meaning(path)
        )[:16]
        for path in files
    }


def main():
    report = json.loads(RESULTS.read_text(encoding="utf-8"))
    report["digests"] = seals()
    text = json.dumps(report, indent=1) + "\n"
    RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
