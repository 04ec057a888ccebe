"""Programs that tests start: the server as an operator starts it, and a pooler before the database."""

import asyncio
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

KEY = "the-first-key-of-these-programs-0123456789"


# Ports below those that systems give to clients. Of each that is given the UDP twin is held until the process ends.
_PORTS = range(20_000, 32_768)
_twins: list[socket.socket] = []


def free_port() -> int:
    """A port that nobody listens on, and that no other test is given, in whatever process, until this one ends."""
    for port in _PORTS:
        twin = socket.socket(type=socket.SOCK_DGRAM)
        try:
            twin.bind(("127.0.0.1", port))
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            twin.close()
            continue
        _twins.append(twin)
        return port
    raise AssertionError


@asynccontextmanager
async def running(*command: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a program until the block ends; then it is asked to end, and is waited for."""
    process = await asyncio.create_subprocess_exec(*command, env=os.environ | environment, start_new_session=True)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), 30)


@asynccontextmanager
async def serving(url: str, data: Path, *options: str, **environment: str) -> AsyncIterator[str]:
    """Serve the register in a database with a program of its own; gives the address once it is ready."""
    port = free_port()
    given = {"SUBREG_DATABASE_URL": url, "SUBREG_DATA_DIR": str(data), "SUBREG_BOOTSTRAP_KEY": KEY, **environment}
    given.setdefault("SUBREG_RATE_LIMITS", "off")
    command = (sys.executable, "-m", "service", "serve", "--port", str(port), *options)
    async with running(*command, **given) as process:
        address = f"http://127.0.0.1:{port}"
        await until_ready(address, process)
        yield address


@asynccontextmanager
async def pooled(url: str, program: str) -> AsyncIterator[str]:
    """Put a PgBouncer in transaction mode before a database that listens on TCP; gives the address behind it.

    It does not run as root: then it is `nobody`, who gets a directory of its own.
    """
    parts, port = urlsplit(url), free_port()
    name = parts.path.lstrip("/")
    with tempfile.TemporaryDirectory() as directory:
        settings = Path(directory) / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\n{name} = host={parts.hostname} port={parts.port} user={parts.username} "
            f"password={parts.password}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
            "pool_mode = transaction\ndefault_pool_size = 10\nmax_client_conn = 200\n",
            "utf-8",
        )
        command = [program, "--quiet", str(settings)]
        if os.geteuid() == 0:
            for path in (settings, settings.parent):
                shutil.chown(path, "nobody")
            command[1:1] = ["-u", "nobody"]
        async with running(*command):
            await until_listening(port)
            yield f"postgresql://{parts.username}@127.0.0.1:{port}/{name}"


async def until_listening(port: int) -> None:
    """Wait until somebody listens on a port of this machine, ten seconds at most."""
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise AssertionError


async def until_ready(address: str, process: asyncio.subprocess.Process, path: str = "/health/ready") -> None:
    """Wait until a program that was started answers a path with 200, two minutes at most: it may make its cluster."""
    async with httpx.AsyncClient(base_url=address) as client:
        for _ in range(1200):
            assert process.returncode is None
            try:
                if (await client.get(path)).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    raise AssertionError
