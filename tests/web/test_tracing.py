"""Traces of requests and of what they ask the database."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from service.errors import Invalid
from service.settings import read
from tests.web.running import ACME_CLOUDFLARE, BOOTSTRAP, running

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


@pytest.fixture
def exporter(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """What keeps the spans of the services of a test, instead of sending them."""
    found = InMemorySpanExporter()
    monkeypatch.setattr("service.web.monitoring.tracing.OTLPSpanExporter", lambda **_: found)
    return found


def of_kind(spans: Sequence[ReadableSpan], kind: SpanKind) -> list[ReadableSpan]:
    """The spans of a kind."""
    return [span for span in spans if span.kind is kind]


async def test_a_request_is_a_span_with_its_statements(database_url: str, exporter: InMemorySpanExporter) -> None:
    """Spans say method, template and status, belong to the caller's trace, and hold no token, query or value."""
    async with running(database_url, otlp_endpoint="http://collector.example:4318") as service:
        await service.seed()
        token = (await service.token()).secret
        fields = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "tracestate": f"key={BOOTSTRAP}"}
        assert 200 == (await service.staff.get(f"{ACME_CLOUDFLARE}?on=2026-11-30", headers=fields)).status_code
        assert 200 == (await service.reader.get(f"/s/{token}/feed.atom?x={token}")).status_code
        assert 401 == (await service.reader.get("/v1/processor")).status_code
    spans = exporter.get_finished_spans()
    assert [
        ("GET /v1/controllers/{name}/subprocessors/{other}", 200),
        ("GET /s/{token}/feed.atom", 200),
        ("GET /v1/processor", 401),
    ] == [(span.name, _attributes(span)["http.response.status_code"]) for span in of_kind(spans, SpanKind.SERVER)[-3:]]
    statements = of_kind(spans, SpanKind.CLIENT)
    asked = [span for span in statements if span.context is not None and f"{span.context.trace_id:032x}" == TRACE]
    assert any("$1" in str(_attributes(span)["db.statement"]) for span in asked)
    assert all(span.parent is not None for span in statements), "a look at the database is no trace of its own"
    told = "".join(span.to_json() for span in spans)
    assert [] == [secret for secret in (token, BOOTSTRAP, "acme", "cloudflare", '2026-11-30"') if secret in told]


def _attributes(span: ReadableSpan) -> Mapping[str, Any]:
    assert span.attributes is not None
    return span.attributes


async def test_a_collector_that_is_silent_keeps_no_process(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service ends though its spans cannot be sent: the collector answers only after it has ended."""
    ended = threading.Event()

    class Silent(InMemorySpanExporter):
        def shutdown(self) -> None:
            ended.wait()

    monkeypatch.setattr("service.web.monitoring.tracing.OTLPSpanExporter", lambda **_: Silent())
    monkeypatch.setattr("service.web.monitoring.tracing._GOODBYE_SECONDS", 0.1)
    try:
        async with running(database_url, otlp_endpoint="http://collector.example:4318") as service:
            assert 401 == (await service.reader.get("/v1/processor")).status_code
    finally:
        ended.set()


async def test_without_an_endpoint_nothing_is_traced(database_url: str, exporter: InMemorySpanExporter) -> None:
    """Traces are off unless there is a place to send them to."""
    async with running(database_url) as service:
        await service.reader.get("/v1/processor")
    assert () == exporter.get_finished_spans()


def test_the_endpoint_is_read_by_its_standard_name() -> None:
    """The setting has the name that OpenTelemetry gives it, and is refused where it is no address."""
    assert "http://collector:4318" == read({ENDPOINT: "http://collector:4318/"}).otlp_endpoint
    with pytest.raises(Invalid) as refused:
        read({ENDPOINT: "collector:4318"})
    assert ENDPOINT == refused.value.errors[0].pointer


def test_traces_without_their_packages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for traces without the extra is told how to install it."""
    monkeypatch.setattr("service.settings.values.find_spec", lambda _: None)
    with pytest.raises(Invalid) as refused:
        read({ENDPOINT: "http://collector:4318"})
    assert "pip install 'subreg[traces]'" in refused.value.errors[0].detail
