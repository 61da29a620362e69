"""The lists that name rights by their code name rights that a model declares."""

from __future__ import annotations

from core.people import rights
from core.sign_in.auth import OVER_THE_AGENCY


def test_each_right_kept_from_a_ready_made_role_is_declared() -> None:
    declared = {right.code for group in rights.groups() for right in group.rights}
    assert declared >= rights._ADMINISTRATION | rights._BANK_DETAILS | OVER_THE_AGENCY
