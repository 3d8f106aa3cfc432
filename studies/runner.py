"""Run a list of tasks, here or on a cluster, and keep what each returns.

A task is a function with its arguments, and the place of its result: a small
file whose name has a digest of code and data.  What is kept does not run again,
so a run goes on where it was ended.  Dask deals the tasks to workers, and deals
a lost worker's again; the files are written here, where the run was started, so
workers need no disk in common, and a result that comes again is the same file.
"""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Task:
    """A call whose result, a text, is kept in a file.

    A worker imports the function by its name, and asks by itself whether its
    code and data are those of the digest in `kept`.
    """

    name: str
    function: Callable
    arguments: tuple
    kept: Path


def arguments(parser):
    """Add to a parser where the tasks of a study run."""
    parser.add_argument(
        "--jobs",
        type=int,
        default=1,
        help="workers on this machine; 1 needs no Dask, and runs here",
    )
    parser.add_argument(
        "--scheduler", help="a Dask cluster, such as tcp://10.0.0.1:8786"
    )
    return parser


def keep(path, text):
    """Write a file whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def run(tasks, options, say=lambda text: ""):
    """Run the tasks that have no result; print each as it is done.

    Parameters
    ----------
    tasks : iterable of Task
    options : argparse.Namespace
        With `jobs` and `scheduler`, as `arguments` adds them.
    say : callable
        What to print of a result beside the name of its task.

    Returns
    -------
    int
        How many have no result now.
    """
    tasks = list(tasks)
    todo = [task for task in tasks if not task.kept.exists()]
    if len(todo) < len(tasks):
        print(f"{len(tasks) - len(todo)} of {len(tasks)} are kept", flush=True)
    if not todo:
        return 0
    begun, failed = time.monotonic(), 0
    with workers(options) as results:
        for done, (task, result, error) in enumerate(results(todo), 1):
            if error is None:
                keep(task.kept, result)
                said = say(result)
            else:
                failed += 1
                said = f"no result\n{type(error).__name__}: {error}"
            left = (time.monotonic() - begun) * (len(todo) / done - 1)
            where = f"{done} of {len(todo)}, {left / 60:.0f} min left"
            print(f"[{where}] {task.name}: {said}".rstrip(": "), flush=True)
    return failed


@contextlib.contextmanager
def workers(options):
    """Give a function that runs tasks; it yields each with result and error."""
    if options.jobs == 1 and not options.scheduler:
        yield here
        return
    try:
        import distributed
    except ImportError:
        raise SystemExit(
            "more than one job needs Dask: `make luck` and `make studies` "
            "install it, and --jobs 1 runs without"
        ) from None
    with contextlib.ExitStack() as stack:
        address = options.scheduler
        if not address:
            cluster = distributed.LocalCluster(
                n_workers=options.jobs,
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",
            )
            address = stack.enter_context(cluster)
        client = stack.enter_context(distributed.Client(address))
        yield lambda tasks: there(client, tasks)


def here(tasks):
    """Run tasks in this process, one after another."""
    for task in tasks:
        try:
            result, error = task.function(*task.arguments), None
        except Exception as raised:
            result, error = None, raised
        yield task, result, error


def there(client, tasks):
    """Run tasks on the workers of a client; yield them as they are done."""
    from distributed import as_completed

    futures = {
        client.submit(
            task.function, *task.arguments, key=str(task.kept), pure=False
        ): task
        for task in tasks
    }
    for future in as_completed(futures):
        try:
            result, error = future.result(), None
        except Exception as raised:
            result, error = None, raised
        yield futures.pop(future), result, error
