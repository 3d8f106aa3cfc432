"""The package as one file: its definitions, without what only it needs.

A definition is the package's own source. Three things are done to it, and the
tests hold what comes out to the package, to the last digit.

- A docstring keeps its first sentence.
- What only other layers or other types of numbers need goes: LEFT_OUT names
  methods, EDITS lines.
- A door gives back what is right. So its call becomes what was handed to it,
  and what only refuses goes.
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ENDING = Path(__file__).with_name("ending.py")
HEAD = '''\
"""A neural network in one file: Dense, ReLU, cross-entropy, Adam, a spiral.

    python nnfs_one_file.py

checks a gradient, trains a network, and draws what it has learned. Read it from
top to bottom. A program has made it from the package of a book,
{address}
which gives the same numbers to the last digit. What is gone: all other layers,
most of the text, and the checks of what you pass. So pass arrays of NumPy:
inputs of floats, a sample to a row, and labels of integers.
{licence}
"""

import copy
import math
from typing import NamedTuple

import numpy as np
'''
# What is cut, in the order in which it is read.
PARTS = (
    ("datasets/__init__.py", "spiral", "batches"),
    ("layers.py", "Layer"),
    ("initializers.py", "normal", "he"),
    ("layers.py", "Dense"),
    ("activations.py", "ReLU"),
    ("network.py", "Network"),
    ("losses.py", "SoftmaxCrossEntropy"),
    ("metrics.py", "accuracy"),
    ("optimizers.py", "Optimizer", "Adam"),
    ("gradient_check.py", "numerical_gradient", "relative_error"),
    ("gradient_check.py", "_Row", "_compared", "check_gradients"),
)
LEFT_OUT = {
    "Layer": "forward backward named_state __getattr__ __repr__",
    "Dense": "__repr__",
    "Network": "layers __setattr__ check _slopes _named named_state snapshot "
    "restore _put _replace save load __repr__",
    "SoftmaxCrossEntropy": "check classify",
    "Optimizer": "direction __getattr__ __getstate__ __copy__ __repr__",
    "_Row": "__str__",
}
# Of a definition: what stands there once, and what stands here instead. A line
# of three dots is all lines between the others.
EDITS = {
    "spiral": {
        "samples, classes, rng = _checked(samples, classes, rng, noise)": (
            "rng = input_checks.generator(rng)"
        ),
    },
    "Layer": {
        "every layer can do: `forward`, `backward` and one parameter vector": (
            "all layers share: one vector of parameters, and views of it"
        ),
        """\
    state = ()  # the names of the arrays that are measured
...
    widest = 1  # of the layers inside; a Network knows
""": "",
        "; called once, by a constructor": "",
        "input_checks.write(self.__dict__[name], value, name)": (
            "self.__dict__[name][...] = value"
        ),
        """\
        if name in self.state:
...
            value = input_checks.alike(value, name, shape, dtype).copy()
""": "",
        "A copy has no home, and takes": "A copy takes",
        '{"home", "views"}': '{"views"}',
    },
    "Network": {
        ", *layers, dtype=np.float64)": ", *layers)",
        "self._layers = layers": "self.layers = layers",
        """\
        return self._named(lambda layer: layer.named_parameters())
""": """\
        for position, layer in enumerate(self.layers):
            for name, array in layer.named_parameters():
                yield f"{position}.{name}", array
""",
        """\
        self.dtype = input_checks.float_type(dtype)
...
        self.widest = widest(layers)
""": "",
        "        vector = vector.astype(self.dtype)\n": "",
        """\
        self.dtype = parameters.dtype  # an inner network takes the outer's
""": "",
        """\
            layer.home = self
...
                setattr(layer, name, array)  # takes the type of the vector
""": "",
        """\
        self.outputs_shape = inputs.shape  # what backward expects
""": "",
        """\
        inputs = np.asarray(inputs)
...
        return outputs[0] if len(outputs) == 1 else np.concatenate(outputs)
""": """\
        for layer in self.layers:
            inputs = layer.predict(inputs)
        return inputs
""",
    },
    "SoftmaxCrossEntropy": {
        "(Loss)": "",
        "forward(self, predictions, targets)": "forward(self, scores, labels)",
        "        scores, labels = self.check(predictions, targets)\n": "",
    },
    "accuracy": {"samples, or positions, that": "samples that"},
    "Optimizer": {
        "; refuse if others were moved before": "",
        "        # Once, not at every step.\n": "",
    },
    "_Row": {
        "; `check_gradients` says what": "",
        "    size: float\n    rounding: float\n": "",
        "    measured: bool\n    felt: bool\n    kink: bool\n": "",
    },
    "check_gradients": {
        """(
    network, loss, inputs, targets, step=1e-5, training=False, report=False
)""": "(network, loss, inputs, targets, step=1e-5, report=False)",
        "    inputs, step = _checked(network, loss, inputs, targets, step)\n": (
            "    inputs = inputs.copy()\n"
        ),
        "  # what it draws, and its state, are copied too": "",
        "trial.forward(inputs, training)": "trial.forward(inputs)",
        "value = loss.forward(outputs, targets)": (
            "loss.forward(outputs, targets)"
        ),
        "    if not math.isfinite(value):\n...\n        )\n": "",
        """\
    features = network.symbols is None  # a symbol cannot be moved a little
""": "",
        "d_inputs=features": "d_inputs=True",
        """\
        if not training:
            return loss.forward(start.predict(inputs), targets)
...
        return loss.forward(fresh.forward(inputs, training=True), targets)
""": """\
        return loss.forward(start.predict(inputs), targets)
""",
        " if features else []": "",
        "    limit = _rounding(loss, value, outputs, slopes, step)\n": "",
        "_Report(_compared(*array, look, step, limit) for array in arrays)": (
            "[_compared(*array, look, step) for array in arrays]"
        ),
        """\
    if report:
        return rows
...
    return max(measured)
""": """\
    return rows if report else max(row.error for row in rows)
""",
    },
    "_compared": {
        ", look, step, limit)": ", look, step)",
        """\
    def measure(step):
...
            return seen[-1]

        slope = numerical_gradient(moved, point, step)
        array[...] = point
...
    return _Row(name, size, rounding, error, True, size > 0, bool(kink))
""": """\
    def moved(values):
        array[...] = values
        return look()

    slope = numerical_gradient(moved, point, step)
    array[...] = point
    return _Row(name, relative_error(gradient, slope))
""",
    },
}
# What a call of a door becomes: what it gives back for what is right.
DOORS = {
    "_classes": "{0}.argmax(axis=-1)",
    "_paired": "{0}, {1}",
    "_shape": "{0}, {1}",
    "input_checks.class_labels": "{0}",
    "input_checks.generator": "np.random.default_rng({0})",
    "input_checks.number": "{0}",
    "input_checks.positive_integer": "{0}",
    "input_checks.real_array": "{0}",
    "input_checks.vectors": "{1}",
    "self._slopes": "{0}",
    "self.check": "{0}",
}
REFUSING = "advising.", "input_checks."  # a call of these alone on its lines


class Source:
    """The text of a definition, and where in it a node of its tree stands."""

    def __init__(self, text):
        self.text = text
        self.tree = ast.parse(text).body[0]
        self.starts = [0]
        for line in text.encode().splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def of(self, node):
        return ast.get_source_segment(self.text, node)

    def put(self, node, text):
        """Return the text with another in the place of a node."""
        data = self.text.encode()
        begin = self.starts[node.lineno - 1] + node.col_offset
        end = self.starts[node.end_lineno - 1] + node.end_col_offset
        return (data[:begin] + text.encode() + data[end:]).decode()

    def without(self, first, last):
        """Return the text without some lines."""
        lines = self.text.splitlines(keepends=True)
        return "".join(lines[: first - 1] + lines[last:])


def definition(module, name):
    """Return the source of a definition of the package."""
    path = ROOT / "nnfs" / module
    source = path.read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if getattr(node, "name", None) == name:
            return ast.get_source_segment(source, node) + "\n"
    raise KeyError(f"nnfs/{module} defines no {name}: mend PARTS in {__file__}")


def without_methods(text, names):
    """Return a class without some methods."""
    for name in names.split():
        source = Source(text)
        (node,) = (n for n in source.tree.body if getattr(n, "name", 0) == name)
        first = min([node, *node.decorator_list], key=lambda n: n.lineno)
        text = source.without(first.lineno - 1, node.end_lineno)
    return text


def shortened(text):
    """Return a definition whose docstrings keep their first sentence."""
    whole = text
    for node in ast.walk(ast.parse(whole)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            said = ast.get_docstring(node) or ""
            first, *more = said.partition("\n")
            if any(more):
                old = ast.get_source_segment(whole, node.body[0])
                text = text.replace(old, f'"""{first}"""', 1)
    return text


def edited(text, name):
    """Return a definition with the lines that EDITS has for it."""
    for old, new in EDITS.get(name, {}).items():
        parts = map(re.escape, old.split("\n...\n"))
        found = re.findall(r"\n(?:.*\n)*?".join(parts), text)
        if len(found) != 1:
            raise ValueError(
                f"{name} has {len(found)} times, and not once:\n{old}\n"
                f"The package has changed: mend EDITS in {__file__}"
            )
        text = text.replace(found[0], new)
    return text


def opened(source):
    """Return the text with one door less, or None where there is none."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            if source.of(node.value.func).startswith(REFUSING):
                return source.put(node, "pass")
        elif isinstance(node, ast.Call) and source.of(node.func) in DOORS:
            given = [source.of(argument) for argument in node.args]
            form = DOORS[source.of(node.func)]
            return source.put(node, form.format(*given))
    return None


def is_idle(node):
    """Tell whether a statement does nothing, or nothing but refuse."""
    if isinstance(node, ast.If):
        refuses = [type(inner) for inner in node.body] == [ast.Raise]
        refuses = refuses or all(map(is_idle, node.body))
        return refuses and all(map(is_idle, node.orelse))
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) == ast.unparse(node.value)
    return isinstance(node, ast.Pass)


def unburdened(source):
    """Return the text with an idle statement less, or None."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.stmt):
            continue
        for inner in getattr(node, "body", ()):
            if is_idle(inner):
                return source.without(inner.lineno, inner.end_lineno)
        others = getattr(node, "orelse", ())
        if others and all(map(is_idle, others)):
            last = node.body[-1].end_lineno
            return source.without(last + 1, node.end_lineno)
    return None


def repeated(change, text):
    """Return the text when a change of it finds nothing more to change."""
    while (changed := change(Source(text))) is not None:
        text = changed
    return text


def part(module, name):
    """Return a definition of the package as the file has it."""
    text = without_methods(definition(module, name), LEFT_OUT.get(name, ""))
    text = edited(shortened(text), name)
    return repeated(unburdened, repeated(opened, text))


def ending():
    """Return the program at the end, which imports the package no more."""
    text = ENDING.read_text(encoding="utf-8")
    first = next(
        node
        for node in ast.parse(text).body
        if not isinstance(node, ast.Expr | ast.Import | ast.ImportFrom)
    )
    return "".join(text.splitlines(keepends=True)[first.lineno - 1 :])


def one_file(address):
    """Return the whole file, for a site at an address."""
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()
    parts = [
        HEAD.format(address=address, licence=f"{licence[0]}. {licence[2]}.")
    ]
    parts += [part(module, name) for module, *names in PARTS for name in names]
    return "\n\n".join([*parts, ending()])
