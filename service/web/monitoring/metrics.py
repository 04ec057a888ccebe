"""Metrics for a monitoring system, in the form of Prometheus: those of all workers of a host in one answer.

No label holds the name of a list, a token, a path or an address: a route is named by its template.
With a directory, made by the process that starts the workers, each keeps its numbers in files there, and whoever is
asked adds up all (https://prometheus.github.io/client_python/multiprocess/).
"""

import platform
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

import service
from service.transfers import SEVERITIES, Severity

OF_THE_REGISTER = "subreg_register_"  # what these names begin with is not for everybody
_FINDINGS_AT = f"{OF_THE_REGISTER}findings_timestamp_seconds"
_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
_LAG_SECONDS = (0.1, 0.3, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 900.0)


class Metrics:
    """The metrics of one process; with `directory` those of all processes that keep theirs there."""

    def __init__(self, directory: Path | None = None) -> None:
        """Begin with nothing counted."""
        self._directory = directory
        self._registry = CollectorRegistry()
        self._of_the_process()
        self._of_polls()
        self._of_the_database()
        self._of_the_replica()
        self._of_the_register()

    def _of_the_process(self) -> None:
        build = self._gauge("build_info", "The version that runs: always 1.", "livemax", "version", "python")
        build.labels(service.__version__, platform.python_version()).set(1)
        self._gauge("workers", "Worker processes that serve on this host.", "livesum").set(1)
        self.requests = Histogram(
            "subreg_http_request_duration_seconds",
            "Requests that reached the framework, from the first byte read to the last one sent.",
            ("method", "route", "status"),
            buckets=_REQUEST_SECONDS,
            registry=self._registry,
        )
        self.refusals = self._counter("rate_limit_refusals_total", "Requests that were refused with 429.")

    def _of_polls(self) -> None:
        self.polls = self._counter("feed_polls_total", "Answers to polls of feeds.", "source", "status")
        self.cache_bytes = self._gauge(
            "cache_bytes", "What memory keeps of feeds and lists, in bytes.", "livesum", "cache"
        )
        self.cache_entries = self._gauge("cache_entries", "What memory keeps of feeds and lists.", "livesum", "cache")

    def _of_the_database(self) -> None:
        self.connections = self._gauge("pool_connections", "Connections to the database.", "livesum", "pool")
        self.in_use = self._gauge("pool_connections_in_use", "Connections that are lent.", "livesum", "pool")
        self.most = self._gauge("pool_connections_max", "Most connections there may be.", "livesum", "pool")
        self.waits = self._counter("pool_waits_total", "Times that no connection was free.", "pool")
        self.wait_seconds = self._counter("pool_wait_seconds_total", "Seconds waited for a connection.", "pool")
        self.notice_lag = Histogram(
            "subreg_notice_lag_seconds",
            "At most so long after a notice or another change of a feed was committed had the process looked.",
            buckets=_LAG_SECONDS,
            registry=self._registry,
        )
        self.looked_at = self._gauge(
            "look_timestamp_seconds", "When the last look at the database ended, of the worker that is last.", "livemin"
        )
        self.is_away = self._gauge("database_away", "1 while a worker cannot reach the database.", "livemax")

    def _of_the_replica(self) -> None:
        self.replica_reads = self._counter("replica_reads_total", "What was read of the replica for readers.")
        self.replica_lag = self._gauge(
            "replica_lag_bytes", "Bytes of the log that the replica lacked when it was last asked.", "livemax"
        )
        self.replica_is_away = self._gauge("replica_away", "1 while a worker cannot read the replica.", "livemax")

    def _of_the_register(self) -> None:
        newest = "mostrecent"
        self.lists = self._gauge("register_lists", "Lists that there are today.", newest)
        self.log_heads = self._gauge("register_log_heads", "Chains of the log, each with a head.", newest)
        self.objections = self._gauge(
            "register_objections", "Objections that wait, by the day to decide by.", newest, "deadline"
        )
        self._findings = self._gauge(
            "register_findings", "Findings over all lists as last worked out.", newest, "severity", "accepted"
        )
        self._findings_at = self._gauge(
            "register_findings_timestamp_seconds", "When the findings were worked out; 0: not yet.", newest
        )

    def _gauge(self, name: str, purpose: str, mode: str, *labels: str) -> Gauge:
        # The library's type lists the modes; all of ours are among them, or it raises.
        return Gauge(f"subreg_{name}", purpose, labels, multiprocess_mode=mode, registry=self._registry)  # type: ignore[arg-type]

    def _counter(self, name: str, purpose: str, *labels: str) -> Counter:
        return Counter(f"subreg_{name}", purpose, labels, registry=self._registry)

    @property
    def findings_at(self) -> float:
        """When the findings were last worked out by a worker of this host, in seconds of the epoch; 0 is never."""
        return next(
            (
                sample.value
                for metric in self._collected().collect()
                for sample in metric.samples
                if sample.name == _FINDINGS_AT
            ),
            0.0,
        )

    def found(self, counts: Mapping[tuple[Severity, bool], int]) -> None:
        """Tell how many findings there are over all lists, by severity and whether they are accepted."""
        for severity in SEVERITIES:
            for accepted in (False, True):
                count = counts.get((severity, accepted), 0)
                self._findings.labels(severity, str(accepted).lower()).set(count)
        self._findings_at.set(time())

    def exposition(self, accept: str, *, register: bool) -> tuple[bytes, str]:
        """Return all metrics and their media type, in the form that Accept asks for; `register`: those of it too."""
        encode, media_type = choose_encoder(accept)
        return encode(_Chosen(self._collected(), register=register)), media_type

    def _collected(self) -> CollectorRegistry:
        if self._directory is None:
            return self._registry
        collected = CollectorRegistry()
        MultiProcessCollector(collected, path=str(self._directory))  # type: ignore[no-untyped-call]
        return collected


class _Chosen(Collector):
    """The metrics of a registry, with those of the register or without."""

    def __init__(self, registry: CollectorRegistry, *, register: bool) -> None:
        self._registry, self._register = registry, register

    def collect(self) -> Iterator[Metric]:
        """Yield them, by name."""
        for metric in sorted(self._registry.collect(), key=lambda metric: metric.name):
            if self._register or not metric.name.startswith(OF_THE_REGISTER):
                yield metric
