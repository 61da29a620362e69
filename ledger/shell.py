"""What the ledger brings to the back office's frame: menu, search, entities, words of the audit."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import dashboard, entity_switch, navigation, portfolio, search, user_links
from core.access import user_of
from core.exchange.consumers import name_kind
from core.lists import history, records
from core.models import User
from core.money import format_euros
from core.services import schedule


def _accounts(_user: User, text: str) -> Iterator[search.Found]:
    from ledger.selectors.records import find_accounts
    from ledger.views.links import account_url

    for account in find_accounts(text):
        yield search.Found(
            account_url(account), f"{account.code} {account.label}", account.entity.code
        )


def _parties(_user: User, text: str) -> Iterator[search.Found]:
    from ledger.selectors.records import find_parties
    from ledger.views.links import party_url

    for party in find_parties(text):
        yield search.Found(party_url(party), party.name, party.town)


def _entries(_user: User, text: str) -> Iterator[search.Found]:
    from ledger.selectors.records import find_entries
    from ledger.views.links import entry_url

    for entry in find_entries(text):
        detail = f"{entry.entity.code} · {entry.date:%d/%m/%Y}"
        yield search.Found(entry_url(entry), f"{entry} {entry.label}", detail)


def _bank_accounts(user: User, text: str) -> Iterator[search.Found]:
    from ledger.selectors.records import find_bank_accounts
    from ledger.views.links import bank_account_url

    for account in find_bank_accounts(text) if user.has_perm(SEE) else ():
        yield search.Found(bank_account_url(account), str(account), account.entity.code)


def _entities(_user: User) -> list[entity_switch.EntityChoice]:
    from ledger.models import Entity

    return [
        entity_switch.EntityChoice(code, name)
        for code, name in Entity.objects.values_list("code", "name")
    ]


def _match() -> str:
    from ledger.selectors.open_items import accounts_to_match
    from ledger.services.matching.automatic import match_exact_sums

    matched = match_exact_sums(accounts=accounts_to_match(), acting_user=None)
    if not matched.count:
        return gettext("Aucune somme à rapprocher.")
    return ngettext(
        "%(count)d lettrage, pour %(total)s.", "%(count)d lettrages, pour %(total)s.", matched.count
    ) % {"count": matched.count, "total": format_euros(matched.total)}


def _seal_trail() -> str:
    from core.services.trail import seal_trail

    seal = seal_trail()
    if seal is None:
        return gettext("Rien de nouveau à sceller.")
    return ngettext("%(count)d événement scellé.", "%(count)d événements scellés.", seal.count) % {
        "count": seal.count
    }


def _anchor() -> str:
    from ledger.services.anchoring.anchor import anchor_books

    anchor = anchor_books(acting_user=None)
    return gettext("Ancrage n° %(number)s signé.") % {"number": anchor.number}


_MENU: tuple[tuple[str, Any, str, str], ...] = (
    ("accounts", _("Comptes"), "ledger:accounts", "address-book"),
    ("accounts", _("Trop perçus"), "ledger:overpayments", "coins"),
    ("accounts", pgettext_lazy("plusieurs", "Tiers"), "ledger:parties", "users"),
    ("accounts", _("Immeubles"), "ledger:buildings", "building"),
    ("accounts", _("Lots"), "ledger:lots", "door"),
    ("entries", _("Écritures"), "ledger:entries", "book-2"),
    ("entries", _("Balance"), "ledger:trial_balance", "scale"),
    ("entries", _("Grand livre"), "ledger:general_ledger", "book"),
    ("entries", _("Édition des journaux"), "ledger:journal_listing", "notebook"),
    ("settings", _("Entités comptables"), "ledger:entities", "building-community"),
    ("settings", _("Journaux"), "ledger:journals", "notebook"),
    ("settings", _("Exercices"), "ledger:fiscal_years", "calendar"),
    ("settings", _("Ancrage des comptes"), "ledger:anchors", "anchor"),
    ("settings", _("Comptes bancaires"), "ledger:bank_accounts", "building-bank"),
)


SEE = "ledger.see_ledger"


def portfolio_in_words(person: User) -> str:
    """The entities that a member of staff works on, as far as the reader works on them too."""
    from ledger.models import Entity

    if person.every_entity:
        return gettext("Toutes les entités, celles à venir comprises.")
    held = entities_of(person)
    names = [str(each) for each in Entity.objects.filter(pk__in=held).order_by("code")]
    if others := len(held) - len(names):
        names.append(ngettext("%(count)d autre", "%(count)d autres", others) % {"count": others})
    return ", ".join(names) or gettext("Aucune entité.")


_PORTFOLIO = user_links.UserLink(
    _("Périmètre"), "ledger:portfolio", "building-community", portfolio_in_words
)

_FOUND: tuple[tuple[str, Any, str, search.Provider, str], ...] = (
    ("accounts", _("Comptes"), "address-book", _accounts, SEE),
    ("parties", pgettext_lazy("plusieurs", "Tiers"), "users", _parties, "ledger.see_contacts"),
    ("entries", _("Écritures"), "book-2", _entries, SEE),
    ("bank_accounts", _("Comptes bancaires"), "building-bank", _bank_accounts, "core.reveal_iban"),
)


def _overdue(request: HttpRequest) -> dict[str, Any]:
    from ledger import reminders
    from ledger.selectors.overdue import OVERDUE_DAYS, overdue

    chosen = entity_switch.current(request)
    found = overdue(chosen.code if chosen else "", today=timezone.localdate())
    largest = [account.pk for account, _owed in found.largest]
    known = reminders.known_of(largest, reader=user_of(request))
    rows = [(account, owed, known.get(account.pk, ())) for account, owed in found.largest]
    return {"overdue": found, "rows": rows, "days": OVERDUE_DAYS}


_HISTORY: dict[str, Any] = {
    "books.anchor": _("Ancrage des comptes"),
    "books.anchor_settings": _("Destinataires de l’ancrage"),
    "account.repair_balance": _("Solde corrigé"),
    "account.match": _("Lettrage"),
    "account.rent_receipt": _("Quittance ou reçu de loyer"),
    "account.unmatch": _("Délettrage"),
    "user.portfolio": _("Périmètre modifié"),
    "bank_details.request": _("Changement de coordonnées bancaires demandé"),
    "bank_details.approve": _("Changement de coordonnées bancaires approuvé"),
    "bank_details.refuse": _("Changement de coordonnées bancaires refusé"),
    "bank_details.withdraw": _("Changement de coordonnées bancaires retiré"),
    "entity.bank_details": _("Nouvelles coordonnées bancaires en vigueur"),
    "entity.letter_variables": _("Variables courriers"),
    "entry.post": _("Écritures validées"),
    "entry.reverse": _("Contre-passation"),
    "account.erase": _("Nom effacé"),
    "hold.place": _("Effacement gelé"),
    "hold.lift": _("Gel d’effacement levé"),
    "party.erase": _("Personne effacée"),
    "party.hand_over": _("Données remises"),
    "party.flag": _("Signalement : plus de relance"),
    "party.unflag": _("Signalement levé"),
    "fiscal_year.open": _("Ouverture"),
    "fiscal_year.close": _("Clôture"),
    "fiscal_year.archive": _("Clôture hors ligne"),
    "fiscal_year.reopen": _("Réouverture"),
    "fiscal_year.export_fec": _("Export du FEC"),
}


def entities_of(user: User) -> frozenset[int]:
    """Primary keys of the entities that a user who does not work on all of them works on."""
    from ledger.models import PortfolioEntity

    rows = PortfolioEntity.objects.filter(user=user)
    return frozenset(rows.values_list("entity_id", flat=True))


def _waiting_changes(record: Any) -> list[records.Notice]:
    """Said on an entity and on its bank accounts: new details wait, the old ones hold."""
    from ledger.selectors.bank_details import waiting_for

    waiting = waiting_for(getattr(record, "entity_id", record.pk))
    if waiting is None:
        return []
    text = gettext("De nouvelles coordonnées bancaires attendent leur approbation.")
    return [records.Notice(text, reverse("ledger:bank_details"), "building-bank")]


def _register_bank_details() -> None:
    from ledger.selectors.bank_details import RIGHT, waiting_count

    navigation.register(
        navigation.MenuItem(
            "settings",
            _("Coordonnées bancaires"),
            "ledger:bank_details",
            "shield-check",
            RIGHT,
            waiting_count,
        )
    )
    for kind in ("ledger.entity", "ledger.bank_account"):
        records.register_notices(kind, records.NoticeSource(_waiting_changes, SEE))


def _register_services() -> None:
    schedule.register(
        code="ledger.match",
        label=_("Lettrage automatique"),
        run=_match,
        default_times=["03:30"],
    )
    schedule.register(
        code="core.seal_trail",
        label=_("Scellement de la piste d’audit"),
        run=_seal_trail,
        default_times=[f"{hour:02}:50" for hour in range(24)],
        at_sign_in=True,
    )
    schedule.register(
        code="ledger.anchor",
        label=_("Ancrage des comptes"),
        run=_anchor,
        default_times=["23:55"],
    )
    name_kind("anchor", _("Ancrage des comptes"))


def register() -> None:
    """Called once, when the room starts."""
    for module, label, url_name, icon in _MENU:
        navigation.register(navigation.MenuItem(module, label, url_name, icon))
    _register_bank_details()
    for code, label, icon, provider, right in _FOUND:
        search.register(code=code, label=label, icon=icon, provider=provider, right=right)
    entity_switch.register(_entities)
    portfolio.register(entities_of)
    user_links.register(_PORTFOLIO)
    _register_services()
    name_kind("fec", _("Fichier des écritures comptables"))
    dashboard.register(
        dashboard.Card(
            "overdue",
            _("Ce qui est en retard"),
            "ledger/partials/card_overdue.html",
            _overdue,
            SEE,
            width=4,
            order=50,
        )
    )
    records.register_action(
        "ledger.fiscal_year",
        records.RecordAction(
            "fec",
            _("Exporter le FEC"),
            "ledger:fiscal_year_fec",
            "file-export",
            right="ledger.export_fec",
        ),
    )
    history.register_labels(_HISTORY)
