"""Fixtures of the client tests: one tenant, served over TLS for the whole session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live.stack import Warmhook

from clients.service import AUDIENCE, EXPORT, MEMBER_KEY, PASSWORD, TENANT, USERNAME, Service
from clients.tls import TlsProxy
from clients.verifiers.api import Verify
from clients.verifiers.libraries import Verifier


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    state, logs = tmp_path_factory.mktemp("state"), tmp_path_factory.mktemp("logs")
    warmhook = Warmhook(state, logs)
    with TlsProxy(logs).serving() as proxy:
        domain = f"localhost:{proxy.port}"
        try:
            warmhook.migrate()
            warmhook.import_tenant(
                EXPORT,
                tenant=TENANT,
                issuer=f"https://{domain}/",
                hosts=["localhost", "127.0.0.1"],
                secrets={"hooks": {"people": {"MEMBER_KEY": MEMBER_KEY}}, "users": {USERNAME: PASSWORD}},
            )
            executor = warmhook.start_executor()
            gateway = warmhook.start_gateway(executor.address)
            proxy.backend = gateway.address
            yield Service(domain, gateway.address, proxy.authority, executor.address, warmhook.environment)
        finally:
            warmhook.close()


@pytest.fixture(autouse=True)
def _trust_the_authority(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the clients' HTTP libraries in this process, which read these; and only while a test here runs."""
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(service.authority))


@pytest.fixture(scope="module")
def verify(service: Service, verifier: Verifier) -> Iterator[Verify]:
    """For an API that runs for as long as the tests of its verifier do."""
    with verifier(service, AUDIENCE) as check:
        yield check
