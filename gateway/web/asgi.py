"""ASGI's types (https://asgi.readthedocs.io/en/latest/specs/www.html). No I/O.

Owns their names. It must not know any route.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

# Any: ASGI's own types; a message's members differ from type to type.
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
