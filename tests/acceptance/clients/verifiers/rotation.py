"""Rotates the tenant's signing keys as `warmhook keys rotate` does, but without its wait of a day."""

from __future__ import annotations

from clients.service import TENANT, Service
from warmhook.gateway.cli.database import with_store
from warmhook.gateway.config import read_settings
from warmhook.gateway.signing import schedule
from warmhook.gateway.signing.rotation import Policy


def rotate(service: Service) -> None:
    """The next keys sign from now on."""
    with_store(
        read_settings(service.environment),
        lambda store, _: schedule.rotate(store, TENANT, Policy(publish_ahead=0), author="tests"),
    )
