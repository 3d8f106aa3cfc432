"""What tells one state of a text, a file or a folder from another."""

import hashlib
from pathlib import Path


def of_data(data):
    """A digest of a text, or of bytes, in hexadecimal digits."""
    data = data.encode() if isinstance(data, str) else data
    return hashlib.sha256(data).hexdigest()


def version(text):
    """What stands behind an address, and changes with what lies there."""
    return of_data(text)[:8]


def of_files(files, read=Path.read_bytes):
    """A digest of the names and contents of files.

    Parameters
    ----------
    files : dict of str to Path
        The files by name, in the order in which they count.
    read : callable
        What counts of a file, as bytes.
    """
    total = hashlib.sha256()
    for name, path in files.items():
        total.update(name.encode() + b"\0")
        total.update(hashlib.sha256(read(path)).digest())
    return total.hexdigest()


def of_folder(folder, pattern="*", read=Path.read_bytes, without=()):
    """A digest of the files below a folder, but for what Python compiles.

    Parameters
    ----------
    folder : Path
    pattern : str
        What the name of a file must match.
    read : callable
        What counts of a file, as bytes.
    without : iterable of str
        Names of folders that do not count.
    """
    left_out = {"__pycache__", *without}
    files = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(Path(folder).rglob(pattern))
        if path.is_file()
        and left_out.isdisjoint(path.relative_to(folder).parts)
    }
    return of_files(files, read)
