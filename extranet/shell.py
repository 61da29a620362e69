"""What the extranet brings to the back office's frame: menu, actions on accounts, words."""

from django.utils.translation import gettext_lazy as _

from core import actions, navigation
from core.lists import ListAction, records
from core.lists.actions import register as register_list_action
from core.services import schedule

_RIGHT = "extranet.publish"


def register() -> None:
    """Called once, when the room starts."""
    from extranet.services.publishing import run_scheduled

    for label, url_name, icon, right in (
        (_("Publications"), "extranet:publications", "world-upload", _RIGHT),
        (_("Accès des clients"), "extranet:accesses", "key", "extranet.manage_access"),
        (_("Réglages de l’extranet"), "extranet:settings", "settings", "core.manage_settings"),
    ):
        navigation.register(
            navigation.MenuItem("extranet", label, url_name, icon, right)  # type: ignore[arg-type]
        )
    schedule.register(
        code="extranet.publish",
        label=_("Publication vers l’extranet"),  # type: ignore[arg-type]
        run=run_scheduled,
        default_times=["06:00"],
    )
    _register_account_actions()
    actions.register(
        {
            "access.create": _("Accès créé, mot de passe initial remis"),
            "access.regenerate": _("Mot de passe temporaire remis"),
            "access.suspend": _("Accès suspendu"),
            "access.restore": _("Accès rétabli"),
            "access.choose_password": _("Mot de passe choisi par le client"),
            "extranet.publish": _("Publication vers l’extranet"),
            "extranet.settings": _("Réglages de l’extranet"),
        }
    )


def _register_account_actions() -> None:
    mark, unmark = _("Publier sur l’extranet"), _("Retirer de l’extranet")
    withdrawn = _("Ce qui a été publié sera retiré à la prochaine publication. Continuer ?")
    register_list_action(
        "ledger.accounts",
        ListAction("mark", mark, "extranet:mark", icon="world-upload", key="F9", right=_RIGHT),
    )
    register_list_action(
        "ledger.accounts",
        ListAction(
            "unmark",
            unmark,
            "extranet:unmark",
            icon="world-off",
            key="F10",
            right=_RIGHT,
            confirm=withdrawn,
        ),
    )
    for action in (
        records.RecordAction(
            "mark",
            mark,
            "extranet:mark_one",
            "world-upload",
            right=_RIGHT,
            available=lambda account: not account.published and account.party_id is not None,
        ),
        records.RecordAction(
            "unmark",
            unmark,
            "extranet:unmark_one",
            "world-off",
            right=_RIGHT,
            confirm=withdrawn,
            available=lambda account: account.published,
        ),
        records.RecordAction(
            "access",
            _("Accès du client"),
            "extranet:account_access",
            "key",
            right="extranet.manage_access",
            is_link=True,
            available=lambda account: account.published and account.party_id is not None,
        ),
    ):
        records.register_action("ledger.account", action)
