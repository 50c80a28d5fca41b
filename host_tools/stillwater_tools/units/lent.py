"""Lends a port to whoever connects to a socket of this computer, one at a time: for programs that speak TCP. Knows bytes only."""

import os
import select
import socket
import threading
from contextlib import closing
from typing import Any

from stillwater_tools.link.errors import PortGone
from stillwater_tools.link.ports import open_port
from stillwater_tools.run.interpreter import ToolMissing

_HOST = "127.0.0.1"  # nobody from elsewhere
_LOOK_S = 0.1  # so often it is looked whether all is over
_TAKE_S = 2.0  # a guest that takes nothing for so long is sent away
_MOST_BYTES = 4096


class Lent:
    """A port that is lent from now until `close`; `address` is what a guest connects to, socket://HOST:PORT."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._is_over = threading.Event()
        self._server = socket.create_server((_HOST, 0))
        self.address = f"socket://{_HOST}:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Send the guest away, and let nobody in."""
        self._is_over.set()
        self._thread.join()
        self._server.close()

    def _serve(self) -> None:
        while not self._is_over.is_set():
            if _ready(self._server):
                guest, _address = self._server.accept()
                guest.settimeout(_TAKE_S)
                with guest:
                    self._lend(guest)

    def _lend(self, guest: socket.socket) -> None:
        """Until the guest goes, or the port; a port that another program holds sends the guest away at once."""
        try:
            with closing(open_port(self._path)) as port:
                self._pass_on(guest, port)
        except (OSError, PortGone, ToolMissing):
            return

    def _pass_on(self, guest: socket.socket, port: Any) -> None:
        while not self._is_over.is_set():
            ready = _ready(guest, port)
            if guest in ready:
                data = guest.recv(_MOST_BYTES)
                if not data:
                    return
                port.write(data)
            if port in ready:
                guest.sendall(os.read(port.fileno(), _MOST_BYTES))


def _ready(*sources: Any) -> list[Any]:
    """Those that have something, at the latest after _LOOK_S."""
    return select.select(sources, [], [], _LOOK_S)[0]
