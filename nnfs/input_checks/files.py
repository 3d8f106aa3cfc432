"""Checks of arrays by name: of a file, or of a snapshot."""

import numpy as np

from nnfs.input_checks.arrays import alike, real_array


def saved_arrays(path, dtype):
    """Return the arrays of an .npz file by name, every fault a ValueError."""
    with open(path, "rb") as file:
        try:
            with np.load(file, allow_pickle=False) as archive:
                if archive.zip.testzip():
                    raise ValueError("a checksum is wrong")
                return {
                    name: real_array(archive[name], name, dtype)
                    for name in archive.files
                }
        except Exception as error:  # a broken file fails in a dozen ways
            raise ValueError(
                f"{path} is not a file that Network.save wrote, or is damaged: "
                f"{error}"
            ) from error


def named_arrays(found, wanted, dtype, source):
    """Return arrays by name in a type; they must fit those that are wanted."""
    if not isinstance(found, dict):
        raise TypeError(
            f"a snapshot is a dict, but came as {type(found).__name__}: pass "
            "what network.snapshot() returned, or read a file by network.load"
        )
    shapes = {name: np.shape(array) for name, array in wanted.items()}
    faults = [f"without {name}" for name in shapes if name not in found]
    for name, array in found.items():
        if name not in shapes:
            faults.append(f"with {name}")
        elif np.shape(array) != shapes[name]:
            faults.append(
                f"with {name} of shape {np.shape(array)}, not {shapes[name]}"
            )
    if faults:
        raise ValueError(
            f"{source} holds the arrays of another network, "
            f"{', '.join(faults)}: build the network that was saved"
        )
    return {
        name: alike(found[name], name, shape, dtype)
        for name, shape in shapes.items()
    }
