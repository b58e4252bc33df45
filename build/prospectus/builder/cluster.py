"""A Dask cluster whose workers render pages, on this machine or on others."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

from prospectus.errors import UsageError
from prospectus.problems import Message

DASK_REQUIREMENT = "distributed>=2025.1"
"""As in the extra `dask` of pyproject.toml."""
NO_DASK = Message(
    "--executor dask://… needs Dask, which is not installed: {python} -m pip install '{requirement}'.",
    "--executor dask://… 需要 Dask，本机未安装：`{python} -m pip install '{requirement}'`。",
)


class ClusterExecutor(Executor):
    """Gives calls to the workers of a Dask cluster. It sends bytes to them once, whereas Dask would send and hash them with each call."""

    def __init__(self, client: Any) -> None:
        """Take the `distributed.Client` of the cluster."""
        self._client, self._executor = client, client.get_executor(pure=False)
        self._sent: tuple[bytes, Any] | None = None
        """The last bytes, and what stands for them on the cluster."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call a function on a worker."""
        future: Future[Any] = self._executor.submit(function, *map(self._send_once, args), **kwargs)
        return future

    def _send_once(self, argument: object) -> object:
        if not isinstance(argument, bytes):
            return argument
        if self._sent is None or self._sent[0] is not argument:
            self._sent = argument, self._client.scatter(argument, broadcast=True)
        return self._sent[1]


@contextmanager
def open_cluster(address: str) -> Iterator[Executor]:
    """Yield an executor for the cluster at `dask://HOST:PORT`, and leave it afterwards; raises UsageError when it cannot be reached."""
    if not address.startswith("dask://"):
        raise UsageError(
            Message(f"--executor must be dask://HOST:PORT; got {address!r}.", f"--executor 必须写成 dask://HOST:PORT；现在是 {address!r}。")
        )
    try:
        from distributed import Client  # noqa: PLC0415  (an optional extra)
    except ImportError:
        raise UsageError(NO_DASK.fill(python=shlex.quote(sys.executable), requirement=DASK_REQUIREMENT)) from None
    try:
        client = Client(address.replace("dask://", "tcp://"), timeout="10s")  # type: ignore[no-untyped-call]
    except OSError as error:
        raise UsageError(Message(f"No Dask scheduler answers at {address}: {error}", f"{address} 没有 Dask 调度器应答：{error}")) from None
    with client:
        yield ClusterExecutor(client)
