"""Units of work on Dask: all cores of this machine, or a scheduler that somebody has started. Knows no campaign.

Results come back in the order of what was asked for, so they are the same whatever the number of workers.
"""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, TypeVar

from stillwater_tools.problems import GIVEN, InputError, Problem
from stillwater_tools.run.interpreter import ToolMissing
from stillwater_tools.run.vm import RunFailed

Asked = TypeVar("Asked")
Came = TypeVar("Came")
Progress = Callable[[int], None]
_ANSWER_S = 10
_WORKERS_S = 30
_START_ONE = "start one with `dask scheduler`, and beside it `dask worker ADDRESS --nthreads 1` in this project's environment"


class Workers:
    """Workers that stand ready."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def map(self, unit: Callable[[Asked], Came], asked: Sequence[Asked], progress: Progress = lambda done: None) -> list[Came]:
        """unit(x) for each x, in their order. Raises RunFailed with the first unit that failed."""
        from distributed import as_completed

        futures = self._client.map(unit, asked, pure=False)
        place = {future.key: at for at, future in enumerate(futures)}
        came: list[Any] = [None] * len(futures)
        done = 0
        for batch in as_completed(futures, with_results=True, raise_errors=False).batches():
            for future, result in batch:
                if future.status != "finished":
                    told = _failure(asked[place[future.key]], future)
                    self._client.cancel(futures)
                    raise RunFailed(told)
                came[place[future.key]] = result
                future.release()
                done += 1
            progress(done)
        return came


@contextmanager
def workers(scheduler: str | None = None) -> Iterator[Workers]:
    """One worker a core of this machine, each a process with one thread; or the workers of a scheduler.

    Raises ToolMissing without Dask, InputError for a scheduler that does not answer or has no workers.
    """
    if find_spec("distributed") is None:
        raise ToolMissing("Dask is not here: run `pip install -e '.[campaign]'`, or use `make bench-softstop-quick`")
    from distributed import Client, LocalCluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if scheduler is not None:
        with _answering(scheduler) as client:
            yield Workers(client)
        return
    each = {"n_workers": os.cpu_count(), "threads_per_worker": 1, "processes": True}
    with LocalCluster(**each, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL) as here, Client(here) as client:
        yield Workers(client)


@contextmanager
def _answering(scheduler: str) -> Iterator[Any]:
    """A client of a scheduler that has workers."""
    from distributed import Client

    try:
        client = Client(scheduler, timeout=_ANSWER_S)
    except (OSError, ValueError, TimeoutError) as why:
        raise _problem(scheduler, f"does not answer ({type(why).__name__})", _START_ONE) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_WORKERS_S)
        except TimeoutError:
            raise _problem(scheduler, f"has had no worker for {_WORKERS_S} s", _START_ONE) from None
        yield client


def _problem(scheduler: str, bound: str, remedy: str) -> InputError:
    return InputError([Problem("--scheduler", scheduler, GIVEN, bound, remedy)])


def _failure(asked: object, future: Any) -> str:
    """One line for a unit that failed."""
    why = future.exception() if future.status == "error" else f"the task is {future.status}"
    said = " ".join(str(why).split())[:300]
    name = type(why).__name__ if isinstance(why, BaseException) else "lost"
    return f"a worker failed at {asked}: {name}: {said}; look at it alone with `stillwater replay`, or start the workers anew"
