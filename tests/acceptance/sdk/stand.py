"""What the clients are pointed at: an executor, a gateway, and two tenants with a host name each.

Owns starting it as its operators do, with `warmhook init`, and who may manage the tenants.
It must not know what the clients ask for.
"""

from __future__ import annotations

import contextlib
import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from clients.tls import TlsProxy
from live.stack import Warmhook

# Who calls: may do everything, or may only read hooks.
MANAGER = "manager"
READER = "reader"
READER_NAME = "Reader"


@dataclass(frozen=True)
class Account:
    """A client of a tenant."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Site:
    """A tenant, where it is served."""

    # "localhost:port": what people would put in place of their Auth0 domain.
    domain: str
    # File of the authority that vouches for it.
    authority: Path
    manager: Account
    reader: Account

    @property
    def issuer(self) -> str:
        return f"https://{self.domain}/"

    @property
    def management_audience(self) -> str:
        return f"{self.issuer}api/v2/"

    def http(self) -> httpx.Client:
        trust = ssl.create_default_context(cafile=str(self.authority))
        return httpx.Client(base_url=self.issuer, verify=trust, timeout=30)

    def token(self, client_id: str, client_secret: str, audience: str) -> httpx.Response:
        form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
            "audience": audience,
        }
        with self.http() as http:
            return http.post("oauth/token", data=form)


@dataclass(frozen=True)
class Stand:
    """The two tenants, and what the processes wrote."""

    first: Site
    second: Site
    warmhook: Warmhook

    def errors(self) -> list[str]:
        """Of the gateway's and the executor's log: what they say went wrong in them."""
        return [
            line
            for service in self.warmhook.services
            for line in service.output().splitlines()
            if '"level":"error"' in line or "Traceback" in line or "ERROR" in line
        ]


@contextlib.contextmanager
def standing(folder: Path) -> Iterator[Stand]:
    """From nothing to two tenants that can be managed, and back."""
    state, logs = folder / "state", folder / "logs"
    state.mkdir(parents=True)
    logs.mkdir()
    warmhook = Warmhook(state, logs)
    with contextlib.ExitStack() as ends:
        proxies = [
            ends.enter_context(TlsProxy(_made(folder / host), host).serving())
            for host in ("localhost", "127.0.0.1")
        ]
        ends.callback(warmhook.close)
        warmhook.migrate()
        accounts = [
            _founded(warmhook, name, proxy, folder)
            for name, proxy in zip(("first", "second"), proxies, strict=True)
        ]
        executor = warmhook.start_executor()
        gateway = warmhook.start_gateway(executor.address)
        for proxy in proxies:
            proxy.backend = gateway.address
        sites = [_site(proxy, account) for proxy, account in zip(proxies, accounts, strict=True)]
        yield Stand(*sites, warmhook)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _founded(warmhook: Warmhook, name: str, proxy: TlsProxy, folder: Path) -> Account:
    credentials = folder / f"{name}.json"
    warmhook.init_tenant(
        tenant=name, issuer=f"https://{proxy.domain}/", host=proxy.host, credentials_file=credentials
    )
    found = json.loads(credentials.read_text())
    return Account(found["client_id"], found["client_secret"])


def _site(proxy: TlsProxy, manager: Account) -> Site:
    """With a second client, which the first one makes."""
    site = Site(proxy.domain, proxy.authority, manager, manager)
    answer = site.token(manager.client_id, manager.client_secret, site.management_audience)
    assert answer.status_code == 200, answer.text
    with site.http() as http:
        http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
        client = http.post("api/v2/clients", json={"name": READER_NAME, "app_type": "non_interactive"}).json()
        grant = {
            "client_id": client["client_id"],
            "audience": site.management_audience,
            "scope": ["read:hooks"],
        }
        http.post("api/v2/client-grants", json=grant).raise_for_status()
    return Site(proxy.domain, proxy.authority, manager, Account(client["client_id"], client["client_secret"]))
