"""What the publication to clients, and their accesses, bring to the house."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.database.retention import HELD_ROWS, KINDS, HeldRows, Kind
from core.files.exchange.consumers import FILE_KINDS, FileKind
from core.files.person import DUTIES, HOLDINGS, Holding
from core.jobs.services.outbox import WORKS, Work
from core.jobs.services.schedule import SERVICES, Service
from core.screens.lists.actions import LIST_ACTIONS, ListAction
from core.screens.lists.records import NOTICES, RECORD_ACTIONS, NoticeSource, RecordAction
from core.screens.navigation import MENU, MenuItem
from extranet.publication.selectors import legal_holds
from extranet.publication.selectors import personal_data as held
from extranet.publication.selectors.notices import kept_apart_notices
from extranet.publication.selectors.published import is_shown, may_be_shown, was_published
from extranet.publication.services import (
    exchange_addresses,
    follow_party,  # noqa: F401 - listens to parties being saved
)
from extranet.publication.services.address_letter import send_letter
from extranet.publication.services.change_address import EXCHANGE, LETTER, erase_address_changes
from extranet.publication.services.end_accesses import end_accesses
from extranet.publication.services.publishing import logo, run_scheduled
from ledger.books.selectors.known_outside import KNOWN_OUTSIDE

_PUBLISH = "extranet_publication.publish"
_MANAGE_ACCESS = "extranet_publication.manage_access"

KNOWN_OUTSIDE.add(was_published)

MENU.add(
    MenuItem("extranet", _("Publications"), "extranet:publications", "world-upload", _PUBLISH),
    MenuItem("extranet", _("Accès des clients"), "extranet:accesses", "key", _MANAGE_ACCESS),
    MenuItem(
        "extranet", _("Adresses à confirmer"), "extranet:addresses", "mail-check", _MANAGE_ACCESS
    ),
    MenuItem(
        "extranet",
        _("Réglages de l’extranet"),
        "extranet:settings",
        "settings",
        "core_people.manage_settings",
    ),
)

_MARK, _UNMARK = _("Publier sur l’extranet"), _("Retirer de l’extranet")
_WITHDRAWN = _("Ce qui a été publié sera retiré à la prochaine publication. Continuer ?")
LIST_ACTIONS.add(
    ListAction(
        "mark",
        _MARK,
        "extranet:mark",
        "world-upload",
        key="Alt+P",
        right=_PUBLISH,
        on="ledger.accounts",
    ),
    ListAction(
        "unmark",
        _UNMARK,
        "extranet:unmark",
        "world-off",
        key="Alt+U",
        right=_PUBLISH,
        confirm=_WITHDRAWN,
        on="ledger.accounts",
    ),
)
RECORD_ACTIONS.add(
    RecordAction(
        "mark",
        _MARK,
        "extranet:mark_one",
        "world-upload",
        right=_PUBLISH,
        available=may_be_shown,
        on="ledger_books.account",
    ),
    RecordAction(
        "unmark",
        _UNMARK,
        "extranet:unmark_one",
        "world-off",
        right=_PUBLISH,
        confirm=_WITHDRAWN,
        available=lambda account: account.published,
        on="ledger_books.account",
    ),
    RecordAction(
        "access",
        _("Accès du client"),
        "extranet:account_access",
        "key",
        right=_MANAGE_ACCESS,
        is_link=True,
        available=is_shown,
        on="ledger_books.account",
    ),
)
NOTICES.add(
    NoticeSource(kept_apart_notices, "ledger_people.hand_over_data", on="ledger_people.party")
)

SERVICES.add(
    Service(
        code="extranet.publish",
        label=_("Publication vers l’extranet"),
        run=lambda: run_scheduled(now=timezone.now()),
        default_times=("06:00",),
        time_limit=timedelta(hours=1),
        after=("sepa.fetch", "kiosk.receipts", "ledger.match"),
    ),
    Service(
        code="extranet.addresses",
        label=_("Adresses e-mail demandées par les clients"),
        run=lambda: exchange_addresses.run_scheduled(now=timezone.now()),
        default_times=("08:00", "11:00", "14:00", "17:00"),
    ),
)
WORKS.add(
    Work(LETTER, send_letter),
    Work(
        EXCHANGE,
        lambda payload: exchange_addresses.exchange_later(payload, now=timezone.now()),
    ),
    Work(logo.KIND, logo.store, failed=logo.tell),
)

FILE_KINDS.add(FileKind("logo", _("Logo de l’agence")))
name_actions(
    {
        "access.erase": _("Accès effacé : plus aucun compte publié depuis 13 mois"),
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
)

HOLDINGS.add(
    Holding("access", _("Accès à l’espace client"), held.of_each(held.access_rows)),
    Holding("addresses", _("Adresses e-mail demandées"), held.of_each(held.address_rows)),
    Holding(
        "sign_ins",
        _("Journal de sécurité"),
        held.of_each(lambda access: held.security_rows(access.user)),
    ),
    Holding("sessions", _("Sessions"), held.of_each(lambda access: held.session_rows(access.user))),
    Holding(
        "factors", _("Seconds facteurs"), held.of_each(lambda access: held.factor_rows(access.user))
    ),
    Holding("apart", _("Gardé par l’espace client"), held.apart_rows),
)
DUTIES.add(held.access_duty)

HELD_ROWS.add(
    HeldRows(
        "extranet_publication.clientaccess",
        lambda: Q(pk__in=legal_holds.held_accesses().values("pk")),
    ),
    HeldRows("extranet_publication.addresschange", legal_holds.held_through_access),
    HeldRows("core_database.securityevent", legal_holds.held_through_user),
    HeldRows("usersessions.usersession", legal_holds.held_through_user),
    HeldRows("sessions.session", legal_holds.held_sessions),
)
_CONTRACT = _("Exécution du contrat (RGPD, art. 6-1-b)")
KINDS.add(
    Kind(
        "accesses",
        _("Accès à l’espace client"),
        _("Identifiant, nom, e-mail, mot de passe haché, second facteur"),
        _CONTRACT,
        _("13 mois après le retrait du dernier compte ou le dernier prélèvement"),
        end_accesses,
    ),
    Kind(
        "address_changes",
        _("Changements d’adresse e-mail"),
        _("Ancienne et nouvelle adresse, date, qui a confirmé"),
        _CONTRACT,
        _("1 an après la décision"),
        erase_address_changes,
    ),
    Kind(
        "published",
        _("Comptes montrés dans l’espace client"),
        _("Solde, écritures, coordonnées du créancier"),
        _CONTRACT,
        _("Tant que le compte est publié ; retirés à la publication suivante"),
    ),
)
