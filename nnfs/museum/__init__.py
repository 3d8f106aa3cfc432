"""Mistakes that were published, as parts that fit where the right ones stand.

Each was made by others, on a page or in a program that many read, and was found
by their readers: `book/museum-of-bugs.md` says where.  Here stands our copy of
it, in our own code, beside the part that is right.
"""

from dataclasses import dataclass, field
from functools import partial

from nnfs.activations import ReLU, Tanh
from nnfs.losses import (
    MeanAbsoluteError,
    MeanSquaredError,
    SoftmaxCrossEntropy,
)
from nnfs.museum import rooms
from nnfs.museum import wrong_layers as layers
from nnfs.museum import wrong_losses as losses
from nnfs.museum import wrong_optimizers as optimizers
from nnfs.network import Network, Residual
from nnfs.normalization import BatchNorm, Dropout, LayerNorm
from nnfs.optimizers import Adam
from nnfs.sequences import Attention


@dataclass(frozen=True)
class Exhibit:
    """A mistaken part, the right one, and a room in which either can stand.

    `chapter` is the short name of the chapter that builds the right one, `part`
    the argument of the room, and `rest` its other arguments, for both.
    """

    chapter: str
    part: str
    mutant: object
    right: object
    room: object = rooms.images
    rest: dict = field(default_factory=dict)

    def made(self, rng, mutant):
        """Return the room with the mistaken or the right part in it."""
        part = self.mutant if mutant else self.right
        return self.room(rng, **self.rest, **{self.part: part})


def _rated(layer, rate):
    """Return a maker of dropout layers of this rate."""
    return partial(layer, rate)


ADAM = {"optimizer": partial(Adam, 0.003)}
EXHIBITS = {
    "softmax twice": Exhibit(
        "loss", "loss", losses.SoftmaxTwice, SoftmaxCrossEntropy, rest=ADAM
    ),
    "softmax of columns": Exhibit(
        "loss", "loss", losses.SoftmaxOfColumns, SoftmaxCrossEntropy
    ),
    "targets spread": Exhibit(
        "layers",
        "loss",
        losses.SpreadTargets,
        MeanSquaredError,
        rooms.waves,
    ),
    "sign flipped": Exhibit(
        "backpropagation",
        "loss",
        losses.FlippedSign,
        MeanAbsoluteError,
        rooms.waves,
    ),
    "slope by output": Exhibit(
        "backpropagation", "bend", layers.SlopeByOutput, ReLU
    ),
    "divided twice": Exhibit(
        "backpropagation",
        "loss",
        losses.DividedTwice,
        SoftmaxCrossEntropy,
        rest=ADAM,
    ),
    "never zeroed": Exhibit(
        "descent", "network", optimizers.NeverZeroed, Network, rest=ADAM
    ),
    "not corrected": Exhibit(
        "momentum",
        "optimizer",
        partial(optimizers.Uncorrected, 0.003),
        partial(Adam, 0.003),
    ),
    "corrected backwards": Exhibit(
        "momentum",
        "optimizer",
        partial(optimizers.CorrectedBackwards, 0.003),
        partial(Adam, 0.003),
    ),
    "epsilon outside": Exhibit(
        "momentum",
        "optimizer",
        partial(optimizers.EpsilonOutside, 0.003, epsilon=1e-6),
        partial(Adam, 0.003, epsilon=1e-6),
    ),
    "sent on twice": Exhibit(
        "automatic",
        "block",
        layers.SentOnTwice,
        Residual,
        rooms.letters,
    ),
    "scaled together": Exhibit(
        "digits", "scaled", losses.scaled_together, losses.scaled_apart
    ),
    "each output counted": Exhibit(
        "digits", "score", losses.each_output, losses.each_sample
    ),
    "workers draw alike": Exhibit(
        "generalization", "workers", losses.forked, losses.spawned
    ),
    "never predicting": Exhibit(
        "initialization", "norm", layers.NeverPredicting, BatchNorm
    ),
    "norm squared": Exhibit(
        "initialization", "norm", layers.as_norm(layers.norm_squared), LayerNorm
    ),
    "norm unbiased": Exhibit(
        "initialization",
        "norm",
        layers.as_norm(layers.norm_unbiased),
        LayerNorm,
    ),
    "skip behind the norm": Exhibit(
        "initialization",
        "block",
        layers.SkipsBehindTheNorm,
        Residual,
        rooms.letters,
    ),
    "dropout undone": Exhibit(
        "generalization",
        "dropout",
        _rated(layers.DropoutUndone, 0.2),
        _rated(Dropout, 0.2),
    ),
    "dropout by rate": Exhibit(
        "generalization",
        "dropout",
        _rated(layers.DropoutByRate, 0.2),
        _rated(Dropout, 0.2),
    ),
    "dropout in place": Exhibit(
        "generalization",
        "dropout",
        _rated(layers.DropoutInPlace, 0.5),
        _rated(Dropout, 0.5),
        rest={"bend": Tanh},
    ),
    "scaled by width": Exhibit(
        "attention",
        "attention",
        layers.ScaledByWidth,
        Attention,
        rooms.letters,
    ),
    "mask inverted": Exhibit(
        "attention",
        "attention",
        layers.MaskInverted,
        Attention,
        rooms.letters,
    ),
    "parts all alike": Exhibit(
        "machines",
        "shares",
        losses.all_alike,
        losses.by_size,
        rest={"cuts": (0.75,)},
    ),
}
