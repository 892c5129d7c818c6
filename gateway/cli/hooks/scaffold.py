"""`warmhook hooks scaffold`: starter code, which comes with the package (`cli/scaffolds/`).

Owns which types have some. It stands alone, because it needs no server and so none of the libraries that
ask one.
"""

from __future__ import annotations

from importlib.resources import files

from warmhook.gateway.cli.exits import ExitCode, fail
from warmhook.gateway.cli.options import TRIGGERS, TypeOption
from warmhook.gateway.cli.printing import say_document
from warmhook.gateway.model import TriggerId


def scaffold(trigger: TypeOption = TriggerId.CREDENTIALS_EXCHANGE) -> None:
    """Print the starter code of a type of hook."""
    if trigger not in TRIGGERS:
        fail(ExitCode.INVALID, f"--type: there is no starter code for {trigger}; hooks of it are not run")
    starter = files("warmhook.gateway.cli") / "scaffolds" / f"{trigger}.js"
    say_document(starter.read_text(encoding="utf-8"))
