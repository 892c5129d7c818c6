"""A connection on which the test writes HTTP itself, and sees every byte of the answers."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx

HEAD = b"POST /oauth/token HTTP/1.1\r\nhost: acme.example\r\ncontent-type: application/json\r\n"


class Raw:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, client: httpx.AsyncClient) -> Raw:
        return cls(*await asyncio.open_connection(client.base_url.host, client.base_url.port))

    async def send(self, *parts: bytes) -> None:
        self._writer.write(b"".join(parts))
        await self._writer.drain()

    async def head(self) -> bytes:
        return await self._reader.readuntil(b"\r\n\r\n")

    async def answer(self) -> tuple[int, dict[str, Any]]:
        head = (await self.head()).decode("latin-1").lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        return int(head.split(" ")[1]), json.loads(await self._reader.readexactly(length))

    async def content(self, expected: bytes) -> None:
        assert await self._reader.readexactly(len(expected)) == expected

    async def rest(self) -> bytes:
        """All that comes until the gateway closes the connection."""
        return await self._reader.read()

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()
