"""What this room brings: exchange folders, the archive, and the files that leave."""

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.database.retention import KINDS, ON_BOOKS, Kind
from core.files.services import check_archive, erase_archived
from core.files.services.exchange import delivering
from core.jobs.services.outbox import WORKS, Work
from core.jobs.services.schedule import SERVICES, Service
from core.screens.navigation import MENU, MenuItem

MENU.add(
    MenuItem(
        "settings",
        _("Dossiers d’échange"),
        "core:folders",
        "folders",
        "core_people.manage_settings",
        order=20,
    ),
    MenuItem(
        "settings", _("Fichiers échangés"), "core:files", "files", "core_people.see_files", order=25
    ),
)
WORKS.add(Work(delivering.KIND, do=delivering.deliver, failed=delivering.tell_failure))
SERVICES.add(
    Service(
        code=check_archive.SERVICE,
        label=_("Contrôle de l’archive"),
        run=check_archive.check_archive,
        default_times=("04:30",),
        default_weekdays=1 << 6,
    )
)
KINDS.add(
    Kind(
        "files",
        _("Fichiers échangés"),
        _("Fichiers de banque, de l’automate, FEC, coupons : octets chiffrés"),
        ON_BOOKS,
        _(
            "10 ans après la clôture de l’exercice ; coupons et soldes remis à l’automate : "
            "14 mois ; reste l’empreinte SHA-256"
        ),
        erase_archived.erase_old_files,
        of_clients=False,
        order=24,
    )
)
name_actions(
    {
        "file.deliver_again": _("Nouveau dépôt demandé"),
        "file.download": _("Fichier téléchargé"),
        "file.erase": _("Fichier effacé au terme de sa conservation"),
        "file.replay": _("Fichier rejoué"),
        "folder.pin_host_key": _("Clé du serveur reconnue"),
    }
)
