"""The same guards on the single-user database."""

import pytest

from tests.ledger.guards import Guards

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


class TestGuards(Guards):
    pass
