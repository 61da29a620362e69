"""What this room brings: the staff and their way in, its letters, and what sign-ins leave."""

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.database.retention import KINDS, Kind
from core.jobs.services.outbox import WORKS, Work
from core.screens.navigation import MENU, MenuItem

# Listens to people who sign in or out, and who change their password or second factor.
from core.sign_in import signals  # noqa: F401
from core.sign_in.services import (
    erase_sign_ins,
    let_in_by_mail,
    password_reset,
    tell_account_holder,
)

_SECURITY = _("Sécurité du traitement (RGPD, art. 32) ; CNIL, délibération 2021-122")

MENU.add(
    MenuItem(
        "settings", _("Utilisateurs"), "core:users", "users", "core_people.manage_users", order=10
    ),
    MenuItem(
        "settings",
        _("Journal de sécurité"),
        "core:security",
        "shield",
        "core_people.see_audit",
        order=45,
    ),
)
WORKS.add(
    Work(tell_account_holder.KIND, do=tell_account_holder.send_notice),
    Work(let_in_by_mail.KIND, do=let_in_by_mail.send_letter),
    Work(password_reset.RESET_MAIL, do=password_reset.send_reset_mail),
)
KINDS.add(
    Kind(
        "security_log",
        _("Journal de sécurité et essais de connexion"),
        _("Identifiant, adresse IP, navigateur, date, résultat"),
        _SECURITY,
        _("1 an ; essais manqués : 2 jours"),
        erase_sign_ins.erase_old_events,
        order=10,
    ),
    Kind(
        "sessions",
        _("Sessions"),
        _("Adresse IP, navigateur, dernière activité"),
        _SECURITY,
        _("Jusqu’à leur expiration"),
        erase_sign_ins.erase_sessions,
        order=12,
    ),
    Kind(
        "staff",
        _("Comptes des collaborateurs"),
        _("Nom, e-mail, droits, second facteur"),
        _("Exécution du contrat de travail (RGPD, art. 6-1-b)"),
        _("Avec les livres : chaque écriture nomme qui l’a validée"),
        of_clients=False,
        order=22,
    ),
)
name_actions(
    {
        "user.create": _("Utilisateur créé"),
        "user.end_sessions": _("Sessions fermées"),
        "user.reset_link": _("Lien de mot de passe envoyé"),
        "user.reset_second_factor": _("Second facteur réinitialisé"),
        "user.update": _("Utilisateur modifié"),
    }
)
