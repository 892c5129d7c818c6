"""What all tests share: how hypothesis looks for examples."""

from __future__ import annotations

from hypothesis import settings

# The machine may be busy with other things, so time is no criterion; and a run leaves nothing behind.
settings.register_profile("warmhook", deadline=None, database=None)
settings.load_profile("warmhook")
