"""Which account the server runs under.

PostgreSQL refuses to run as root. Started by root, the server becomes another user who may still pass through closed
directories above the data and the binaries (/root is 0700), so that nobody's permissions have to be loosened:

1. an unprivileged user with one ambient capability (capabilities(7)), set by setpriv(1): CAP_DAC_READ_SEARCH, or
   CAP_DAC_OVERRIDE where the former is not to be had (Docker's default set) or does not do (binaries of mode 0700);
2. where that is forbidden, root's own id under another number, in a user namespace (unshare(1)).

The unprivileged user is the owner of the data directory, or `nobody` where that is root: initdb wants a user who has a
name. Another process of that user still cannot come near: the data directory stays root's, with mode 0700.
"""

import os
import pwd

import msgspec

from service.database.embedded_binaries import Binaries, run
from service.database.embedded_directory import DataDirectory
from service.database.errors import DatabaseUnavailable

_CAPABILITIES = ("dac_read_search", "dac_override")

# From inside a shell, as the server's programs start each other: what setpriv itself may run says little.
_TRIAL = 'test -x "$0" && exec "$0" --version || { echo "$0 may not be run"; exit 1; }'


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The owner of the server's files, and the command that becomes the server's user before it runs the rest."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()


def server_account(directory: DataDirectory, binaries: Binaries) -> Account:
    """Return the account under which the programs of PostgreSQL run here, tried out with one of them.

    Raises DatabaseUnavailable, with the remedies, when root finds no way to become another user.
    """
    if os.geteuid() != 0:
        return Account(uid=directory.uid, gid=directory.gid)
    refusals = []
    for account in _accounts_for_root(directory):
        answer = run([*account.prefix, "/bin/sh", "-c", _TRIAL, binaries.program("postgres")])
        if answer.returncode == 0:
            return account
        refusals.append(answer.stdout.strip())
    raise DatabaseUnavailable(
        "PostgreSQL does not run as root, and no way was found to become another user. Run subreg as an ordinary "
        "user, install setpriv (util-linux) and allow CAP_SETUID, CAP_SETGID and CAP_DAC_OVERRIDE, or set "
        f"SUBREG_DATABASE_URL. Tried: {'; '.join(refusals)}."
    )


def _accounts_for_root(directory: DataDirectory) -> list[Account]:
    user = _unprivileged_user(directory)
    accounts = [
        Account(uid=user.pw_uid, gid=user.pw_gid, prefix=_setpriv(user, capability)) for capability in _CAPABILITIES
    ]
    namespace = ("unshare", "--user", f"--map-user={user.pw_uid}", f"--map-group={user.pw_gid}")
    return [*accounts, Account(uid=0, gid=0, prefix=namespace)]


def _unprivileged_user(directory: DataDirectory) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(directory.uid) if directory.uid else pwd.getpwnam("nobody")
    except KeyError as error:
        raise DatabaseUnavailable(
            f"PostgreSQL does not run as root, and the user it would run as has no name here ({error}). Give the data "
            f"directory {directory.path} to a user who has one, or set SUBREG_DATABASE_URL."
        ) from error


def _setpriv(user: pwd.struct_passwd, capability: str) -> tuple[str, ...]:
    # no_setuid_fixup: access(2), with which PostgreSQL's programs look for each other, heeds the capability too.
    # no-new-privs: no setuid program that the server might start gives it more than this one capability.
    return (
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "--no-new-privs",
        "--securebits=+no_setuid_fixup",
        f"--inh-caps=-all,+{capability}",
        f"--ambient-caps=-all,+{capability}",
        "--",
    )
