"""A labgrid lab on this computer: a coordinator and an exporter, each a process of its own."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager

_LONGEST_S = 60


@contextmanager
def lab(folder, resources):
    """Address of a coordinator whose exporter, `bench`, shares resources (name -> the exporter's lines), each a place of its name."""
    address = f"127.0.0.1:{_free_port()}"
    (folder / "exporter.yaml").write_text("".join(f"{name}:\n{lines}" for name, lines in resources.items()))
    coordinator = [sys.executable, "-m", "labgrid.remote.coordinator", "-l", address]
    exporter = [sys.executable, "-m", "labgrid.remote.exporter", "-c", address, "--name", "bench", str(folder / "exporter.yaml")]
    with _running(coordinator, folder):
        # an exporter that finds no coordinator gives up at once
        _await(lambda: _asked(address, "resources").returncode == 0, "the coordinator answers")
        with _running(exporter, folder):
            _await(lambda: all(f"bench/{name}/" in client(address, "resources") for name in resources), "the exporter shares its units")
            for name in resources:
                client(address, "-p", name, "create")
                client(address, "-p", name, "add-match", f"bench/{name}/*")
            yield address


def client(address, *arguments):
    """What labgrid-client says."""
    done = _asked(address, *arguments)
    return done.stdout + done.stderr


def _asked(address, *arguments):
    command = [sys.executable, "-m", "labgrid.remote.client", "-x", address, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_S)


@contextmanager
def _running(command, folder):
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.kill()


def _await(is_so, what):
    end_s = time.monotonic() + _LONGEST_S
    while not is_so():
        assert time.monotonic() < end_s, f"{what}: not within {_LONGEST_S} s"


def _free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
