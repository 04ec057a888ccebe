"""The real program as an operator meets it: started, asked, killed, started again, stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import feedparser
import httpx
import psutil
import pytest

from tests.acceptance.programs import free_port
from tests.feed.readers import accept

KEY = "an-operators-first-key-0123456789abcdef"
NIMBUS = {"name": "Nimbus", "locations": [{"country": "IE", "activity": "hosting"}], "safeguards": []}


def _read(response: httpx.Response) -> None:
    response.read()
    accept(response)


class Operator:
    """Runs the program on one data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.environment = os.environ | {"SUBREG_DATA_DIR": str(data_dir), "SUBREG_BOOTSTRAP_KEY": KEY}
        self.started: list[subprocess.Popen[bytes]] = []
        self.clients: list[httpx.Client] = []

    def serve(self) -> tuple[subprocess.Popen[bytes], httpx.Client]:
        """Start the service on a free port and wait until it is ready."""
        port = free_port()
        command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=self.environment, start_new_session=True)
        self.started.append(process)
        client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": f"Bearer {KEY}"},
            timeout=20,
            event_hooks={"response": [_read]},
        )
        self.clients.append(client)
        for _ in range(300):
            try:
                if client.get("/health/ready").status_code == httpx.codes.OK:
                    return process, client
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(f"not ready: exit code {process.poll()}")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one verb to its end."""
        command = [sys.executable, "-m", "service", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)

    def processes(self) -> list[str]:
        """The command lines of all processes that name the data directory or were started for it."""
        mine = {process.pid for process in self.started}
        found = []
        for process in psutil.process_iter(["pid", "cmdline", "ppid"]):
            words = " ".join(process.info["cmdline"] or ())
            if str(self.data_dir) in words or (process.info["ppid"] in mine and process.is_running()):
                found.append(words)
        return found


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    """An operator with an empty data directory; whatever still runs at the end is ended."""
    found = Operator(tmp_path / "data")
    yield found
    for client in found.clients:
        client.close()
    for process in found.started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def load(client: httpx.Client) -> None:
    """Record one public list with one sub-processor."""
    waived = {"notice": "waived", "reason": "a first load"}
    client.put("/v1/controllers/acme", json={"name": "Acme", "visibility": "public"}).raise_for_status()
    client.put("/v1/subprocessors/nimbus", json=NIMBUS).raise_for_status()
    client.put(
        "/v1/controllers/acme/subprocessors/nimbus", json={"purpose": "Hosting"}, params=waived
    ).raise_for_status()


def ids(client: httpx.Client) -> list[str]:
    """The ids of the feed and of its entries."""
    parsed = feedparser.parse(client.get("/lists/acme/feed.atom").content)
    return [parsed.feed.id, *(entry.id for entry in parsed.entries)]


def ended(process: subprocess.Popen[bytes], sign: signal.Signals) -> int:
    """Send a signal and return the exit code."""
    process.send_signal(sign)
    return process.wait(30)


def test_what_was_acknowledged_survives_kill_9_and_nothing_stays_behind(operator: Operator) -> None:
    """After kill -9 of the service the next start has every acknowledged write and the same ids; Ctrl-C ends all."""
    process, client = operator.serve()
    load(client)
    before = ids(client)
    assert -signal.SIGKILL == ended(process, signal.SIGKILL)
    again, client = operator.serve()
    assert before == ids(client)
    assert "Hosting" == client.get("/v1/controllers/acme/subprocessors/nimbus").json()["purpose"]
    assert 0 == ended(again, signal.SIGINT)
    assert [] == operator.processes()


def test_sigterm_is_an_ordinary_end(operator: Operator) -> None:
    """SIGTERM ends the service, its worker and the database, and the next start comes back with the same data."""
    process, client = operator.serve()
    load(client)
    before = ids(client)
    assert 0 == ended(process, signal.SIGTERM)
    assert [] == operator.processes()
    _, client = operator.serve()
    assert before == ids(client)


def test_a_worker_gives_large_blocks_back(operator: Operator) -> None:
    """The C library of a worker is told so, with the value of an operator who has one of his own."""
    operator.environment["MALLOC_MMAP_THRESHOLD_"] = "65536"
    for expected in ("65536", "131072"):
        process, _ = operator.serve()
        # Workers write their titles over what the system shows of theirs; what was started with them has the same.
        found = [each.environ().get("MALLOC_MMAP_THRESHOLD_") for each in psutil.Process(process.pid).children()]
        assert expected in found
        ended(process, signal.SIGINT)
        operator.environment.pop("MALLOC_MMAP_THRESHOLD_", None)


def test_verbs_work_beside_the_service_and_their_exit_codes_tell(operator: Operator) -> None:
    """Keys, tokens and the check run on the same database while the service does; 0, 1, 2 and 3 mean what they say."""
    _, client = operator.serve()
    load(client)
    key = operator.run("keys", "create", "--scope", "check", "--label", "pipeline")
    assert (0, 1) == (key.returncode, len(key.stdout.splitlines()))
    assert key.stdout.startswith("subreg_key_")
    bearer = {"Authorization": f"Bearer {key.stdout.strip()}"}
    assert httpx.codes.OK == client.get("/v1/findings", headers=bearer).status_code
    assert httpx.codes.FORBIDDEN == client.get("/v1/controllers", headers=bearer).status_code
    token = operator.run("tokens", "create", "--controller", "acme", "--label", "reader")
    assert httpx.codes.OK == client.get(f"/s/{token.stdout.strip()}/feed.atom").status_code
    assert 0 == operator.run("check", "--all", "--fail-on", "critical").returncode
    away = NIMBUS | {"locations": [{"country": "IN"}]}
    client.put("/v1/subprocessors/nimbus", json=away, params={"notice": "waived", "reason": "haste"}).raise_for_status()
    failed = operator.run("check", "--all", "--fail-on", "critical")
    assert 1 == failed.returncode
    assert all(word in failed.stdout for word in ("R23", "IN", "Art. 44", "->"))
    told = operator.run("check", "--controller", "acme", "--format", "json")
    assert 1 == json.loads(told.stdout)["summary"]["critical"]
    assert 2 == operator.run("check").returncode
    assert 2 == operator.run("check", "--controller", "nobody").returncode
    operator.environment["SUBREG_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:9/none"
    assert 3 == operator.run("check", "--all").returncode


def test_an_import_is_refused_whole_or_done(operator: Operator, tmp_path: Path) -> None:
    """A file with a bad line exits 1, names it and stores nothing; mended it is loaded, once."""
    _, client = operator.serve()
    client.put("/v1/controllers/acme", json={"name": "Acme"}).raise_for_status()
    rows = ["sub_processor,location_iso", "A,IE", "B,DE", "C,FR", "D,US", "E,CA", "F,XX"]
    file = tmp_path / "list.csv"
    file.write_text("\n".join(rows))
    refused = operator.run("import", str(file), "--controller", "acme")
    assert (1, True) == (refused.returncode, "7" in refused.stderr)
    assert [] == client.get("/v1/subprocessors").json()["items"]
    file.write_text("\n".join(rows[:-1]))
    dry = operator.run("import", str(file), "--controller", "acme", "--dry-run")
    assert (0, []) == (dry.returncode, client.get("/v1/subprocessors").json()["items"])
    assert "5 added" in operator.run("import", str(file), "--controller", "acme").stdout
    assert "0 changes recorded" in operator.run("import", str(file), "--controller", "acme").stdout


def test_wrong_settings_are_reported_together(operator: Operator) -> None:
    """Every wrong, unknown or doubled setting is named at once, and nothing is started."""
    operator.environment |= {"SUBREG_POOL_SIZE": "many", "SUBREG_PUBLIC_URL": "nowhere", "SUBREG_WRONG": "1"}
    done = operator.run("migrate")
    assert 2 == done.returncode
    assert all(name in done.stderr for name in ("SUBREG_POOL_SIZE", "SUBREG_PUBLIC_URL", "SUBREG_WRONG"))
    assert not operator.data_dir.exists()
