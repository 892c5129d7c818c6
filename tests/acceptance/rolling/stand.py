"""What all scenarios stand on: one database with tenants, and one executor, which is not restarted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from e2e.tenants import import_acme
from live.stack import Warmhook


@contextmanager
def stand(folder: Path) -> Iterator[tuple[Warmhook, str]]:
    """With the executor's address."""
    warmhook = Warmhook(folder, folder)
    try:
        warmhook.migrate()
        import_acme(warmhook)
        yield warmhook, warmhook.start_executor().address
    finally:
        warmhook.close()
