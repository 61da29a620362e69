from django.contrib.auth.models import AbstractUser
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as get_text

from core.people.enums import UserKind
from core.text import guarded


class User(AbstractUser):
    """Someone who signs in: a member of staff (back office) or a client (extranet), never both."""

    # Django's own, guarded.
    username = guarded.CharField(
        get_text("username"),
        max_length=150,
        unique=True,
        help_text=get_text(
            "Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only."
        ),
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": get_text("A user with that username already exists.")},
    )
    first_name = guarded.CharField(get_text("first name"), max_length=150, blank=True)
    last_name = guarded.CharField(get_text("last name"), max_length=150, blank=True)
    email = guarded.EmailField(get_text("email address"), blank=True)

    kind = models.CharField(
        _("nature"), max_length=10, choices=UserKind.choices, default=UserKind.STAFF
    )
    #: False: only the entities of their portfolio. True holds for entities to come as well.
    every_entity = models.BooleanField(_("toutes les entités"), default=True)
    initials = guarded.CharField(_("initiales"), max_length=5, blank=True)

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        verbose_name = _("utilisateur")  # type: ignore[assignment]
        default_permissions = ()
        permissions = [
            ("manage_users", _("Gérer les utilisateurs et leurs droits")),
            (
                "manage_settings",
                _("Régler l’agence, les services système et les dossiers d’échange"),
            ),
            ("receive_system_messages", _("Recevoir les messages système")),
            ("see_audit", _("Voir la piste d’audit")),
            ("see_files", _("Voir et télécharger les fichiers échangés")),
            ("reveal_iban", _("Afficher un IBAN en clair")),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def is_client(self) -> bool:
        return self.kind == UserKind.CLIENT
