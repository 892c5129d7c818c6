"""`--tenant`, `--host` and `--issuer`: what a tenant is called.

Owns what each may look like. It must not know whether there is such a tenant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from warmhook.gateway.model import Tenant

_TENANT_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# A host as requests carry it, lower case, without port; brackets only around IPv6.
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_ISSUER = re.compile(r"https?://[^/?#\s@]+/([^?#\s]*/)?")


def named_tenant(name: str, hosts: Iterable[str], issuer: str) -> Tenant:
    """Host names in lower case, each once."""
    return Tenant(name, tuple(dict.fromkeys(host.lower() for host in hosts)), issuer)


def problems_of(tenant: Tenant) -> Iterator[tuple[str, str]]:
    """What cannot be used: the option, and a sentence about it."""
    if not _TENANT_NAME.fullmatch(tenant.name):
        yield "--tenant", f"{tenant.name!r} must be lower-case letters, digits and hyphens inside"
    for host in tenant.hosts:
        if not _HOST.fullmatch(host):
            yield "--host", f"{host!r} must be a host name, without scheme or port"
    if not _ISSUER.fullmatch(tenant.issuer):
        yield "--issuer", f"{tenant.issuer!r} must be an http or https URL that ends with a slash"
