"""A word about what is legal, and nearly always a mistake.

It is said once a process for each kind of mistake, and silenced by
`warnings.filterwarnings("ignore", category=nnfs.Advice)`.
"""


class Advice(UserWarning):
    """The kind of warning in which such a word is said."""
