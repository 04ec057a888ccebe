"""What lies in deploy/ is what its tools take, and does what it says as far as no engine is needed."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address, ip_network
from pathlib import Path

import httpx
import kubernetes_validate
import pytest
import yaml

from service.settings import PREFIX, SETTINGS, read
from tests import factories
from tests.acceptance.programs import KEY, free_port, running, serving, until_ready
from tests.web.running import bearer

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
KUBERNETES = "1.33"
INSIDE = ("/metrics", "/metrics/", "//metrics", "/health/ready", "/health/ready/")  # subreg answers all of them
NGINX, CADDY, SYSTEMD = (shutil.which(name) for name in ("nginx", "caddy", "systemd-analyze"))


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a tool of the environment on files of deploy/."""
    program = Path(sys.executable).with_name(name)
    return subprocess.run([program, *arguments], check=False, capture_output=True, text=True, cwd=DEPLOY)


def letter(client: httpx.AsyncClient, path: str) -> str:
    """The address of a path to the letter: by itself //metrics would be taken for a host."""
    return f"{str(client.base_url).rstrip('/')}{path}"


# Settings


def test_the_example_of_an_environment_has_every_setting() -> None:
    """env.example names each setting once, and nothing that is none."""
    named = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "env.example").read_text("utf-8"), re.MULTILINE)
    assert sorted(setting.variable for setting in SETTINGS) == sorted(named)


def test_the_example_of_an_environment_can_be_read() -> None:
    """Every example in it but that of a file, which is not there, is a value that is taken."""
    read(examples())


def test_the_example_of_an_environment_is_one_for_a_shell_too(tmp_path: Path) -> None:
    """A shell that reads the examples has the same values, and takes no part of one for a command."""
    file = tmp_path / "env"
    file.write_text(re.sub(r"^#(?=[A-Z_]+=)", "", (DEPLOY / "env.example").read_text("utf-8"), flags=re.MULTILINE))
    command = ["sh", "-c", 'set -ea; . "$1"; env', "sh", str(file)]
    found = subprocess.run(command, check=True, capture_output=True, text=True, env={"PATH": os.defpath})
    assert found.stderr == ""
    assert set(found.stdout.splitlines()) >= {f"{name}={value}" for name, value in examples().items()}


def examples() -> dict[str, str]:
    """The examples of env.example but that of a file, without the quotes that systemd, compose and a shell take off."""
    lines = re.findall(r"^#([A-Z_]+)=(.+)$", (DEPLOY / "env.example").read_text("utf-8"), re.MULTILINE)
    assert len(lines) > 1
    return {name: value.strip('"') for name, value in lines if name != f"{PREFIX}LAW_OVERLAY"}


# The image, and Compose


def test_the_image_has_nothing_to_object_to() -> None:
    """The Dockerfile has nothing in it that hadolint objects to."""
    found = tool("hadolint", "Dockerfile")
    assert (found.returncode, found.stdout) == (0, ""), found.stdout + found.stderr


def test_the_image_is_made_of_what_there_is() -> None:
    """Each path that the Dockerfile copies is in the repository, and none is kept from the build."""
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    copied = [path for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for path in line.split()[:-1]]
    kept_out_but = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    let_in = {line[1:] for line in kept_out_but if line.startswith("!")}
    assert copied
    for path in copied:
        assert (ROOT / path).exists(), path
        assert path.split("/")[0] in let_in, path


def test_compose_is_what_its_specification_has() -> None:
    """The Compose file is valid by the schema of the specification."""
    found = tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose/compose.yaml")
    assert found.returncode == 0, found.stdout + found.stderr


def test_compose_trusts_the_way_in_alone() -> None:
    """The service of Compose trusts the gateway of its own network, by which the proxy on the machine comes."""
    compose = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text("utf-8"))
    (network,) = compose["networks"]["outside"]["ipam"]["config"]
    assert compose["services"]["subreg"]["environment"]["SUBREG_TRUSTED_PROXIES"] == network["gateway"]
    assert ip_address(network["gateway"]) in ip_network(network["subnet"])


def test_scripts_have_nothing_to_object_to() -> None:
    """The shell scripts have nothing in them that shellcheck objects to."""
    found = tool("shellcheck", *sorted((DEPLOY / "compose").glob("*.sh")))
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_secret_of_compose_is_made(tmp_path: Path) -> None:
    """secrets.sh makes each secret that compose.yaml mounts, and run again changes none."""
    script = shutil.copy(DEPLOY / "compose" / "secrets.sh", tmp_path)
    subprocess.run([script], check=True)
    made = {path.name: path.read_text("utf-8") for path in (tmp_path / "secrets").iterdir()}
    compose = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text("utf-8"))
    assert {f"./secrets/{name}" for name in made} == {secret["file"] for secret in compose["secrets"].values()}
    assert made["owner_password"] in made["owner_url"]
    subprocess.run([script], check=True)
    assert made == {path.name: path.read_text("utf-8") for path in (tmp_path / "secrets").iterdir()}


# Kubernetes


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_manifests_are_what_the_api_has(path: Path) -> None:
    """Each manifest is valid by the schema of the API, with no field that it does not know."""
    manifest = yaml.safe_load(path.read_text("utf-8"))
    if manifest["kind"] == "Kustomization":
        assert sorted(manifest["resources"]) == sorted(other.name for other in MANIFESTS if other != path)
    else:
        kubernetes_validate.validate(manifest, KUBERNETES, strict=True)


@pytest.mark.parametrize("name", ["deployment", "migrate"])
def test_pods_take_no_variables_of_services(name: str) -> None:
    """No pod gets SUBREG_PORT and the like of a service named subreg, which would be refused as unknown settings."""
    pod = yaml.safe_load((DEPLOY / "kubernetes" / f"{name}.yaml").read_text("utf-8"))["spec"]["template"]["spec"]
    assert pod["enableServiceLinks"] is False
    for variable in pod["containers"][0]["env"]:
        known = {setting.variable for setting in SETTINGS} | {f"{setting.variable}_FILE" for setting in SETTINGS}
        assert variable["name"] in known


# systemd


@pytest.mark.skipif(SYSTEMD is None, reason="an extra: systemd-analyze is not installed (Debian's package systemd)")
def test_the_unit_is_sound_and_hardened(tmp_path: Path) -> None:
    """The program of systemd finds nothing wrong with the unit, and calls what it exposes OK or better."""
    file = tmp_path / "subreg.service"
    unit = (DEPLOY / "systemd" / "subreg.service").read_text("utf-8")
    file.write_text(unit.replace("/opt/subreg/bin/subreg", sys.executable), "utf-8")
    assert SYSTEMD is not None
    found = subprocess.run([SYSTEMD, "verify", file], check=False, capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")
    subprocess.run([SYSTEMD, "security", "--offline=true", "--threshold=20", file], check=True, capture_output=True)


# Proxies

with_caddy = pytest.mark.skipif(CADDY is None, reason="an extra: Caddy is not installed (Debian's package caddy)")


@with_caddy
def test_caddy_takes_its_file() -> None:
    """Caddy finds its file valid."""
    assert CADDY is not None
    command = [CADDY, "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "proxy" / "Caddyfile")]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


@with_caddy
async def test_caddy_keeps_what_is_secret_or_inside(database_url: str, tmp_path: Path) -> None:
    """Caddy hands out feeds and nothing that is for operators, and its log has neither secret addresses nor keys."""
    text, port = (DEPLOY / "proxy" / "Caddyfile").read_text("utf-8"), free_port()
    async with serving(database_url, tmp_path) as address:
        for written, here in (
            ("\n{\n", "\n{\n\tadmin off\n"),
            ("subprocessors.example.com {", f"http://127.0.0.1:{port} {{"),
            ("127.0.0.1:8000", address.removeprefix("http://")),
            ("/var/log/caddy", str(tmp_path)),
        ):
            assert written in text
            text = text.replace(written, here, 1)
        (tmp_path / "Caddyfile").write_text(text, "utf-8")
        assert CADDY is not None
        command = (CADDY, "run", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile"))
        home = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
        async with (
            running(*command, **home) as process,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as reader,
        ):
            await until_ready(f"http://127.0.0.1:{port}", process, "/schema/openapi.json")
            inside = [(await reader.get(letter(reader, path))).status_code for path in INSIDE]
            for path in ("/s/a-secret/feed.atom", "//s//a-secret", "/%73/a-secret", "/lists/acme/feed.atom"):
                await reader.get(letter(reader, path), auth=("any", "a-secret"))
    assert inside == [404] * len(INSIDE)
    log = (tmp_path / "subreg.log").read_text("utf-8")
    assert log.count('"/s/-') == 3
    assert "/lists/acme/feed.atom" in log
    assert "a-secret" not in log


@asynccontextmanager
async def behind_nginx(address: str, directory: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Put nginx, as deploy/proxy has it but without TLS, before a service; gives a client of it."""
    port, text = free_port(), (DEPLOY / "proxy" / "nginx.conf").read_text("utf-8")
    for written, here in (
        ("127.0.0.1:8000", address.removeprefix("http://")),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
        ("/var/cache/nginx/subreg", f"{directory}/cache"),
        ("/var/log/nginx/subreg.log", f"{directory}/access.log"),
    ):
        assert written in text
        text = text.replace(written, here)
    text = re.sub(r"^ *ssl_.*$", "", text, flags=re.MULTILINE)
    file = directory / "nginx.conf"
    who = "user root;\n" if os.geteuid() == 0 else ""
    file.write_text(f"{who}daemon off;\npid {directory}/pid;\nevents {{}}\nhttp {{\n{text}\n}}\n", "utf-8")
    assert NGINX is not None
    async with (
        running(NGINX, "-c", str(file), "-e", str(directory / "error.log")) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers={"Host": "subprocessors.example.com"}) as client,
    ):
        await until_ready(f"http://127.0.0.1:{port}", process, "/lists/acme")
        yield client


@pytest.mark.skipif(NGINX is None, reason="an extra: nginx is not installed (Debian's package nginx)")
async def test_nginx_keeps_feeds_of_public_lists_alone(database_url: str, tmp_path: Path) -> None:
    """A public feed comes from the cache the second time, a private one never, and no log has its secret address."""
    async with serving(database_url, tmp_path, SUBREG_TRUSTED_PROXIES="127.0.0.1") as address:
        async with httpx.AsyncClient(base_url=address, headers=bearer(KEY)) as staff:
            for name, visibility in (("acme", "public"), ("closed", "private")):
                await staff.put(f"/v1/controllers/{name}", json=factories.controller(name, visibility=visibility))
        async with behind_nginx(address, tmp_path) as reader:
            first = await reader.get("/lists/acme/feed.atom")
            second = await reader.get("/lists/acme/feed.atom?again")
            unchanged = await reader.get("/lists/acme/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
            private = [(await reader.get("/lists/closed/feed.atom")).status_code for _ in range(2)]
            capability = await reader.get("/s/a-secret/feed.atom")
            inside = [(await reader.get(letter(reader, path))).status_code for path in INSIDE]
        log = (tmp_path / "access.log").read_text("utf-8").splitlines()
    assert (first.status_code, second.content, unchanged.status_code) == (200, first.content, 304)
    assert first.headers["Strict-Transport-Security"]
    assert private == [401, 401]
    assert capability.status_code == 404
    assert inside == [404] * len(INSIDE)
    last_words = [line.rpartition(" ")[2] for line in log if "feed.atom" in line]
    assert last_words == ["MISS", "HIT", "HIT", "MISS", "MISS", "-"]
    assert "a-secret" not in "".join(path.read_text("utf-8") for path in tmp_path.glob("*.log"))
