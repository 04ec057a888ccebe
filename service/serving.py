"""Serving HTTP with granian: one process that holds the database and as many workers as asked.

The workers end with that process, even when it is killed: a worker that nobody looks after would keep the port.
"""

import errno
import functools
import gc
import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import msgspec
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from service import urls
from service.errors import Unavailable
from service.log_lines import OF_THE_SERVER, set_up
from service.settings import Settings

_LOOK_EVERY_SECONDS = 0.2
_GRACE_SECONDS = 10.0
# What the C library is told at the start of a worker (mallopt(3), glibc): blocks from this size on are given back as
# soon as they are free. Left to itself it keeps them among what lives, and a worker whose documents come and go grows.
_BLOCKS_GIVEN_BACK = {"MALLOC_MMAP_THRESHOLD_": str(128 * 2**10)}
_ANY = "0.0.0.0"  # nosec B104  # noqa: S104 — compared, not bound
_PORT_ATTEMPTS = 15


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where to listen, and with how many workers."""

    host: str
    port: int
    workers: int = 1

    def url(self) -> str:
        """Return the address that a browser on this machine opens."""
        host = "127.0.0.1" if self.host in (_ANY, "::", "") else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def serve(settings: Settings, dsn: str, address: Address, when_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; requests under way then have _GRACE_SECONDS.

    `when_ready` is called once the service answers.
    """
    set_up(settings.log)
    _await_port(address)
    public_url = settings.public_url or address.url()
    for name, value in _BLOCKS_GIVEN_BACK.items():
        os.environ.setdefault(name, value)
    # A forked worker would inherit the threads and the event loop of this process in whatever state they are.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "service.app:create_app",
        address=address.host,
        port=address.port,
        interface=Interfaces.RSGI,
        workers=address.workers,
        # Not HTTP/2 too: to tell the two apart the server would wait for ever for a first byte.
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=OF_THE_SERVER,
        workers_kill_timeout=int(_GRACE_SECONDS),
    )
    threading.Thread(target=_tell, args=(address.url(), when_ready), daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="subreg-metrics-") as metrics:
        # prometheus-client reads from here where the workers, which inherit it, keep their numbers.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics
        loader = functools.partial(_load, settings, dsn, public_url, os.getpid(), Path(metrics))
        server.serve(target_loader=loader, wrap_loader=False)


def _await_port(address: Address) -> None:
    """Wait until the port is free, as that of a service that was just killed soon is; raises Unavailable if it stays.

    The server shares its port among workers (SO_REUSEPORT), so a second service would start beside the first unseen.
    """
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    for attempt in range(_PORT_ATTEMPTS):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address.host, address.port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE or attempt == _PORT_ATTEMPTS - 1:
                    detail = (
                        f"Cannot listen on {address.host} port {address.port}: {error.strerror}. Give another --port."
                    )
                    raise Unavailable(detail) from error
                time.sleep(_LOOK_EVERY_SECONDS)
            else:
                return


def _load(settings: Settings, dsn: str, public_url: str, parent: int, metrics: Path, *_: object) -> Any:  # noqa: ANN401 — Gateway; granian knows functions
    # In the worker: the process that looks after it needs none of the application.
    from service.app import create_app  # noqa: PLC0415
    from service.web.gateway import Gateway  # noqa: PLC0415

    set_up(settings.log)
    threading.Thread(target=_end_with, args=(parent, metrics), daemon=True).start()
    app = create_app(settings, dsn, public_url, metrics)
    # What is loaded stays: a collection in the midst of a large write need not go through it.
    gc.collect()
    gc.freeze()
    return Gateway(app)


def _end_with(parent: int, metrics: Path) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_SECONDS)
    # Who was killed cannot clean up. What a worker still writes there has no name any more.
    shutil.rmtree(metrics, ignore_errors=True)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def _tell(url: str, when_ready: Callable[[], None]) -> None:
    while True:
        try:
            with urlopen(url + urls.READY, timeout=5):  # nosec B310  # noqa: S310 — our own address, http
                break
        except (URLError, OSError):
            time.sleep(_LOOK_EVERY_SECONDS)
    when_ready()
