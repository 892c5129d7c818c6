"""One import, start to end: the steps of the package's docstring in order.

Owns the report. It must not know how the operator gave the options, nor how the report
is shown.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.keywords import Keywords
from warmhook.gateway.importing.layout import read_export
from warmhook.gateway.importing.merge import Credential, Hashing, Merged, Wanted, merge
from warmhook.gateway.importing.objects import ParsedExport
from warmhook.gateway.importing.parse import parse_export
from warmhook.gateway.importing.supplied import Supplied
from warmhook.gateway.model import Tenant, TenantRecords
from warmhook.gateway.store.base import Store


@dataclass(frozen=True, slots=True)
class Report:
    """What a finished import did."""

    records: TenantRecords
    # By kind: how many the export had, and how many there are now.
    counts: Mapping[str, tuple[int, int]]
    credentials: tuple[Credential, ...]
    left_out: tuple[str, ...]
    unused_fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """What the operator asks for."""

    directory: Path
    # Name, hosts and issuer that the export gets here.
    tenant: Tenant
    keywords: Keywords
    supplied: Supplied


async def import_directory(store: Store, source: Source, hashing: Hashing, findings: Findings) -> Report:
    """Import an export as the source's tenant.

    Raises `ImportRefusedError` with every problem, those in `findings` included, and
    `StoreError`; then nothing was stored.
    """
    export = parse_export(read_export(source.directory, source.keywords, findings), findings)
    wanted = Wanted(source.tenant, export, source.supplied, time.time())
    done: list[Merged] = []

    def change(stored: TenantRecords | None) -> TenantRecords:
        done.append(merge(stored, wanted, hashing, findings))
        return done[-1].records

    records = await store.update_tenant(source.tenant.name, change, author="warmhook import")
    return Report(
        records=records,
        counts=_counts(export, records),
        credentials=done[-1].credentials,
        left_out=tuple(findings.left_out),
        unused_fields={kind: tuple(sorted(names)) for kind, names in sorted(findings.unused_fields.items())},
    )


def _counts(export: ParsedExport, records: TenantRecords) -> Mapping[str, tuple[int, int]]:
    return {
        "databases": (len(export.connections), len(records.connections)),
        "clients": (len(export.clients), len(records.clients)),
        "APIs": (len(export.resource_servers), len(records.resource_servers)),
        "client grants": (len(export.client_grants), len(records.client_grants)),
        "users": (len(export.users), len(records.users)),
        "hooks": (len(export.hooks), len(records.hooks)),
    }
