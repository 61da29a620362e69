"""Why something was taken back, refused or let through: typed by somebody, and kept for good."""

from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from core.text.guard import refuse_secrets

#: Characters that are kept of a reason.
MOST = 200


def reason_of(text: str, *, missing: str = "", most: int = MOST) -> str:
    """The reason as it is kept. Raises BusinessError where there is none, saying ``missing``, or
    where it holds a card number or an IBAN."""
    reason = optional_reason(text, most=most)
    if not reason:
        raise BusinessError(missing or _("Dites pourquoi : la raison est conservée."))
    return reason


def optional_reason(text: str, *, most: int = MOST) -> str:
    """The same where nothing is an answer too."""
    # The whole text is looked at: what is cut would leave half an IBAN.
    refuse_secrets([text])
    return text.strip()[:most]
