"""MLPClassifier as it comes: it draws the order of the samples itself."""

from contenders import scikit_learn


class Contender(scikit_learn.Contender):
    """The same, but for the order."""

    shuffle = True
