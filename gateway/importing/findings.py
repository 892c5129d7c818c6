"""What an import has to tell the operator besides its result.

Owns the kinds of findings: problems, which refuse the import; what cannot be used and is left out, which the
exit status tells; what has no use here; and what is to be looked at. It must not know files or records.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that must be put right."""

    # File and object, as the operator knows them.
    where: str
    # Name of the field; None: the object as a whole.
    field: str | None
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.field, self.message) if part)


class ImportRefusedError(Exception):
    """Nothing was imported."""

    def __init__(self, problems: tuple[Problem, ...], unusable: tuple[Problem, ...] = ()) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
        # What an import without the problems would leave out.
        self.unusable = unusable


@dataclass(slots=True)
class Findings:
    """Grows while an import is read."""

    problems: list[Problem] = field(default_factory=list)
    # Objects and fields that cannot be used. They are left out, and all the rest is imported.
    unusable: list[Problem] = field(default_factory=list)
    # Sections, objects and settings that have no use here or are excluded, with the reason.
    left_out: list[str] = field(default_factory=list)
    # What is imported, and may be more than the operator expects.
    notes: list[str] = field(default_factory=list)
    # By kind of object: fields that have no meaning here.
    unused_fields: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def problem(self, where: str, field: str | None, message: str) -> None:
        self.problems.append(Problem(where, field, message))

    def cannot_use(self, where: str, field: str | None, message: str) -> None:
        self.unusable.append(Problem(where, field, message))

    def refuse_if_any(self) -> None:
        """Raise `ImportRefusedError` with all problems, if there are."""
        if self.problems:
            raise ImportRefusedError(tuple(self.problems), tuple(self.unusable))
