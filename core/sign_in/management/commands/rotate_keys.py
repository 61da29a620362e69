from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.database.crypto import InvalidToken
from core.sign_in.services.rotate_keys import rotate_all
from core.text.errors import BusinessError


class Command(BaseCommand):
    """Put the new key first in its variable, restart, run this, then drop the old key."""

    help = "Encrypt bank details, second factors and archived files again with the newest key."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            counts = rotate_all()
        except BusinessError as error:
            raise CommandError("\n".join([str(error), *error.problems])) from error
        except InvalidToken as error:
            raise CommandError(
                _(
                    "Une valeur n’est d’aucune clé de LSC_ENCRYPTION_KEYS ni de "
                    "LSC_EXTRANET_ENCRYPTION_KEYS, ou elle a été altérée. Remettez l’ancienne "
                    "clé à la suite, puis recommencez."
                )
            ) from error
        for label, count in counts.items():
            self.stdout.write(f"{label}: {count}")
        self.stdout.write(
            _("Rien ne reste sur une clé plus ancienne : retirez-la demain, courriels partis.")
        )
