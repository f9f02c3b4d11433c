"""An S3 API on loopback, whose requests can be made to fail; it and all that it holds end with the block."""

import hashlib
import io
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import Client, run_wsgi_app
from werkzeug.wrappers import Response

FAULTS = {
    "killed before": "the publisher is killed before the request takes effect",
    "killed after": "the publisher is killed after it took effect",
    "refused": "the request is refused once, with 503",
    "answer lost": "the request takes effect, and is answered with 500",
    "dropped before": "the connection breaks before it takes effect",
    "dropped after": "the connection breaks after it took effect",
    "outage": "this request and all after it are refused",
    "changed on the way": "a byte of the body is changed before the store receives it",
    "stored wrong": "a byte of a file is changed after the store received it",
}


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing of each request."""


@dataclass
class S3Server:
    """The bucket `releases` on a server, the requests that came, and the fault that strikes at one of them."""

    backend: Callable
    url: str = ""
    requests: list[str] = field(default_factory=list)
    fault: str = ""
    at: int = 0
    publisher: int = 0
    struck: bool = False
    _decide: threading.Lock = field(default_factory=threading.Lock)

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a process that uses it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
        }

    def inject(self, fault: str, at: int, publisher: int) -> None:
        """The fault strikes at the request of that number from now, counted from 0, of the publisher with that pid."""
        self.fault, self.at, self.publisher, self.struck = fault, at, publisher, False
        self.requests.clear()

    def heal(self) -> None:
        """No fault strikes any more."""
        self.fault = ""

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        with self._decide:  # as a store does: of two requests for one key, one comes first
            number = len(self.requests)
            self.requests.append(f"{method} {path}")
            fault = self._fault(number, method, path, body)
            self.struck |= bool(fault)
            if fault == "killed before":
                os.kill(self.publisher, signal.SIGKILL)
            if fault in ("killed before", "refused", "outage"):
                return Response(status=503)(environ, start_response)
            if fault == "dropped before":
                return _drop(environ)
            sent = environ.get("HTTP_X_AMZ_CONTENT_SHA256", "")
            received = _changed(body) if fault == "changed on the way" else body
            if len(sent) == 64 and hashlib.sha256(received).hexdigest() != sent:
                return Response("<Error><Code>XAmzContentSHA256Mismatch</Code></Error>", 400)(environ, start_response)
            environ["wsgi.input"] = io.BytesIO(_changed(body) if fault == "stored wrong" else received)
            content, status, headers = run_wsgi_app(self.backend, environ, buffered=True)
            if fault == "killed after":
                os.kill(self.publisher, signal.SIGKILL)
            if fault == "answer lost":
                return Response(status=500)(environ, start_response)
            if fault == "dropped after":
                return _drop(environ)
            start_response(status, list(headers))
            return content

    def _fault(self, number: int, method: str, path: str, body: bytes) -> str:
        if not self.fault or not (number == self.at or (self.fault == "outage" and number > self.at)):
            return ""
        if self.fault in ("changed on the way", "stored wrong") and not (method == "PUT" and body):
            return ""
        if self.fault == "stored wrong" and path.endswith(("/manifest.json", "/latest.json")):
            return ""  # what is stored wrong after the commit is for `verify` to find
        return self.fault


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """The server, with the environment of this process set to use it."""
    server = S3Server(DomainDispatcherApplication(create_backend_app))
    listening = make_server("127.0.0.1", 0, server, threaded=True, request_handler=_Quiet)
    listening.daemon_threads = True
    server.url = f"http://127.0.0.1:{listening.port}"
    before = dict(os.environ)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        for path, method in (("/moto-api/reset", "POST"), ("/releases", "PUT")):
            Client(server.backend).open(path, method=method, base_url=server.url)
        os.environ.update(server.settings)
        yield server
    finally:
        os.environ.clear()
        os.environ.update(before)
        listening.shutdown()
        thread.join(10)
        listening.server_close()


def _changed(body: bytes) -> bytes:
    at = len(body) // 2
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


def _drop(environ: dict[str, Any]) -> Iterable[bytes]:
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError
