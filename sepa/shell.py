"""What this room adds to the back office: menu, dashboard, search, services of the night."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import dashboard, navigation, search
from core.models import User
from core.services import schedule
from ledger import bank_links
from sepa import held_on_person, kinds_of_data, selectors
from sepa.models import Collection
from sepa.platform import books_are_elsewhere
from sepa.services.collecting import settle_due
from sepa.services.fetching import fetch_requests

SEE = "sepa.see_collections"

HISTORY_LABELS = {
    "collection.generate": _("Fichier généré"),
    "collection.download": _("Fichier téléchargé"),
    "collection.deliver": _("Fichier déposé de nouveau"),
    "collection.send": _("Transmis à la banque"),
    "collection.settle": _("Réglé"),
    "collection.move": _("Porté au compte de la banque"),
    "collection.move_back": _("Prélèvement repris du compte de la banque"),
    "collection.cancel": _("Fichier annulé"),
    "mandate.erase": _("Preuve effacée au terme de sa conservation"),
    "mandate.download": _("PDF du mandat ouvert"),
    "request.start": _("Demande commencée"),
    "request.send_code": _("Code envoyé"),
    "request.sign": _("Mandat signé"),
    "request.forget": _("Preuve effacée"),
}


def _card(_request: HttpRequest) -> dict[str, Any]:
    return {"dates": selectors.debits_by_date(), "waiting": selectors.without_file()}


def _mandates(user: User, text: str) -> Iterator[search.Found]:
    """Those of a typed IBAN, the latest first."""
    if user.has_perm(SEE):
        for mandate in selectors.mandates_of_iban(text):
            url = reverse("sepa:mandate", args=[mandate.pk])
            yield search.Found(url, mandate.debtor_name, mandate.mandate_reference)


def _fetch() -> str:
    if books_are_elsewhere():
        return gettext("Rien à relever ici : les livres sont sur une autre installation.")
    return fetch_requests(acting_user=None).sentence


def has_collected(entity_id: int) -> bool:
    """Whether a bank was ever given a file of this entity."""
    return Collection.everywhere.filter(entity=entity_id).exists()


def register() -> None:
    """Tell core of all of it; called once, when the application starts."""
    bank_links.register(has_collected)
    _register_screens()
    _register_services()
    kinds_of_data.register()
    held_on_person.register()


def _register_screens() -> None:
    search.register(
        code="mandates_of_iban",
        label=_("Mandats de cet IBAN"),
        icon="file-certificate",
        provider=_mandates,
        right="core.reveal_iban",
    )
    navigation.register(
        navigation.MenuItem(
            "debits",
            _("Fichiers"),
            "sepa:collections",
            "transfer-out",
            right=SEE,
            waiting=selectors.collections_to_send,
        )
    )
    navigation.register(
        navigation.MenuItem("debits", _("Mandats"), "sepa:mandates", "signature", right=SEE)
    )
    dashboard.register(
        dashboard.Card(
            "sepa",
            _("Prélèvements en cours"),
            "sepa/partials/card.html",
            _card,
            right=SEE,
            width=4,
            order=40,
        )
    )
    search.register(
        code="sepa",
        label=_("Prélèvements"),
        icon="transfer-out",
        provider=selectors.find,
        right=SEE,
    )


def _register_services() -> None:
    schedule.register(
        code="sepa.fetch",
        label=_("Relever les prélèvements ONE/OFF en attente"),
        run=_fetch,
        default_times=["00:00"],
        at_sign_in=True,
    )
    schedule.register(
        code="sepa.settle",
        label=_("Régler les fichiers de prélèvement échus"),
        run=settle_due,
        default_times=["06:00"],
    )
