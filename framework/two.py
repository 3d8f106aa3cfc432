"""Train one network in several processes, and hold them to one process.

    python framework/two.py

needs `nnfs` and PyTorch, for `torch.distributed`: the network is ours.
"""

import os
import socket
import struct
import sys
import tempfile
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from model import BATCH, RATE, draws, speller
from same import to_nnfs, to_torch, twin
from torch import multiprocessing
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

from nnfs import Adam, SoftmaxCrossEntropy

STEPS, ROUNDS, LAP = 100, 15, 30
WORKERS = 1, 2, 4
UNEQUAL = [0, 20, 32]
SIZES = 1, 10**3, 10**5, 10**6, 10**7
TCP_INFO, ACKNOWLEDGED = 11, 120  # what Linux says of a socket, and where


def even(workers):
    """Return where a batch is cut for some workers."""
    return [BATCH * worker // workers for worker in range(workers + 1)]


def train(rank, cuts, dtype=np.float64, steps=STEPS, seed=0):
    """Train on one worker's shard of every batch; return what it saw."""
    network, loss, optimizer = speller(dtype), SoftmaxCrossEntropy(), Adam(RATE)
    mine = slice(cuts[rank], cuts[rank + 1])
    share = (cuts[rank + 1] - cuts[rank]) / BATCH
    first, losses, times = None, [], []
    for symbols, following in draws(steps, seed):
        times.append(time.perf_counter())
        scores = network.forward(symbols[mine], training=True)
        losses.append(share * loss.forward(scores, following[mine]))
        network.backward(loss.backward())
        times.append(time.perf_counter())
        if len(cuts) > 2:
            np.multiply(network.gradients, share, out=network.gradients)
            dist.all_reduce(torch.from_numpy(network.gradients))
        times.append(time.perf_counter())
        if first is None:
            first = network.gradients.copy()
        optimizer.step(network.parameters, network.gradients)
        times.append(time.perf_counter())
    return {
        "gradient": first,
        "losses": np.array(losses),
        "parameters": network.parameters.copy(),
        "times": np.array(times).reshape(-1, 4),
    }


def alone(first, last):
    """Return the gradient of some rows of the first batch."""
    network, loss = speller(), SoftmaxCrossEntropy()
    symbols, following = next(draws(1))
    loss.forward(network.forward(symbols[first:last]), following[first:last])
    network.backward(loss.backward())
    return network.gradients.copy()


def mean_over(rank, rows):
    """Return the plain mean of all workers' gradients of their rows."""
    gradient = alone(*rows[rank])
    dist.all_reduce(torch.from_numpy(gradient))
    return gradient / len(rows)


def theirs(rank, cuts):
    """Return the gradient that PyTorch's own wrapper finds, in our order."""
    network = speller()
    model = twin(network).double()
    to_torch(network.snapshot(), model)
    wrapped = DistributedDataParallel(model)
    symbols, following = next(draws(1))
    mine = slice(cuts[rank], cuts[rank + 1])
    scores = wrapped(torch.tensor(symbols[mine])).flatten(0, 1)
    F.cross_entropy(scores, torch.tensor(following[mine]).flatten()).backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.grad)
    arrays = to_nnfs(model)
    names = [name for name, _ in network.named_parameters()]
    return np.concatenate([arrays[name].ravel() for name in names])


def sent():
    """Return the bytes that the sockets of this process have sent, on Linux."""
    total = 0
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError), socket.socket(fileno=os.dup(int(number))) as s:
            told = s.getsockopt(socket.IPPROTO_TCP, TCP_INFO, 256)
            total += struct.unpack_from("Q", told, ACKNOWLEDGED)[0]
    return total


def traffic(count=10**6):
    """Return the bytes that this worker sends for one `all_reduce`."""
    vector = torch.zeros(count)
    dist.all_reduce(vector)
    dist.barrier()
    before = sent()
    dist.all_reduce(vector)
    time.sleep(0.2)  # until all of it is acknowledged
    return sent() - before


def spells():
    """Return the least seconds of an `all_reduce`, by how many numbers."""
    found = {}
    for count in SIZES:
        vector, times = torch.zeros(count), []
        for _ in range(11 if count > 10**6 else 61):
            dist.barrier()
            start = time.perf_counter()
            dist.all_reduce(vector)
            times.append(time.perf_counter() - start)
        found[count] = min(times[1:])
    return found


def laps(rank, workers):
    """Time one process and all of them by turns, in float32."""
    found = {"one": [], "all": []}
    for _ in range(ROUNDS):
        dist.barrier()
        if rank == 0:
            one = train(0, even(1), np.float32, LAP)
            found["one"].append(one["times"])
        dist.barrier()
        every = train(rank, even(workers), np.float32, LAP)
        found["all"].append(every["times"])
    return found


def work(rank, workers, folder):
    """Do all that one worker does, and write what it found."""
    torch.set_num_threads(1)
    store = dist.FileStore(f"{folder}/store", workers)
    dist.init_process_group("gloo", store=store, rank=rank, world_size=workers)
    found = {"float64": train(rank, even(workers))}
    found["float32"] = train(rank, even(workers), np.float32)
    if workers > 1:
        found["theirs"] = theirs(rank, even(workers))
        found["sent"] = traffic() if sys.platform == "linux" else None
        half = BATCH // workers
        found["same seed"] = mean_over(rank, [(0, half)] * workers)
    if workers == 2:
        found["plain"] = mean_over(rank, [*pairwise(UNEQUAL)])
        found["weighted"] = train(rank, UNEQUAL, steps=1)["gradient"]
        found["wrapped"] = theirs(rank, UNEQUAL)
        found["spells"] = spells()
        found["laps"] = laps(rank, workers)
    torch.save(found, f"{folder}/{rank}")
    dist.barrier()
    dist.destroy_process_group()


def start(workers):
    """Start some workers; return what each of them found."""
    with tempfile.TemporaryDirectory() as folder:
        multiprocessing.spawn(work, (workers, folder), nprocs=workers)
        return [
            torch.load(Path(folder, str(rank)), weights_only=False)
            for rank in range(workers)
        ]


def off(found, wanted):
    """Return how far a vector is from another, as a share of that one."""
    return float(np.linalg.norm(found - wanted) / np.linalg.norm(wanted))


def compared(workers, one):
    """Return how far some workers are from one process."""
    found, row = start(workers), {}
    whole = alone(0, BATCH)
    for name in ("float64", "float32"):
        runs = [worker[name] for worker in found]
        losses = sum(run["losses"] for run in runs)
        row[name] = {
            "gradient": off(runs[0]["gradient"], one[name]["gradient"]),
            "losses": float(abs(losses - one[name]["losses"]).max()),
            "parameters": float(
                abs(runs[0]["parameters"] - one[name]["parameters"]).max()
            ),
            "alike": all(
                np.array_equal(run["parameters"], runs[0]["parameters"])
                for run in runs
            ),
        }
    if workers > 1:
        row["PyTorch's wrapper"] = off(found[0]["theirs"], whole)
        row["sent"] = [worker["sent"] for worker in found]
        shard = alone(0, BATCH // workers)
        row["same seed, to one shard"] = off(found[0]["same seed"], shard)
        row["same seed, to all"] = off(found[0]["same seed"], whole)
    if workers == 2:
        row["unequal"] = {
            "rows": np.diff(UNEQUAL).tolist(),
            "plain": off(found[0]["plain"], whole),
            "weighted": off(found[0]["weighted"], whole),
            "PyTorch's wrapper": off(found[0]["wrapped"], whole),
            "wrapper, to plain": off(found[0]["wrapped"], found[0]["plain"]),
        }
        row["spells"] = found[0]["spells"]
        (one,) = fastest([found[0]["laps"]["one"]])
        every = fastest([worker["laps"]["all"] for worker in found])
        row["milliseconds"] = {"one": one, **dict(enumerate(every))}
        row["marks"] = marks([worker["laps"]["all"] for worker in found])
    return row


def fastest(laps):
    """Return the milliseconds of the three parts of the fastest step.

    `laps` has an entry for each worker, and a step is as slow as the slowest.
    What else runs on the machine only adds, and least to the fastest.
    """
    spans = 1e3 * np.diff(np.array(laps)[:, :, 2:], axis=-1)
    spans = spans.reshape(len(laps), -1, 3)
    best = spans.sum(axis=-1).max(axis=0).argmin()
    names = "compute", "exchange", "step"
    return [
        dict(zip(names, span.round(3).tolist(), strict=True))
        for span in spans[:, best]
    ]


def marks(laps, steps=4):
    """Return when the parts of some steps began and ended, in milliseconds.

    They are the quickest steps in a row of any lap, by all workers' clock.
    """
    times = np.array(laps)
    begun = times[:, :, : LAP - steps + 1, 0].min(axis=0)
    spans = times[:, :, steps - 1 :, 3].max(axis=0) - begun
    lap, step = np.unravel_index(spans.argmin(), spans.shape)
    some = times[:, lap, step : step + steps]
    return (1e3 * (some - some.min())).round(3).tolist()


def measure():
    """Return everything that is stored."""
    one = {"float64": train(0, even(1))}
    one["float32"] = train(0, even(1), np.float32)
    numbers = speller().parameters.size
    rows = {str(workers): compared(workers, one) for workers in WORKERS}
    return {
        "steps": STEPS,
        "batch": BATCH,
        "numbers": numbers,
        "losses": one["float64"]["losses"].tolist(),
        "workers": rows,
    }


def main():
    """Print how far several processes are from one."""
    found = measure()
    print("workers   first gradient    losses  parameters     alike")
    for workers, row in found["workers"].items():
        numbers = row["float64"]
        print(
            f"{workers:>7}{numbers['gradient']:17.1e}{numbers['losses']:10.1e}"
            f"{numbers['parameters']:12.1e}{numbers['alike']!s:>10}"
        )
    print("20 and 12 rows:", found["workers"]["2"]["unequal"])


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
