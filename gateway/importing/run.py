"""One import, start to end: the steps of the package's docstring in order.

Owns the report. It must not know how the operator gave the options, nor how the report
is shown.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warmhook.gateway.importing.deploy_settings import DeploySettings
from warmhook.gateway.importing.excluding import without_excluded
from warmhook.gateway.importing.findings import Findings, Problem
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
    # What cannot be used, and what has no use or is excluded.
    unusable: tuple[Problem, ...]
    left_out: tuple[str, ...]
    # What is to be looked at.
    notes: tuple[str, ...]
    unused_fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """What the operator asks for."""

    # A directory, or a YAML file.
    path: Path
    # Name, hosts and issuer that the export gets here.
    tenant: Tenant
    settings: DeploySettings
    supplied: Supplied


class _TriedError(Exception):
    """Ends a transaction that was to write nothing."""


async def import_export(
    store: Store, source: Source, hashing: Hashing, findings: Findings, *, writes: bool = True
) -> Report:
    """Import an export as the source's tenant; without `writes`, say what that would do.

    Raises `ImportRefusedError` with every problem, those in `findings` included, and
    `StoreError`; then nothing was stored.
    """
    export = parse_export(
        without_excluded(read_export(source.path, source.settings, findings), findings), findings
    )
    wanted = Wanted(source.tenant, export, source.supplied, time.time())
    done: list[Merged] = []

    def change(stored: TenantRecords | None) -> TenantRecords:
        done.append(merge(stored, wanted, hashing, findings))
        if not writes:
            raise _TriedError
        return done[-1].records

    with contextlib.suppress(_TriedError):
        await store.update_tenant(source.tenant.name, change, author="warmhook import")
    merged = done[-1]
    return Report(
        records=merged.records,
        counts=_counts(export, merged.records),
        credentials=merged.credentials,
        unusable=tuple(findings.unusable),
        left_out=tuple(findings.left_out),
        notes=tuple(findings.notes),
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
