"""Makes the cluster: PostgreSQL's own files, with the one role and the one database of the register.

All of it is made beside its place and renamed into it when it is complete, so a crash on the way leaves no half of one.
"""

import os
import secrets
import shutil
from pathlib import Path

from service.database.disk import sync
from service.database.embedded_account import Account
from service.database.embedded_binaries import Binaries, run
from service.database.embedded_directory import DataDirectory
from service.database.errors import DatabaseUnavailable

# What stands in pg_hba.conf afterwards asks everybody for the password; there is no `trust` and no `peer`.
_INITDB = ("--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions")

# An error ends it with a status, and what it says of an error does not repeat the statement with the password.
_SINGLE = ("-c", "exit_on_error=on", "-c", "log_min_error_statement=panic", "-c", "log_checkpoints=off")

# Text sorts by code point everywhere, and upper and lower case are known beyond ASCII. PostgreSQL 17 brought its own
# C.UTF-8; before that it is the system's.
_LOCALE_SINCE_17 = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
_LOCALE_BEFORE_17 = ("--locale=C", "--lc-ctype=C.UTF-8")
_FIRST_WITH_BUILTIN_LOCALE = 17


def check_version(directory: DataDirectory, binaries: Binaries) -> None:
    """Raise DatabaseUnavailable when the cluster was made by another major version: its files do not fit."""
    try:
        made_by = (directory.cluster / "PG_VERSION").read_text("ascii").strip()
    except OSError as error:
        raise DatabaseUnavailable(
            f"{directory.cluster} is no cluster of PostgreSQL that can be read: {error}."
        ) from error
    if made_by != str(binaries.major):
        raise DatabaseUnavailable(
            f"The data in {directory.path} was made by PostgreSQL {made_by}; the binaries in {binaries.directory} are "
            f"PostgreSQL {binaries.major}. Point SUBREG_POSTGRES_BIN to a PostgreSQL {made_by}; or, with its "
            "pg_dump, write a dump and restore that into a new SUBREG_DATA_DIR."
        )


def ensure_cluster(directory: DataDirectory, binaries: Binaries, account: Account, server_lock: int) -> None:
    """Make the cluster if there is none yet, and see that the server's user owns it and its version fits.

    The caller holds `server_lock`; initdb inherits it, so that nobody clears away what an orphan still writes.
    Raises DatabaseUnavailable with what initdb said when that fails, and as `check_version` does.
    """
    if not directory.cluster.exists():
        _make_cluster(directory, binaries, account, server_lock)
    elif directory.cluster.stat().st_uid != account.uid:
        _give_away(directory.cluster, account)
    check_version(directory, binaries)


def read_password(directory: DataDirectory) -> str:
    """Read the password of the roles `subreg` and `postgres`; raises DatabaseUnavailable when its file is gone."""
    try:
        return directory.password.read_text("ascii").strip()
    except OSError as error:
        raise DatabaseUnavailable(
            f"The password of the database cannot be read: {error}. Put the file {directory.password} back, or give "
            "the role subreg a new password with `postgres --single` and write it there."
        ) from error


def _make_cluster(directory: DataDirectory, binaries: Binaries, account: Account, server_lock: int) -> None:
    unfinished = directory.unfinished_cluster
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir(mode=0o700)
    _give_away(unfinished, account)
    password = _keep_password(directory)
    locale = _LOCALE_SINCE_17 if binaries.major >= _FIRST_WITH_BUILTIN_LOCALE else _LOCALE_BEFORE_17
    files = (f"--pgdata={unfinished}", f"--pwfile={directory.password}")
    _run_or_raise([*account.prefix, binaries.program("initdb"), *files, *_INITDB, *locale], server_lock)
    _run_or_raise(
        [*account.prefix, binaries.program("postgres"), "--single", "-D", str(unfinished), *_SINGLE, "postgres"],
        server_lock,
        # One statement a line. The role owns its database and is no superuser, as on a server that somebody else runs.
        sent=f"CREATE ROLE subreg LOGIN CREATEDB PASSWORD '{password}'\nCREATE DATABASE subreg OWNER subreg\n",
    )
    unfinished.rename(directory.cluster)
    sync(directory.path)


def _run_or_raise(command: list[str], server_lock: int, sent: str = "") -> None:
    answer = run(command, sent=sent, keep=(server_lock,))
    if answer.returncode:
        raise DatabaseUnavailable(f"A new PostgreSQL cluster cannot be made:\n{answer.stdout.strip()}")


def _keep_password(directory: DataDirectory) -> str:
    password = secrets.token_urlsafe(32)  # its alphabet needs no quoting, in SQL or in an address
    with os.fdopen(directory.open_private(directory.password, os.O_WRONLY | os.O_TRUNC), "w", encoding="ascii") as file:
        file.write(f"{password}\n")
        file.flush()
        os.fsync(file.fileno())
    return password


def _give_away(path: Path, account: Account) -> None:
    """Give a directory and all in it to the server's user. Only root can, and only root needs to."""
    if os.geteuid() != 0:
        return
    os.chown(path, account.uid, account.gid)
    for parent, folders, files in os.walk(path):
        for name in (*folders, *files):
            os.chown(Path(parent, name), account.uid, account.gid, follow_symlinks=False)
