"""The agency's password rules beyond length: a digit, a capital, a small letter, a special."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

RULES: tuple[tuple[str, Callable[[str], bool], Any], ...] = (
    ("digit", str.isdigit, gettext_lazy("contenir au moins un chiffre")),
    ("upper", str.isupper, gettext_lazy("contenir au moins une majuscule")),
    ("lower", str.islower, gettext_lazy("contenir au moins une minuscule")),
    (
        "special",
        lambda char: not char.isalnum() and not char.isspace(),
        gettext_lazy("contenir au moins un caractère spécial"),
    ),
)


class CharacterClassesValidator:
    """Each of the four kinds of characters appears at least once."""

    def validate(self, password: str, user: Any = None) -> None:
        missing = [text for _code, test, text in RULES if not any(map(test, password))]
        if missing:
            raise ValidationError(
                _("Le mot de passe doit %(rules)s."),
                code="password_classes",
                params={"rules": ", ".join(str(text) for text in missing)},
            )

    def get_help_text(self) -> str:
        return _("Le mot de passe doit %(rules)s.") % {
            "rules": ", ".join(str(text) for _code, _test, text in RULES)
        }
