"""Rows as XLSX and CSV, the way a French accountant's spreadsheet expects them."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, Literal

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from core.text.words import clean_text, one_line

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Kind = Literal["text", "amount", "number", "date", "datetime", "bool"]

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"

_FORMATS = {
    "amount": "#,##0.00\\ [$€-40C]",
    "date": "dd/mm/yyyy",
    "datetime": "dd/mm/yyyy hh:mm",
    "number": "0",
}
_WIDTHS = {"text": 24, "amount": 15, "number": 10, "date": 12, "datetime": 17, "bool": 8}
#: What a spreadsheet would read as the start of a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_FORMULA_SIGNS = frozenset("=+-@|%")
_MEMORY_LIMIT = 2_000_000


@dataclass(frozen=True)
class ExportColumn:
    """One column: its heading, what its values are, and its width in characters."""

    label: "StrOrPromise"
    kind: Kind = "text"
    width: int = 0


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it as a formula."""
    # Full-width signs, and signs behind spaces or hidden characters, are taken for the sign.
    bare = unicodedata.normalize("NFKC", text)
    shown = next((sign for sign in bare if not (sign.isspace() or _is_hidden(sign))), "")
    return f"'{text}" if text.startswith(_FORMULA_STARTS) or shown in _FORMULA_SIGNS else text


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cf", "Cc"}


def _excel_value(value: Any) -> Any:
    if isinstance(value, bool):
        return "oui" if value else ""
    if isinstance(value, datetime) and value.tzinfo:
        return timezone.localtime(value).replace(tzinfo=None)
    if value is None or isinstance(value, Decimal | int | float | date):
        return value
    # Characters that XML 1.0 cannot hold would make the whole file unreadable.
    return clean_text(str(value)).replace("\r", "")[:32_767]


def write_xlsx(
    rows: Iterable[Sequence[Any]], columns: Sequence[ExportColumn], *, title: str
) -> IO[bytes]:
    """An open file, at its start, with one sheet: frozen bold heading, real numbers and dates.

    Texts are stored as texts whatever they start with, so that none runs as a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns, start=1):
        width = column.width or max(_WIDTHS[column.kind], len(str(column.label)) + 2)
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append([_heading(sheet, column) for column in columns])
    for row in rows:
        cells = zip(row, columns, strict=True)
        sheet.append([_cell(sheet, value, column.kind) for value, column in cells])
    file = SpooledTemporaryFile(max_size=_MEMORY_LIMIT)  # noqa: SIM115 - the caller closes it
    book.save(file)
    file.seek(0)
    return file


def _sheet_title(title: str) -> str:
    plain = one_line(title)
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in plain)[:31].strip()


def _heading(sheet: Any, column: ExportColumn) -> Any:
    cell = WriteOnlyCell(sheet, value=str(column.label))
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="FFE9EEF5")
    if column.kind in ("amount", "number"):
        cell.alignment = Alignment(horizontal="right")
    return cell


def _cell(sheet: Any, value: Any, kind: Kind) -> Any:
    converted = _excel_value(value)
    if converted is None or converted == "":
        return None
    cell = WriteOnlyCell(sheet, value=converted)
    if isinstance(converted, str):
        cell.data_type = "s"
    elif kind in _FORMATS:
        cell.number_format = _FORMATS[kind]
    return cell


class _Line(io.TextIOBase):
    """What csv.writer writes to: remembers the last line only."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def _csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else ""
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        local = timezone.localtime(value) if value.tzinfo else value
        return local.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int | float):
        return str(value).replace(".", ",")
    return harmless(clean_text(str(value)))


def csv_lines(rows: Iterable[Sequence[Any]], columns: Sequence[ExportColumn]) -> Iterator[bytes]:
    """Lines of a French CSV: UTF-8 with its mark, semicolons, decimal commas, CRLF."""
    line = _Line()
    writer = csv.writer(line, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(column.label) for column in columns])
    yield ("\ufeff" + line.text).encode()
    for row in rows:
        writer.writerow([_csv_value(value) for value in row])
        yield line.text.encode()


def file_name(title: str, extension: str) -> str:
    """``comptes-2026-11-21.xlsx``."""
    return f"{slugify(title) or 'export'}-{timezone.localdate():%Y-%m-%d}.{extension}"


def xlsx_response(
    rows: Iterable[Sequence[Any]], columns: Sequence[ExportColumn], *, title: str
) -> HttpResponseBase:
    """The rows as an XLSX download named after ``title`` and today's date."""
    return FileResponse(
        write_xlsx(rows, columns, title=title),
        as_attachment=True,
        filename=file_name(title, "xlsx"),
        content_type=XLSX_TYPE,
    )


def csv_response(
    rows: Iterable[Sequence[Any]], columns: Sequence[ExportColumn], *, title: str
) -> HttpResponseBase:
    """The rows as a streamed CSV download named after ``title`` and today's date."""
    return StreamingHttpResponse(
        csv_lines(rows, columns),
        content_type=CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{file_name(title, "csv")}"'},
    )
