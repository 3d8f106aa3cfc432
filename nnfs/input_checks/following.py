"""What a followed array can do, and what it refuses: by name, with the cure.

Operators and NumPy's functions lead to the operations of `nnfs.tape`, where
there is one.  All else says what to write instead.
"""

import operator

import numpy as np

OWN_RULE = "write a rule for it: tape.elementwise, tape.linear or tape.product"
LARGER = "x * (tape.plain(x) > 0)"
PARTS = "a sum of tape.scatter(x, index, shape)"
# What NumPy calls it: what to write for it.
INSTEAD = {
    "absolute": "x * np.sign(tape.plain(x))",
    "argmax": "tape.plain(x).argmax()",
    "astype": "tape.plain(x).astype(dtype) before it is followed",
    "broadcast_to": "tape.spread(x, shape)",
    "concatenate": PARTS,
    "copy": "x itself, since nothing writes into it",
    "dot": "x @ y",
    "equal": "tape.plain(x) == y",
    "flatten": "tape.reshape(x, -1)",
    "greater": "tape.plain(x) > y",
    "greater_equal": "tape.plain(x) >= y",
    "item": "tape.plain(x).item()",
    "less": "tape.plain(x) < y",
    "less_equal": "tape.plain(x) <= y",
    "max": "tape.plain(x).max()",
    "maximum": LARGER,
    "mean": "tape.total(x) / n",
    "ndim": "len(x.shape)",
    "not_equal": "tape.plain(x) != y",
    "ravel": "tape.reshape(x, -1)",
    "reduce": "tape.total(x)",
    "reshape": "tape.reshape(x, shape)",
    "sign": "np.sign(tape.plain(x))",
    "size": "math.prod(x.shape)",
    "sqrt": "x**0.5",
    "square": "x**2",
    "stack": PARTS,
    "sum": "tape.total(x)",
    "swapaxes": "tape.reorder(x, axes)",
    "tolist": "tape.plain(x).tolist()",
    "transpose": "tape.reorder(x, axes)",
    "where": LARGER,
}
NUMBER = "its number would leave the tape there, without a slope: write"
STANDS = "what stands on a tape is not written into: write"
REFUSED = {
    "__array__": "it is no plain array, and would lose its slope in one: write "
    f"tape.plain(x), or {PARTS}",
    "__bool__": f"{NUMBER} bool(tape.plain(x))",
    "__complex__": f"{NUMBER} complex(tape.plain(x))",
    "__delitem__": f"{STANDS} x[index] for what is to stay",
    "__float__": f"{NUMBER} float(tape.plain(x)), or for a part of an array "
    f"{PARTS}",
    "__hash__": "it is no key: write float(tape.plain(x))",
    "__index__": f"{NUMBER} int(tape.plain(x))",
    "__int__": f"{NUMBER} int(tape.plain(x))",
    "__round__": f"{NUMBER} round(float(tape.plain(x)))",
    "__setitem__": f"{STANDS} {PARTS}",
}


class Followed(np.lib.mixins.NDArrayOperatorsMixin):
    """What stands for an array; Python's operators ask NumPy's functions."""

    rules = {}  # a function of NumPy: the operation that follows it

    def __array_ufunc__(self, function, method, *inputs, **options):
        has_a_rule(function, method, options, self.rules)
        return self.rules[function](*inputs)

    def __array_function__(self, function, types, inputs, options):
        raise without_a_rule(f"np.{function.__name__}", function.__name__)

    def __getitem__(self, index):
        return self.rules[operator.getitem](self, index)

    def __len__(self):
        if not self.shape:
            raise TypeError("a single number has no length")
        return self.shape[0]

    def __iter__(self):
        return (self[index] for index in range(len(self)))

    def __getattr__(self, name):
        raise AttributeError(str(without_a_rule(f"the attribute {name}", name)))

    def __repr__(self):
        return f"{type(self).__name__}({self.value!r})"


def _refusing(said):
    def refuse(self, *_, **__):
        raise TypeError(said)

    return refuse


for _name, _said in REFUSED.items():
    setattr(Followed, _name, _refusing(_said))


def _straight(name, function):
    """Spare an operator of Python the way through NumPy."""

    def straight(x, y):
        return x.rules[function](x, y)

    def reflected(x, y):
        return x.rules[function](y, x)

    setattr(Followed, f"__{name}__", straight)
    setattr(Followed, f"__r{name}__", reflected)


_straight("add", np.add)
_straight("mul", np.multiply)
_straight("matmul", np.matmul)


def without_a_rule(what, name):
    """Return the error for what has no rule."""
    hint = f"write {INSTEAD[name]}" if name in INSTEAD else OWN_RULE
    return TypeError(f"{what} has no rule that a tape could follow: {hint}")


def has_a_rule(function, method, options, rules):
    """Refuse what NumPy's functions do beyond the operation of their name."""
    name = function.__name__
    if options.get("out") is not None:
        raise TypeError(
            f"np.{name} would write in place, where nothing can be followed: "
            f"write x = np.{name}(x, y), which makes a new one"
        )
    if method != "__call__":
        raise without_a_rule(f"np.{name}.{method}", method)
    if function not in rules:
        raise without_a_rule(f"np.{name}", name)
    if options:
        raise TypeError(
            f"np.{name} has no rule with {', '.join(options)}: leave it out"
        )
