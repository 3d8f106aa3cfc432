"""What `make studies` stored is of the page's cells; a study goes on.

The tests with workers need Dask: `.venv/studies/bin/pytest` has it.
"""

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from studies import comparison, run, runner

ROOT = Path(__file__).parents[2]
STORED = json.loads((ROOT / "studies" / "comparison.json").read_text("utf-8"))
HERE = argparse.Namespace(jobs=1, scheduler=None)


def test_the_stored_study_is_of_the_cells_of_the_page():
    seals, stored = comparison.seals(), STORED["digests"]
    assert seals.keys() == stored.keys()
    changed = [name for name in seals if seals[name] != stored[name]]
    assert not changed, "run `make studies`"


def test_the_stored_study_is_of_the_versions_that_are_asked_for():
    asked = (ROOT / "requirements.txt").read_text("utf-8")
    for name, version in STORED["versions"].items():
        assert f"{name}=={version}\n" in asked


def test_no_seed_of_the_study_chose_a_rate_or_counts_twice():
    names = comparison.experiment({"OPTIMIZERS": lambda table: {}})
    seeds = STORED["seeds"]
    assert len(seeds) == len(set(seeds))
    assert set(seeds).isdisjoint(names["SEARCH"])
    assert set(seeds) >= set(names["SHOWN"])  # those that the page runs again
    for found in STORED["ends"].values():
        assert {len(losses) for losses in found.values()} == {len(seeds)}


def test_the_study_runs_the_cells_of_the_page():
    """One optimizer on one surface: its search, and seeds at that rate."""
    state = comparison.state()
    search = json.loads(comparison.measure(state, "Saddle", "AdaGrad"))
    chosen, seeds = search["chosen"], STORED["seeds"][:20]
    assert chosen == STORED["rates"]["Saddle"]["AdaGrad"]
    again = comparison.measure(state, "Saddle", "AdaGrad", chosen, seeds)
    stored = STORED["ends"]["Saddle"]["AdaGrad"][:20]
    assert json.loads(again)["ends"] == search["ends"]
    assert search["ends"] == pytest.approx(stored, rel=1e-3)


def test_a_worker_of_another_state_counts_nothing():
    with pytest.raises(RuntimeError, match="the same commit"):
        comparison.measure("another", "Bowl", "SGD")


def test_what_some_optimizers_lack_is_not_stored(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "ROOT", tmp_path)
    both = ["SGD", "Adam"]

    def keep(optimizer, what, ends):
        found = {"machine": "a", "chosen": 3, "ends": ends}
        one = run.task("state", "Bowl", optimizer, what)
        runner.keep(one.kept, json.dumps(found))

    for optimizer in both:
        keep(optimizer, "search", [])
        keep(optimizer, run.ends_of(run.CHUNKS[0]), [0.12345, float("inf")])
    keep("SGD", run.ends_of(run.CHUNKS[1]), [1, 2])
    found = run.stored("state", ["Bowl", "Ravine"], both)
    assert found[0] == {"Bowl": {"SGD": 3, "Adam": 3}}
    text = run.written({"seeds": [0]}, found[1])
    lines = {optimizer: [0.1235, float("inf")] for optimizer in both}
    assert json.loads(text)["ends"] == {"Bowl": lines}


def test_what_another_machine_ran_stays_if_the_experiment_is_the_same(tmp_path):
    path = tmp_path / "comparison.json"
    report = {
        "versions": {},
        "drawn": 1,
        "digests": {"nnfs": "a"},
        "seeds": [0],
    }

    def row(*losses):
        return {optimizer: str(list(losses)) for optimizer in ("SGD", "Adam")}

    def rates(number):
        return {"SGD": number, "Adam": number}

    ours = {"Bowl": rates(1), "Saddle": rates(1)}
    kept = ours, {"Bowl": row(1.0), "Saddle": row(1.0, 2.0)}, {"a"}
    assert run.joined(kept, path, report) == kept
    theirs = {name: rates(2) for name in ("Bowl", "Saddle", "Digits")}
    losses = run.short([3.0, float("inf")])
    ends = {name: dict.fromkeys(("SGD", "Adam"), losses) for name in theirs}
    known = report | {"machine": "b, c", "rates": theirs}
    path.write_text(run.written(known, ends))
    found = run.joined(kept, path, report)
    assert found[0] == theirs | {"Saddle": rates(1)}, "of two, more seeds"
    text = json.loads(run.written(report, found[1]))["ends"]
    lines = {optimizer: [3.0, float("inf")] for optimizer in ("SGD", "Adam")}
    assert text["Digits"] == text["Bowl"] == lines
    assert found[2] == {"a", "b", "c"}
    other = report | {"digests": {"nnfs": "b"}}
    assert run.joined(kept, path, other) == kept


def tasks(folder, function, count):
    return [
        runner.Task(f"task {k}", function, (folder, k), folder / f"{k}.json")
        for k in range(count)
    ]


def note(folder, number):
    """Note that a task begins, and in which process; return its result."""
    with (folder / f"{number}.begun").open("a") as file:
        file.write(f"{os.getpid()}\n")
    if (folder / "slowly").exists():
        time.sleep(0.4)
    if (folder / f"{number}.fails").exists():
        raise ValueError("on purpose")
    return json.dumps(number * number)


def begun(folder):
    """Return the processes in which each task has begun, one for each time."""
    return {
        int(path.stem): [int(line) for line in path.read_text().split()]
        for path in folder.glob("*.begun")
    }


def kept(folder):
    return {
        int(path.stem): json.loads(path.read_text())
        for path in folder.glob("*.json")
    }


def test_a_study_goes_on_where_it_stopped(tmp_path, capsys):
    (tmp_path / "2.fails").touch()
    assert runner.run(tasks(tmp_path, note, 4), HERE) == 1
    assert kept(tmp_path) == {0: 0, 1: 1, 3: 9}
    said = capsys.readouterr().out
    assert "[4 of 4, 0 min left] task 3\n" in said
    assert "task 2: no result\nValueError: on purpose\n" in said
    (tmp_path / "2.fails").unlink()
    assert runner.run(tasks(tmp_path, note, 5), HERE) == 0
    assert kept(tmp_path) == {k: k * k for k in range(5)}
    times = {number: len(found) for number, found in begun(tmp_path).items()}
    assert times == {0: 1, 1: 1, 2: 2, 3: 1, 4: 1}
    assert "3 of 5 are kept" in capsys.readouterr().out


def test_a_result_is_whole_or_not_there(tmp_path, monkeypatch):
    def ended(self, other):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", ended)
    with pytest.raises(KeyboardInterrupt):
        runner.run(tasks(tmp_path, note, 1), HERE)
    assert not kept(tmp_path)


def test_more_jobs_without_dask_say_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    two = argparse.Namespace(jobs=2, scheduler=None)
    with pytest.raises(SystemExit, match="--jobs 1 runs without"):
        runner.run(tasks(tmp_path, note, 1), two)
    both = tasks(tmp_path, note, 2)
    assert runner.run(both, HERE) == 0
    assert runner.run(both, two) == 0  # nothing to do, and nobody to ask


def test_a_lost_worker_loses_no_result_and_counts_nothing_twice(tmp_path):
    pytest.importorskip("distributed")
    (tmp_path / "slowly").touch()
    ended = []

    def end_one(text):
        """End, after some results, a worker in the middle of a task."""
        if len(kept(tmp_path)) == 3 and not ended:
            done = kept(tmp_path).keys()
            while not (running := begun(tmp_path).keys() - done):
                time.sleep(0.01)
            ended.append(begun(tmp_path)[max(running)][-1])
            os.kill(ended[0], signal.SIGKILL)
        return ""

    two = argparse.Namespace(jobs=2, scheduler=None)
    assert runner.run(tasks(tmp_path, note, 12), two, end_one) == 0
    assert kept(tmp_path) == {k: k * k for k in range(12)}
    begins = begun(tmp_path)
    again = [number for number, found in begins.items() if len(found) > 1]
    assert again, "nobody was interrupted"
    assert any(ended[0] in begins[number] for number in again)
    assert runner.run(tasks(tmp_path, note, 12), two) == 0
    assert begun(tmp_path) == begins  # nothing runs again


def test_a_cluster_is_known_by_its_address(tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0"
    ) as cluster:
        there = argparse.Namespace(jobs=1, scheduler=cluster.scheduler_address)
        (tmp_path / "1.fails").touch()
        assert runner.run(tasks(tmp_path, note, 3), there) == 1
    assert kept(tmp_path) == {0: 0, 2: 4}
    assert os.getpid() not in {p for b in begun(tmp_path).values() for p in b}
