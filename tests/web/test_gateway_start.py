"""What becomes of a worker that cannot start."""

import asyncio

import pytest

from service.app import create_app
from service.errors import Unavailable
from service.settings import Settings
from service.web.gateway import Gateway


def test_what_keeps_the_application_from_starting_is_raised() -> None:
    """A worker whose database does not answer says so, and serves nothing."""
    loop = asyncio.new_event_loop()
    try:
        gateway = Gateway(create_app(Settings(), "postgresql://nobody@127.0.0.1:1/none", "http://127.0.0.1"))
        with pytest.RaisesGroup(Unavailable, flatten_subgroups=True):
            gateway.__rsgi_init__(loop)
    finally:
        loop.close()
