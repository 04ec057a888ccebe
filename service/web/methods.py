"""Methods as RFC 9110 has them: whoever answers GET answers HEAD with the same headers and no body (section 9.3.2).

And whoever asks for the methods of a path is told all of them (section 9.3.7).
"""

from functools import partial

from litestar import route
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import HttpMethod
from litestar.types import Message, Scope

get = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD])


async def name_all_methods(message: Message, scope: Scope) -> None:
    """Put all methods of a path into the answer to OPTIONS: the framework knows of those of its first handler only."""
    if message["type"] != "http.response.start" or scope.get("method") != HttpMethod.OPTIONS:
        return
    headers = MutableScopeHeaders.from_message(message)
    if "Allow" in headers:
        paths = (one for one in scope["litestar_app"].routes if one.path_format == scope["path_template"])
        headers["Allow"] = ", ".join(sorted({method for one in paths for method in one.methods}))
