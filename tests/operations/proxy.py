"""A road between two programs that can be closed: a reset, a black hole, or slow."""

import socket
import threading
import time

from tests.messaging.servers import free_port


class Road:
    """Passes bytes on from `port` to `to`. `swallow`: takes everything, passes nothing. `delay`: seconds."""

    def __init__(self, to: int) -> None:
        self.to, self.port = to, free_port()
        self.swallow, self.delay = False, 0.0
        self.door = socket.create_server(("127.0.0.1", self.port), backlog=200)
        self.open: list[socket.socket] = []
        threading.Thread(target=self._receive, daemon=True).start()

    def _receive(self) -> None:
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            self.open.append(near)
            if self.swallow:
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                near.close()
                continue
            self.open.append(far)
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65536):
                while self.swallow:
                    time.sleep(0.1)
                time.sleep(self.delay)
                other.sendall(data)
        except OSError:
            return
        finally:
            for end in (one, other):
                end.close()

    def reset(self) -> None:
        """Cut every conversation that is open."""
        for end in self.open:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
            end.close()
        self.open.clear()

    def close(self) -> None:
        self.swallow = False
        self.door.close()
        self.reset()
