"""A process that takes orders, and threads that speak with it.

Nothing that it does, or leaves undone, can make the one that judges wait.
"""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from time import monotonic

import nnfs
from nnfs.exercises.calling import KEPT
from nnfs.exercises.marking import wire

WAIT = 2.0  # seconds for what is left when a process has ended
COMMAND = """
import sys
sys.path.insert(0, sys.argv.pop())
from nnfs.exercises.marking.child import main
del sys.path[0]
main()
"""
SURROUNDINGS = {
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "Agg",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class Process:
    """A Python that takes orders, in an empty folder.

    Attributes
    ----------
    output : bytes
        The end of all that it printed, errors and last words too.
    """

    def __init__(self):
        self.output, self.killed = b"", False
        self.incoming, self.outgoing = queue.Queue(1), queue.SimpleQueue()
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        home = str(Path(nnfs.__file__).absolute().parents[1])
        self.popen = subprocess.Popen(
            [sys.executable, "-c", COMMAND, home],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder.name,
            env={**os.environ, **SURROUNDINGS},
            start_new_session=True,
        )
        self.threads = [
            threading.Thread(target=work, daemon=True)
            for work in (self._speak, self._listen, self._overhear)
        ]
        for thread in self.threads:
            thread.start()

    def send(self, message):
        """Send a message, without waiting until it is heard."""
        self.outgoing.put(message)

    def receive(self, seconds):
        """Wait for a message; None is the end, and () what cannot be read.

        Raises
        ------
        Empty
            Of `queue`, if there is none in time.
        """
        return self.incoming.get(timeout=max(seconds, 0))

    def status(self):
        """Return how it has ended; None where it goes on, and is ended now."""
        try:
            status = self.popen.wait(WAIT)
        except subprocess.TimeoutExpired:
            status = None  # it only closed its end
        self.kill()
        return status

    def kill(self):
        """End it, with what it has started where that is known."""
        if self.killed:
            return
        self.killed = True
        with contextlib.suppress(OSError, AttributeError):  # Windows
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.kill()
        self.popen.wait()
        self.threads[-1].join(WAIT)

    def close(self):
        """End it and leave nothing behind."""
        self.kill()
        self.outgoing.put(None)
        end = monotonic() + WAIT
        while monotonic() < end and any(t.is_alive() for t in self.threads):
            with contextlib.suppress(queue.Empty):  # it may wait to be heard
                self.incoming.get(timeout=0.01)
        streams = self.popen.stdin, self.popen.stdout, self.popen.stderr
        for thread, stream in zip(self.threads, streams, strict=True):
            if not thread.is_alive():  # a descendant may hold the other end
                with contextlib.suppress(OSError):
                    stream.close()
        self.folder.cleanup()

    def _speak(self):
        with contextlib.suppress(OSError, ValueError):
            while (message := self.outgoing.get()) is not None:
                self.popen.stdin.write(message)
                self.popen.stdin.flush()

    def _listen(self):
        last = None
        try:
            while True:
                self.incoming.put(wire.read(self.popen.stdout))
        except ValueError:
            last = ()
        except (EOFError, OSError):
            pass
        self.incoming.put(last)

    def _overhear(self):
        with contextlib.suppress(OSError, ValueError):
            while chunk := self.popen.stderr.read1(2**16):
                self.output = (self.output + chunk)[-KEPT:]
