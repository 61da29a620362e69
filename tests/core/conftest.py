"""Either site served to the test client, from an address of its own."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_bytes, token_hex
from typing import Any

import pytest
from django.test import Client


def unknown_to_throttles(name: str) -> str:
    """A username that no run before this one has tried: the cache outlives a test."""
    return f"{name}-{token_hex(4)}"


@pytest.fixture
def on_site(settings: Any) -> Callable[[str], Client]:
    """``on_site("extranet")`` serves that site, and returns a visitor whom no throttle knows."""

    def serve(site: str) -> Client:
        settings.LSC_SITE = site
        settings.ROOT_URLCONF = f"lsc.urls.{site}"
        address = ".".join(str(byte) for byte in (10, *token_bytes(3)))
        return Client(REMOTE_ADDR=address)

    return serve


@pytest.fixture
def back_office(on_site: Callable[[str], Client]) -> Client:
    return on_site("backoffice")


@pytest.fixture
def extranet(on_site: Callable[[str], Client]) -> Client:
    return on_site("extranet")
