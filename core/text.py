"""Text as it is searched: without accents, case or punctuation of its own."""

import unicodedata

#: Letters that Unicode does not decompose into a base letter and an accent.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "'"})


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: « L’Œuvre  de Zoé » is ``l'oeuvre de zoe``."""
    lowered = text.casefold().translate(_LIGATURES)
    decomposed = unicodedata.normalize("NFKD", lowered)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.split())
