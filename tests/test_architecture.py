"""What docs/architecture.md says must stay true of the tree, held against the tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from floor_plan import HALVES, plan_of, rooms

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (*HALVES, "protos")
SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations/versions" not in str(path) and "_pb2" not in path.name
)
SCRIPTS = sorted((ROOT / "node_runtime").glob("*.js"))
LONGEST_FILE = 450
LONGEST_FUNCTION = 80
MODULES_IN_A_ROOM = 16

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

# What a module does not import that says "No I/O" in its first lines.
IMPURE_MODULES = {"asyncio", "time", "os", "socket", "subprocess", "threading", "random", "secrets", "httpx"}

# What decides tokens, executions and changes, and so has to be tested as tables.
RULES = (
    *(
        f"executor/scheduling/{name}.py"
        for name in ("admission", "patience", "plan", "indexes", "starting", "pool")
    ),
    *(
        f"executor/worker/{name}.py"
        for name in ("run", "frames", "outcomes", "endings", "spending", "console")
    ),
    *(f"executor/sandbox/{name}.py" for name in ("policy", "command", "walk", "seccomp")),
    *(
        f"executor/egress/{name}.py"
        for name in ("addresses", "names", "policy", "verdict", "limits", "wire", "netlink")
    ),
    "executor/egress/broker/questions.py",
    *(f"gateway/oauth/{name}.py" for name in ("claims", "request", "discovery")),
    *(f"gateway/limits/{name}.py" for name in ("attempts", "networks", "places", "turns")),
    *(f"gateway/hooks/{name}.py" for name in ("call", "values", "encoding", "syntax")),
    *(f"gateway/store/{name}.py" for name in ("difference", "audit", "index")),
    *(path.relative_to(ROOT).as_posix() for path in (ROOT / "gateway/management").rglob("*rules.py")),
    "gateway/signing/rotation.py",
)

# From the top of the house to the ground. A box imports what stands on lower floors, and nothing else.
FLOORS = {
    "executor": (
        {"__main__"},
        {"serve"},
        {"app"},
        {"api"},
        {"scheduling"},
        {"worker"},
        {"egress"},
        {"sandbox"},
        {"model", "errors", "config", "node", "log"},
    ),
    "gateway": (
        {"__main__"},
        {"serve"},
        {"app", "cli"},
        {"management"},
        {"web"},
        {"tenant_log", "log", "listeners"},
        {"importing", "exporting", "oauth"},
        {"signing"},
        {"hooks", "store"},
        {"dispatch", "vault", "auth0"},
        {"limits"},
        {"model", "errors", "config", "visible"},
    ),
}


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


@pytest.mark.parametrize("room", rooms(), ids=name_of)
def test_no_room_has_a_circle_of_imports(room: Path) -> None:
    assert plan_of(room).cycle() == []


@pytest.mark.parametrize("half", HALVES)
def test_imports_go_down_the_floors_of_the_house(half: str) -> None:
    floor_of = {box: floor for floor, boxes in enumerate(FLOORS[half]) for box in boxes}
    arrows = plan_of(ROOT / half).arrows
    assert set(arrows) == set(floor_of)
    upwards = [
        f"{box} -> {other}" for box in arrows for other in arrows[box] if floor_of[other] <= floor_of[box]
    ]
    assert not upwards


@pytest.mark.parametrize("room", [*rooms(), ROOT / "protos", ROOT / "node_runtime"], ids=name_of)
def test_no_room_is_too_full_to_be_seen(room: Path) -> None:
    modules = [
        path
        for path in room.iterdir()
        if path.suffix in (".py", ".js") and path.name != "__init__.py" and "_pb2" not in path.name
    ]
    assert len(modules) <= MODULES_IN_A_ROOM, sorted(path.name for path in modules)


# `app` prints the version, `keys` a bar without a name in it, `local_executor` passes on a log of JSON lines.
PRINTERS = {f"gateway/cli/{name}.py" for name in ("printing", "app", "keys", "local_executor")}


@pytest.mark.parametrize("path", sorted((ROOT / "gateway/cli").rglob("*.py")), ids=name_of)
def test_commands_print_through_the_door_that_makes_text_visible(path: Path) -> None:
    printed = re.search(r"typer\.s?echo|\bprint\(|Console\(|std(out|err)\.(buffer\.)?write", path.read_text())
    assert printed is None or name_of(path) in PRINTERS


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_each_foreign_world_has_one_door(path: Path) -> None:
    for imported in imports_of(path):
        doors = ONLY_IN.get(imported.split(".")[0])
        assert doors is None or name_of(path).startswith(tuple(doors)), f"{name_of(path)} imports {imported}"


WITHOUT_IO = [path for path in SOURCES if "No I/O" in (ast.get_docstring(ast.parse(path.read_text())) or "")]


@pytest.mark.parametrize("path", WITHOUT_IO, ids=name_of)
def test_a_module_that_says_so_touches_neither_the_world_nor_the_clock(path: Path) -> None:
    assert not {imported.split(".")[0] for imported in imports_of(path)} & IMPURE_MODULES
    tree = ast.parse(path.read_text())
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]


@pytest.mark.parametrize("name", RULES)
def test_rules_say_that_they_do_no_io(name: str) -> None:
    assert ROOT / name in WITHOUT_IO


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
