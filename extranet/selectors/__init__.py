"""What clients read. Nothing here touches the books: only what was published."""

from extranet.selectors.accounts import (
    Position,
    Statement,
    access_of,
    account_of,
    account_paid_by,
    accounts_of,
    as_of,
    latest_lines,
    position_of,
    positions_of,
    statement_of,
)
from extranet.selectors.payments import (
    Milestone,
    first_to_show,
    milestones,
    own_request,
    payments_of,
    payments_on,
    signed_by,
    to_be_told,
    under_way,
)

__all__ = [
    "Milestone",
    "Position",
    "Statement",
    "access_of",
    "account_of",
    "account_paid_by",
    "accounts_of",
    "as_of",
    "first_to_show",
    "latest_lines",
    "milestones",
    "own_request",
    "payments_of",
    "payments_on",
    "position_of",
    "positions_of",
    "signed_by",
    "statement_of",
    "to_be_told",
    "under_way",
]
