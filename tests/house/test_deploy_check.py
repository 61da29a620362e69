"""``check --deploy`` warns of what would let bank details travel in clear."""

from __future__ import annotations

from typing import Any

import pytest

from lsc.checks import platform_over_tls


@pytest.mark.parametrize(
    ("url", "warned"),
    [("", False), ("https://extranet.example.org", False), ("http://extranet.example.org", True)],
)
def test_the_platform_is_reached_over_tls(settings: Any, url: str, warned: bool) -> None:
    settings.SEPA_PLATFORM_URL = url
    assert bool(platform_over_tls(None)) is warned
