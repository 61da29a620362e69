"""What matching does by itself at night."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text.money import format_euros
from ledger.matching.selectors.open_items import accounts_to_match
from ledger.matching.services.match_exact_sums import match_exact_sums


def match_all_accounts(*, today: date) -> str:
    """Match the sums that agree to the cent on personal accounts. Returns a French sentence."""
    matched = match_exact_sums(accounts=accounts_to_match(), acting_user=None, on=today)
    if not matched.count:
        return _("Aucune somme à rapprocher.")
    return ngettext(
        "%(count)d lettrage, pour %(total)s.", "%(count)d lettrages, pour %(total)s.", matched.count
    ) % {"count": matched.count, "total": format_euros(matched.total)}
