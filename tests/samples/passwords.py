"""The least that Argon2id allows, for tests, which hash by the hundred."""

from __future__ import annotations

from typing import Final

from warmhook.gateway.vault.passwords import Profile

CHEAP: Final = Profile(memory_kib=8, iterations=1, lanes=1)
