"""An answer in a process of its own, with a limit of time and of memory."""

import queue
import signal
from pathlib import Path
from time import monotonic

import numpy as np

from nnfs.exercises.calling import FAILURES, KEPT, Outcome
from nnfs.exercises.marking import wire
from nnfs.exercises.marking.functions import Sender
from nnfs.exercises.marking.process import Process

SECONDS, MEGABYTES = 10.0, 4096
START = 120.0  # seconds that Python itself may take


class Gone(Exception):
    """No more comes from the answer: a kind of failure, and what came."""


class Apart:
    """The answer of a file, called in a process of its own.

    It is a context: the process ends with it, whatever it does.

    Parameters
    ----------
    file : Path
        What was handed in.
    exercise : Exercise
        What is asked for.
    seconds : float
        How long the file may run, and then all calls of the answer together.
    megabytes : float
        How much memory it may have, where the system can limit that.
    """

    def __init__(self, file, exercise, seconds=SECONDS, megabytes=MEGABYTES):
        self.file, self.exercise = Path(file).absolute(), exercise
        self.seconds, self.megabytes = seconds, megabytes
        self.sender, self.failure, self.where = Sender(), (), ""
        self.said = ""  # while the file was run
        self.left = START

    def __enter__(self):
        """Start the process, run the file, and find the answer."""
        self.process = Process()
        try:
            self._load()
        except Gone as gone:
            self.failure = gone.args
        except BaseException:
            self.process.close()
            raise
        return self

    def __exit__(self, *error):
        """End the process and everything that it has started."""
        self.process.close()

    def __call__(self, inputs, quiet):
        """Call the answer.

        Parameters
        ----------
        inputs : list
            Its arguments.
        quiet : bool
            Whether a RuntimeWarning is a failure.

        Returns
        -------
        Outcome
        """
        try:
            if self.failure:
                raise Gone(*self.failure)
            self.process.send(wire.pack([list(inputs), quiet], self.sender))
            result, after, failure, printed = self._hear("outcome", 4)
            return self._outcome(inputs, result, after, failure, printed)
        except Gone as gone:
            self.failure = gone.args
            return Outcome(None, inputs, gone.args, self.printed())

    def printed(self):
        """Return the end of all that was printed, errors and last words too."""
        return self.process.output.decode("utf-8", "replace").strip()

    def _load(self):
        try:
            self._hear("ready", 0)
        except Gone as gone:
            reason = self.printed() or gone.args[1]
            raise ValueError(f"no answer can be run here: {reason}") from None
        order = {
            "file": str(self.file),
            "folder": str(self.file.parent),
            "name": self.exercise.name,
            "megabytes": self.megabytes,
        }
        self.left = self.seconds
        self.process.send(wire.pack(order))
        (self.said,) = self._hear("found", 1)
        self.left, self.where = self.seconds, "in this case"

    def _outcome(self, inputs, result, after, failure, printed):
        """Return what came of a call, as far as it is what it should be."""
        try:
            kept = [
                before if callable(before) or _draws(before) else value
                for before, value in zip(inputs, after, strict=True)
            ]
            if failure:
                kind, text = failure
                failure = str(FAILURES[kind] and kind), str(text)[:KEPT]
            return Outcome(result, kept, failure, str(printed)[-KEPT:])
        except Exception as error:
            raise self._noise() from error

    def _hear(self, expected, count):
        """Wait for a message of a kind, and return so many things of it."""
        while True:
            kind, *rest = self._next()
            if kind == expected and len(rest) == count:
                return rest
            if kind == "at" and len(rest) == 1:
                self.where = f"while {str(rest[0])[:80]} was run"
            elif kind == "nothing" and len(rest) == 2:
                raise self._nothing(*(str(text)[:KEPT] for text in rest))
            elif kind == "exit" and len(rest) == 2:
                raise Gone("exit", str(rest[0])[:KEPT])
            else:
                raise self._noise()

    def _next(self):
        """Wait for a message and return what it says, a list."""
        begin = monotonic()
        try:
            message = self.process.receive(self.left)
            if message is not None:
                return list(wire.unpack(*message)) or [""]
        except queue.Empty:
            self.process.kill()
            text = f"none after {self.seconds:g} seconds, {self.where}"
            raise Gone("time", text) from None
        except Exception as error:  # whatever it is, it is no message
            raise self._noise() from error
        finally:
            self.left -= monotonic() - begin
        raise Gone(*self._end())

    def _noise(self):
        self.process.kill()
        return Gone("noise", f"a message of another form, {self.where}")

    def _nothing(self, reason, printed):
        asked = self.exercise
        text = f"{self.file.name} defines no function {asked.name}: exercise "
        text += f"{asked.number} asks for {asked.call}"
        error = ValueError(f"{text}; {reason}" if reason else text)
        if printed:
            error.add_note(printed)
        return error

    def _end(self):
        """Return how the process has ended: a kind of failure, and its text."""
        status = self.process.status()
        if status is None or status >= 0:
            return "exit", f"the end of the program, {self.where}"
        names = {number.value: number.name for number in signal.Signals}
        name = names.get(-status, -status)
        return "crash", f"the end of the program by {name}, {self.where}"


def _draws(value):
    return isinstance(value, np.random.Generator)
