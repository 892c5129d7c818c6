"""Lays the users of a bulk import over the stored ones. No I/O; ids are random.

Owns who is the same user: same id, else same login in the same connection. A password
that is supplied goes before a hash in the file, and that before the stored one. Of two users
who cannot both be, the later is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from warmhook.gateway.auth0.identifiers import new_user_id
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.objects import ParsedUser
from warmhook.gateway.model import User


def merge_users(
    stored: tuple[User, ...],
    parsed: tuple[ParsedUser, ...],
    hashes: Mapping[str, str],
    findings: Findings,
    now: float,
) -> tuple[User, ...]:
    """All users. `hashes` are of supplied passwords, by login in lower case."""
    users = {user.user_id: user for user in stored}
    # A user that the export names by id has the export's logins from now on, not its former ones.
    meant = {user.user_id for user in parsed}
    by_login = {
        login: user.user_id for user in stored if user.user_id not in meant for login in _logins(user)
    }
    taken: dict[tuple[str, str], str] = {}
    seen: dict[str, str] = {}
    used: set[str] = set()
    for user in parsed:
        known = [by_login[login] for login in _logins(user) if login in by_login]
        user_id = user.user_id or (known[0] if known else new_user_id())
        if user_id in seen:
            findings.cannot_use(user.where, None, f"is the user {user_id}, and so is {seen[user_id]}")
            continue
        clash = next((login for login in _logins(user) if by_login.get(login, user_id) != user_id), None)
        other = f"the stored user {by_login[clash]}" if clash else None
        for login in _logins(user):
            if login in taken:
                clash, other = login, taken[login]
        if clash is not None:
            findings.cannot_use(user.where, None, f"logs in as {clash[1]!r}, and so does {other}")
            continue
        seen[user_id] = user.where
        taken |= dict.fromkeys(_logins(user), user.where)
        supplied = [login for _, login in _logins(user) if login in hashes]
        used.update(supplied)
        before = users.get(user_id)
        imported = User(
            user_id=user_id,
            connection=user.connection,
            email=user.email,
            username=user.username,
            name=user.name,
            password_hash=hashes[supplied[0]]
            if supplied
            else user.password_hash or (before.password_hash if before else None),
            blocked=user.blocked,
            user_metadata=user.user_metadata,
            app_metadata=user.app_metadata,
            created_at=before.created_at if before else now,
            updated_at=before.updated_at if before else now,
            other=user.other,
        )
        changed = before is not None and before != imported
        users[user_id] = replace(imported, updated_at=now) if changed else imported
    for nobody in sorted(hashes.keys() - used):
        findings.cannot_use("supplied secrets", "users", f"the import has no user {nobody!r}")
    return tuple(users.values())


def _logins(user: User | ParsedUser) -> Iterator[tuple[str, str]]:
    for login in (user.email, user.username):
        if login is not None:
            yield user.connection, login
