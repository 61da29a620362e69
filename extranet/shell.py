"""What the extranet brings to the back office's frame: menu, actions on accounts, words."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core import actions, navigation
from core.exchange.consumers import name_kind
from core.lists import ListAction, records
from core.lists.actions import register as register_list_action
from core.services import schedule
from extranet.held_on_person import kept_apart
from ledger import bank_links
from ledger.enums import NOT_CLIENTS
from ledger.models import Account, Party

_RIGHT = "extranet.publish"

_ACTIONS = {
    "access.erase": _("Accès effacé : plus aucun compte publié depuis 13 mois"),
    "access.hand_over": _("Données téléchargées par le client"),
    "access.create": _("Accès créé, mot de passe initial remis"),
    "access.regenerate": _("Mot de passe temporaire remis"),
    "access.ask_address": _("Nouvelle adresse demandée"),
    "access.confirm_address": _("Nouvelle adresse confirmée"),
    "access.keep_address": _("Nouvelle adresse refusée"),
    "access.suspend": _("Accès suspendu"),
    "access.restore": _("Accès rétabli"),
    "access.choose_password": _("Mot de passe choisi par le client"),
    "entity.withdraw_accounts": _("Comptes retirés de l’extranet"),
    "extranet.publish": _("Publication vers l’extranet"),
    "extranet.settings": _("Réglages de l’extranet"),
}


def register() -> None:
    """Called once, when the room starts."""
    from extranet.selectors.office import was_published

    bank_links.register(was_published)
    for label, url_name, icon, right in (
        (_("Publications"), "extranet:publications", "world-upload", _RIGHT),
        (_("Accès des clients"), "extranet:accesses", "key", "extranet.manage_access"),
        (_("Adresses à confirmer"), "extranet:addresses", "mail-check", "extranet.manage_access"),
        (_("Réglages de l’extranet"), "extranet:settings", "settings", "core.manage_settings"),
    ):
        navigation.register(navigation.MenuItem("extranet", label, url_name, icon, right))
    _register_services()
    _register_account_actions()
    name_kind("logo", _("Logo de l’agence"))
    actions.register(_ACTIONS)


def _register_services() -> None:
    from extranet.services import exchange_addresses
    from extranet.services.publishing import run_scheduled

    schedule.register(
        code="extranet.publish",
        label=_("Publication vers l’extranet"),
        run=run_scheduled,
        default_times=["06:00"],
        time_limit=timedelta(hours=1),
        after=("sepa.fetch", "kiosk.receipts", "ledger.match"),
    )
    schedule.register(
        code="extranet.addresses",
        label=_("Adresses e-mail demandées par les clients"),
        run=exchange_addresses.run_scheduled,
        default_times=["08:00", "11:00", "14:00", "17:00"],
    )


_MARK, _UNMARK = _("Publier sur l’extranet"), _("Retirer de l’extranet")
_WITHDRAWN = _("Ce qui a été publié sera retiré à la prochaine publication. Continuer ?")

_LIST_ACTIONS = (
    ListAction("mark", _MARK, "extranet:mark", "world-upload", key="Alt+P", right=_RIGHT),
    ListAction(
        "unmark",
        _UNMARK,
        "extranet:unmark",
        "world-off",
        key="Alt+U",
        right=_RIGHT,
        confirm=_WITHDRAWN,
    ),
)


def _is_shown(account: Account) -> bool:
    return account.published and account.party_id is not None


def _may_be_shown(account: Account) -> bool:
    has_client = account.party_id is not None and account.role not in NOT_CLIENTS
    return has_client and not account.published


_RECORD_ACTIONS = (
    records.RecordAction(
        "mark", _MARK, "extranet:mark_one", "world-upload", right=_RIGHT, available=_may_be_shown
    ),
    records.RecordAction(
        "unmark",
        _UNMARK,
        "extranet:unmark_one",
        "world-off",
        right=_RIGHT,
        confirm=_WITHDRAWN,
        available=lambda account: account.published,
    ),
    records.RecordAction(
        "access",
        _("Accès du client"),
        "extranet:account_access",
        "key",
        right="extranet.manage_access",
        is_link=True,
        available=_is_shown,
    ),
)


def _kept_apart(party: Party) -> list[records.Notice]:
    told = kept_apart(party.pk)
    return [records.Notice(told, "", "file-zip")] if told else []


def _register_account_actions() -> None:
    for list_action in _LIST_ACTIONS:
        register_list_action("ledger.accounts", list_action)
    for record_action in _RECORD_ACTIONS:
        records.register_action("ledger.account", record_action)
    records.register_notices(
        "ledger.party", records.NoticeSource(_kept_apart, "ledger.hand_over_data")
    )
