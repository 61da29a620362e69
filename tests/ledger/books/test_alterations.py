"""Whatever the owner of the database alters behind the software's back is found."""

import pytest

from tests.ledger.alterations import Alterations

pytestmark = pytest.mark.django_db


class TestAlterations(Alterations):
    pass
