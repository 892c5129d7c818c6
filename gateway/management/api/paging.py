"""Lists as Auth0 pages them. No I/O.

Owns `page`, `per_page`, `include_totals`, `fields` and the envelope. It must not know
what is listed. A page beyond the end is an empty list: clients stop on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import Field

from warmhook.gateway.management.api.payload import Flag, Query

R = TypeVar("R")
# Any: a record as JSON.
Object = Mapping[str, Any]


class Fields(Query):
    """Which properties of a record to show."""

    fields: Annotated[
        str | None,
        Field(description="Names of properties, with commas between them."),
    ] = None
    include_fields: Annotated[
        Flag, Field(description="Whether `fields` names what is shown, or what is left out.")
    ] = True

    def of(self, record: Object) -> dict[str, Any]:
        """The record, with the properties that were asked for."""
        if not self.fields:
            return dict(record)
        named = {name.strip() for name in self.fields.split(",")}
        return {name: value for name, value in record.items() if (name in named) is self.include_fields}


class Page(Fields):
    """Which part of a list to show, and how."""

    # Bounded, so that an offset stays a number that every database takes.
    page: Annotated[int, Field(ge=0, le=1_000_000, description="From 0.")] = 0
    per_page: Annotated[int, Field(ge=1, le=100)] = 50
    include_totals: Annotated[
        Flag, Field(description="Whether to answer an object with totals instead of an array.")
    ] = False

    @property
    def start(self) -> int:
        return self.page * self.per_page


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a list with totals is called and laid out."""

    # The member that has the records in it.
    name: str
    # Whether there is a `length`, the number of records on this page.
    with_length: bool = False

    def around(self, shown: Sequence[Object], page: Page, total: int) -> dict[str, Any]:
        length = {"length": len(shown)} if self.with_length else {}
        return {
            "total": total,
            "start": page.start,
            "limit": page.per_page,
            **length,
            self.name: list(shown),
        }


def listed(
    records: Sequence[R], page: Page, envelope: Envelope, shown: Callable[[R], Object]
) -> list[dict[str, Any]] | dict[str, Any]:
    """One page of all records. Those of other pages, which may be very many, are not written down."""
    on_page = records[page.start : page.start + page.per_page]
    return enveloped(map(shown, on_page), page, envelope, len(records))


def enveloped(
    on_page: Iterable[Object], page: Page, envelope: Envelope, total: int
) -> list[dict[str, Any]] | dict[str, Any]:
    """A page that was cut out already."""
    shown = [page.of(record) for record in on_page]
    return envelope.around(shown, page, total) if page.include_totals else shown
