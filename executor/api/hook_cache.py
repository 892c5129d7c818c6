"""The hooks this executor has been sent, by tenant and digest.

Owns two promises: a caller sends a script only once, and the memory used is
bounded. The least recently used hooks go first. It must not know what a
hook is for.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from warmhook.executor.model import Hook


class HookCache:
    """Least-recently-used store of hooks, bounded by the memory their scripts and secrets take."""

    _ENTRY_OVERHEAD: Final = 512

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._hooks: OrderedDict[tuple[str, str], Hook] = OrderedDict()

    def add(self, hook: Hook) -> None:
        place = (hook.tenant, hook.digest)
        known = self._hooks.pop(place, None)
        if known is not None:
            self._bytes -= self._size(known)
        self._hooks[place] = hook
        self._bytes += self._size(hook)
        # The newest hook stays even if it alone exceeds the bound: it is about to run.
        while self._bytes > self._max_bytes and len(self._hooks) > 1:
            _, oldest = self._hooks.popitem(last=False)
            self._bytes -= self._size(oldest)

    def find(self, tenant: str, digest: str) -> Hook | None:
        hook = self._hooks.get((tenant, digest))
        if hook is not None:
            self._hooks.move_to_end((tenant, digest))
        return hook

    def __len__(self) -> int:
        return len(self._hooks)

    def _size(self, hook: Hook) -> int:
        secrets = sum(len(name) + len(value) for name, value in hook.secrets.items())
        return len(hook.source) + secrets + self._ENTRY_OVERHEAD
