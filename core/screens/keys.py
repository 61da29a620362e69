"""What each function key means, the same on every page of the back office.

An act that takes a function key is named here under the key's one meaning; a test fails where a
page gives a key to anything else. Letters with Alt are each page's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class FunctionKey:
    """``acts`` are the labels, in French, of what the key does here and there."""

    meaning: "StrOrPromise"
    acts: frozenset[str]


FUNCTION_KEYS: Mapping[str, FunctionKey] = {
    "F1": FunctionKey(_("Aide de la page"), frozenset()),
    "F2": FunctionKey(_("Modifier"), frozenset({"Modifier"})),
    "F3": FunctionKey(
        _("Chercher dans la page"), frozenset({"Filtrer la liste", "Filtrer le brouillard"})
    ),
    "F4": FunctionKey(
        _("Imputer : journal et pièce, dettes réglées, lettrage"),
        frozenset(
            {
                "Journal et pièce de la sélection",
                "Choisir ce que règle le chèque",
                "Lettrer les sommes exactes",
            }
        ),
    ),
    "F6": FunctionKey(
        _("Produire un coupon ou un fichier de prélèvement"),
        frozenset(
            {
                "Coupon de paiement",
                "Coupons de paiement",
                "Générer le fichier",
                "Générer le fichier de prélèvement",
            }
        ),
    ),
    "F7": FunctionKey(
        _("Imprimer"),
        frozenset({"Imprimer", "Imprimer le bordereau", "Reçu à signer", "Relevé PDF", "Relevés"}),
    ),
    "F8": FunctionKey(
        _("Passer à l’étape suivante, qui se défait encore ou se confirme"),
        frozenset(
            {
                "Clore",
                "Clôturer",
                "Comptabiliser la sélection (rien n’est encore écrit)",
                "Mettre au lot n° {{ n }}",
                "Mettre dans mon lot",
                "Passer l’écart en comptabilité",
                "Pré-clôturer",
                "Tous les chèques gardés au lot n° {{ n }}",
                "Transmis à la banque",
            }
        ),
    ),
    "F9": FunctionKey(_("Valider pour de bon"), frozenset({"Valider : écrire en comptabilité"})),
}
