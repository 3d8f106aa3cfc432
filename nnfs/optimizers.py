"""An optimizer moves parameters against their gradients.

It knows nothing of networks: it sees one vector of parameters and one of
gradients, so the same Adam moves a network and a point on a surface.  `step` is
the only place where parameters move; a subclass says in which direction.
"""

import copy

import numpy as np

from nnfs import input_checks
from nnfs.input_checks import next_line
from nnfs.written import as_written


class Optimizer:
    """What every optimizer can do: `step`.

    An optimizer belongs to the first parameters that it moves, because what it
    remembers is about them.

    Parameters
    ----------
    learning_rate : float or callable
        A number above 0, or a schedule: step, counted from 0 -> rate.

    Attributes
    ----------
    steps : int
        Number of steps taken.

    Raises
    ------
    TypeError, ValueError
        If the rate is neither a positive number nor callable.
    """

    state = ()  # names of the vectors that a subclass keeps

    def __init__(self, learning_rate):
        if not callable(learning_rate):
            learning_rate = input_checks.number(
                learning_rate, "learning_rate", open_low=True
            )
        self.learning_rate = learning_rate
        self.steps = 0
        self.moved = None

    def rate(self):
        """Return the learning rate of the next step.

        Returns
        -------
        float

        Raises
        ------
        TypeError, ValueError
            If a schedule gives something else than a finite number from 0 up.
        """
        rate = self.learning_rate
        return input_checks.number(
            rate(self.steps) if callable(rate) else rate, "learning_rate"
        )

    def step(self, parameters, gradients):
        """Move `parameters` in place, by the rate times the direction.

        Parameters
        ----------
        parameters : ndarray of float, shape (n,)
            What to move; always the same array.
        gradients : ndarray of shape (n,)
            Gradient of the loss with respect to each parameter.

        Raises
        ------
        TypeError, ValueError
            If the two do not fit together, the gradients are not finite, the
            parameters are not when they first come, or other parameters were
            moved before.  Nothing has moved then.
        """
        gradients = input_checks.vectors(parameters, gradients)
        rate = self.rate()
        if parameters is not self.moved:
            self.adopt(parameters)
        direction = self.direction(parameters, gradients)
        parameters -= np.multiply(direction, rate, out=self.scratch)
        self.steps += 1
        if self.steps % 100 == 0:
            self.flush_subnormals()

    def adopt(self, parameters):
        """Start to move `parameters`; refuse if others were moved before.

        Parameters
        ----------
        parameters : ndarray of float, shape (n,)
            What will be moved.

        Raises
        ------
        TypeError, ValueError
            If others were moved before, or they are not finite.
        """
        if self.moved is not None and not (
            parameters.size == self.moved.size
            and parameters.ctypes.data == self.moved.ctypes.data
        ):
            raise ValueError(
                f"this {type(self).__name__} has moved other parameters and "
                "remembers their past: make a new optimizer for these"
            )
        # Once, not at every step.
        input_checks.real_array(parameters, "parameters")
        if self.steps == 0:
            for name in (*self.state, "scratch"):
                setattr(self, name, np.zeros_like(parameters))
        elif self.scratch.shape != parameters.shape:
            raise ValueError(
                f"this {type(self).__name__} remembers {self.scratch.size} "
                f"parameters, but {parameters.size} came: make a new optimizer"
            )
        self.moved = parameters

    def flush_subnormals(self):
        """Set to zero what has faded out of the normal numbers.

        Where the gradient stays zero, what is kept of it shrinks by the same
        factor at every step.  Below 1e-38 (1e-308 in float64) it is too small
        to matter, and many processors are slow with numbers so small.  `step`
        calls this after every hundred steps.
        """
        for name in self.state:
            vector = getattr(self, name)
            least = np.finfo(vector.dtype).smallest_normal
            vector[np.abs(vector) < least] = 0

    def direction(self, parameters, gradients):
        """Return what `step` multiplies by the rate and subtracts.

        Parameters
        ----------
        parameters, gradients : ndarray of shape (n,)
            As `step` takes them; neither is changed.

        Returns
        -------
        ndarray of shape (n,)
            The optimizer's own array until its next step.
        """
        raise NotImplementedError

    def __getattr__(self, name):
        raise next_line.no_attribute(self, name)

    def __getstate__(self):
        return self.__dict__ | {"moved": None}  # a copy may go on with a copy

    def __copy__(self):
        return copy.deepcopy(self)  # two optimizers never share a memory

    def __repr__(self):
        return as_written(self)


class SGD(Optimizer):
    """Gradient descent: the direction is the gradient.

    Parameters
    ----------
    learning_rate : float or callable
        Rate, or schedule: step -> rate.

    Raises
    ------
    TypeError, ValueError
        If the rate is neither a positive number nor callable.

    References
    ----------
    H. Robbins, S. Monro, "A stochastic approximation method", Annals of
    Mathematical Statistics 22, 1951.
    """

    def direction(self, parameters, gradients):
        return gradients


class Momentum(Optimizer):
    """Gradient descent with a velocity: v <- beta v + g.

    The direction is v, or g + beta v (v already updated) with `nesterov`.

    Parameters
    ----------
    learning_rate : float or callable
        Rate, or schedule: step -> rate.
    beta : float, default 0.9
        Share of the velocity that is kept, in [0, 1).
    nesterov : bool, default False
        Whether to look ahead along the velocity.

    Raises
    ------
    TypeError, ValueError
        If the rate is neither a positive number nor callable, or
        `beta` is out of its range.

    References
    ----------
    B. Polyak, "Some methods of speeding up the convergence of iteration
    methods", USSR Computational Mathematics and Mathematical Physics 4, 1964.

    I. Sutskever, J. Martens, G. Dahl, G. Hinton, "On the importance of
    initialization and momentum in deep learning", ICML 2013.
    """

    state = ("velocity",)

    def __init__(self, learning_rate, beta=0.9, nesterov=False):
        super().__init__(learning_rate)
        self.beta = input_checks.number(beta, "beta", high=1)
        self.nesterov = bool(nesterov)

    def direction(self, parameters, gradients):
        self.velocity *= self.beta
        self.velocity += gradients
        if not self.nesterov:
            return self.velocity
        np.multiply(self.velocity, self.beta, out=self.scratch)
        self.scratch += gradients
        return self.scratch


class AdaGrad(Optimizer):
    """Divide each gradient by the root of the sum of its squares so far.

    Parameters
    ----------
    learning_rate : float or callable
        Rate, or schedule: step -> rate.
    epsilon : float, default 1e-8
        Added to the root.

    Raises
    ------
    TypeError, ValueError
        If the rate is neither a positive number nor callable, or
        `epsilon` is not positive.

    References
    ----------
    J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online
    learning and stochastic optimization", JMLR 12, 2011.
    """

    state = ("squares",)

    def __init__(self, learning_rate, epsilon=1e-8):
        super().__init__(learning_rate)
        self.epsilon = input_checks.number(epsilon, "epsilon", open_low=True)

    def direction(self, parameters, gradients):
        self.squares += np.multiply(gradients, gradients, out=self.scratch)
        np.sqrt(self.squares, out=self.scratch)
        self.scratch += self.epsilon
        return np.divide(gradients, self.scratch, out=self.scratch)


class RMSprop(Optimizer):
    """Divide each gradient by the root of a moving mean of its squares.

    Parameters
    ----------
    learning_rate : float or callable
        Rate, or schedule: step -> rate.
    rho : float, default 0.9
        Share of the mean that is kept at each step, in [0, 1).
    epsilon : float, default 1e-8
        Added to the root.

    Raises
    ------
    TypeError, ValueError
        If the rate is neither a positive number nor callable, or
        another number is out of its range.

    References
    ----------
    T. Tieleman, G. Hinton, "Lecture 6.5: rmsprop", Neural Networks for Machine
    Learning, Coursera 2012.
    """

    state = ("squares",)

    def __init__(self, learning_rate, rho=0.9, epsilon=1e-8):
        super().__init__(learning_rate)
        self.rho = input_checks.number(rho, "rho", high=1)
        self.epsilon = input_checks.number(epsilon, "epsilon", open_low=True)

    def direction(self, parameters, gradients):
        np.multiply(gradients, gradients, out=self.scratch)
        self.scratch *= 1 - self.rho
        self.squares *= self.rho
        self.squares += self.scratch
        np.sqrt(self.squares, out=self.scratch)
        self.scratch += self.epsilon
        return np.divide(gradients, self.scratch, out=self.scratch)


class Adam(Optimizer):
    """A moving mean of the gradient over the root of one of its squares.

    The two means, in `means` and `squares`, are the first and the second moment
    of the paper.  They start at zero, and each is divided by the share of it
    that the steps so far have filled: the bias correction.

    Parameters
    ----------
    learning_rate : float or callable
        Rate, or schedule: step -> rate.
    beta1, beta2 : float, default 0.9 and 0.999
        Shares of the two means that are kept at each step, in [0, 1).
    epsilon : float, default 1e-8
        Added to the root.

    Raises
    ------
    TypeError, ValueError
        If the rate is neither a positive number nor callable, or
        another number is out of its range.

    References
    ----------
    D. Kingma, J. Ba, "Adam: A method for stochastic optimization", ICLR
    2015.
    """

    state = ("means", "squares")

    def __init__(self, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta1 = input_checks.number(beta1, "beta1", high=1)
        self.beta2 = input_checks.number(beta2, "beta2", high=1)
        self.epsilon = input_checks.number(epsilon, "epsilon", open_low=True)

    def direction(self, parameters, gradients):
        filled1 = 1 - self.beta1 ** (self.steps + 1)
        filled2 = 1 - self.beta2 ** (self.steps + 1)
        self.means *= self.beta1
        self.means += np.multiply(gradients, 1 - self.beta1, out=self.scratch)
        np.multiply(gradients, gradients, out=self.scratch)
        self.scratch *= 1 - self.beta2
        self.squares *= self.beta2
        self.squares += self.scratch
        np.sqrt(self.squares, out=self.scratch)
        self.scratch *= filled2**-0.5
        self.scratch += self.epsilon
        self.scratch *= filled1
        return np.divide(self.means, self.scratch, out=self.scratch)


class AdamW(Adam):
    """Adam, and a pull of every parameter towards zero beside it.

    Parameters
    ----------
    learning_rate : float or callable
        Rate, or schedule: step -> rate.
    beta1, beta2 : float, default 0.9 and 0.999
        Shares of the two means that are kept at each step, in [0, 1).
    epsilon : float, default 1e-8
        Added to the root.
    weight_decay : float or ndarray of shape (n,), default 0.01
        Strength of the pull: a step takes rate * weight_decay of a parameter.
        A vector has one strength for each, such as 0 for the biases.

    Raises
    ------
    TypeError, ValueError
        If the rate is neither a positive number nor callable, another number
        is out of its range, or a strength is not finite or below 0.  A vector
        that does not fit the parameters is refused by the first `step`.

    References
    ----------
    I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR
    2019.

    Examples
    --------
    Decay for the weights, and none for the biases:

    >>> network = Network(Dense(2, 3), ReLU(), Dense(3, 1))
    >>> decay = [
    ...     np.full(array.size, 0.01 if name.endswith("weights") else 0.0)
    ...     for name, array in network.named_parameters()
    ... ]
    >>> optimizer = AdamW(0.001, weight_decay=np.concatenate(decay))
    """

    state = (*Adam.state, "pull")

    def __init__(
        self,
        learning_rate,
        beta1=0.9,
        beta2=0.999,
        epsilon=1e-8,
        weight_decay=0.01,
    ):
        super().__init__(learning_rate, beta1, beta2, epsilon)
        self.weight_decay = input_checks.number_or_vector(
            weight_decay, "weight_decay"
        )

    def adopt(self, parameters):
        input_checks.one_to_a_parameter(
            self.weight_decay, parameters, "weight_decay"
        )
        super().adopt(parameters)

    def direction(self, parameters, gradients):
        direction = super().direction(parameters, gradients)
        direction += np.multiply(self.weight_decay, parameters, out=self.pull)
        return direction
