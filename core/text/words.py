"""Text as it is searched: without accents, case or punctuation of its own."""

import re
import unicodedata

#: Letters that Unicode does not decompose into a base letter and an accent.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "'"})


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: « L’Œuvre  de Zoé » is ``l'oeuvre de zoe``."""
    lowered = text.casefold().translate(_LIGATURES)
    decomposed = unicodedata.normalize("NFKD", lowered)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.split())


#: Other ends of a line than LF and CR, which are no letters of a name either.
_BREAKS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
#: Control characters but tab, LF and CR; halves of surrogate pairs; what Unicode keeps for nobody
#: (U+FDD0 to U+FDEF, the last two of each plane). XML 1.0, PostgreSQL or UTF-8 refuse them.
_NO_LETTERS = "".join(
    [
        "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef",
        *(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)),
    ]
)
_UNFIT = re.compile(f"[{_BREAKS}{_NO_LETTERS}]")
_UNFIT_BREAK = re.compile(f"[{_BREAKS}]")


def clean_text(text: str) -> str:
    """The text as every format and database takes it, whoever wrote it: breaks of their own kind
    are line feeds, and what is no character is left out. Almost always the text itself."""
    if not _UNFIT.search(text):
        return text
    return _UNFIT.sub("", _UNFIT_BREAK.sub("\n", text))


def replace_unfit(text: str, mark: str = "\ufffd") -> str:
    """The text with a mark for each character that ``clean_text`` would leave out or change."""
    return _UNFIT.sub(mark, text)


def as_stored(text: str) -> str:
    """The text as a column of labels stores it: on one line where it had several."""
    return one_line(text) if len(text.splitlines()) > 1 else text


def one_line(text: str) -> str:
    """The text clean and on one line, as headings and headers of letters must be."""
    return " ".join(clean_text(text).split())
