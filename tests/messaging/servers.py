"""Providers for the tests that speak the real protocols: SMTP by aiosmtpd, and a text gateway over HTTP."""

import asyncio
import json
import socket
import threading
import time
from collections import Counter
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller


def free_port():
    """A port that nobody listens on this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Post:
    """An SMTP server on a free port.

    `says` maps a recipient to the answer to RCPT; `plan` gives the next answer to DATA, or None.
    """

    def __init__(self, *, slow=0.0, plan=lambda: None):
        self.letters, self.says, self.after_data = [], {}, "250 OK"
        self.raw = []  # as on the wire
        self.slow, self.plan = slow, plan
        self.lines = []
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.says.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    def hang_up(self):
        """End every conversation that rests, and wait until the other end can have heard it."""
        for line in self.lines:
            self.controller.loop.call_soon_threadsafe(line.close)
        time.sleep(0.1)

    async def handle_DATA(self, server, session, envelope):
        self.lines.append(server.transport)
        answer = self.plan() or self.after_data
        if answer[0] in "2c":
            letter = message_from_bytes(envelope.content, policy=policy.default)
            letter["X-Arrived"] = str(time.time())
            self.raw.append(envelope.content)
            self.letters.append(letter)
        await asyncio.sleep(self.slow)
        if answer == "cut":
            server.transport.abort()
        return answer

    @property
    def arrived(self):
        """(key, when) of each letter, as of the gateway's texts."""
        return [(key_of(letter), float(letter["X-Arrived"])) for letter in self.letters]

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()


def key_of(letter):
    """Our key, of which the Message-ID is made."""
    return letter["Message-ID"].strip("<>").partition("@")[0]


class Gateway:
    """A provider of text messages on a free port.

    `answers` holds what to say next: (status, headers, body), or "cut": it took the text and hung up.
    """

    def __init__(self, *, keeps_keys=True, slow=0.0, plan=lambda: None):
        self.keeps_keys, self.slow, self.plan = keeps_keys, slow, plan
        self.texts, self.answers, self.seen = [], [], {}
        self.echoes = False  # each answer comes twice
        self.arrived = []  # (key, when)
        self.asked = []  # (headers, body) of each call, whatever was answered
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # whoever asked was killed: that is the test

    @property
    def url(self):
        return f"http://token@127.0.0.1:{self.server.server_address[1]}/texts"

    @property
    def doubled(self):
        return {key for key, count in Counter(text["reference"] for text in self.texts).items() if count > 1}

    def take(self, text):
        """Accept a text; one whose key is known is not sent again."""
        with self.lock:
            key = text["reference"]
            if not (self.keeps_keys and key in self.seen):
                self.texts.append(text)
                self.arrived.append((key, time.time()))
            return self.seen.setdefault(key, f"id-{len(self.seen) + 1}")

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def _handler(self):
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # the line stays open
            disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

            def do_POST(self):
                text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.asked.append((dict(self.headers), dict(text)))
                text["authorization"] = self.headers["Authorization"]
                planned = gateway.answers.pop(0) if gateway.answers else gateway.plan()
                if planned in (None, "cut"):
                    found = gateway.take(text)
                    time.sleep(gateway.slow)
                if planned == "cut":
                    self.close_connection = True
                    return
                self.answer(*(planned or (201, {}, json.dumps({"id": found}))))

            def do_GET(self):
                key = parse_qs(urlsplit(self.path).query)["reference"][0]
                found = gateway.seen.get(key)
                self.answer(200 if found else 404, {}, json.dumps({"id": found}))

            def answer(self, status, headers, body):
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body.encode()))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())
                if gateway.echoes:
                    head = f"HTTP/1.1 201 Created\r\nContent-Length: {len(body.encode())}\r\n\r\n"
                    self.wfile.write((head + body).encode())

            def log_message(self, *_):
                pass

        return Handler
