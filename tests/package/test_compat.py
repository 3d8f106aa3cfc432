"""The other book's interface: same numbers, and NumPy as it was afterwards."""
# ruff: noqa: NPY002 - the legacy stream is what is tested

import ast
import copy
import importlib.util
import pathlib
import re
import subprocess
import sys
import weakref

import numpy as np
import pytest

import nnfs
import nnfs.datasets
from nnfs import compat

HERE = pathlib.Path(__file__).parent
REFERENCE = HERE.parent / "reference"
PACKAGE = pathlib.Path(nnfs.__file__).parent
NAMES = {"zeros": np, "eye": np, "dot": np, "randn": np.random}


def load_script():
    path = REFERENCE / "make_compat.py"
    spec = importlib.util.spec_from_file_location("make_compat", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = load_script()
with np.load(REFERENCE / "compat.npz", allow_pickle=False) as archive:
    RECORDED = dict(archive)


def functions():
    """Return the four functions that `init` may replace, as they are now."""
    return {name: getattr(module, name) for name, module in NAMES.items()}


def stream():
    """Return the state of the legacy stream, in a form that compares."""
    kind, keys, *rest = np.random.get_state()
    return kind, keys.tobytes(), *rest


@pytest.fixture(autouse=True)
def numpy_as_it_was():
    """Fail a test that leaves NumPy changed, and mend it."""
    before, state = functions(), np.random.get_state()
    yield
    compat.restore()
    after = functions()
    np.random.set_state(state)
    assert all(after[name] is before[name] for name in NAMES)


@pytest.mark.parametrize("name", ["spiral", "vertical", "sine"])
@pytest.mark.parametrize(
    "code",
    [
        "import nnfs.datasets.{0}\nfrom nnfs.datasets import {0}",
        "from nnfs.datasets import {0}\nimport nnfs.datasets.{0}",
        "import nnfs.datasets.{0} as {0}",
        "from nnfs import {0}\nfrom nnfs.datasets.{0} import create_data",
        "from nnfs.datasets import {0}, {0}_data as create_data",
    ],
)
def test_a_module_of_theirs_takes_no_functions_place(name, code):
    code += (
        "\nimport nnfs\nassert nnfs.{0} is nnfs.datasets.{0} is {0}\n"
        "assert type({0}).__name__ == 'function'\n"
        "made = globals().get('create_data', {0}.create_data)\n"
        "assert made is {0}.create_data is nnfs.datasets.{0}_data\n"
    )
    subprocess.run([sys.executable, "-c", code.format(name)], check=True)


def test_init_stands_where_theirs_does():
    import nnfs.core

    assert nnfs.core.init is nnfs.init is compat.init


@pytest.fixture(scope="session")
def ours():
    return SCRIPT.record(nnfs, compat.restore)


# The same as the original.


def test_every_recorded_call_is_made(ours):
    assert ours.keys() == RECORDED.keys()


@pytest.mark.parametrize("key", RECORDED)
def test_call_gives_what_the_original_gave(ours, key):
    found, wanted = ours[key], RECORDED[key]
    assert found.dtype == wanted.dtype
    assert found.shape == wanted.shape
    if wanted.dtype.kind == "f":  # sine and logarithm differ between processors
        tolerance = 8 * np.finfo(wanted.dtype).eps
        np.testing.assert_allclose(
            found, wanted, rtol=tolerance, atol=tolerance
        )
    else:
        np.testing.assert_array_equal(found, wanted)


def test_signatures_are_the_recorded_ones():
    assert list(RECORDED["signatures"]) == [
        "(dot_precision_workaround=True, default_dtype='float32', "
        "random_seed=0)",
        "(samples, classes)",
        "(samples, classes)",
        "(samples=1000)",
    ]
    assert list(SCRIPT.signatures(nnfs)) == list(RECORDED["signatures"])


def test_default_sine_has_a_thousand_points():
    X, y = nnfs.datasets.sine_data()
    assert X.shape == y.shape == (1000, 1)


def test_init_returns_none():
    assert nnfs.init() is None


def test_seed_is_numpys_own():
    nnfs.init(random_seed=5)
    drawn = np.random.uniform(size=3)
    np.random.seed(5)
    np.testing.assert_array_equal(drawn, np.random.uniform(size=3))


def test_default_dtype_may_be_a_type():
    nnfs.init(default_dtype=np.float16)
    assert np.zeros(1).dtype == np.float16
    nnfs.init(default_dtype=np.dtype("float64"))
    assert np.zeros(1).dtype == np.float64


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_dot_keeps_matrices_and_masks():
    matrix = np.matrix([[1.0, 2.0], [3.0, 4.0]])
    masked = np.ma.masked_less([[-1.0, 2.0], [3.0, 4.0]], 0)
    nnfs.init()
    product = np.dot(matrix, matrix)
    assert isinstance(product, np.matrix)
    assert product.dtype == np.float32
    np.testing.assert_array_equal(product * [[1], [0]], [[7], [15]])
    assert isinstance(np.dot(masked, masked), np.ma.MaskedArray)


def test_dot_of_an_array_and_its_transpose_leaves_the_originals_crumbs():
    # Waves of whole numbers are orthogonal: these products are rounding only.
    angle = 2 * np.pi * np.arange(400) / 400
    waves = np.cos(angle[:, None] * np.arange(1, 40))
    wanted = np.dot(waves.T.copy("K"), waves.copy()).astype("float32")
    nnfs.init()
    np.testing.assert_array_equal(np.dot(waves.T, waves), wanted)


def test_dot_lets_go_of_its_copies_before_it_converts_the_product(monkeypatch):
    copies, alive = [], []

    class Product:
        def __array__(self, dtype=None, copy=None):
            alive.extend(reference() is not None for reference in copies)
            return np.ones(1, dtype)

    def dot(*factors):
        copies.extend(map(weakref.ref, factors))
        return Product()

    with monkeypatch.context() as patch:
        patch.setattr(np, "dot", dot)
        nnfs.init()
        np.dot(np.ones(2), np.ones(2, "float32"))
        compat.restore()
    assert alive[:2] == [False, False]


# What the original refuses, by accident, and we do not.


@pytest.mark.parametrize("workaround", [True, False])
def test_dot_takes_lists_and_numbers(workaround):
    nnfs.init(dot_precision_workaround=workaround)
    assert np.dot([1, 2], [3, 4]) == 11
    assert np.dot(2, 3) == 6
    assert np.dot(a=[1.0], b=[2.0]).dtype == np.float32


def test_dot_writes_out():
    nnfs.init()
    out = np.zeros((1, 1), dtype=float)
    result = np.dot([[1, 2]], [[3], [4]], out)
    assert out[0, 0] == 11
    assert result.dtype == np.float32
    with pytest.raises(ValueError, match="output array"):
        np.dot([[1, 2]], [[3], [4]], np.zeros((1, 1), dtype="float32"))


def test_randn_draws_one_number():
    nnfs.init()
    assert isinstance(np.random.randn(), np.float32)


# Reversal.


def test_import_leaves_numpy_alone():
    program = (
        "import numpy as np\n"
        "names = np.zeros, np.eye, np.dot, np.random.randn\n"
        "state = np.random.get_state()[1].tobytes()\n"
        "import nnfs, nnfs.datasets, nnfs.compat\n"
        "nnfs.compat.restore()\n"
        "now = np.zeros, np.eye, np.dot, np.random.randn\n"
        "assert all(a is b for a, b in zip(names, now))\n"
        "assert state == np.random.get_state()[1].tobytes()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_restore_brings_back_the_very_objects(times):
    before, state = functions(), stream()
    for _ in range(times):
        nnfs.init()
        np.random.randn(4)
    compat.restore()
    assert all(
        function is before[name] for name, function in functions().items()
    )
    assert stream() == state


def test_restore_twice_does_nothing_more():
    nnfs.init()
    compat.restore()
    np.random.seed(1)
    state = stream()
    compat.restore()
    assert stream() == state


def test_restore_leaves_a_stream_that_init_did_not_seed():
    nnfs.init(random_seed=None)
    np.random.randn(3)
    state = stream()
    compat.restore()
    assert stream() == state


def test_second_init_without_seed_goes_on_in_the_stream():
    before = stream()
    nnfs.init(random_seed=0)
    first = np.random.randn(3)
    nnfs.init(random_seed=None)
    second = np.random.randn(3)
    nnfs.init(random_seed=0)
    np.testing.assert_array_equal(np.random.randn(6), [*first, *second])
    compat.restore()
    assert stream() == before


def test_restore_after_an_exception():
    dot = np.dot
    try:
        nnfs.init()
        np.dot(np.ones(2), np.ones(3))
    except ValueError:
        assert np.dot is not dot
    finally:
        compat.restore()
    assert np.dot is dot


def test_settings_replace_each_other():
    before = functions()
    nnfs.init(default_dtype="float16", dot_precision_workaround=False)
    assert np.dot(np.ones(1), np.ones(1)).dtype == np.float16
    nnfs.init(default_dtype="float64", dot_precision_workaround=False)
    assert np.dot([0.1], [1.0]) == 0.1  # did not pass through float16
    nnfs.init(default_dtype=None, dot_precision_workaround=False)
    assert all(
        function is before[name] for name, function in functions().items()
    )


def test_replacements_keep_name_signature_and_help():
    before = functions()
    nnfs.init()
    for name, function in functions().items():
        assert function is not before[name]
        assert function.__name__ == name
        assert function.__doc__ == before[name].__doc__
        # Help and inspect.signature follow it, where the original has one.
        assert function.__wrapped__ is before[name]


# Refusals.


@pytest.mark.parametrize(
    "dtype",
    ["nonsense", "int32", int, bool, "complex64", "U3", object, 5, "f,f"],
)
def test_init_refuses_other_types(dtype):
    before, state = functions(), stream()
    with pytest.raises(
        TypeError, match="default_dtype must be a floating-point"
    ):
        nnfs.init(default_dtype=dtype)
    assert functions() == before
    assert stream() == state


@pytest.mark.parametrize(
    ("seed", "error"), [("x", TypeError), (1.5, TypeError), (-1, ValueError)]
)
def test_init_refuses_what_numpy_refuses_as_a_seed(seed, error):
    before, state = functions(), stream()
    with pytest.raises(error):
        nnfs.init(random_seed=seed)
    assert functions() == before
    assert stream() == state


def test_a_refused_init_keeps_the_settings_of_the_first():
    nnfs.init(default_dtype="float16")
    state = stream()
    with pytest.raises(TypeError):
        nnfs.init(default_dtype="nonsense")
    assert np.zeros(1).dtype == np.float16
    assert stream() == state


@pytest.mark.parametrize("name", ["spiral_data", "vertical_data"])
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((2.0, 3), TypeError, "samples must be an integer"),
        ((2, "3"), TypeError, "classes must be an integer"),
        ((0, 3), ValueError, "samples must be at least 1"),
        ((3, -1), ValueError, "classes must be at least 1"),
        ((1, 257), ValueError, "at most 256 classes"),
    ],
)
def test_generators_refuse(name, arguments, error, message):
    with pytest.raises(error, match=message):
        getattr(nnfs.datasets, name)(*arguments)


def test_labels_use_all_of_their_type():
    _, y = nnfs.datasets.spiral_data(1, 256)
    np.testing.assert_array_equal(y, np.arange(256))


@pytest.mark.parametrize(
    ("samples", "error"), [(2.5, TypeError), (0, ValueError), (-1, ValueError)]
)
def test_sine_refuses(samples, error):
    with pytest.raises(error, match="samples must be"):
        nnfs.datasets.sine_data(samples)


# Our own package is not disturbed.


def everything(dtype):
    """Return many results of the package, as bytes."""
    rng = np.random.default_rng(0)
    X, y = nnfs.spiral(20, classes=3, rng=rng)
    network = nnfs.Network(
        nnfs.Dense(2, 8, rng=rng),
        nnfs.ReLU(),
        nnfs.Dense(8, 4, initializer=nnfs.zeros),
        nnfs.Tanh(),
        nnfs.Dense(4, 3, initializer=nnfs.glorot, rng=rng),
        dtype=dtype,
    )
    optimizers = [
        nnfs.SGD(0.1),
        nnfs.Momentum(0.1, nesterov=True),
        nnfs.AdaGrad(0.1),
        nnfs.RMSprop(0.01),
        nnfs.Adam(nnfs.cosine(0.01, 10)),
        nnfs.AdamW(0.01),
    ]
    results = [X, y]
    for optimizer in optimizers:
        loss = nnfs.SoftmaxCrossEntropy()
        trained = copy.deepcopy(network)
        history = nnfs.fit(
            trained, loss, optimizer, X, y, epochs=3, batch_size=8, rng=rng
        )
        results += [trained.parameters.copy(), trained.predict(X), history.loss]
    one_hot = nnfs.one_hot(y, 3)
    probabilities = nnfs.Softmax().forward(network.predict(X))
    squares = nnfs.MeanSquaredError()
    results += [
        one_hot,
        probabilities,
        nnfs.zeros(2, 3),
        nnfs.confusion_matrix(probabilities, y),
        squares.forward(probabilities, one_hot),
        squares.backward(),
        nnfs.numerical_gradient(lambda x: float(x @ x), np.array([1.0, 2.0])),
        *nnfs.moons(5, rng=rng),
        *nnfs.blobs(5, rng=rng),
        *nnfs.vertical(5, rng=rng),
        *nnfs.sine(5, rng=rng),
        *nnfs.digits(),
    ]
    results += [part for pair in nnfs.split(X, y, rng=rng) for part in pair]
    arrays = [np.asarray(result) for result in results]
    return [(array.dtype, array.shape, array.tobytes()) for array in arrays]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("default", ["float16", "float32", "float64"])
@pytest.mark.parametrize("workaround", [True, False])
def test_package_gives_the_same_bits_while_init_is_active(
    dtype, default, workaround
):
    plain = everything(dtype)
    nnfs.init(workaround, default)
    assert everything(dtype) == plain


def replaceable_calls(path):
    """Return the calls in a file that the replaced functions would answer."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        typed = any(keyword.arg == "dtype" for keyword in node.keywords)
        if name in ("np.dot", "np.random.randn") or (
            name in ("np.zeros", "np.eye") and not typed
        ):
            yield f"{path.name}:{node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize(
    "path",
    [path for path in PACKAGE.glob("**/*.py") if path.name != "compat.py"],
    ids=lambda path: path.name,
)
def test_package_names_its_types(path):
    assert not list(replaceable_calls(path))


def test_the_search_finds_such_calls(tmp_path):
    path = tmp_path / "module.py"
    path.write_text("np.zeros(3)\nnp.eye(2, dtype=float)\nnp.dot(a, b)\n")
    assert len(list(replaceable_calls(path))) == 2


def test_the_book_never_uses_it():
    fence = re.compile(r"^```\{code-cell\}.*?^```$", re.DOTALL | re.MULTILINE)
    ours = re.compile(r"nnfs\.init\b|\bcompat\b|(spiral|vertical|sine)_data")
    pages = (HERE.parents[1] / "book").glob("**/*.md")
    cells = [
        (page.name, cell)
        for page in pages
        for cell in fence.findall(page.read_text(encoding="utf-8"))
    ]
    assert not [(name, cell) for name, cell in cells if ours.search(cell)]
