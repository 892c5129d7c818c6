"""Fixtures of the client tests: one tenant, served over TLS for the whole session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live.stack import Warmhook

from clients.service import EXPORT, MEMBER_KEY, PASSWORD, USERNAME, Service
from clients.tls import TlsProxy


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    state, logs = tmp_path_factory.mktemp("state"), tmp_path_factory.mktemp("logs")
    warmhook = Warmhook(state, logs)
    with TlsProxy(logs).serving() as proxy, pytest.MonkeyPatch.context() as environment:
        domain = f"localhost:{proxy.port}"
        # What the clients' HTTP libraries read.
        for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
            environment.setenv(name, str(proxy.authority))
        try:
            warmhook.migrate()
            warmhook.import_tenant(
                EXPORT,
                tenant="clients",
                issuer=f"https://{domain}/",
                hosts=["localhost", "127.0.0.1"],
                secrets={"hooks": {"people": {"MEMBER_KEY": MEMBER_KEY}}, "users": {USERNAME: PASSWORD}},
            )
            executor = warmhook.start_executor()
            gateway = warmhook.start_gateway(executor.address)
            proxy.backend = gateway.address
            yield Service(domain, gateway.address, proxy.authority)
        finally:
            warmhook.close()
