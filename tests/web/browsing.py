"""What a browser makes of an answer: whether it is told to keep everything inside it harmless."""

from html.parser import HTMLParser

import httpx

from service.web.security_headers import SECURITY_HEADERS
from tests.web.running import BASE

PAGE_POLICY = {"default-src 'none'", "style-src 'self'", "form-action 'self'", "base-uri 'none'"} | {
    "frame-ancestors 'none'"
}


def harms(answer: httpx.Response) -> list[str]:
    """What is wrong with an answer; empty where a browser is told all that it should be."""
    wanted, page = dict(SECURITY_HEADERS), answer.headers.get("Content-Type", "").startswith("text/html")
    policy = answer.headers.get("Content-Security-Policy", "")
    if page and "sandbox" not in policy:
        wanted.pop("Content-Security-Policy")
        wanted["Cross-Origin-Opener-Policy"] = "same-origin"
        found = [] if set(policy.split("; ")) == PAGE_POLICY else [f"policy: {policy}"]
    else:
        # A browser opens no document that has both this and a sandbox.
        found = ["opener policy"] if "Cross-Origin-Opener-Policy" in answer.headers else []
    found += [name for name, value in wanted.items() if answer.headers.get_list(name) != [value]]
    found += [name for name in ("Set-Cookie", "Server", "X-Powered-By") if name in answer.headers]
    found += [name for name in answer.headers if name.startswith("access-control-")]
    if answer.status_code not in (200, 304) and answer.headers.get("Cache-Control") != "no-store":
        found.append("kept by caches")
    return found + (_harms_of_page(answer.text) if page else [])


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.harms: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "iframe", "object", "embed", "base", "img"):
            self.harms.append(tag)
        self.harms += [f"{tag} {name}" for name, _ in attrs if name == "style" or name.startswith("on")]
        given = dict(attrs)
        address = given.get("href") if tag == "link" and given.get("rel") == "stylesheet" else given.get("action")
        if address is not None and not address.startswith(("/", "?", "#", BASE)):
            self.harms.append(address)


def _harms_of_page(html: str) -> list[str]:
    page = _Page()
    page.feed(html)
    return page.harms
