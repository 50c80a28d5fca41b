"""Branches of a running program: each goes on from this instant in a process of its own, and nothing it does comes back but
its result. Starting one takes milliseconds, so one booted machine serves many cases (it can be neither copied nor pickled).

Knows processes, no chip.
"""

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar

Result = TypeVar("Result")


class BranchFailed(Exception):
    """A branch that died, or whose exception cannot be carried over; the message tells how, or holds its traceback."""


class Branch(Generic[Result]):
    """work() in a branch; it runs at once, beside whatever goes on here, and result() waits for it."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._answers, answer = os.pipe()
        sys.stdout.flush()  # else the branch says it again
        self._process = os.fork()
        if self._process == 0:
            _answer(work, answer)
        os.close(answer)

    def result(self) -> Result:
        """What work() returned; or raises what it raised, with the branch's traceback as its cause."""
        try:
            with os.fdopen(self._answers, "rb") as pipe:
                data = pipe.read()
        except BaseException:
            os.kill(self._process, signal.SIGKILL)
            raise
        finally:
            _, status = os.waitpid(self._process, 0)
        given: Result = _given(data, status)
        return given


def in_branch(work: Callable[[], Result]) -> Result:
    """work() in a branch, waited for."""
    return Branch(work).result()


def _answer(work: Callable[[], object], pipe: int) -> NoReturn:
    """Run in the new process: it must never come back into its caller's code."""
    try:
        data = _outcome(work)
        sys.stdout.flush()
        with os.fdopen(pipe, "wb") as file:
            file.write(data)
    finally:
        os._exit(0)


def _outcome(work: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps((work(), None, ""))
    except BaseException as error:
        told = traceback.format_exc()
        return pickle.dumps((None, _carried(error, told), told))


def _carried(error: BaseException, told: str) -> BaseException:
    """The exception itself, if it outlives the journey."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return BranchFailed(told)
    return error


def _given(data: bytes, status: int) -> Any:
    if not data:
        raise BranchFailed(f"the branch ended without an answer, exit code {os.waitstatus_to_exitcode(status)}")
    result, error, told = pickle.loads(data)
    if error is not None:
        raise error from BranchFailed(told)
    return result
