"""Reads the fields of one exported object by their types.

Owns the wording of type errors. It must not know any kind of object. What does not fit
is remembered, and the caller gets a harmless value and goes on, so that one import shows
everything. At the end the caller says what that means: `is_usable`, the object is left
out; `is_right`, the import is refused. JSON null is the same as absent.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Mapping
from typing import Final, TypeVar

from warmhook.gateway.importing.findings import Findings, Problem
from warmhook.gateway.importing.keywords import strings, unreplaced, unreplaced_in
from warmhook.gateway.importing.layout import Item
from warmhook.gateway.model import JsonObject

E = TypeVar("E", bound=enum.StrEnum)

# What databases cannot store.
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


class Fields:
    """One object. `where` grows by the object's name as soon as that is known."""

    def __init__(self, item: Item, findings: Findings) -> None:
        self.where = item.where
        self._findings = findings
        self._problems: list[Problem] = []
        self._read: set[str] = set()
        self._values: Mapping[str, object] = {}
        self._is_object = isinstance(item.value, dict)
        if isinstance(item.value, dict):
            self._values = item.value
        else:
            self.problem(None, "must be an object")
        for path, text in strings(self._values):
            if _UNSTORABLE.search(text):
                self.problem(_shown(path), "has U+0000 or half of a surrogate pair, which cannot be stored")

    def problem(self, field: str | None, message: str) -> None:
        self._problems.append(Problem(self.where, field, message))

    def is_usable(self) -> bool:
        """Whether nothing was wrong with the object. What was is reported, and the object is left out."""
        self._findings.unusable.extend(self._problems)
        return not self._problems

    def is_right(self) -> bool:
        """Whether nothing was wrong with the object. What was refuses the import."""
        self._findings.problems.extend(self._problems)
        return not self._problems

    def left_out(self, reason: str) -> None:
        """Report the object as a whole as left out."""
        self._findings.left_out.append(f"{self.where}: {reason}")

    def unread(self) -> set[str]:
        """The fields that nothing has read."""
        return {str(name) for name in self._values.keys() - self._read}

    def rest(self, kind: str, *, objects: Collection[str] = ()) -> JsonObject:
        """The fields that nothing has read: reported as having no effect, and kept for Auth0's tools.

        Those of `objects` are taken for objects where they are shown or changed. One in which a keyword has
        no value is left out: Auth0's tools would get the keyword.
        """
        unread = self.unread()
        for name in sorted(unread):
            for path, keyword in unreplaced_in(self._values[name]):
                field = f"{name}.{path}" if path and path[0] != "[" else f"{name}{path}"
                self._findings.cannot_use(self.where, _shown(field), _without_value(keyword))
                unread.discard(name)
                break
        for name in unread.intersection(objects):
            self.mapping(name)
        if unread:
            self._findings.unused_fields[kind] |= unread
        kept = {name: self._values[name] for name in sorted(unread) if self._values[name] is not None}
        return {name: value for name, value in kept.items() if name not in objects or isinstance(value, dict)}

    def text(self, name: str) -> str | None:
        value = self._get(name)
        if value is None or (isinstance(value, str) and self._is_complete(name, value)):
            return value
        if not isinstance(value, str):
            self.problem(name, "must be a string")
        return None

    def verbatim(self, name: str) -> str:
        """A string in which nothing is a keyword; empty where there is none."""
        value = self._get(name)
        return value if isinstance(value, str) else ""

    def required_text(self, name: str) -> str:
        """A string that is not empty. If there is none, the result is empty and a problem is noted."""
        value = self.text(name)
        if self._is_object and (value == "" or self._get(name) is None):
            self.problem(name, "is required")
        return value or ""

    def flag(self, name: str) -> bool | None:
        value = self._get(name)
        if value is None or isinstance(value, bool):
            return value
        self.problem(name, "must be true or false")
        return None

    def integer(self, name: str, *, default: int, lowest: int, highest: int) -> int:
        value = self._get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            self.problem(name, f"must be a whole number from {lowest} to {highest}")
            return default
        return value

    def choice(self, name: str, values: type[E]) -> E | None:
        value = self.text(name)
        if value is None:
            return None
        if value not in set(values):
            self.problem(name, f"{value!r} is not one of {', '.join(values)}")
            return None
        return values(value)

    def texts(self, name: str) -> tuple[str, ...] | None:
        value = self._get(name)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            if self._is_complete(name, value):
                self.problem(name, "must be a list of strings")
            return None
        return tuple(one for one in value if self._is_complete(name, one))

    def items(self, name: str) -> tuple[Item, ...]:
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.problem(name, "must be a list")
            return ()
        return tuple(Item(f"{self.where}: {name}[{n}]", one) for n, one in enumerate(value))

    def mapping(self, name: str) -> JsonObject:
        value = self._get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.problem(name, "must be an object")
            return {}
        return value

    def text_map(self, name: str) -> Mapping[str, str]:
        value = self.mapping(name)
        for key, one in value.items():
            if not isinstance(one, str):
                self.problem(f"{name}.{key}", "must be a string")
        return {
            key: one
            for key, one in value.items()
            if isinstance(one, str) and self._is_complete(f"{name}.{key}", one)
        }

    def refuse_keywords_in(self, name: str) -> None:
        """Note a problem where a keyword without a value is left over in what the field holds."""
        for path, text in strings(self._values.get(name), name):
            self._is_complete(path, text)

    def _get(self, name: str) -> object:
        self._read.add(name)
        return self._values.get(name)

    def _is_complete(self, name: str, value: object) -> bool:
        keyword = unreplaced(value) if isinstance(value, str) else None
        if keyword is not None:
            self.problem(name, _without_value(keyword))
        return keyword is None


def _without_value(keyword: str) -> str:
    return f"the keyword {keyword} has no value; give one with --replace {keyword}=VALUE"


def _shown(path: str) -> str:
    """The path as it can be printed."""
    return path.encode("unicode_escape", "surrogatepass").decode("ascii") if not path.isprintable() else path
