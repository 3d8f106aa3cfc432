"""The optimizers compared, on more seeds: the page's own cells, run elsewhere.

Nothing of the experiment stands here.  The first cells of *The Optimizers
Compared* run as they are; only some of the names that they bind are narrowed
as soon as they are bound: to one problem, one optimizer, the rate that the
page's search chooses, and other seeds than the 20 that the page shows.
"""

import ast
import json
from importlib.metadata import version
from pathlib import Path

from benchmarks import stopwatch
from nnfs_site import digests, luck
from nnfs_site.delivery import reached, rebuild

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "book" / "comparison.md"
CELLS = 3  # these define the experiment and run it
SEEDS = [*range(100), *range(200, 1100)]  # those between choose the rates


def cells():
    """Return the cells of the page that are the experiment."""
    return luck.cells(PAGE.read_text(encoding="utf-8"))[:CELLS]


def seals():
    """Return digests of the page's code, of what it reaches, and of this."""
    found = cells()
    code = "\n".join(cell.source for cell in found)
    page = "\n".join(rebuild.spelt(cell.tree()) for cell in found)
    parts = {
        "book/comparison.md": digests.of_data(page),
        "nnfs": reached.digest(code, [], ROOT),
        "studies/comparison.py": digests.of_data(
            rebuild.meaning(Path(__file__))
        ),
    }
    return {name: digest[:16] for name, digest in parts.items()}


def state():
    """Return a digest of all that a result depends on, versions included."""
    return digests.version(json.dumps([seals(), version("numpy")]))


def experiment(changes):
    """Run the cells; return their names.

    `changes` holds for a name what makes another value of it, when it is bound
    first.
    """
    names, changes = {}, dict(changes)
    for cell in cells():
        for statement in cell.tree().body:
            code = compile(ast.Module([statement], []), PAGE.name, "exec")
            exec(code, names)
            for name in changes.keys() & names.keys():
                names[name] = changes.pop(name)(names[name])
    return names


def everything():
    """Return the names of all problems, and of all optimizers."""
    seen = {}

    def note(name):
        def emptied(table):
            seen[name] = list(table)
            return {}

        return emptied

    tables = "SURFACES", "NETWORKS", "OPTIMIZERS"
    experiment({name: note(name) for name in tables})
    return seen["SURFACES"] + seen["NETWORKS"], seen["OPTIMIZERS"]


def measure(wanted, problem, optimizer, rate=None, seeds=None):
    """Return what one optimizer did on one problem, as JSON.

    Parameters
    ----------
    wanted : str
        The `state` of the study.
    problem, optimizer : str
        As the page calls them.
    rate : int, optional
        Which of the page's rates; otherwise its search chooses.
    seeds : list of int, optional
        Some 15 or more; otherwise those that the page shows.

    Raises
    ------
    RuntimeError
        If this worker has another page, package or NumPy than the study.
    """
    if state() != wanted:
        raise RuntimeError(
            f"this worker's book is in the state {state()}, the study's in "
            f"{wanted}: give both the same commit and studies/requirements.txt"
        )

    def one(*kept):
        return lambda table: {k: v for k, v in table.items() if k in kept}

    changes = {
        "SURFACES": one(problem),
        "NETWORKS": one(problem),
        "OPTIMIZERS": one(optimizer),
    }
    if rate is not None:
        changes["RATES"] = lambda rates: rates[rate : rate + 1]
    if seeds is not None:
        changes["SHOWN"] = lambda shown: seeds
    found = experiment(changes)["results"][problem][optimizer]
    chosen = found["chosen"]
    return json.dumps(
        {
            "machine": stopwatch.processor(),
            "chosen": chosen,
            "ends": found["ends"][chosen].tolist(),
        }
    )
