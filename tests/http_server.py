"""Releases over HTTP on loopback, for as long as a block runs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from pipelines.publish.serve import application


@contextmanager
def serving(out: Path) -> Iterator[int]:
    """Serve the outputs; gives the port."""
    server = uvicorn.Server(uvicorn.Config(application(out), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(3000):
        if server.started:
            break
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
