"""A loss says by one number how wrong the predictions of a batch are.

It is a mean over the batch, and the mean is taken here and nowhere else:
`backward` returns the gradient of that mean, already divided by the batch size.
"""

import numpy as np

from nnfs import input_checks
from nnfs.input_checks import next_line
from nnfs.written import as_written


class Loss:
    """What every loss can do: `forward`, then `backward`."""

    def check(self, predictions, targets):
        """Refuse predictions and targets that do not fit together.

        Parameters
        ----------
        predictions, targets : array_like
            As `forward` takes them.

        Returns
        -------
        tuple of two ndarrays

        Raises
        ------
        TypeError, ValueError
            With what came, what was expected and what to do.
        """
        return input_checks.same_shape(predictions, targets)

    def forward(self, predictions, targets):
        """Compute the loss and remember what `backward` needs.

        Parameters
        ----------
        predictions : ndarray
            Outputs of the network for a batch.
        targets : ndarray
            What they should be: the same shape as the predictions, or integer
            classes for a categorical loss, one to each row of scores: of shape
            (batch,) for (batch, classes).

        Returns
        -------
        float
            Mean loss of the batch.

        Raises
        ------
        TypeError, ValueError
            If the two do not fit together, or are empty or not finite.
        """
        raise NotImplementedError

    def backward(self):
        """Return the gradient of the mean loss of the last `forward`.

        Returns
        -------
        ndarray of the shape of the predictions

        Raises
        ------
        AttributeError
            If no `forward` came before.
        """
        raise NotImplementedError

    def classify(self, predictions):
        """Return the class that each prediction names.

        Parameters
        ----------
        predictions : ndarray
            Outputs of the network for a batch.

        Returns
        -------
        ndarray of int, or None for a loss that is not about classes
        """
        return None

    def __getattr__(self, name):
        raise next_line.no_attribute(self, name)

    def __repr__(self):
        return as_written(self)


class MeanSquaredError(Loss):
    """The mean of the squared errors over all elements."""

    def forward(self, predictions, targets):
        predictions, targets = self.check(predictions, targets)
        self.errors = predictions - targets
        return float(np.mean(self.errors**2))

    def backward(self):
        return 2 * self.errors / self.errors.size


class MeanAbsoluteError(Loss):
    """The mean of the absolute errors over all elements; slope 0 at error 0."""

    def forward(self, predictions, targets):
        predictions, targets = self.check(predictions, targets)
        self.errors = predictions - targets
        return float(np.mean(np.abs(self.errors)))

    def backward(self):
        return np.sign(self.errors) / self.errors.size


class BinaryCrossEntropy(Loss):
    """The mean of -log(probability that was given to the truth).

    Predictions are probabilities of class 1, targets are 0 or 1 in the same
    shape.  A probability of zero for the truth gives infinity, unclipped.
    """

    def check(self, predictions, targets):
        predictions, targets = input_checks.same_shape(predictions, targets)
        input_checks.probabilities(predictions)
        if not np.isin(targets, (0, 1)).all():
            raise ValueError(
                f"targets lie between {targets.min():g} and {targets.max():g}, "
                f"but each must be 0 or 1: {next_line.zero_or_one(targets)}"
            )
        return predictions, targets

    def forward(self, predictions, targets):
        predictions, targets = self.check(predictions, targets)
        self.signs = 2 * targets - 1
        self.truth = np.where(targets == 1, predictions, 1 - predictions)
        with np.errstate(divide="ignore"):
            return float(-np.mean(np.log(self.truth)))

    def backward(self):
        with np.errstate(divide="ignore", over="ignore"):
            return -self.signs / self.truth / self.truth.size

    def classify(self, predictions):
        return (predictions > 0.5).astype(int)


class CategoricalCrossEntropy(Loss):
    """The mean of -log(probability that was given to the true class).

    Predictions are probabilities (batch, ..., classes), each row summing to 1
    within 1e-3; targets are integer classes (batch, ...).  A probability of
    zero for the true class gives infinity, unclipped.
    """

    def check(self, predictions, targets):
        p, y = input_checks.scores_and_labels(predictions, targets)
        input_checks.probabilities(p)
        worst = np.abs(p.sum(axis=-1) - 1).max()
        if worst > 1e-3:
            raise ValueError(
                f"a row of predictions misses the sum 1 by {worst:g}: put a "
                "Softmax last, or use SoftmaxCrossEntropy on scores"
            )
        return p, y

    def forward(self, predictions, targets):
        self.predictions, targets = self.check(predictions, targets)
        self.places = (*np.indices(targets.shape, sparse=True), targets)
        truth = self.predictions[self.places]
        with np.errstate(divide="ignore"):
            return float(-np.mean(np.log(truth)))

    def backward(self):
        gradients = np.zeros_like(self.predictions)
        truth = self.predictions[self.places]
        with np.errstate(divide="ignore", over="ignore"):
            gradients[self.places] = -1 / truth / truth.size
        return gradients

    def classify(self, predictions):
        return predictions.argmax(axis=-1)


class SoftmaxCrossEntropy(Loss):
    """Softmax and categorical cross-entropy in one, on scores.

    The logarithm of the softmax is taken by log-sum-exp, so the loss is finite
    for every score up to 1e300 (3e30 in float32; larger ones are refused), and
    the gradient is the plain difference of probabilities and targets.
    Predictions are scores (batch, ..., classes), targets are integer classes
    (batch, ...).
    """

    def check(self, predictions, targets):
        return input_checks.scores_and_labels(predictions, targets, "scores")

    def forward(self, predictions, targets):
        scores, labels = self.check(predictions, targets)
        columns = scores.T.copy()  # a sample to a column: long rows are fast
        columns -= columns.max(axis=0)
        self.exponentials = np.exp(columns)
        self.totals = self.exponentials.sum(axis=0)
        truth = np.equal.outer(np.arange(len(columns)), labels.T)
        self.truth = truth.astype(columns.dtype)
        total = np.log(self.totals).sum() - np.vdot(self.truth, columns)
        return float(total / labels.size)

    def backward(self):
        gradients = self.exponentials / self.totals
        gradients -= self.truth
        gradients /= self.totals.size
        return gradients.T

    def classify(self, predictions):
        return predictions.argmax(axis=-1)


class SigmoidCrossEntropy(BinaryCrossEntropy):
    """Sigmoid and binary cross-entropy in one, on scores.

    Each score is a yes or no of its own, so a row may have several.  The
    logarithm of the sigmoid is never taken of a rounded 0, so the loss is
    finite for every finite score, and the gradient is the plain difference of
    probabilities and targets.  Predictions are scores, whose sigmoid is the
    probability of class 1; targets are 0 or 1 in the same shape.
    """

    def check(self, predictions, targets):
        scores, targets = input_checks.same_shape(predictions, targets)
        super().check(np.zeros_like(scores), targets)  # looks at the targets
        return scores, targets

    def forward(self, predictions, targets):
        self.scores, self.targets = self.check(predictions, targets)
        self.decays = np.exp(-np.abs(self.scores))
        losses = np.maximum(self.scores, 0) - self.scores * self.targets
        losses += np.log1p(self.decays)
        return float(np.sum(losses / losses.size))  # their sum could overflow

    def backward(self):
        odds = np.exp(np.minimum(self.scores, 0))
        probabilities = odds / (1 + self.decays)
        return (probabilities - self.targets) / self.targets.size

    def classify(self, predictions):
        return (predictions > 0).astype(int)


class GaussianLikelihood(Loss):
    """The mean of -log(density of a normal distribution at the target).

    The network says how sure it is: predictions (batch, ..., 2 k) are k means
    and then the logarithms of their k variances; targets are (batch, ..., k).
    The logarithm lets any output be a variance.  One that is too small to be
    inverted gives infinity, unless its mean is right.

    References
    ----------
    D. A. Nix, A. S. Weigend, "Estimating the mean and variance of the target
    probability distribution", IEEE International Conference on Neural Networks,
    1994.
    """

    def check(self, predictions, targets):
        return input_checks.two_to_a_target(predictions, targets)

    def forward(self, predictions, targets):
        predictions, targets = self.check(predictions, targets)
        means, logs = np.split(predictions, 2, axis=-1)
        self.errors = errors = means - targets
        with np.errstate(over="ignore", invalid="ignore"):
            pulls = errors * np.exp(-logs)  # errors over variances
            self.pulls = np.where(errors == 0, 0, pulls)  # 0 x infinity is 0
            losses = errors * self.pulls + logs + np.log(2 * np.pi)
            return float(np.mean(losses) / 2)

    def backward(self):
        with np.errstate(over="ignore"):
            d_logs = (1 - self.errors * self.pulls) / 2
        gradients = np.concatenate([self.pulls, d_logs], axis=-1)
        return gradients / self.errors.size


class Weighted(Loss):
    """A loss about classes, in which a sample counts as much as its class.

    The mean over the batch of weight times loss.  A class of weight 2 moves
    the parameters as if each of its samples came twice.  The mean is over the
    samples, not over their weights, so batches of any mixture add up to the
    data; weights whose mean over the data is 1 keep the loss, and so the rate,
    on their scale.

    Parameters
    ----------
    loss : BinaryCrossEntropy, CategoricalCrossEntropy or SoftmaxCrossEntropy
        What is weighted; or SigmoidCrossEntropy, which is a binary one.
    class_weights : array_like of shape (classes,)
        Positive; two for a binary cross-entropy.

    Raises
    ------
    TypeError, ValueError
        If the loss is of another kind, or a weight no positive number.

    References
    ----------
    G. King, L. Zeng, "Logistic regression in rare events data", Political
    Analysis 9 (2001), section 4.2.

    Examples
    --------
    One sample in five is of class 1; both classes get half of the weight.

    >>> labels = np.array([0, 0, 0, 0, 1])
    >>> class_weights = len(labels) / (2 * np.bincount(labels))
    >>> Weighted(SoftmaxCrossEntropy(), class_weights)
    Weighted(SoftmaxCrossEntropy(), (0.625, 2.5))
    """

    def __init__(self, loss, class_weights):
        input_checks.one_of_kinds(loss, CLASSIFIERS, "loss")
        self.loss = loss
        self.class_weights = input_checks.weights_of_classes(class_weights)

    def check(self, predictions, targets):
        p, y = self.loss.check(predictions, targets)
        n_classes = p.shape[-1] if p.ndim > y.ndim else 2
        input_checks.one_to_a_class(self.class_weights, n_classes)
        return p, y

    def forward(self, predictions, targets):
        p, y = self.check(predictions, targets)
        weights = np.array(self.class_weights, p.dtype)[y.astype(int)]
        total = 0.0
        for weight in np.unique(weights):
            some = weights == weight
            value = self.loss.forward(p[some], y[some])
            total += float(weight) * np.count_nonzero(some) * value
        self.loss.forward(p, y)  # for its slopes
        self.weights = weights.reshape(weights.shape + (1,) * (p.ndim - y.ndim))
        return float(total / y.size)

    def backward(self):
        return self.weights * self.loss.backward()

    def classify(self, predictions):
        return self.loss.classify(predictions)


CLASSIFIERS = (BinaryCrossEntropy, CategoricalCrossEntropy, SoftmaxCrossEntropy)
