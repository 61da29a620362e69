"""Show an IBAN in full, and never without a trace."""

from core.database.iban import IbanHolder
from core.database.services import audit
from core.people.models import User


def reveal(*, acting_user: User, holder: IbanHolder) -> str:
    """The plain IBAN of a record; the audit trail says who saw it, not what it is."""
    audit.record("iban.reveal", acting_user=acting_user, on=holder, shown=holder.iban_masked)
    plain: str = holder.iban
    return plain
