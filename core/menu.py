"""What this room adds to the menu, the dashboard and the names of the audit trail."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core import actions, dashboard
from core.navigation import MenuItem, register
from core.services import schedule

_ACTIONS = {
    "agency.update": _("Réglages de l’agence modifiés"),
    "file.deliver_again": _("Nouveau dépôt demandé"),
    "file.download": _("Fichier téléchargé"),
    "file.erase": _("Fichier effacé au terme de sa conservation"),
    "file.replay": _("Fichier rejoué"),
    "folder.pin_host_key": _("Clé du serveur reconnue"),
    "iban.reveal": _("IBAN affiché en clair"),
    "service.configure": _("Horaires modifiés"),
    "service.run": _("Lancement demandé"),
    "subscription.start": _("Produit souscrit"),
    "subscription.stop": _("Produit résilié"),
    "user.create": _("Utilisateur créé"),
    "user.end_sessions": _("Sessions fermées"),
    "user.reset_link": _("Lien de mot de passe envoyé"),
    "user.reset_second_factor": _("Second facteur réinitialisé"),
    "user.update": _("Utilisateur modifié"),
}


def register_all() -> None:
    from core.views.services import night

    settings = "core.manage_settings"
    register(MenuItem("dashboard", _("Tableau de bord"), "core:home", "layout-dashboard"))
    register(MenuItem("settings", _("Agence"), "core:agency", "building", settings))
    register(MenuItem("settings", _("Utilisateurs"), "core:users", "users", "core.manage_users"))
    register(MenuItem("settings", _("Services système"), "core:services", "clock", settings))
    register(MenuItem("settings", _("Dossiers d’échange"), "core:folders", "folders", settings))
    register(MenuItem("settings", _("Fichiers échangés"), "core:files", "files", "core.see_files"))
    register(MenuItem("settings", _("Le Store"), "core:store", "building-store", settings))
    register(MenuItem("settings", _("Conservation"), "core:retention", "hourglass", settings))
    register(MenuItem("settings", _("Piste d’audit"), "core:audit", "history", "core.see_audit"))
    register(
        MenuItem("settings", _("Journal de sécurité"), "core:security", "shield", "core.see_audit")
    )
    actions.register(_ACTIONS)
    _register_housekeeping()
    dashboard.register(
        dashboard.Card(
            code="services",
            label=_("Services de la nuit"),
            template="core/cards/services.html",
            context=night,
            right="core.receive_system_messages",
            width=4,
            order=90,
        )
    )


def _register_housekeeping() -> None:
    from core import kinds_of_data
    from core.services import check_archive, erase_what_is_over

    schedule.register(
        code=check_archive.SERVICE,
        label=_("Contrôle de l’archive"),
        run=check_archive.check_archive,
        default_times=["04:30"],
        default_weekdays=1 << 6,
    )
    schedule.register(
        code=erase_what_is_over.SERVICE,
        label=_("Effacement des données au terme de leur conservation"),
        run=erase_what_is_over.run_scheduled,
        default_times=["03:30"],
        time_limit=timedelta(hours=2),
    )
    kinds_of_data.register()
