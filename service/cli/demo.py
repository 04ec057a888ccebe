"""The verb `demo`: the example lists, served."""

import msgspec
import typer

from service import demo as demos
from service.cli.edges import law_or_misuse, say, settings_or_misuse
from service.cli.serving import Host, Port, hold_and_serve
from service.database.pool import Pool
from service.serving import Address


def demo(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Load real published lists, then serve them and print what to try."""
    address = Address(host=host, port=port)
    chosen = msgspec.structs.replace(settings_or_misuse(), page_note=demos.NOTE)
    law, shown = law_or_misuse(chosen), list[str]()

    async def load(pool: Pool) -> None:
        slugs = await demos.load(pool, law, say)
        shown.append(demos.guide(chosen.public_url or address.url(), slugs, await demos.make_key(pool)))

    hold_and_serve(chosen, address, lambda: typer.echo(shown[0]), first=load)
