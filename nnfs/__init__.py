"""The package behind *Neural Networks from Scratch*: small, tested, plain."""

from nnfs.activations import (
    LeakyReLU,
    Linear,
    ReLU,
    Sigmoid,
    Softmax,
    Step,
    Tanh,
)
from nnfs.advice import Advice
from nnfs.compat import init
from nnfs.convolution import (
    Conv1D,
    Conv2D,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    MaxPool,
    Reshape,
    fold,
    unfold,
)
from nnfs.datasets import (
    batches,
    blobs,
    digits,
    moons,
    sine,
    spiral,
    split,
    vertical,
)
from nnfs.gradient_check import (
    check_gradients,
    complex_step_gradient,
    numerical_gradient,
)
from nnfs.initializers import glorot, he, normal, zeros
from nnfs.layers import Dense, Layer
from nnfs.losses import (
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
    SoftmaxCrossEntropy,
    Weighted,
)
from nnfs.metrics import accuracy, confusion_matrix, one_hot
from nnfs.network import Network, Residual
from nnfs.normalization import BatchNorm, Dropout, LayerNorm
from nnfs.optimizers import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    Momentum,
    Optimizer,
    RMSprop,
)
from nnfs.schedules import (
    Schedule,
    constant,
    cosine,
    exponential_decay,
    inverse_time_decay,
    step_decay,
    warmup,
)
from nnfs.training import History, fit

__version__ = "0.1.0"
__all__ = [
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Advice",
    "BatchNorm",
    "BinaryCrossEntropy",
    "CategoricalCrossEntropy",
    "Conv1D",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "History",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "Loss",
    "MaxPool",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "Momentum",
    "Network",
    "Optimizer",
    "RMSprop",
    "ReLU",
    "Reshape",
    "Residual",
    "Schedule",
    "Sigmoid",
    "Softmax",
    "SoftmaxCrossEntropy",
    "Step",
    "Tanh",
    "Weighted",
    "accuracy",
    "batches",
    "blobs",
    "check_gradients",
    "complex_step_gradient",
    "confusion_matrix",
    "constant",
    "cosine",
    "digits",
    "exponential_decay",
    "fit",
    "fold",
    "glorot",
    "he",
    "init",
    "inverse_time_decay",
    "moons",
    "normal",
    "numerical_gradient",
    "one_hot",
    "sine",
    "spiral",
    "split",
    "step_decay",
    "unfold",
    "vertical",
    "warmup",
    "zeros",
]
