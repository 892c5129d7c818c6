"""Programs in Java, with the JDK's own HTTP client and with Apache's."""

from __future__ import annotations

import pytest

from clients.contract import MachineContract
from clients.machines import AskForMachine
from clients.toolchains.java import Java

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def java(tmp_path_factory: pytest.TempPathFactory) -> Java:
    return Java(tmp_path_factory.mktemp("java"))


@pytest.fixture(params=["JdkClient", "ApacheClient"])
def program(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


class TestOverTls(MachineContract):
    @pytest.fixture(params=["header", "body"])
    def ask(self, request: pytest.FixtureRequest, java: Java, program: str) -> AskForMachine:
        return java.token(program, request.param)


class TestWithoutTls(MachineContract):
    """Both offer to go on with another protocol: `Upgrade: h2c` and `Upgrade: TLS/1.2`."""

    @pytest.fixture
    def ask(self, java: Java, program: str) -> AskForMachine:
        return java.token(program, "body", tls=False)
