"""The web: routes, pages and problem documents; the only room, with `app`, that knows litestar."""
