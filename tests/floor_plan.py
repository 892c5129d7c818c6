"""The tree as a plan of boxes: what imports what, drawn from the imports themselves.

    python tests/floor_plan.py [FOLDER of a checkout, by default this one]

prints, for each half and room, how many boxes it has, on how many floors they stand and how many arrows run
between them. A box is a module or a room (a folder) of the place that is drawn; an arrow says that something
in the one imports something in the other; a box stands one floor above the highest that it imports.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HALVES = ("executor", "gateway")


@dataclass(frozen=True, slots=True)
class Plan:
    # Which boxes each box imports.
    arrows: Mapping[str, frozenset[str]]

    def cycle(self) -> list[str]:
        """Boxes that import each other in a circle; none where there is no circle."""
        done: set[str] = set()

        def visit(box: str, path: list[str]) -> list[str]:
            if box in path:
                return path[path.index(box) :]
            if box not in done:
                for other in sorted(self.arrows[box]):
                    if found := visit(other, [*path, box]):
                        return found
                done.add(box)
            return []

        return next((found for box in sorted(self.arrows) if (found := visit(box, []))), [])

    def floors(self) -> list[list[str]]:
        """From the ground up. Only where there is no cycle."""
        heights: dict[str, int] = {}

        def height(box: str) -> int:
            if box not in heights:
                heights[box] = 1 + max(map(height, self.arrows[box]), default=-1)
            return heights[box]

        return [
            sorted(box for box in self.arrows if height(box) == floor)
            for floor in range(1 + max(map(height, self.arrows), default=-1))
        ]

    def summary(self) -> str:
        number = sum(map(len, self.arrows.values()))
        if cycle := self.cycle():
            return (
                f"{len(self.arrows)} boxes, {number} arrows, and a cycle: {' -> '.join([*cycle, cycle[0]])}"
            )
        return f"{len(self.arrows)} boxes, {len(self.floors())} floors, {number} arrows"


def imports_of(module: Path) -> Iterator[str]:
    """Dotted names, as deep as they are told: `from a import b` gives `a.b`. Without `warmhook.`"""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.removeprefix("warmhook.") for name in names)


def plan_of(place: Path, root: Path = ROOT) -> Plan:
    """The boxes of one folder."""
    prefix = place.relative_to(root).parts

    def box_of(parts: tuple[str, ...]) -> str | None:
        inside = parts[: len(prefix)] == prefix and len(parts) > len(prefix)
        name = parts[len(prefix)] if inside else ""
        is_box = (place / f"{name}.py").exists() or (place / name / "__init__.py").exists()
        return name if name and is_box else None

    arrows: dict[str, set[str]] = {}
    for module in sorted(place.rglob("*.py")):
        box = box_of(module.relative_to(root).with_suffix("").parts)
        if box is None or box == "__init__":
            continue
        found = {box_of(tuple(name.split("."))) for name in imports_of(module)}
        arrows.setdefault(box, set()).update(other for other in found if other not in (None, box))
    return Plan({box: frozenset(others) for box, others in arrows.items()})


def rooms(root: Path = ROOT) -> list[Path]:
    """Every folder of both halves that has modules. Migrations are a list, not a room."""
    folders = {module.parent for half in HALVES for module in (root / half).rglob("*.py")}
    return sorted(folder for folder in folders if "migrations" not in folder.parts)


def main() -> None:
    root = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT
    for room in rooms(root):
        plan = plan_of(room, root)
        if len(plan.arrows) > 1:
            print(f"{room.relative_to(root).as_posix():36} {plan.summary()}")  # noqa: T201 - a script


if __name__ == "__main__":
    main()
