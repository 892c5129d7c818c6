"""`warmhook token`: an access token, for a shell or a script.

Owns only the options. The token endpoint is called as by any other client.
"""

from __future__ import annotations

from typing import Annotated

import typer

from warmhook.gateway.cli.management_api import management_api
from warmhook.gateway.cli.printing import say


def token(
    audience: Annotated[
        str | None, typer.Option(help="The API that the token is for; by default the Management API.")
    ] = None,
    scope: Annotated[
        str | None, typer.Option(help="Scopes, separated by spaces; by default all granted.")
    ] = None,
) -> None:
    """Print an access token for the client of the credentials."""
    say(management_api().token(audience, scope))
