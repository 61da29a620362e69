"""Write all that is held on a person as a ZIP: one JSON, one CSV a table, and the documents."""

import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import slugify

from core.files.models import ArchivedFile
from core.files.person import Row
from core.files.services import archive
from core.screens.exports import ExportColumn, csv_lines

_MEMORY_LIMIT = 2_000_000
JSON_NAME = "donnees.json"


def write_dossier(
    tables: Mapping[str, Sequence[Row]], documents: Iterable[ArchivedFile]
) -> IO[bytes]:
    """An open file, at its start. ``tables`` by their names. Documents whose retention is over, or
    that are lost, are named in the JSON without their bytes."""
    file = SpooledTemporaryFile(max_size=_MEMORY_LIMIT)  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as dossier:
        kept = [_put(dossier, document) for document in documents]
        told: dict[str, Any] = {name: list(rows) for name, rows in tables.items()}
        told["documents"] = kept
        text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        dossier.writestr(JSON_NAME, text)
        for name, rows in tables.items():
            if rows:
                dossier.writestr(f"{slugify(name)}.csv", _csv(rows))
    file.seek(0)
    return file


def _csv(rows: Sequence[Row]) -> bytes:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    lines = ([row.get(heading) for heading in headings] for row in rows)
    return b"".join(csv_lines(lines, [ExportColumn(heading) for heading in headings]))


def _put(dossier: zipfile.ZipFile, document: ArchivedFile) -> dict[str, Any]:
    path = f"documents/{document.pk}-{document.name.replace('/', '-')}"
    try:
        dossier.writestr(path, archive.read(document))
    except archive.ArchiveError as error:
        return {"sha256": document.sha256, "remark": str(error)}
    return {"sha256": document.sha256, "path": path}
