"""No secret reaches a log of either process, however it comes in and whatever goes wrong with it."""

from __future__ import annotations

import base64

import pytest
from live.stack import Warmhook

from e2e.tenants import API_KEY, LOGIN, MACHINE, PASSWORD, ask, client_of

WRONG = "wrong-secret-5e02"


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


# What to send, and the status that shows it came as far as it should.
REQUESTS = {
    "a token through a hook that logs its secret": (MACHINE | {"log": "the key is"}, {}, 200),
    "a hook that throws its secret": (MACHINE | {"throw": "the key is "}, {}, 500),
    "a log-in": (LOGIN, {}, 200),
    "a wrong client secret": (MACHINE | {"client_secret": WRONG}, {}, 401),
    "a wrong client secret in the header": (
        {"grant_type": "client_credentials"},
        basic("machine", WRONG),
        401,
    ),
    "a wrong password": (LOGIN | {"password": WRONG}, {}, 403),
    "a secret in the wrong place": (MACHINE | {"scope": MACHINE["client_secret"]}, {}, 403),
    "two ways to authenticate": (MACHINE, basic("machine", MACHINE["client_secret"]), 400),
    "a header that is no base64": ({"grant_type": "password"}, {"authorization": f"Basic {WRONG}!"}, 401),
    "a secret as a bearer token": ({"grant_type": "password"}, {"authorization": f"Bearer {WRONG}"}, 401),
}
BODIES = {
    "JSON that ends too soon": b'{"client_secret": "%s", ' % WRONG.encode(),
    "JSON with a secret of the wrong type": b'{"grant_type": "password", "client_secret": ["%s"]}'
    % WRONG.encode(),
    "JSON with a secret twice": b'{"client_secret": "%s", "client_secret": "%s"}'
    % (WRONG.encode(), WRONG.encode()),
    "JSON that is a secret": b'"%s"' % WRONG.encode(),
}


@pytest.mark.parametrize("level", ["debug", "info"])
async def test_no_secret_is_logged(warmhook: Warmhook, level: str) -> None:
    executor = warmhook.start_executor(log_level=level)
    gateway = warmhook.start_gateway(executor.address, log_level=level)
    tokens: list[str] = []
    async with client_of(gateway) as client:
        for case, (parameters, headers, status) in REQUESTS.items():
            answer = await client.post("/oauth/token", data=parameters, headers=headers)
            assert answer.status_code == status, (case, answer.text)
            tokens += [answer.json()["access_token"]] if status == 200 else []
        for case, body in BODIES.items():
            answer = await client.post(
                "/oauth/token", content=body, headers={"content-type": "application/json"}
            )
            assert answer.status_code == 400, (case, answer.text)
            assert WRONG not in answer.text, case
        await client.post(f"/oauth/token?client_secret={WRONG}", data=MACHINE)
        await client.get(f"/{WRONG}?password={WRONG}")
        executor.kill()
        assert (await ask(client, MACHINE)).status_code == 503
    gateway.terminate()
    gateway.wait()

    logs = executor.output() + gateway.output()
    assert logs.count("token_request") > len(REQUESTS)
    secrets = {
        "the hook's secret": API_KEY,
        "a client's secret": MACHINE["client_secret"],
        "another client's secret": LOGIN["client_secret"],
        "a password": PASSWORD,
        "a wrong secret": WRONG,
        "a header": basic("machine", WRONG)["authorization"].removeprefix("Basic "),
        **{f"token {number}": token.rpartition(".")[2] for number, token in enumerate(tokens)},
    }
    assert [name for name, secret in secrets.items() if secret in logs] == []
