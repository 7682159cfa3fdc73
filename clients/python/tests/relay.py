"""A network between client and service that fails on demand."""

from __future__ import annotations

import contextlib
import socket
import threading
import time


class Relay:
    """Passes bytes between its port and the service's.

    `refuse` closes new connections at once; `swallow` sends so many next requests on, and cuts the connection in place of
    their answers; `delay` holds every answer back for so many seconds.
    """

    def __init__(self, service_port: int) -> None:
        self._target = service_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.refuse = False
        self.swallow = 0
        self.delay = 0.0
        self.cut = 0
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def break_all(self) -> None:
        """Cuts every connection there is."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.close()
        self.break_all()

    def _accept(self) -> None:
        while True:
            try:
                inner, _ = self._listener.accept()
            except OSError:
                return
            if self.refuse:
                inner.close()
                continue
            try:
                outer = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                inner.close()
                continue
            self._open |= {inner, outer}
            threading.Thread(target=self._pass, args=(inner, outer, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(outer, inner, True), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        try:
            while data := source.recv(65536):
                if is_answer and self.delay:
                    time.sleep(self.delay)
                if is_answer and self.swallow > 0:
                    self.swallow -= 1
                    self.cut += 1
                    break
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            self._open.discard(end)
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
                end.close()
