"""What the ledger holds on a party, by its key, and why it must keep it."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from core.database import actions
from core.database.models import AuditEvent
from core.database.retention import BOOKS_YEARS
from core.files.person import Row
from core.text.dates import months_later
from ledger.books.models import Account, Entity, EntryLine
from ledger.people.models import Lot, Party, PartyFlag
from ledger.people.selectors.legal_holds import held_parties


def identity(party_id: int) -> Iterator[Row]:
    party = Party.objects.get(pk=party_id)
    yield {
        _("civilité"): party.get_title_display(),
        _("nom"): party.last_name,
        _("prénom"): party.first_name,
        _("raison sociale"): party.company,
        _("e-mail"): party.email,
        _("téléphone"): party.phone,
        _("rue"): party.street,
        _("code postal"): party.postal_code,
        _("ville"): party.town,
        _("pays"): party.country,
        _("espèces"): party.get_cash_status_display(),
    }


def accounts(party_id: int) -> Iterator[Row]:
    for account in Account.objects.select_related("entity").filter(party=party_id):
        yield {
            _("entité"): account.entity.name,
            _("compte"): account.code,
            _("libellé"): account.label,
            _("rôle"): account.get_role_display(),
            _("solde"): account.balance,
            _("soldé le"): account.closed_on,
        }


def lots(party_id: int) -> Iterator[Row]:
    held = Q(owner_account__party=party_id) | Q(tenant_account__party=party_id)
    for lot in Lot.objects.select_related("building").filter(held):
        yield {
            _("immeuble"): str(lot.building),
            _("lot"): lot.number,
            _("nature"): lot.get_kind_display(),
            _("étage"): lot.floor,
        }


def flags(party_id: int) -> Iterator[Row]:
    for flag in PartyFlag.objects.filter(party=party_id):
        yield {
            _("signalement"): flag.get_kind_display(),
            _("depuis le"): flag.since,
            _("note"): flag.note,
            _("levé le"): flag.lifted_at,
        }


def history(party_id: int) -> Iterator[Row]:
    """What was done to the record; who of the staff did it is not told."""
    events = AuditEvent.objects.filter(object_type="ledger_people.party", object_id=str(party_id))
    for event in events.order_by("id"):
        yield {_("le"): event.at, _("action"): actions.label_of(event.action)}


def books_duty(party_id: int, today: date) -> str:
    """Open balances, and books younger than ten years after the end of their fiscal year."""
    accounts = Account.objects.filter(party=party_id)
    if accounts.exclude(balance=0).exists():
        return _("Un de ses comptes n’est pas soldé.")
    if accounts.filter(published=True).exists():
        return _("Un de ses comptes est publié sur l’extranet : retirez-le d’abord.")
    last = EntryLine.objects.filter(account__party=party_id).aggregate(
        end=Max("entry__fiscal_year__end")
    )["end"]
    until = months_later(last, 12 * BOOKS_YEARS) if last else None
    if until is None or until < today:
        return ""
    return _(
        "Ses écritures doivent être gardées jusqu’au %(day)s (10 ans après la clôture de "
        "l’exercice : Code de commerce, art. L123-22)."
    ) % {"day": f"{until:%d/%m/%Y}"}


def manager_duty(party_id: int, _today: date) -> str:
    if Entity.everywhere.filter(managing_party=party_id).exists():
        return _("Une entité la porte comme identité de gérance : choisissez-en une autre d’abord.")
    return ""


def flags_duty(party_id: int, _today: date) -> str:
    if PartyFlag.objects.filter(party=party_id, lifted_at=None).exists():
        return _("Un signalement est en cours : levez-le d’abord.")
    return ""


def hold_duty(party_id: int, _today: date) -> str:
    if held_parties().filter(pk=party_id).exists():
        return _("L’effacement de ses données est gelé : un litige est en cours.")
    return ""
