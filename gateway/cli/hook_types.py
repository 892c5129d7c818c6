"""`--type`: Auth0's extensibility points, and which of them are run.

Owns the option. A hook of any type can be kept; tokens have the moments of two.
"""

from __future__ import annotations

from typing import Annotated, Final

import typer

from warmhook.gateway.model import TriggerId

TRIGGERS: Final = (TriggerId.CREDENTIALS_EXCHANGE, TriggerId.PASSWORD_EXCHANGE)

TypeOption = Annotated[TriggerId, typer.Option("-t", "--type", help="The extensibility point.")]
