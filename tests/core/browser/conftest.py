"""The account's own pages in real Chromium: the same browser as the draft's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.receipts.browser.conftest import context

__all__ = ["context"]
HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
