"""Files: whole or not at all, never unpickled, and refused when damaged."""

import io
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nnfs import (
    BatchNorm,
    Dense,
    LayerNorm,
    Linear,
    Network,
    ReLU,
    Residual,
    Tanh,
)


def make(seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return Network(
        Dense(2, 3, rng=rng), Tanh(), Dense(3, 2, rng=rng), dtype=dtype
    )


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "network.npz"
    make().save(path)
    return path


def refused(network, path, match):
    """Hold that `load` names the file and leaves the network as it was."""
    before = network.parameters.tobytes()
    with pytest.raises(ValueError, match=match) as caught:
        network.load(path)
    assert str(path) in str(caught.value)
    assert network.parameters.tobytes() == before


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_saved_is_loaded(tmp_path, dtype):
    network, other = make(0, dtype), make(1, dtype)
    view = other.layers[0].weights
    network.save(tmp_path / "a.npz")
    assert other.load(tmp_path / "a.npz") is None
    assert other.parameters.tobytes() == network.parameters.tobytes()
    assert other.layers[0].weights is view


def test_a_path_may_be_a_string_and_any_name(tmp_path):
    network, other = make(0), make(1)
    network.save(f"{tmp_path}/no-suffix")
    other.load(f"{tmp_path}/no-suffix")
    assert other.parameters.tobytes() == network.parameters.tobytes()
    assert os.listdir(tmp_path) == ["no-suffix"]


def test_a_path_may_be_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make().save("here.npz")
    make(1).load("here.npz")


def test_numpy_reads_the_file_by_name(path):
    with np.load(path, allow_pickle=False) as archive:
        assert set(archive.files) == {
            "0.weights",
            "0.biases",
            "2.weights",
            "2.biases",
        }
        np.testing.assert_array_equal(
            archive["2.weights"], make().layers[2].weights
        )


def test_types_are_converted(path):
    narrow = make(1, np.float32)
    narrow.load(path)
    assert narrow.parameters.dtype == np.float32
    np.testing.assert_allclose(narrow.parameters, make().parameters, rtol=1e-6)


def test_a_nested_network_is_saved_by_its_own_names(tmp_path):
    nested = Network(make(0), Linear())
    nested.save(tmp_path / "nested.npz")
    other = Network(make(1), Linear())
    other.load(tmp_path / "nested.npz")
    assert other.parameters.tobytes() == nested.parameters.tobytes()
    refused(make(), tmp_path / "nested.npz", "another network")


def test_a_network_without_parameters_is_saved_too(tmp_path):
    Network(ReLU()).save(tmp_path / "empty.npz")
    Network(ReLU()).load(tmp_path / "empty.npz")
    refused(make(), tmp_path / "empty.npz", "another network")


def test_an_older_file_is_replaced(path):
    make(1).save(path)
    network = make(2)
    network.load(path)
    assert network.parameters.tobytes() == make(1).parameters.tobytes()
    assert os.listdir(path.parent) == [path.name]


def test_the_old_file_survives_a_failed_write(path, monkeypatch):
    before = path.read_bytes()

    def half(file, **arrays):
        file.write(b"half of it")
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", half)
    with pytest.raises(OSError, match="no space left"):
        make(1).save(path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_the_file_appears_only_when_it_is_whole(path, monkeypatch):
    before, seen, replace = path.read_bytes(), [], os.replace

    def watched(source, target):
        seen.append((path.read_bytes(), zipfile.is_zipfile(source)))
        replace(source, target)

    monkeypatch.setattr(os, "replace", watched)
    make(1).save(path)
    assert seen == [(before, True)]
    assert path.read_bytes() != before


def test_what_cannot_be_opened_is_an_os_error(tmp_path):
    network = make()
    before = network.parameters.tobytes()
    with pytest.raises(FileNotFoundError):
        network.load(tmp_path / "missing.npz")
    with pytest.raises(OSError, match="directory"):
        network.load(tmp_path)
    with pytest.raises(FileNotFoundError):
        network.save(tmp_path / "missing" / "network.npz")
    assert network.parameters.tobytes() == before


@pytest.mark.parametrize(
    "other",
    [
        lambda: Network(Dense(2, 4), Tanh(), Dense(4, 2)),
        lambda: Network(Dense(2, 3), Dense(3, 2)),
        lambda: Network(Dense(2, 3)),
        lambda: Network(make()),
        lambda: Network(Dense(3, 2), Tanh(), Dense(2, 2)),
        lambda: Network(ReLU()),
    ],
)
def test_another_architecture(path, other):
    refused(other(), path, "another network")


def arrays_of(network, **changes):
    return {**dict(network.named_parameters()), **changes}


@pytest.mark.parametrize(
    ("value", "match"),
    [
        (np.full(3, np.nan), r": 0\.biases contain NaN"),
        (np.full(3, -np.inf), "infinity"),
        (np.full(3, 1j), "complex128"),
        (np.array(["a", "b", "c"]), "came as text"),
        (np.zeros((0, 3)), "empty"),
        (np.array(0.0), "another network"),
        (np.zeros((3, 1)), "another network"),
    ],
    ids=["nan", "inf", "complex", "text", "empty", "scalar", "column"],
)
def test_wrong_values(tmp_path, value, match):
    arrays = arrays_of(make(), **{"0.biases": value})
    np.savez(tmp_path / "wrong.npz", **arrays)
    refused(make(1), tmp_path / "wrong.npz", match)


def test_a_value_that_float32_cannot_hold(tmp_path):
    network = make()
    network.layers[0].biases[0] = 1e300
    network.save(tmp_path / "large.npz")
    refused(make(1, np.float32), tmp_path / "large.npz", "infinity")
    make(1).load(tmp_path / "large.npz")


def test_one_array_too_many(tmp_path):
    np.savez(tmp_path / "more.npz", **arrays_of(make(), extra=np.ones(3)))
    refused(make(1), tmp_path / "more.npz", "extra")


class Burglar:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


def as_a_pickle(path, trap):
    path.write_bytes(pickle.dumps(trap))


def as_an_array(path, trap):
    objects = np.array([trap] * 3, dtype=object)
    arrays = arrays_of(make(), **{"0.biases": objects})
    np.savez(path, allow_pickle=True, **arrays)


def as_one_array(path, trap):
    with open(path, "wb") as file:
        np.save(file, np.array([trap], dtype=object), allow_pickle=True)


def as_a_member(path, trap):
    make().save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("0.extra.npy", pickle.dumps(trap))


@pytest.mark.parametrize(
    "hide", [as_a_pickle, as_an_array, as_one_array, as_a_member]
)
def test_nothing_is_unpickled(tmp_path, hide):
    mark, path = tmp_path / "burgled", tmp_path / "network.npz"
    hide(path, Burglar(mark))
    refused(make(1), path, "damaged")
    assert not mark.exists()


def test_the_burglar_would_leave_a_mark(tmp_path):
    as_an_array(tmp_path / "a.npz", Burglar(tmp_path / "burgled"))
    with np.load(tmp_path / "a.npz", allow_pickle=True) as archive:
        archive["0.biases"]
    assert (tmp_path / "burgled").exists()


@pytest.mark.parametrize("kind", ["npy", "text", "empty", "zip", "bytes"])
def test_files_of_another_kind(tmp_path, kind):
    path = tmp_path / "other.npz"
    if kind == "npy":
        with open(path, "wb") as file:
            np.save(file, make().parameters)
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("0.weights", "not an array")
    else:
        path.write_bytes(
            {"text": b"1 2 3\n", "empty": b"", "bytes": bytes(1000)}[kind]
        )
    refused(make(), path, "not a file that Network.save wrote")


def test_truncated_anywhere(path):
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        refused(make(1), path, "damaged")


def survives(network, path, values):
    """Hold that a file loads `values` or is refused; tell which."""
    before = network.parameters.tobytes()
    try:
        network.load(path)
    except ValueError:
        assert network.parameters.tobytes() == before
        return False
    assert network.parameters.tobytes() == values
    return True


def flip(content, rng):
    """Change one to three bytes."""
    for place in rng.integers(len(content), size=rng.integers(1, 4)):
        content[place] ^= rng.integers(1, 256)


def truncate(content, rng):
    """Cut the end off."""
    del content[rng.integers(len(content)) :]


def insert(content, rng):
    """Put up to forty bytes in between."""
    place = rng.integers(len(content) + 1)
    content[place:place] = rng.bytes(rng.integers(1, 41))


def zero(content, rng):
    """Write zeros over a block of up to 64 bytes."""
    place = rng.integers(len(content))
    block = content[place : place + rng.integers(1, 65)]
    content[place : place + len(block)] = bytes(len(block))


@pytest.mark.parametrize("corrupt", [flip, truncate, insert, zero])
def test_a_thousand_corruptions(corrupt, path):
    whole, values = path.read_bytes(), make().parameters.tobytes()
    rng = np.random.default_rng(1000)
    network, loaded, harmless = make(1), 0, 0
    start = network.parameters.copy()
    for _ in range(250):
        content = bytearray(whole)
        corrupt(content, rng)
        path.write_bytes(content)
        network.parameters = start
        same = content == whole
        loaded += survives(network, path, values)
        harmless += same
    # Padding and stray bits of the format carry no value; nothing else loads.
    assert harmless <= loaded < 125
    assert os.listdir(path.parent) == [path.name]


@pytest.fixture
def large(tmp_path):
    """A file whose arrays are longer than what zipfile reads at once."""
    path = tmp_path / "large.npz"
    Network(Dense(64, 64, rng=np.random.default_rng(0))).save(path)
    return path


def test_a_header_that_hides_the_damage(large):
    # A header of "<f4" where "<f8" was: NumPy reads half of the bytes, and
    # never comes to the checksum at their end.
    damaged = large.read_bytes().replace(b"'<f8'", b"'<f4'")
    large.write_bytes(damaged)
    with np.load(large) as archive:
        assert archive["0.weights"].dtype == np.float32
    refused(Network(Dense(64, 64)), large, "checksum")


def test_every_byte_of_a_header_damaged(large):
    whole = large.read_bytes()
    network = Network(Dense(64, 64, rng=np.random.default_rng(0)))
    values = network.parameters.tobytes()
    first = whole.index(b"{'descr'")
    for place in range(first, first + 66):
        for byte in b"<>|fiu428 T1(,\0":
            damaged = bytearray(whole)
            damaged[place] = byte
            large.write_bytes(damaged)
            loaded = survives(network, large, values)
            assert loaded == (byte == whole[place])


def test_an_open_file_is_no_path():
    with pytest.raises(TypeError):
        make().save(io.BytesIO())


# State


def with_state(seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    network = Network(
        Dense(2, 3, rng=rng),
        Residual(BatchNorm(3), Tanh(), Dense(3, 3, rng=rng)),
        dtype=dtype,
    )
    for _ in range(3):
        network.forward(rng.normal(size=(5, 2)), training=True)
    return network


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_state_comes_back_to_the_last_digit(tmp_path, dtype):
    network, other = with_state(0, dtype), with_state(1, dtype)
    network.save(tmp_path / "a.npz")
    assert other.load(tmp_path / "a.npz") is None
    X = np.random.default_rng(2).normal(size=(50, 2))
    assert other.predict(X).tobytes() == network.predict(X).tobytes()
    saved, loaded = network.snapshot(), other.snapshot()
    assert [*loaded][-2:] == ["1.0.means", "1.0.variances"]
    for name, array in loaded.items():
        assert array.dtype == dtype
        assert array.tobytes() == saved[name].tobytes()


def test_state_is_converted(tmp_path):
    with_state().save(tmp_path / "wide.npz")
    narrow = with_state(1, np.float32)
    narrow.load(tmp_path / "wide.npz")
    assert {a.dtype for _, a in narrow.named_state()} == {np.dtype("f4")}
    assert narrow.predict(np.ones((1, 2))).dtype == np.float32


def without(network, name):
    arrays = network.snapshot()
    del arrays[name]
    return arrays


@pytest.mark.parametrize(
    ("arrays", "match"),
    [
        (
            lambda: dict(with_state().named_parameters()),
            r"network, without 1\.0\.means, without 1\.0\.variances: bu",
        ),
        (
            lambda: without(with_state(), "1.0.means"),
            r"without 1\.0\.means: bu",
        ),
        (
            lambda: with_state().snapshot() | {"1.0.means": np.ones(4)},
            r"with 1\.0\.means of shape \(4,\), not \(3,\): build",
        ),
        (
            lambda: with_state().snapshot() | {"1.0.means": np.full(3, np.nan)},
            r"1\.0\.means contain NaN",
        ),
        (
            lambda: with_state().snapshot() | {"1.0.means": np.full(3, "a")},
            r"1\.0\.means must be real numbers",
        ),
        (
            lambda: with_state().snapshot() | {"1.1.means": np.ones(3)},
            r"with 1\.1\.means: build the network that was saved",
        ),
        (
            lambda: (
                with_state().snapshot() | {"1.0.variances": -np.arange(3.0)}
            ),
            r"1\.0\.variances: .* down to -2, but none can be below 0: pass",
        ),
        (
            lambda: (
                with_state().snapshot() | {"1.0.variances": np.full(3, np.inf)}
            ),
            r"1\.0\.variances contain infinity",
        ),
    ],
)
def test_a_file_whose_state_does_not_fit(tmp_path, arrays, match):
    path = tmp_path / "wrong.npz"
    np.savez(path, **arrays())
    network = with_state(1)
    before = pickle.dumps(network)
    with pytest.raises(ValueError, match=match) as caught:
        network.load(path)
    assert str(path) in str(caught.value)
    assert pickle.dumps(network) == before


@pytest.mark.parametrize("bad", [-1e-300, -1.0, np.nan, np.inf])
def test_a_snapshot_with_bad_variances_changes_nothing(bad):
    network = with_state(1)
    network.parameters[0] = np.nan  # not even a network that is lost
    before = pickle.dumps(network)
    arrays = with_state().snapshot()
    arrays["1.0.variances"][1] = bad
    with pytest.raises(ValueError, match=r"1\.0\.variances") as caught:
        network.restore(arrays)
    if bad < 0 and np.isfinite(bad):
        assert str(caught.value).startswith("the snapshot has no good 1.0.var")
    assert pickle.dumps(network) == before


def test_a_variance_of_zero_is_one():
    network = with_state()
    arrays = network.snapshot() | {"1.0.variances": np.zeros(3)}
    network.restore(arrays)
    assert np.isfinite(network.predict(np.ones((1, 2)))).all()


def test_a_file_with_state_is_refused_by_a_network_without(tmp_path):
    with_state().save(tmp_path / "state.npz")
    rng = np.random.default_rng(0)
    plain = Network(
        Dense(2, 3, rng=rng), Residual(LayerNorm(3), Tanh(), Dense(3, 3))
    )
    refused(plain, tmp_path / "state.npz", r"with 1\.0\.means")
