"""The same, on the single-user database."""

import pytest

from tests.ledger.alterations import Alterations

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


class TestAlterations(Alterations):
    pass
