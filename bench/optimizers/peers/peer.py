"""What every optimizer has to do here."""

import abc


class Peer(abc.ABC):
    """An optimizer at work on one study: it is told finished trials, then gives one configuration after another.

    ``milliseconds`` is what all its suggestions took, where it measures them itself. ``asked`` is what it knows the
    configuration by that it gave last; set to what it was then, an earlier one can be told.
    """

    milliseconds = None
    asked = None

    @abc.abstractmethod
    def add(self, configuration, loss):
        """Takes a trial that it did not suggest; the loss is NaN where the configuration turned out infeasible."""

    @abc.abstractmethod
    def ask(self):
        """The next configuration to try."""

    @abc.abstractmethod
    def tell(self, loss):
        """The loss of the configuration that ``asked`` stands for, or NaN."""

    def close(self):
        """Gives back what the study held."""
