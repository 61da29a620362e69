"""The accounts that a cheque pays: open, and of one entity."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from ledger.books.models import Account


def entity_of(account_ids: Sequence[int]) -> int:
    """The one entity of these accounts. Raises BusinessError where one is gone, closed or twice
    there, or where there are two entities (law of 10 July 1965, art. 18)."""
    if len(set(account_ids)) < len(account_ids):
        raise BusinessError(_("Un compte est deux fois dans ce chèque : réunissez ses parts."))
    accounts = Account.objects.select_related("entity").in_bulk(account_ids)
    if len(accounts) < len(account_ids):
        raise BusinessError(_("Un des comptes n’existe plus : choisissez-en un autre."))
    for account in accounts.values():
        if account.closed_on is not None:
            raise BusinessError(
                _("Le compte %(account)s est soldé : choisissez-en un autre.")
                % {"account": account.code}
            )
    entities = {account.entity_id: account.entity for account in accounts.values()}
    if len(entities) > 1:
        raise BusinessError(
            _(
                "Ce chèque paierait %(entities)s : l’argent de deux entités ne se mélange jamais "
                "(loi du 10 juillet 1965, art. 18). Demandez au client un chèque par entité, ou "
                "portez celui-ci en entier sur la première et rendez-lui le reste par virement."
            )
            % {"entities": _(" et ").join(sorted(each.code for each in entities.values()))}
        )
    return next(iter(entities))
