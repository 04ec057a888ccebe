"""A wire to a database, which can be cut, or carry nothing, while both of its ends go on."""

import asyncio
import contextlib
from urllib.parse import parse_qs, urlsplit

SILENCE = 30.0  # seconds; asyncpg waits for twice as long for a server that says nothing


class Wire:
    """A wire to the database that can be cut and joined again, or carry nothing for a while (`flows` is not set)."""

    def __init__(self, database_url: str) -> None:
        self._there = urlsplit(database_url)
        self._server: asyncio.Server | None = None
        self._port = 0
        self._ends: list[asyncio.StreamWriter] = []
        self.flows = asyncio.Event()
        self.flows.set()

    async def join(self) -> str:
        """Join the wire; returns the address of its near end, always the same."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        user = self._there.netloc.rpartition("@")[0]
        return self._there._replace(netloc=f"{user}@127.0.0.1:{self._port}", query="").geturl()

    async def cut(self) -> None:
        """Cut the wire: whoever is connected is cut off, and nobody connects."""
        assert self._server
        self._server.close()
        for end in self._ends:
            end.close()
        await asyncio.gather(*(end.wait_closed() for end in self._ends), return_exceptions=True)
        self._ends.clear()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        socket = parse_qs(self._there.query).get("host")
        if socket:
            path = f"{socket[0]}/.s.PGSQL.{parse_qs(self._there.query).get('port', ['5432'])[0]}"
            far_reader, far_writer = await asyncio.open_unix_connection(path)
        else:
            far_reader, far_writer = await asyncio.open_connection(self._there.hostname, self._there.port)
        assert self._server
        if not self._server.is_serving():  # it was cut while the far end was joined
            writer.close()
            far_writer.close()
            return
        self._ends += [writer, far_writer]
        await asyncio.gather(self._pour(reader, far_writer), self._pour(far_reader, writer))

    async def _pour(self, source: asyncio.StreamReader, drain: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                await self.flows.wait()
                drain.write(data)
                await drain.drain()
        drain.close()
