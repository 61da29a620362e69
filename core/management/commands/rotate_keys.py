from typing import Any

from django.core.management.base import BaseCommand

from core.services.keys import rotate_all


class Command(BaseCommand):
    """Put the new key first in LSC_ENCRYPTION_KEYS, restart, run this, then drop the old key."""

    help = "Encrypt bank details and second factors again with the newest key."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for label, count in rotate_all().items():
            self.stdout.write(f"{label}: {count}")
