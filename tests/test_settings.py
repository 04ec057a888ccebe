"""Settings: read once, all mistakes told together."""

import pickle
from pathlib import Path

import pytest

from service.access.trust import Trust
from service.errors import Invalid
from service.law import OverlayText
from service.settings import SETTINGS, Settings, read

KEY = "k" * 32
URL = "postgresql://user:password@host/subreg"
ISSUER = "https://login.example.com"
OIDC = {"SUBREG_OIDC_ISSUER": ISSUER, "SUBREG_OIDC_AUDIENCE": "subreg"}


def test_nothing_set_is_the_default() -> None:
    """Without any variable of ours the settings are their defaults, whatever else the environment has."""
    assert Settings() == read({}) == read({"PATH": "/bin", "DATABASE_URL": URL, "subreg_data_dir": "x"})


def test_everything_can_be_set() -> None:
    """Each variable goes to its field, blanks around the value left out."""
    environment = {
        "SUBREG_DATABASE_URL": URL,
        "SUBREG_DATA_DIR": " /var/lib/subreg ",
        "SUBREG_POSTGRES_BIN": "/usr/lib/postgresql/15/bin",
        "SUBREG_PUBLIC_URL": "https://subreg.example.com/",
        "SUBREG_BOOTSTRAP_KEY": KEY,
        "SUBREG_STATEMENT_CACHE": "0",
        "SUBREG_POOL_SIZE": "500",
        "SUBREG_PAGE_NOTE": "A trial.",
        "SUBREG_RATE_LIMITS": "off",
        "SUBREG_TRUSTED_PROXIES": "127.0.0.1, fd00::/8",
        "SUBREG_OIDC_ISSUER": "https://login.example.com/",
        "SUBREG_OIDC_AUDIENCE": "subreg",
        "SUBREG_OIDC_CLAIM": "realm_access.roles",
        "SUBREG_OIDC_SUBJECT": "oid",
        "SUBREG_OIDC_SCOPES": "audit team=check",
    }
    expected = Settings(
        database_url=URL,
        data_dir=Path("/var/lib/subreg"),
        postgres_bin=Path("/usr/lib/postgresql/15/bin"),
        public_url="https://subreg.example.com",
        bootstrap_key=KEY,
        statement_cache=0,
        pool_size=500,
        page_note="A trial.",
        rate_limits=None,
        trusted_proxies=("127.0.0.1/32", "fd00::/8"),
        oidc_issuer="https://login.example.com/",
        oidc_audience="subreg",
        oidc_claim="realm_access.roles",
        oidc_subject="oid",
        oidc_scopes={"audit team": frozenset({"check"})},
    )
    assert expected == read(environment)
    assert (
        Trust(
            issuer="https://login.example.com/",
            audience="subreg",
            claim="realm_access.roles",
            subject="oid",
            scopes={"audit team": frozenset({"check"})},
        )
        == read(environment).trust
    )


def test_overlay_is_read_with_the_settings(tmp_path: Path) -> None:
    """The file of an operator's legal facts is read once, and kept by its name without the folder."""
    file = tmp_path / "ours.json"
    file.write_bytes(b"{}")
    assert OverlayText(name="ours.json", text=b"{}") == read({"SUBREG_LAW_OVERLAY": str(file)}).law_overlay


def test_settings_reach_the_workers_whole(tmp_path: Path) -> None:
    """A process that serves gets the overlay as it was read at start, whatever stands in the file by then."""
    file = tmp_path / "ours.json"
    file.write_bytes(b"{}")
    settings = read({"SUBREG_LAW_OVERLAY": str(file)})
    file.unlink()
    assert settings == pickle.loads(pickle.dumps(settings))  # noqa: S301 — what was just written


@pytest.mark.parametrize("name", ["absent.json", "."])
def test_overlay_that_cannot_be_read_is_a_mistake(tmp_path: Path, name: str) -> None:
    """A file that is not there, or is a folder, is named with the reason."""
    with pytest.raises(Invalid) as refused:
        read({"SUBREG_LAW_OVERLAY": str(tmp_path / name)})
    (place,) = refused.value.errors
    assert ("SUBREG_LAW_OVERLAY", True) == (place.pointer, str(tmp_path) in place.detail)


def test_every_field_has_a_variable() -> None:
    """No field is out of an operator's reach, and none is listed twice."""
    assert list(Settings.__struct_fields__) == [setting.field for setting in SETTINGS]


@pytest.mark.parametrize("name", [setting.variable for setting in SETTINGS])
@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_blank_is_not_set(name: str, blank: str) -> None:
    """A variable without a value is as good as none, as compose files leave them."""
    assert Settings() == read({name: blank})


@pytest.mark.parametrize(("name", "value"), [("DATABASE_URL", URL), ("BOOTSTRAP_KEY", KEY)])
def test_secret_may_come_from_a_file(tmp_path: Path, name: str, value: str) -> None:
    """The _FILE twin of a secret names a file that holds it; the line break at its end does not count."""
    file = tmp_path / "secret"
    file.write_text(f"{value}\n", encoding="utf-8")
    assert read({f"SUBREG_{name}": value}) == read({f"SUBREG_{name}_FILE": str(file)})


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"SUBREG_DATABASE_URL": "mysql://host/x"}, "SUBREG_DATABASE_URL"),
        ({"SUBREG_PUBLIC_URL": "subreg.example.com"}, "SUBREG_PUBLIC_URL"),
        ({"SUBREG_PUBLIC_URL": "ftp://subreg.example.com"}, "SUBREG_PUBLIC_URL"),
        ({"SUBREG_PUBLIC_URL": "https://subreg.example.com/?a=b"}, "SUBREG_PUBLIC_URL"),
        ({"SUBREG_PUBLIC_URL": "https://"}, "SUBREG_PUBLIC_URL"),
        ({"SUBREG_PUBLIC_URL": "https://user@subreg.example.com"}, "SUBREG_PUBLIC_URL"),
        ({"SUBREG_BOOTSTRAP_KEY": "k" * 31}, "SUBREG_BOOTSTRAP_KEY"),
        ({"SUBREG_BOOTSTRAP_KEY": "æ" * 32}, "SUBREG_BOOTSTRAP_KEY"),
        ({"SUBREG_BOOTSTRAP_KEY": "two words of a key, and some more of it"}, "SUBREG_BOOTSTRAP_KEY"),
        ({"SUBREG_STATEMENT_CACHE": "-1"}, "SUBREG_STATEMENT_CACHE"),
        ({"SUBREG_POOL_SIZE": "0"}, "SUBREG_POOL_SIZE"),
        ({"SUBREG_POOL_SIZE": "501"}, "SUBREG_POOL_SIZE"),
        ({"SUBREG_POOL_SIZE": "1.5"}, "SUBREG_POOL_SIZE"),
        ({"SUBREG_POOL_SIZE": "²"}, "SUBREG_POOL_SIZE"),
        ({"SUBREG_TRUSTED_PROXIES": "nginx"}, "SUBREG_TRUSTED_PROXIES"),
        ({"SUBREG_TRUSTED_PROXIES": "10.0.0.1/8"}, "SUBREG_TRUSTED_PROXIES"),
        ({"SUBREG_TRUSTED_PROXIES": "*"}, "SUBREG_TRUSTED_PROXIES"),
        ({"SUBREG_RATE_LIMITS": "no"}, "SUBREG_RATE_LIMITS"),
        ({"SUBREG_OIDC_ISSUER": "http://login.example.com", "SUBREG_OIDC_AUDIENCE": "x"}, "SUBREG_OIDC_ISSUER"),
        ({"SUBREG_OIDC_ISSUER": ISSUER}, "SUBREG_OIDC_AUDIENCE"),
        ({"SUBREG_OIDC_ISSUER": ISSUER, "SUBREG_OIDC_AUDIENCE": "a\u2028b"}, "SUBREG_OIDC_AUDIENCE"),
        ({"SUBREG_OIDC_AUDIENCE": "subreg"}, "SUBREG_OIDC_AUDIENCE"),
        ({"SUBREG_OIDC_SCOPES": "audit=check"}, "SUBREG_OIDC_SCOPES"),
        ({"SUBREG_OIDC_SCOPES": "audit=everything"}, "SUBREG_OIDC_SCOPES"),
        ({**OIDC, "SUBREG_BOOTSTRAP_KEY": "the-first.key-of-these.tests-0123456789"}, "SUBREG_BOOTSTRAP_KEY"),
        ({"SUBREG_POOL_SIZ": "5"}, "SUBREG_POOL_SIZ"),
        ({"SUBREG_POOL_SIZE_FILE": "/etc/passwd"}, "SUBREG_POOL_SIZE_FILE"),
        ({"SUBREG_BOOTSTRAP_KEY_FILE": "/nowhere/at/all"}, "SUBREG_BOOTSTRAP_KEY"),
    ],
)
def test_mistake_is_named(environment: dict[str, str], named: str) -> None:
    """A value that cannot be used, and a variable that there is not, is named with a reason."""
    with pytest.raises(Invalid) as refused:
        read(environment)
    assert [named] == [place.pointer for place in refused.value.errors]
    assert all(place.detail for place in refused.value.errors)


def test_bootstrap_key_may_have_dots_where_nobody_has_tokens() -> None:
    """A key with the form of an access token is a key where no issuer is set."""
    key = "the-first.key-of-these.tests-0123456789"
    assert key == read({"SUBREG_BOOTSTRAP_KEY": key}).bootstrap_key
    assert read({"SUBREG_BOOTSTRAP_KEY": key}).trust is None


def test_secret_is_given_once(tmp_path: Path) -> None:
    """A secret and its twin together are a mistake: nobody can tell which one counts."""
    file = tmp_path / "secret"
    file.write_text(KEY, encoding="utf-8")
    with pytest.raises(Invalid, match="wrong") as refused:
        read({"SUBREG_BOOTSTRAP_KEY": KEY, "SUBREG_BOOTSTRAP_KEY_FILE": str(file)})
    assert "not both" in refused.value.errors[0].detail


@pytest.mark.parametrize("content", [b"\xff\xfe", b"short"])
def test_file_that_holds_no_secret_is_a_mistake(tmp_path: Path, content: bytes) -> None:
    """A file that cannot be read as text, or holds too little, is a mistake like any other."""
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        read({"SUBREG_BOOTSTRAP_KEY_FILE": str(file)})
    assert ["SUBREG_BOOTSTRAP_KEY"] == [place.pointer for place in refused.value.errors]


def test_empty_file_is_a_mistake(tmp_path: Path) -> None:
    """A file that is named and holds nothing is a mistake, not a service without the secret."""
    file = tmp_path / "secret"
    file.write_bytes(b"\n")
    for name in ("SUBREG_BOOTSTRAP_KEY_FILE", "SUBREG_DATABASE_URL_FILE"):
        with pytest.raises(Invalid) as refused:
            read({name: str(file)})
        assert [name.removesuffix("_FILE")] == [place.pointer for place in refused.value.errors]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """The mistake says which file, which setting names it, and why it is none; of what is in it, nothing."""
    none, other = tmp_path / "none", tmp_path / "latin"
    other.write_bytes(b"pass\xe9word")
    for file, why in ((none, "No such file"), (tmp_path, "Is a directory"), (other, "is no text in UTF-8")):
        with pytest.raises(Invalid) as refused:
            read({"SUBREG_DATABASE_URL_FILE": str(file)})
        (place,) = refused.value.errors
        assert f"the file {file} that SUBREG_DATABASE_URL_FILE names" in place.detail
        assert why in place.detail
        assert "word" not in place.detail


@pytest.mark.parametrize("name", ["SUBREG_OWNER_URL", "SUBREG_REPLICA_URL"])
def test_an_address_beside_none_is_a_mistake(name: str) -> None:
    """The owner's address, or a replica's, is refused where the embedded database would serve, and taken else."""
    with pytest.raises(Invalid) as refused:
        read({name: URL})
    assert [name] == [place.pointer for place in refused.value.errors]
    assert URL in (
        read({name: URL, "SUBREG_DATABASE_URL": URL}).owner_url,
        read({name: URL, "SUBREG_DATABASE_URL": URL}).replica_url,
    )


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://user:hid#den@host/subreg",
        "postgresql://user:hid/den@host/subreg",
        "postgresql://user:pw@host:hidden/subreg",
        "postgresql://user:pw@host:1:hidden/subreg",
        "postgresql://user:pw@[hidden/subreg",
        "postgresql://user:pw@host/subreg?hidden",
    ],
)
def test_what_cannot_be_read_as_an_address_is_refused_at_start(address: str) -> None:
    """So no reader meets it later, and no part of a password that is not %-encoded is told or logged."""
    with pytest.raises(Invalid) as refused:
        read({"SUBREG_REPLICA_URL": address, "SUBREG_DATABASE_URL": URL})
    ((pointer, detail),) = [(place.pointer, place.detail) for place in refused.value.errors]
    assert "SUBREG_REPLICA_URL" == pointer
    assert "%-encoded" in detail
    assert "hid" not in detail


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://user:p%23w@host/subreg",
        "postgresql://user:pw@one:5432,two:5433,three/subreg",
        "postgresql://user:pw@[::1]:5432,host:/subreg",
        "postgresql://user:pw@/subreg?host=%2Fsocket&port=5432",
        "postgres:///subreg",
    ],
)
def test_every_form_of_an_address_is_taken(address: str) -> None:
    """Several hosts, IPv6, a socket, and a password with all else %-encoded are read."""
    assert address == read({"SUBREG_DATABASE_URL": address}).database_url


def test_mistakes_are_told_together() -> None:
    """All mistakes of an environment stand in one error."""
    wrong = {"SUBREG_POOL_SIZE": "x", "SUBREG_PUBLIC_URL": "x", "SUBREG_DATABASE_URL": "x", "SUBREG_TYPO": "x"}
    with pytest.raises(Invalid) as refused:
        read(wrong)
    assert set(wrong) == {place.pointer for place in refused.value.errors}


def test_mistake_repeats_no_secret() -> None:
    """The words of an error hold no part of a secret."""
    with pytest.raises(Invalid) as refused:
        read(
            {
                "SUBREG_DATABASE_URL": "postgres//user:hidden@host",
                "SUBREG_BOOTSTRAP_KEY": "hidden",
                "SUBREG_OIDC_ISSUER": "https://user:hidden@login.example.com",
                "SUBREG_PUBLIC_URL": "https://user:hidden@subreg.example.com",
            }
        )
    assert 4 == len(refused.value.errors)
    assert "hidden" not in str([(place.pointer, place.detail) for place in refused.value.errors])


def test_variables_of_the_tests_are_left_alone() -> None:
    """SUBREG_TEST_* belongs to the tests, which share their environment with the service."""
    assert Settings() == read({"SUBREG_TEST_DATABASE_URL": URL})


def test_settings_never_change() -> None:
    """Settings are read once and cannot be written to."""
    with pytest.raises(AttributeError):
        Settings().pool_size = 5  # type: ignore[misc]  # what is tried here
