"""Which records each revision changed, so that other gateways read those and no others.

Owns the journal's table and how far back it reaches. It must not know what the records
are. A gateway that is further behind reads everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import Final

import sqlalchemy as sa

from warmhook.gateway.store.difference import KEY_OF, Difference
from warmhook.gateway.store.sql.rows.schema import journal

# Revisions that can be caught up with.
REACH: Final = 1_000
# More records than that are read as "all of them", and so is what has no keys.
MOST_KEYS: Final = 1_000

# By field of `TenantRecords`: keys of records, or None for all of them.
StaleFields = Mapping[str, set[tuple[str, ...]] | None]
# By tenant.
Stale = Mapping[str, StaleFields]


def write_journal(connection: sa.Connection, revision: int, tenant: str, change: Difference) -> None:
    """Say what a revision changed, and forget what is out of reach."""
    connection.execute(
        journal.insert(),
        [
            {"revision": revision, "position": n, "tenant": tenant, "kind": field, "key": key}
            for n, (field, key) in enumerate(_entries(change))
        ],
    )
    connection.execute(journal.delete().where(journal.c.revision <= revision - REACH))


def read_journal(connection: sa.Connection, after: int, upto: int) -> Stale | None:
    """What has changed between two revisions; None where the journal does not say."""
    if not 0 <= upto - after <= REACH:
        return None
    rows = connection.execute(
        sa.select(journal.c.tenant, journal.c.kind, journal.c.key).where(
            journal.c.revision > after, journal.c.revision <= upto
        )
    ).all()
    stale: dict[str, dict[str, set[tuple[str, ...]] | None]] = defaultdict(dict)
    for row in rows:
        keys = stale[row.tenant].setdefault(row.kind, set())
        if row.key is None or (keys is not None and len(keys) == MOST_KEYS):
            stale[row.tenant][row.kind] = None
        elif keys is not None:
            keys.add(tuple(row.key))
    return stale


def _entries(change: Difference) -> Iterator[tuple[str, list[str] | None]]:
    for field, changes in change:
        if field not in KEY_OF or len(changes) > MOST_KEYS:
            if changes:
                yield field, None
            continue
        for each in changes:
            yield field, _parts(KEY_OF[field](each.after if each.before is None else each.before))


def _parts(key: Hashable) -> list[str]:
    return [*key] if isinstance(key, tuple) else [str(key)]
