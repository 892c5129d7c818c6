"""Several programs that migrate one database at the same time, on both products."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from warmhook.gateway.store.sql.engine import engine_for
from warmhook.gateway.store.sql.migrate import migrate, schema_version


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'warmhook.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


def test_of_several_threads_one_makes_the_schema_and_the_others_find_it(url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        before = list(threads.map(migrate, [url] * 4))
    assert sorted(before, key=str) == [schema_version()] * 3 + [None]


def test_new_files_are_opened_by_several_at_once(tmp_path: Path) -> None:
    together = Barrier(4)

    def opened(file: Path) -> str:
        engine = engine_for(f"sqlite:///{file}")
        together.wait(timeout=60)
        try:
            with engine.connect() as connection:
                mode: str = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
                return mode
        finally:
            engine.dispose()

    with ThreadPoolExecutor(4) as threads:
        for number in range(100):
            file = tmp_path / f"{number}.db"
            assert list(threads.map(opened, [file] * 4)) == ["wal"] * 4


def test_of_two_commands_one_makes_the_schema_and_the_other_finds_it(url: str, tmp_path: Path) -> None:
    command = [Path(sys.executable).with_name("warmhook"), "migrate"]
    environment = os.environ | {"WARMHOOK_DATABASE_URL": url}
    both = [
        subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(process.communicate(timeout=60)[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said == [
        f"The database is at schema {schema_version()} already.\n",
        f"The database is at schema {schema_version()} now.\n",
    ]
