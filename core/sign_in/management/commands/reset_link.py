from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.people.enums import UserKind
from core.people.models import User
from core.sign_in.services.password_reset import link_for_terminal


class Command(BaseCommand):
    """For an installation without a mail server: everywhere else the link is mailed."""

    help = "Print the link by which a member of staff chooses a new password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        user = User.objects.filter(
            username__iexact=username, kind=UserKind.STAFF, is_active=True
        ).first()
        if user is None:
            raise CommandError(f"No active member of staff is called {username}.")
        self.stdout.write(link_for_terminal(user))
