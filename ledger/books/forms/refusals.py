"""A service's refusal, as it is told above the form that was sent."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from ledger.books.services.bank_details.request_change import ProofWantedError


def texts_of(refusal: BusinessError) -> list[str]:
    """The refusal, then its problems. Who must show again who they are does so in another tab: the
    form, its IBAN included, stays as it was typed."""
    said = str(refusal)
    if isinstance(refusal, ProofWantedError):
        said = format_html(
            '{} <a href="{}?next={}" target="_blank">{}</a>',
            said,
            reverse("account_reauthenticate"),
            reverse("core:resume"),
            _("Confirmer mon identité"),
        )
    return [said, *refusal.problems]
