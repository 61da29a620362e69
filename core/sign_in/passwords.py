"""The agency's password rules beyond length: a digit, a capital, a small letter, a special; and no
common word dressed up to pass them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text.words import fold

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


#: What French people choose, decorated or not: first names, pets, months, keys in a row. Django's
#: own list is English.
_COMMON = frozenset(Path(__file__).with_name("common_words_fr.txt").read_text("utf-8").split())
#: What « B0nj0ur » and « M@ison » stand for.
_LEET = str.maketrans("013457@$€!", "oieastasei")
#: Beyond the word, this many characters make a password of their own.
_DECORATION = 6


class FrenchCommonPasswordValidator:
    """No word that everybody tries first, whatever digits and signs stand around it.

    « Bonjour1! » has its four kinds of characters, and is among the first that are tried
    (ANSSI, guide de l'authentification multifacteur et aux mots de passe, R24: a list of refused
    passwords).
    """

    def validate(self, password: str, user: Any = None) -> None:
        folded = fold(password)
        letters = {_letters(folded), _letters(folded.translate(_LEET)), _core(folded)}
        common = letters & _COMMON or {each for each in letters if len(set(each)) == 1}
        if any(len(password) - len(word) <= _DECORATION for word in common):
            raise ValidationError(
                _(
                    "Ce mot de passe est trop courant : un mot connu suivi d’un chiffre se devine. "
                    "Prenez plusieurs mots qui ne vont pas ensemble."
                ),
                code="password_french_common",
            )

    def get_help_text(self) -> str:
        return _("Le mot de passe ne doit pas être un mot courant suivi d’un chiffre.")


def _letters(text: str) -> str:
    return "".join(each for each in text if each.isalpha())


def _core(folded: str) -> str:
    """The word between what stands before and after it, with its digits read as letters."""
    return _letters(folded.strip("0123456789!?.,;:*+-_#@$€%&/() ").translate(_LEET))
