"""Create and change parties: the people and companies that the agency deals with."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account
from ledger.books.services import save_record as records
from ledger.people.models import Party
from ledger.people.services import person_search_texts as search_texts


def _derive(party: Party) -> None:
    if not party.last_name and not party.company:
        raise BusinessError(_("Donnez un nom ou une raison sociale."))
    party.search_text = search_texts.of_party(party)


def create_party(*, acting_user: User | None, **values: Any) -> Party:
    """Create a party from its fields. Raises BusinessError."""
    party = Party(**values)
    _derive(party)
    return records.create(party, acting_user=acting_user, action="party.create")


def update_party(
    *, party: Party, values: Mapping[str, Any], acting_user: User | None, seen: int | None = None
) -> Party:
    """Change a party. Raises BusinessError."""
    return records.update(
        party, values, acting_user=acting_user, action="party.update", seen=seen, prepare=_derive
    )


def refuse_in_part(party: Party) -> None:
    """Raises BusinessError where the party has accounts outside the portfolio in force."""
    everywhere = Account.everywhere.filter(party=party.pk).count()
    if Account.objects.filter(party=party.pk).count() != everywhere:
        raise BusinessError(
            _(
                "Cette personne a aussi des comptes d’entités que vous ne suivez pas : demandez à "
                "un collègue qui les suit toutes."
            )
        )
