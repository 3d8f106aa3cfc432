"""The playground's engine computes what nnfs computes.

Its modules run under Node and are asked, line by line, for what nnfs has just
done: draws, data sets, first weights, schedules, 200 steps of every optimizer
and activation, and whole runs by the very lines that the page lets a reader
copy. Nothing is stored, so nothing can go stale.
"""

import inspect
import json
import re
import zipfile
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import nnfs
from tests.website.conftest import trained

HERE = Path(__file__).parent
ENGINE = HERE.parents[1] / "website" / "nnfs_site" / "playground"
OF_NNFS = (  # the modules that nnfs has too
    "activations",
    "datasets",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "network",
    "normalization",
    "optimizers",
    "schedules",
    "sequences",
)
SEEDS = (0, 1, 42, 2**32 - 1, 2**32, 2**53 - 1)
RATE = 0.02
OPTIMIZERS = (
    ("SGD", 0.5),
    ("Momentum", 0.1),
    ("Momentum", 0.05, {"beta": 0.99}),
    ("Momentum", 0.1, {"nesterov": True}),
    ("AdaGrad", 0.1),
    ("AdaGrad", 0.1, {"epsilon": 1e-3}),
    ("RMSprop", RATE),
    ("RMSprop", RATE, {"rho": 0.99, "epsilon": 1e-4}),
    ("Adam", RATE),
    ("Adam", RATE, {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-4}),
    ("AdamW", RATE),
    ("AdamW", RATE, {"beta1": 0.8, "weight_decay": 0.2}),
)
SCHEDULES = (
    ("constant", 0.1),
    ("step_decay", 0.1, 0.5, 30),
    ("exponential_decay", 0.1, 0.99),
    ("exponential_decay", 0.1, 0.5, 50),
    ("inverse_time_decay", 0.1, 0.02),
    ("cosine", 0.1, 150),
    ("cosine", 0.1, 150, 0.03),
    ("warmup", 0.1, 40),
    ("warmup", ("cosine", 0.1, 150), 40),
)
ACTIVATIONS = (
    ("Step",),
    ("Linear",),
    ("Sigmoid",),
    ("Tanh",),
    ("ReLU",),
    ("LeakyReLU",),
    ("LeakyReLU", 0.3),
    ("Softmax",),
)
LOOKS = [1, 2, 5, 10, 20, 50, 100, 200]  # steps after which all is compared


def make(recipe):
    """Return what a name of nnfs and its arguments make."""
    if not isinstance(recipe, tuple):
        return recipe
    name, *args = recipe
    named = args.pop() if args and isinstance(args[-1], dict) else {}
    return getattr(nnfs, name)(*map(make, args), **named)


def named(recipe):
    return json.dumps(recipe)


def close(ours, theirs):
    """Compare by the measure that the playground promises."""
    np.testing.assert_allclose(
        ours, np.asarray(theirs).ravel(), rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize("module", OF_NNFS)
def test_names_stand_in_the_order_of_nnfs(module):
    source = (ENGINE / f"{module}.js").read_text("utf-8")
    exported = re.findall(r"^export (?:\w+\*? )+?(\w+)\b[ (]", source, re.M)
    theirs = inspect.getsource(import_module(f"nnfs.{module}"))
    defined = re.findall(r"^(?:def|class) (\w+)", theirs, re.M)
    assert exported
    assert exported == [name for name in defined if name in exported]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "call",
    [
        ["random", 10_000],
        ["uniform", -2.5, 7.0, 10_000],
        ["standard_normal", 10_000],
        ["normal", 3.0, 0.2, 10_000],
        ["integers", 0, 10, 10_000],
        ["integers", -5, 2**31 + 12_345, 10_000],
        ["integers", 0, 2**32, 10_000],
        ["permutation", 10_000],
    ],
    ids=named,
)
def test_ten_thousand_draws(engine, seed, call):
    name, *args = call
    wanted = getattr(np.random.default_rng(seed), name)(*args)
    same_draws(wanted, engine("draws", seed, [call])[0])


def same_draws(ours, theirs):
    """Compare to the last digit, where a logarithm may be off by one."""
    if ours.dtype.kind == "i":
        np.testing.assert_array_equal(ours, theirs)
    else:
        np.testing.assert_array_max_ulp(ours, np.asarray(theirs), maxulp=1)


def test_the_tail_of_the_normal_distribution(engine):
    wanted = np.random.default_rng(0).standard_normal(50_000)
    assert wanted.max() > 3.66  # beyond the ziggurat's last layer
    assert wanted.min() < -3.66
    same_draws(wanted, engine("draws", 0, [["standard_normal", 50_000]])[0])


SIZES = st.integers(1, 7)  # odd sizes leave half of 64 bits for the next call
CALLS = st.one_of(
    st.tuples(st.just("random"), SIZES),
    st.tuples(st.just("standard_normal"), SIZES),
    st.tuples(
        st.just("integers"), st.integers(-9, 0), st.integers(1, 2**31), SIZES
    ),
    st.tuples(st.just("integers"), st.just(3), st.just(4), SIZES),
    st.tuples(st.just("permutation"), SIZES),
)


@given(seed=st.integers(0, 2**53 - 1), calls=st.lists(CALLS, max_size=12))
def test_draws_of_all_kinds_in_a_row(engine, seed, calls):
    rng = np.random.default_rng(seed)
    wanted = [getattr(rng, name)(*args) for name, *args in calls]
    for ours, theirs in zip(wanted, engine("draws", seed, calls), strict=True):
        same_draws(ours, theirs)


@pytest.mark.parametrize("shape", [(1, 1), (2, 16), (16, 3), (64, 64)])
@pytest.mark.parametrize(
    "recipe", [("he",), ("glorot",), ("normal",), ("normal", 0.5), ("zeros",)]
)
def test_first_weights(engine, recipe, shape):
    name, *others = recipe
    rng = np.random.default_rng(3)
    wanted = getattr(nnfs, name)(*shape, rng, *others)
    close(wanted.ravel(), engine("first_weights", name, *shape, 3, *others))


@pytest.mark.parametrize("samples", [1, 2, 7, 100])
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("spiral", {}),
        ("spiral", {"classes": 5, "noise": 0.0}),
        ("vertical", {}),
        ("vertical", {"classes": 2, "noise": 0.4}),
        ("moons", {}),
        ("moons", {"noise": 0.3}),
        ("blobs", {}),
        ("blobs", {"classes": 4, "noise": 0.1}),
    ],
)
def test_points(engine, name, options, samples):
    rng = np.random.default_rng(5)
    X, y = getattr(nnfs, name)(samples, rng=rng, **options)
    points, labels = engine("points", name, samples, options, 5)
    close(X.ravel(), points)
    np.testing.assert_array_equal(y, labels)


@given(
    classes=st.integers(1, 5),
    n=st.integers(12, 60),
    first=st.sampled_from([0.25, 0.5, 0.75, 0.9, 0.15, 1 / 3]),
    seed=st.integers(0, 1000),
)
@example(classes=3, n=30, first=0.75, seed=0)  # cut halfway between integers
@example(classes=3, n=10, first=0.25, seed=0)
def test_split(engine, classes, n, first, seed):
    labels = np.arange(n) % classes
    rows = np.arange(2.0 * n).reshape(n, 2)
    shares = (first, 1 - first)
    rng = np.random.default_rng(seed)
    wanted = nnfs.split(rows, labels, shares, rng=rng)
    found = engine("parts", rows, labels, shares, seed)
    for (X, y), (points, classes) in zip(wanted, found, strict=True):
        np.testing.assert_array_equal(X.ravel(), points)
        np.testing.assert_array_equal(y, classes)


@pytest.mark.parametrize("seed", [None, 0, 9])
@pytest.mark.parametrize("size", [1, 4, 10, 64])
def test_batches(engine, size, seed):
    rows, labels = np.arange(20.0).reshape(10, 2), np.arange(10)
    rng = None if seed is None else np.random.default_rng(seed)
    wanted = list(nnfs.batches(rows, labels, size, rng))
    found = engine("epoch", rows, labels, size, seed)
    for (X, y), (points, classes) in zip(wanted, found, strict=True):
        np.testing.assert_array_equal(X.ravel(), points)
        np.testing.assert_array_equal(y, classes)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=named)
def test_schedules(engine, schedule):
    made = make(schedule)
    close([made(step) for step in range(200)], engine("rates", schedule, 200))


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=named)
def test_activations_at_their_kink_and_far_out(engine, activation):
    rows = np.array([[0.0, -0.0, 1e-300], [-1e-300, 800, -800], [3, -2, 0.5]])
    slopes = np.arange(1.0, 10).reshape(3, 3)
    layer = make(activation)
    wanted = [layer.forward(rows), layer.backward(slopes)]
    found = engine("bend", activation, rows, slopes)
    for ours, theirs in zip(wanted, found, strict=True):
        close(ours.ravel(), theirs)


def golden_run(engine, activation, optimizer):
    """Train 200 steps here and there, and compare on the way."""
    rng = np.random.default_rng(7)
    layers = (("Dense", 2, 16), activation, ("Dense", 16, 16), activation)
    layers = (*layers, ("Dense", 16, 3))
    network = nnfs.Network(*map(make, layers))
    network.parameters = rng.normal(0, 0.4, network.parameters.size)
    batches = [(rng.normal(size=(32, 2)), rng.integers(0, 3, 32))]
    batches += [
        (rng.normal(size=(n, 2)), rng.integers(0, 3, n))
        for n in rng.integers(1, 33, 199)
    ]
    start = network.parameters.copy()
    seen = engine("train", layers, start, optimizer, batches, LOOKS)

    ours = trained(network, make(optimizer), batches, LOOKS)
    for what, values in ours.items():
        close(np.ravel(values), seen[what])
    # it has moved
    assert not np.allclose(start, ours["parameters"][-1], rtol=0.1)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=named)
def test_200_steps_of_every_activation(engine, activation):
    golden_run(engine, activation, ("Momentum", 0.05))


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=named)
def test_200_steps_of_every_optimizer(engine, optimizer):
    golden_run(engine, ("Tanh",), optimizer)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=named)
def test_what_has_faded_is_forgotten(engine, optimizer):
    # 0.99 ** 71,000 would be subnormal, and slow to compute with
    state = np.array(engine("fade", optimizer, 80_000))
    assert not np.any((state != 0) & (state < np.finfo(float).tiny))


@pytest.mark.parametrize("schedule", SCHEDULES, ids=named)
def test_200_steps_of_every_schedule(engine, schedule):
    golden_run(engine, ("Tanh",), ("Adam", schedule))


def reproduce(engine, chosen, steps):
    """Run what the page lets a reader copy, and compare with the page's run."""
    run = engine("run", chosen, steps)
    scene = {}
    exec(run["code"], scene)
    X, y = run["seen"]
    close(scene["X"].ravel(), X)
    np.testing.assert_array_equal(scene["y"], y)
    assert (run["held"] is None) == ("held_out" not in scene)
    if run["held"]:
        X, y = run["held"]
        close(scene["held_out"][0].ravel(), X)
        np.testing.assert_array_equal(scene["held_out"][1], y)
    assert scene["optimizer"].steps == run["steps"]
    close(scene["network"].parameters, run["parameters"])
    return run


@pytest.fixture(scope="session")
def page(engine):
    """What the page lets a reader choose, and what it starts with."""
    return engine("fields")


def test_every_choice_is_reproduced(engine, page):
    for key, field in page["fields"].items():
        for option in field.get("options", ()):
            reproduce(engine, page["defaults"] | {key: option}, 61)


CHANGES = (
    {"samples": 10, "batch": 7},
    {"samples": 300, "batch": 1800},
    {"classes": 2, "data": "blobs"},
    {"classes": 6, "data": "vertical"},
    {"noise": 0},
    {"noise": 0.45, "data": "moons"},
    {"held": 0},
    {"held": 0.5},
    {"held": 0.15},
    {"seed": 999_999},
    {"layers": []},
    {"layers": [1]},
    {"layers": [64, 3, 8, 5], "activation": "Tanh"},
    {"initializer": "normal", "scale": 0.4},
    {"rate": 1e-6},
    {"optimizer": "Momentum", "beta": 0.5},
    {"optimizer": "Nesterov", "beta": 0.7},
    {"optimizer": "RMSprop", "rho": 0.99},
    {"optimizer": "Adam", "beta1": 0.8, "beta2": 0.9},
    {"optimizer": "AdamW", "beta1": 0.8, "weight_decay": 0.3},
    {"batch": 1},
    {"schedule": "step_decay", "factor": 0.25, "every": 20},
    {"schedule": "exponential_decay", "factor": 0.25, "every": 40},
    {"schedule": "inverse_time_decay", "decay": 0.2},
    {"schedule": "cosine", "length": 40, "final": 0.001, "warmup": 5},
    {"warmup": 30},
)


@pytest.mark.parametrize("change", CHANGES, ids=named)
def test_every_setting_is_reproduced(engine, page, change):
    reproduce(engine, page["defaults"] | change, 61)


def test_no_setting_is_forgotten(page):
    choices = {k for k, field in page["fields"].items() if "options" in field}
    assert choices | set().union(*CHANGES) == set(page["fields"])


@pytest.mark.parametrize("steps", [0, 1, 8, 9, 1000])
def test_every_step_is_reproduced(engine, page, steps):
    reproduce(engine, page["defaults"], steps)


@pytest.mark.parametrize("optimizer", ["SGD", "Momentum"])
def test_a_run_that_diverges_stops_at_the_step_of_nnfs(engine, page, optimizer):
    change = {"optimizer": optimizer, "rate": 1000, "activation": "Linear"}
    run = reproduce(engine, page["defaults"] | change, 100)
    assert run["broken"]
    assert 0 < run["steps"] < 100
    with (
        np.errstate(all="ignore"),
        pytest.raises(ValueError, match=r"contain|reach beyond"),
    ):
        exec(run["next"], {})


# Weights as a file


def test_what_a_run_saves_nnfs_reads(engine, page, tmp_path):
    settings = page["defaults"] | {"layers": [8, 5], "activation": "Tanh"}
    content, parameters = engine("save", settings, 30)
    path = tmp_path / "run-a.npz"
    path.write_bytes(bytes(content))
    network = nnfs.Network(
        *(nnfs.Dense(2, 8), nnfs.Tanh(), nnfs.Dense(8, 5), nnfs.Tanh()),
        nnfs.Dense(5, 3),
    )
    network.load(path)
    np.testing.assert_array_equal(network.parameters, parameters)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize("hidden", [[], [7], [8, 5, 3]])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_nnfs_saves_a_run_goes_on_from(
    engine, page, tmp_path, monkeypatch, hidden, dtype
):
    widths = [2, *hidden, 3]
    layers = []
    for pair in pairwise(widths):
        layers += [nnfs.Dense(*pair, rng=np.random.default_rng(5)), nnfs.ReLU()]
    network = nnfs.Network(*layers[:-1], dtype=dtype)
    monkeypatch.chdir(tmp_path)
    network.save("run-a.npz")
    file = list(Path("run-a.npz").read_bytes())
    loaded = engine("load", page["defaults"], file, 20)
    assert loaded["hidden"] == hidden
    np.testing.assert_array_equal(loaded["first"], network.parameters)
    made = {}
    exec(loaded["code"], made)
    np.testing.assert_allclose(
        made["network"].parameters, loaded["last"], rtol=1e-9, atol=1e-12
    )


def arrays_of(*widths, **changes):
    found = {}
    for k, (n, m) in enumerate(pairwise(widths)):
        found[f"{2 * k}.weights"] = np.ones((n, m))
        found[f"{2 * k}.biases"] = np.ones(m)
    return found | changes


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        (arrays_of(2, 4, 3), None),
        (arrays_of(3, 4, 3), "another kind of network"),
        (arrays_of(2, 4, 5), "for 5 classes, and here are 3"),
        (arrays_of(2, 4, 3) | {"1.means": np.ones(4)}, "another kind of net"),
        (arrays_of(2, 4, 3) | {"2.biases": np.ones(2)}, "another kind of net"),
        (arrays_of(2, 3) | {"0.biases": np.full(3, np.nan)}, "another kind"),
        ({"0.weights": np.ones((2, 3))}, "another kind of network"),
        ({"x": np.ones(3)}, "another kind of network"),
        ({"0.weights": np.ones((2, 3), int)}, "no file that Network.save"),
        ({"0.weights": np.array(["a"])}, "no file that Network.save wrote"),
        ({"0.weights": np.asfortranarray(np.ones((2, 3)))}, "no file that"),
    ],
)
def test_the_file_of_another_network_is_refused(engine, tmp_path, arrays, said):
    path = tmp_path / "file.npz"
    np.savez(path, **arrays)
    found = engine("refused", list(path.read_bytes()), 3)
    assert (found is None) if said is None else said in found


def test_another_file_is_refused_and_so_is_a_damaged_one(engine, tmp_path, rng):
    path = tmp_path / "file.npz"
    np.savez(path, **arrays_of(2, 4, 3))
    whole = path.read_bytes()
    np.savez_compressed(path, **arrays_of(2, 4, 3))
    bad = [b"", b"text", bytes(100), path.read_bytes(), whole[:-30], whole[50:]]
    inside = np.flatnonzero(np.frombuffer(whole, np.uint8) == 0x3F)
    for place in rng.choice(inside, 5):  # a byte of a 1.0
        bad.append(whole[:place] + b"\x40" + whole[place + 1 :])
    for content in bad:
        found = engine("refused", list(content), 3)
        assert "no file that Network.save wrote" in found


@pytest.mark.parametrize("places", [(50, 50), (50, 55), (55, 50), (50, 90)])
def test_the_letters_of_two_curves_do_not_cover_each_other(engine, places):
    moved = engine("apart", *places)
    assert abs(moved[0] - moved[1]) > 12  # pixels: the height of a letter
    assert sum(moved) == sum(places)
    assert (moved[0] > moved[1]) == (places[0] > places[1])
    assert moved == list(places) or abs(places[0] - places[1]) < 20
