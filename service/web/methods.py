"""GET as RFC 9110 has it: whoever answers GET answers HEAD with the same headers and no body (section 9.3.2)."""

from functools import partial

from litestar import route
from litestar.enums import HttpMethod

get = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD])
