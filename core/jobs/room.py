"""What this room brings: the services of the night, and what is erased in it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.database.retention import KINDS, Kind
from core.jobs.selectors.messages import unread_messages
from core.jobs.selectors.services import night
from core.jobs.services import erase_what_is_over, tidy_up
from core.jobs.services.schedule import SERVICES, Service
from core.screens.dashboard import CARDS, Card
from core.screens.navigation import MENU, MenuItem
from core.screens.shell import UNREAD

_SETTINGS = "core_people.manage_settings"
_RUNNING = _("Intérêt légitime (RGPD, art. 6-1-f) : suivre le travail du logiciel")

MENU.add(
    MenuItem("settings", _("Services système"), "core:services", "clock", _SETTINGS, order=15),
    MenuItem("settings", _("Conservation"), "core:retention", "hourglass", _SETTINGS, order=35),
)
UNREAD.add(unread_messages)
CARDS.add(
    Card(
        code="services",
        label=_("Services de la nuit"),
        template="core/cards/services.html",
        context=night,
        right="core_people.receive_system_messages",
        width=4,
        order=90,
    )
)
SERVICES.add(
    Service(
        code=erase_what_is_over.SERVICE,
        label=_("Effacement des données au terme de leur conservation"),
        run=erase_what_is_over.run_scheduled,
        default_times=("03:30",),
        time_limit=timedelta(hours=2),
    )
)
KINDS.add(
    Kind(
        "messages",
        _("Messages aux collaborateurs"),
        _("Texte, destinataire, date de lecture"),
        _RUNNING,
        _("1 an"),
        tidy_up.erase_messages,
        of_clients=False,
        order=14,
    ),
    Kind(
        "jobs",
        _("Tâches et services de la nuit"),
        _("Demandeur, dates, résultat en une phrase"),
        _RUNNING,
        _("1 an ; la dernière de chaque sorte reste"),
        tidy_up.erase_jobs,
        of_clients=False,
        order=16,
    ),
    Kind(
        "outbox",
        _("Envois en attente"),
        _("Ce qu’il faut pour écrire et envoyer un courriel ou un fichier"),
        _("Exécution du contrat (RGPD, art. 6-1-b)"),
        _("Jusqu’à l’envoi ; 90 jours s’il est abandonné"),
        tidy_up.empty_outbox,
        order=18,
    ),
)
name_actions(
    {
        "service.configure": _("Horaires modifiés"),
        "service.run": _("Lancement demandé"),
    }
)
