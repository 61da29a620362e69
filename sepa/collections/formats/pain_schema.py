"""Whether a pain.008 file is valid: lxml against the schema that sepaxml ships."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import sepaxml
from django.utils.translation import gettext as _
from lxml import etree

from core.text.errors import BusinessError
from ledger.books.enums import PainVersion

#: A file of up to so many bytes is checked as a whole, in two thirds of the time; a longer one by
#: pieces of ``_CHUNK`` bytes, so that memory does not grow with the file.
_SHORT = 1 << 20
_CHUNK = 1 << 16
_PARSING: Any = {
    "load_dtd": False,
    "no_network": True,
    "resolve_entities": False,
    "huge_tree": True,
}


class PainError(BusinessError):
    """The file would not be valid; it must not leave the house."""


def check_schema(content: bytes, version: str) -> None:
    """Raises PainError where ``content`` is not valid against the schema of ``version``."""
    check = _check_whole if len(content) <= _SHORT else _check_by_pieces
    try:
        check(content, _schema(version))
    except etree.LxmlError as error:
        raise PainError(
            _(
                "Le fichier de prélèvement n’est pas conforme au format %(version)s : rien "
                "n’a été enregistré. Détail technique : %(error)s"
            )
            % {"version": version, "error": error.args[0]}
        ) from error


def _check_whole(content: bytes, schema: Any) -> None:
    schema.assertValid(etree.fromstring(content, etree.XMLParser(**_PARSING)))


def _check_by_pieces(content: bytes, schema: Any) -> None:
    parser: Any = etree.XMLPullParser(
        events=("start", "end"), tag=("{*}PmtInf", "{*}Document"), schema=schema, **_PARSING
    )
    batch: Any = None
    whole = False
    for start in range(0, len(content), _CHUNK):
        parser.feed(content[start : start + _CHUNK])
        for event, element in parser.read_events():
            if element.getparent() is not None:
                batch = element
            else:
                whole = event == "end"
        if batch is not None:
            # What is checked is let go.
            del batch[:-1]
    parser.close()
    if not whole:
        # lxml lets a document that is cut after its last transaction pass.
        raise PainError(_("Le fichier de prélèvement est incomplet : rien n’a été enregistré."))


@lru_cache(maxsize=4)
def _schema(version: str) -> Any:
    folder = Path(sepaxml.__file__).parent / "schemas"
    return etree.XMLSchema(etree.parse(folder / f"{PainVersion(version).value}.xsd"))
