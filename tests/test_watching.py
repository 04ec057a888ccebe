"""The files for whoever watches over the service: rules for Prometheus, a dashboard for Grafana."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests import factories
from tests.web.running import Running, running
from tests.web.test_metrics import until, value
from tests.web.test_objections import announce

ROOT = Path(__file__).parents[1]
RULES = ROOT / "deploy" / "alerts.yaml"
DASHBOARD = ROOT / "deploy" / "grafana-dashboard.json"
GROUPED = re.compile(r"\bby \(([^)]*)\)")
OF_PROMETHEUS = {"instance", "le"}  # labels that it gives itself, and buckets have
MATCHER = re.compile(r'(?P<label>\w+)\s*(?:=~|!~|!=|=)\s*"')


def rules() -> list[dict[str, Any]]:
    """The rules for Prometheus."""
    return [rule for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    """The panels of the dashboard."""
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    return found


def expressions() -> Iterator[str]:
    """Every expression of both files."""
    yield from (rule["expr"] for rule in rules())
    yield from (target["expr"] for panel in panels() for target in panel["targets"])


def scaled_by() -> set[str]:
    """What the adapter that the manual shows makes the metric of the autoscaler of."""
    return set(re.findall(r"seriesQuery: '(\w+)", (ROOT / "docs" / "deploying.md").read_text("utf-8")))


@pytest.fixture
async def told(database_url: str) -> dict[str, set[str]]:
    """The metrics of a service that did a bit of everything: their names, each with its labels."""
    async with running(database_url) as service:
        await service.seed()
        await _exercise(service)
        text = (await service.staff.get("/metrics")).text
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


async def _exercise(service: Running) -> None:
    await announce(service, "acme")
    await service.put("subprocessors/other", factories.subprocessor("Other"))
    await service.reader.get("/lists/acme/feed.atom")
    await until(service.staff, lambda found: value(found, "register_findings_timestamp_seconds") > 0)


async def test_every_metric_and_label_that_the_files_name_is_told(told: dict[str, set[str]]) -> None:
    """Rules, dashboard and the rule of the autoscaler's adapter ask for nothing that the service does not tell."""
    asked = {name for expression in expressions() for name in re.findall(r"subreg_\w+", expression)}
    asked |= scaled_by()
    assert scaled_by()
    assert set() == asked - set(told)
    for expression in expressions():
        for name, matchers in re.findall(r"(subreg_\w+)\{([^}]*)\}", expression):
            assert set() == {match["label"] for match in MATCHER.finditer(matchers)} - told[name]
        named = {name for name in told if name in expression}
        grouped = {label for labels in GROUPED.findall(expression) for label in re.findall(r"\w+", labels)}
        assert set() == grouped - OF_PROMETHEUS - set().union(*(told[name] for name in named))


async def test_every_metric_is_shown_and_explained(told: dict[str, set[str]]) -> None:
    """The dashboard has a panel, and the manual a row, for whatever the service tells."""
    shown = DASHBOARD.read_text("utf-8")
    families = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in told}
    assert set() == {name for name in families if name not in shown}
    manual = (ROOT / "docs" / "operating.md").read_text("utf-8")
    pools = {"subreg_pool_connections_in_use", "subreg_pool_connections_max"}  # a row with the first of them
    assert set() == {name for name in families - pools if f"`{name}" not in manual}


def test_every_rule_says_what_to_do() -> None:
    """A rule has a name of its own, waits a while, and tells what is wrong, how urgent it is, and what to do."""
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert {"summary", "action"} == set(rule["annotations"])
        assert rule["for"]


def test_the_manual_says_what_to_do_about_every_rule() -> None:
    """The manual has a row for each rule under "When an alert fires", and none for a rule that is not there."""
    manual = (ROOT / "docs" / "operating.md").read_text("utf-8")
    (section,) = re.findall(r"^## When an alert fires\n(.+?)^## ", manual, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (`Subreg.+?) \| .", section, re.MULTILINE)  # of each row the first cell
    assert sorted(rule["alert"] for rule in rules()) == sorted(re.findall(r"`(\w+)`", " ".join(rows)))


def test_panels_have_places_of_their_own() -> None:
    """No two panels of the dashboard have an id, or lie on each other."""
    assert len({panel["id"] for panel in panels()}) == len(panels())
    cells = [
        (place["x"] + dx, place["y"] + dy)
        for place in (panel["gridPos"] for panel in panels())
        for dx in range(place["w"])
        for dy in range(place["h"])
    ]
    assert len(set(cells)) == len(cells)


def test_prometheus_takes_the_rules() -> None:
    """Prometheus' own tool finds nothing wrong with the rules."""
    tool = shutil.which("promtool")
    if tool is None:
        pytest.skip("promtool is not installed (Debian: apt install prometheus)")
    done = subprocess.run([tool, "check", "rules", str(RULES)], capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
