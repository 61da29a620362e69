"""Long tables on paper, drawn row by row: laying out 10,000 rows of HTML takes a minute.

Rows have one height, so that pages are counted before they are drawn; a text that is too wide for
its column is cut. Such paper is read, not kept as evidence: it carries no tags (PDF/UA).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.people.selectors.agency import agency
from core.screens.register_letters import SIZE, Letters, fit

#: Debian's package fonts-liberation, which the pages of WeasyPrint use too.
_FONTS = Path("/usr/share/fonts/truetype/liberation")
_PLAIN, _BOLD = "LiberationSans", "LiberationSans-Bold"
#: Millimetres: the sheet, its margins, a row.
_WIDTH, _HEIGHT, _MARGIN, _FOOT, _ROW = 210.0, 297.0, 14.0, 18.0, 4.2
_MM = 72 / 25.4

#: Laying out more rows than that keeps the reader waiting: they are drawn.
MOST_LAID_OUT = 300
DAY = "d/m/Y"


@dataclass(frozen=True)
class RegisterColumn:
    """``width`` in millimetres; amounts stand to the right."""

    label: str
    width: float
    is_amount: bool = False


class Subtotal(tuple[str, ...]):
    """A row that stands out."""

    __slots__ = ()


@dataclass(frozen=True)
class Register:
    """A table with what stands above it. The last cell of a row is carried over to the next page,
    where ``carries``.

    ``facts`` are names and values; ``totals`` and ``closing`` come under the last row. A row of a
    single cell is a heading, over the whole width.
    """

    facts: Sequence[tuple[str, str]]
    columns: Sequence[RegisterColumn]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str]
    closing: str = ""
    carries: bool = True


def period_fact(start: date, end: date) -> tuple[str, str]:
    """What a register says of its days."""
    named = {"start": date_format(start, DAY), "end": date_format(end, DAY)}
    return (_("Période"), _("du %(start)s au %(end)s") % named)


def draw_registers(registers: Sequence[Register], *, title: str) -> bytes:
    """One PDF of all of them, each on a new page, numbered through."""
    from reportlab.pdfgen.canvas import Canvas

    _prepare_reportlab()
    written = BytesIO()
    sheet = _Sheet(Canvas(written, pageCompression=1), title, sum(map(_pages_of, registers)))
    for register in registers:
        _draw(sheet, register)
    sheet.canvas.setTitle(title)
    sheet.canvas.setAuthor(agency().name)
    sheet.canvas.save()
    return written.getvalue()


@cache
def _prepare_reportlab() -> None:
    from reportlab import rl_config
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in ((_PLAIN, "LiberationSans-Regular"), (_BOLD, "LiberationSans-Bold")):
        registerFont(TTFont(name, _FONTS / f"{file}.ttf"))
    # In base 85, which is for mail, a file is a fifth larger and takes a quarter longer to write.
    rl_config.useA85 = 0


def _room(register: Register, *, first: bool) -> int:
    """Rows that a page holds beside its heads, what is carried over, totals and foot."""
    above = 3 * _ROW + (len(register.facts) if first else 1) * _ROW
    return int((_HEIGHT - _MARGIN - _FOOT - above - 4 * _ROW) / _ROW)


def _slices(register: Register) -> Iterator[Sequence[Sequence[str]]]:
    """The rows of each page."""
    start = _room(register, first=True)
    yield register.rows[:start]
    step = _room(register, first=False)
    while start < len(register.rows):
        yield register.rows[start : start + step]
        start += step


def _pages_of(register: Register) -> int:
    return sum(1 for _rows in _slices(register))


class _Sheet:
    """The page being drawn, from the top down."""

    def __init__(self, canvas: Any, title: str, pages: int) -> None:
        self.canvas, self.title, self.pages, self.page = canvas, title, pages, 0
        self._printed = date_format(timezone.localtime(), "d/m/Y H:i")
        self._top = 0.0
        self._plain, self._bold = Letters(canvas, _PLAIN), Letters(canvas, _BOLD)
        self._texts = list[str]()

    def begin(self) -> None:
        self.page += 1
        self._top = _HEIGHT - _MARGIN
        printed = _("édité le %(at)s") % {"at": self._printed}
        foot = f"{agency().name} · {self.title} · {printed}"
        self._text(_MARGIN, _FOOT / 2, foot, self._plain)
        number = _("Page %(page)d/%(pages)d") % {"page": self.page, "pages": self.pages}
        self._text(_WIDTH - _MARGIN, _FOOT / 2, number, self._plain, right=True)

    def end(self) -> None:
        self.canvas.addLiteral("\n".join(self._texts))
        self._texts.clear()
        self.canvas.showPage()

    def heading(self, text: str) -> None:
        self._top -= _ROW
        self.canvas.setFont(_BOLD, SIZE + 2)
        self.canvas.drawString(_MARGIN * _MM, self._top * _MM, text)
        self._top -= _ROW / 2

    def row(
        self, columns: Sequence[RegisterColumn], cells: Sequence[str], *, bold: bool = False
    ) -> None:
        self._top -= _ROW
        left, letters = _MARGIN, self._bold if bold else self._plain
        for column, cell in zip(columns, cells, strict=True):
            if cell:
                place = left + column.width - 1 if column.is_amount else left
                fitting = fit(cell, (column.width - 1) * _MM, letters)
                self._text(place, self._top, fitting, letters, right=column.is_amount)
            left += column.width

    def line(self) -> None:
        """A rule under the row that was drawn last."""
        level = (self._top - 1.2) * _MM
        self.canvas.setLineWidth(0.3)
        self.canvas.line(_MARGIN * _MM, level, (_WIDTH - _MARGIN) * _MM, level)

    def _text(
        self, x: float, y: float, text: str, letters: Letters, *, right: bool = False
    ) -> None:
        left = x * _MM - (letters.width(text) if right else 0)
        self._texts.append(
            f"BT {letters.chosen} 1 0 0 1 {left:.2f} {y * _MM:.2f} Tm {letters.written(text)} ET"
        )


def _draw(sheet: _Sheet, register: Register) -> None:
    columns, pages = register.columns, list(_slices(register))
    carried, blank = "", [""] * (len(register.columns) - 2)
    name = RegisterColumn("", 30), RegisterColumn("", 150)
    for rank, rows in enumerate(pages):
        sheet.begin()
        sheet.heading(sheet.title)
        for fact in register.facts if rank == 0 else register.facts[:1]:
            sheet.row(name, fact, bold=fact is register.facts[0])
        sheet.row(columns, [column.label for column in columns], bold=True)
        sheet.line()
        if rank and register.carries:
            sheet.row(columns, [_("Report"), *blank, carried], bold=True)
        for row in rows:
            _draw_row(sheet, columns, row)
        carried = rows[-1][-1] if rows else carried
        sheet.line()
        if rank < len(pages) - 1:
            if register.carries:
                sheet.row(columns, [_("À reporter"), *blank, carried], bold=True)
        else:
            sheet.row(columns, register.totals, bold=True)
            sheet.row(name, ["", register.closing], bold=True)
        sheet.end()


def _draw_row(sheet: _Sheet, columns: Sequence[RegisterColumn], row: Sequence[str]) -> None:
    if len(row) == 1:
        sheet.row([RegisterColumn("", _WIDTH - 2 * _MARGIN)], row, bold=True)
    else:
        sheet.row(columns, row, bold=isinstance(row, Subtotal))
