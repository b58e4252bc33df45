"""Runs a Dask cluster on this machine beside the measured commands: `python dask_cluster.py WORKERS` prints its address, and stays."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import environ

from measure import CommandError


@contextmanager
def dask_cluster(workers: int, env: Mapping[str, str]) -> Iterator[str]:
    """Start a cluster of processes with one thread each, and yield the address for `--executor`. Raises CommandError."""
    process = subprocess.Popen(
        [sys.executable, __file__, str(workers)],
        env={**environ, **env},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    try:
        if not address.startswith("tcp://"):
            raise CommandError("The Dask cluster has not started")
        yield address.replace("tcp://", "dask://")
    finally:
        process.communicate()


def _stay(workers: int) -> None:
    """Run a cluster until the standard input ends."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        sys.stdout.write(f"{cluster.scheduler_address}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    _stay(int(sys.argv[1]))
