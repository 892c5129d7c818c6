"""The operations of the Management API, read from its own OpenAPI document.

A route that is not in the document is tested by nothing here; that there is none is
itself a test (test_openapi.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    method: str
    # With placeholders.
    path: str
    # Any one of them opens it.
    scopes: frozenset[str]

    @property
    def url(self) -> str:
        """The path with an id in each place: one that there is not."""
        return "/".join("1" if part.startswith("{") else part for part in self.path.split("/"))

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def operations(document: dict[str, Any]) -> list[Operation]:
    return [
        Operation(
            method.upper(),
            path,
            frozenset(scope for choice in operation["security"] for scope in choice["token"]),
        )
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in _METHODS
    ]


async def described(http: httpx.AsyncClient) -> list[Operation]:
    return operations((await http.get("/api/v2/openapi.json")).json())
