"""What docs/architecture.md says must stay true of the tree, held against the tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("executor", "gateway", "protos")
SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations/versions" not in str(path) and "_pb2" not in path.name
)
SCRIPTS = sorted((ROOT / "node_runtime").glob("*.js"))
LONGEST_FILE = 450
LONGEST_FUNCTION = 80

# Where a library may be imported. What is not named here may be imported anywhere.
ONLY_IN = {
    "grpc": {"executor/api/grpc_edge.py", "gateway/dispatch/grpc_link.py"},
    "grpc_health": {"executor/api/grpc_edge.py", "gateway/dispatch/grpc_link.py"},
    "starlette": {"gateway/web/documents.py", "gateway/management/"},
    "fastapi": {"gateway/management/"},
    "pydantic": {"gateway/management/"},
    "jwt": {"gateway/management/api/access.py"},
    "uvicorn": {"gateway/serve.py", "gateway/web/connection.py"},
    "sqlalchemy": {"gateway/store/sql/"},
    "alembic": {"gateway/store/sql/"},
    "psycopg": {"gateway/store/sql/postgres.py"},
}

# Rules: no I/O, no clock, no await.
PURE = (
    "executor/model.py",
    "executor/errors.py",
    "executor/worker/frames.py",
    "executor/worker/endings.py",
    "executor/worker/spending.py",
    "executor/worker/outcomes.py",
    "executor/worker/console.py",
    "executor/scheduling/admission.py",
    "executor/scheduling/plan.py",
    "executor/scheduling/pool.py",
    "executor/api/arguments.py",
    "executor/api/requests.py",
    "executor/config.py",
    "executor/sandbox/policy.py",
    "executor/sandbox/command.py",
    "gateway/web/etags.py",
    "gateway/config.py",
    "gateway/errors.py",
    "gateway/web/health.py",
    "protos/digest.py",
    "protos/framing.py",
    "protos/limits.py",
    "protos/statuses.py",
    "gateway/hooks/syntax.py",
    "gateway/management/client_grants/payload.py",
    "gateway/management/client_grants/rules.py",
    "gateway/management/clients/payload.py",
    "gateway/management/clients/rules.py",
    "gateway/management/clients/secret_rules.py",
    "gateway/management/clients/shape.py",
    "gateway/management/api/errors.py",
    "gateway/management/hooks/payload.py",
    "gateway/management/hooks/rules.py",
    "gateway/management/hooks/shape.py",
    "gateway/auth0/merging.py",
    "gateway/management/api/paging.py",
    "gateway/management/api/payload.py",
    "gateway/management/resource_servers/payload.py",
    "gateway/management/resource_servers/rules.py",
    "gateway/management/resource_servers/shape.py",
    "gateway/management/hooks/diff.py",
    "gateway/management/api/reference.py",
    "gateway/management/api/scopes.py",
    "gateway/management/tenant/payload.py",
    "gateway/management/tenant/rules.py",
    "gateway/auth0/timestamps.py",
    "gateway/management/users/payload.py",
    "gateway/management/users/rules.py",
    "gateway/management/users/search.py",
    "gateway/management/users/shape.py",
    "gateway/signing/rotation.py",
    "gateway/oauth/attempts.py",
    "gateway/oauth/claims.py",
    "gateway/oauth/discovery.py",
    "gateway/oauth/request.py",
    "gateway/web/forwarded.py",
    "gateway/store/audit.py",
    "gateway/store/difference.py",
    "gateway/store/index.py",
    "gateway/model.py",
    "gateway/store/sql/rows/changes.py",
    "gateway/store/sql/rows/records.py",
    "gateway/store/sql/rows/sealed.py",
)
IMPURE_MODULES = {"asyncio", "time", "os", "socket", "subprocess", "threading", "random", "secrets", "httpx"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} has a relative import"
            yield node.module or ""


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_the_halves_share_the_contract_and_never_import_each_other(path: Path) -> None:
    half = name_of(path).split("/")[0]
    others = [f"warmhook.{other}" for other in ("executor", "gateway") if other != half]
    assert not [name for name in imports_of(path) for other in others if f"{name}.".startswith(f"{other}.")]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_each_foreign_world_has_one_door(path: Path) -> None:
    for imported in imports_of(path):
        doors = ONLY_IN.get(imported.split(".")[0])
        assert doors is None or name_of(path).startswith(tuple(doors)), f"{name_of(path)} imports {imported}"


@pytest.mark.parametrize("name", PURE)
def test_rules_touch_neither_the_world_nor_the_clock(name: str) -> None:
    path = ROOT / name
    assert not {imported.split(".")[0] for imported in imports_of(path)} & IMPURE_MODULES
    tree = ast.parse(path.read_text())
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_module_says_what_it_owns(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring, f"{name_of(path)} does not say what it is for"


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_every_script_of_the_runtime_says_what_it_owns(path: Path) -> None:
    assert re.match(r"'use strict';\n\n/\*\*\n \* \S", path.read_text())


@pytest.mark.parametrize("path", [*SOURCES, *SCRIPTS], ids=name_of)
def test_no_file_is_too_long_to_be_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_function_is_too_long_to_be_read(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


def test_the_maps_in_the_documentation_name_files_that_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    for section, folder in (("The way of a token", "gateway"), ("The way of an execution", "executor")):
        table = text.split(f"## {section}\n")[1].split("\n#")[0]
        for name in re.findall(r"`([\w/]+\.py)`", table):
            assert (ROOT / folder / name).exists(), f"docs/architecture.md names {name}"
        for name in re.findall(r"`(node_runtime/\w+\.js)`", table):
            assert (ROOT / name).exists(), f"docs/architecture.md names {name}"
