"""The OpenAPI document and the page that shows it."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from live.managed_gateway import Gateway

from warmhook.gateway.management.api.scopes import SCOPES


@pytest.fixture
async def document(gateway: Gateway) -> dict[str, Any]:
    response = await gateway.http.get("/api/v2/openapi.json")
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


def operations(document: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{method} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


async def test_every_operation_says_what_it_needs_and_how_it_refuses(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        assert operation["security"], name
        assert {"400", "401", "403", "404", "500", "503"} <= operation["responses"].keys(), name
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                schema = response["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Error"}, (name, status)


async def test_every_operation_is_described(document: dict[str, Any]) -> None:
    found = operations(document)
    assert {name for name, operation in found.items() if not operation.get("description")} == set()
    names = [operation["operationId"] for operation in found.values()]
    assert len(set(names)) == len(names)


async def test_the_document_has_the_scopes_and_where_to_get_a_token(document: dict[str, Any]) -> None:
    (scheme,) = document["components"]["securitySchemes"].values()
    assert scheme["flows"]["clientCredentials"] == {"tokenUrl": "/oauth/token", "scopes": dict(SCOPES)}


async def test_the_page_shows_every_operation(gateway: Gateway, document: dict[str, Any]) -> None:
    response = await gateway.http.get("/api/v2/docs")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for operation in operations(document).values():
        assert f'id="{operation["operationId"]}"' in response.text


async def test_the_page_runs_nothing_and_loads_nothing(gateway: Gateway) -> None:
    response = await gateway.http.get("/api/v2/docs")
    (style,) = re.findall(r"<style>(.*?)</style>", response.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert f"style-src 'sha256-{digest}'" in policy
    assert not re.findall(r"<script|<img|<link|<iframe|\bsrc=|\bon\w+=|https?://", response.text)


@pytest.mark.parametrize("path", ["docs/", "openapi.yaml", "", "hooks/"])
async def test_there_is_nothing_at_other_paths(gateway: Gateway, path: str) -> None:
    response = await gateway.http.get(f"/api/v2/{path}")
    assert response.status_code == 404
    assert response.json() == {
        "statusCode": 404,
        "error": "Not Found",
        "message": "Not Found",
        "errorCode": "not_found",
    }


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("hooks", "GET, HEAD, POST"),
        ("hooks/1", "DELETE, GET, HEAD, PATCH"),
        ("hooks/logs", "GET, HEAD"),
        ("openapi.json", "GET, HEAD"),
        ("docs", "GET, HEAD"),
    ],
)
async def test_a_method_that_a_path_does_not_have_is_405(gateway: Gateway, path: str, methods: str) -> None:
    response = await gateway.http.put(f"/api/v2/{path}")
    assert (response.status_code, response.json()["errorCode"]) == (405, "method_not_allowed")
    assert ", ".join(sorted(response.headers["allow"].split(", "))) == methods
