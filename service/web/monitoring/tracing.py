"""Traces (OpenTelemetry) of requests and of what they ask the database: needs the extra `subreg[traces]`.

A span of a request says method, route template, status and id, and that of a statement its text with $1 in it; neither
has paths, queries, fields of a request, values of a statement, or messages of errors.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from opentelemetry.context import Context as TraceContext
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import Decision, ParentBased, Sampler, SamplingResult
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode, TraceState
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import Attributes

import service

_SERVER_ERROR = 500
_GOODBYE_SECONDS = 3.0  # at a stop, for what is on its way; the server kills a worker after ten in all


class _OfRequests(Sampler):
    """Takes what begins with a request, and not the looks at the database, of which there are four a second."""

    def should_sample(
        self,
        parent_context: TraceContext | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """Decide about a span without parent."""
        return SamplingResult(Decision.RECORD_AND_SAMPLE if kind is SpanKind.SERVER else Decision.DROP)

    def get_description(self) -> str:
        """Say what is taken."""
        return "requests"


class Traces:
    """What traces the requests and statements of one process."""

    def __init__(self, endpoint: str) -> None:
        """Send what is traced to an endpoint of OTLP over HTTP, such as http://collector:4318."""
        self._source = TracerProvider(
            resource=Resource.create({"service.name": "subreg", "service.version": service.__version__}),
            sampler=ParentBased(_OfRequests()),
            # Events of spans would be errors with their messages, which PostgreSQL writes values into.
            span_limits=SpanLimits(max_events=0),
            shutdown_on_exit=False,
        )
        self._source.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces")))
        self._tracer = self._source.get_tracer("subreg")

    @contextmanager
    def of_statements(self) -> Iterator[None]:
        """Trace what asyncpg sends while the block lasts; then let what is on its way go out, for some seconds."""
        instrumentor = AsyncPGInstrumentor(capture_parameters=False)  # type: ignore[no-untyped-call]
        instrumentor.instrument(tracer_provider=self._source)
        try:
            yield
        finally:
            instrumentor.uninstrument()
            # A collector that is silent must not keep the process: what is not gone by then is lost.
            ending = threading.Thread(target=self._source.shutdown, daemon=True)
            ending.start()
            ending.join(_GOODBYE_SECONDS)

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Wrap the application so that each request to a route is a span, of the caller's trace where it has one."""

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP:
                await app(scope, receive, send)
                return
            with self._span(scope) as span:

                async def sent(message: Message) -> None:
                    if message["type"] == "http.response.start":
                        span.set_attribute("http.response.status_code", message["status"])
                        if message["status"] >= _SERVER_ERROR:
                            span.set_status(Status(StatusCode.ERROR))
                    await send(message)

                await app(scope, receive, sent)

        return traced

    def _span(self, scope: HTTPScope) -> AbstractContextManager[Span]:
        method, route = scope["method"], scope["path_template"]
        # Of the caller's trace its ids alone: `tracestate` holds whatever the caller writes.
        parent = dict(scope["headers"]).get(b"traceparent", b"").decode("latin-1")
        return self._tracer.start_as_current_span(
            f"{method} {route}",
            context=TraceContextTextMapPropagator().extract({"traceparent": parent}),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": method, "http.route": route},
            record_exception=False,
            set_status_on_exception=False,
        )
