"""Read a file of payments line by line, in constant memory."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectic.formats.grammar import (
    DELIMITER,
    PAYMENT_COLUMNS,
    REQUIRED_PAYMENT_COLUMNS,
    SIGNATURE,
    VERSION,
    FormatError,
    Head,
    Kind,
    Payment,
    Tag,
    Tail,
    Unreadable,
)
from connectic.formats.payment_line import PAYMENT_ID, instant_of, payment_of, read_amount
from core.text.guard import holds_secret, mask_secrets
from core.text.words import replace_unfit

Row = list[str]


_SENDER = re.compile(r"[A-Za-z0-9-]{1,20}")


#: How a line of payment and the tail begin, their tag in quotes or not.
_START = re.compile(f'(?:"[{Tag.LINE}{Tag.TAIL}]"|[{Tag.LINE}{Tag.TAIL}]){DELIMITER}')


#: Stands for a line that ``csv`` cannot split.
_TOO_LONG: Row = [""]


class PaymentsReader:
    """Iterate over it once for ``Payment`` and ``Unreadable`` lines.

    The stream must be seekable: its tail and its encoding are found first. The constructor raises
    FormatError where the file as a whole cannot be read; iterating never does.
    """

    def __init__(self, stream: BinaryIO, *, today: date) -> None:
        last_line = _last_line(stream)
        # Windows-1252 leaves five bytes without a letter.
        # Held, or it would close the caller's stream once read.
        self._text = io.TextIOWrapper(
            stream, encoding=encoding_of(stream), errors="replace", newline=""
        )
        self._rows = csv.reader(_mended(self._text), delimiter=DELIMITER)
        self._latest = today
        self.head = self._read_head()
        self._values = self._read_columns()
        self.tail = _tail_of(last_line)

    def __iter__(self) -> Iterator[Payment | Unreadable]:
        ended = False
        for row in self._each_row():
            number = self._rows.line_num
            if row is _TOO_LONG:
                yield Unreadable(number, _("La ligne est trop longue pour être lue."), "")
            elif not ended and row[0] == Tag.LINE:
                yield self._read_line(number, row)
            elif not ended and row[0] == Tag.TAIL:
                ended = True
            else:
                reason = (
                    _("Le fichier continue après sa dernière ligne.")
                    if ended
                    else _("Le premier champ « %(tag)s » n’est ni L, ni T.") % {"tag": row[0][:20]}
                )
                yield Unreadable(number, reason, _raw(row))

    def _each_row(self) -> Iterator[Row]:
        """Rows that hold something; one too long for ``csv`` comes as ``_TOO_LONG``."""
        while True:
            try:
                yield from (row for row in self._rows if row)
            except csv.Error:
                yield _TOO_LONG
            else:
                return

    def _next(self) -> Row:
        return next(self._each_row(), [])

    def _read_head(self) -> Head:
        row = self._next()
        if not row:
            raise FormatError(_("Le fichier est vide."))
        if len(row) < 6 or row[:2] != [Tag.HEAD, SIGNATURE]:
            raise FormatError(_("La première ligne n’est pas une tête de fichier Connectic."))
        if row[2] != VERSION:
            raise FormatError(
                _("Version %(version)s inconnue : seule la version 1 se lit.")
                % {"version": row[2][:20]}
            )
        if row[3] != Kind.PAYMENTS:
            raise FormatError(_("Ce fichier n’est pas un fichier de paiements."))
        if not _SENDER.fullmatch(row[4]) or holds_secret(row[4]):
            raise FormatError(_("L’automate n’est pas nommé comme il faut dans la tête."))
        try:
            return Head(sender=row[4], written_at=instant_of(row[5]))
        except ValueError:
            raise FormatError(_("L’heure d’écriture du fichier ne se lit pas.")) from None

    def _read_columns(self) -> Callable[[Sequence[str]], tuple[str, ...]]:
        row = self._next()
        if not row or row[0] != Tag.COLUMNS:
            raise FormatError(_("La ligne C, qui nomme les colonnes, manque."))
        missing = REQUIRED_PAYMENT_COLUMNS.difference(row)
        if missing:
            raise FormatError(
                _("Il manque des colonnes : %(names)s.") % {"names": ", ".join(sorted(missing))}
            )
        if len(set(row)) != len(row):
            raise FormatError(_("Une colonne est nommée deux fois."))
        self._width = len(row)
        self._id_place = row.index("id")
        # An optional column that is absent reads the empty field added at the end of each line.
        return itemgetter(
            *(row.index(name) if name in row else self._width for name in PAYMENT_COLUMNS)
        )

    def _read_line(self, number: int, row: Row) -> Payment | Unreadable:
        if len(row) != self._width:
            found, expected = len(row), self._width
            reason = ngettext(
                "%(found)d champ au lieu de %(expected)d.",
                "%(found)d champs au lieu de %(expected)d.",
                found,
            ) % {"found": found, "expected": expected}
            return Unreadable(number, reason, _raw(row), self._id_of(row))
        try:
            return payment_of(number, self._values([*row, ""]), self._latest)
        except ValueError as error:
            return Unreadable(number, str(error), _raw(row), self._id_of(row))

    def _id_of(self, row: Row) -> str:
        """The payment's number, so that the line sent again corrected is known by it."""
        found = row[self._id_place] if self._id_place < len(row) else ""
        return found if PAYMENT_ID.fullmatch(found) and not holds_secret(found) else ""


def encoding_of(stream: BinaryIO) -> str:
    """UTF-8 (a byte-order mark is passed over) where the whole file is, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = "utf-8-sig"
    try:
        while chunk := stream.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        encoding = "cp1252"
    stream.seek(0)
    return encoding


def _last_line(stream: BinaryIO) -> str:
    """Read from the file's end, before anything is taken."""
    stream.seek(max(0, stream.seek(0, io.SEEK_END) - 4096))
    last_line = stream.read().rstrip().rpartition(b"\n")[2]
    stream.seek(0)
    return last_line.decode("latin-1")


def _tail_of(last_line: str) -> Tail:
    try:
        row = next(csv.reader([last_line], delimiter=DELIMITER), [""])
    except csv.Error:
        row = [""]
    if row[:1] != [Tag.TAIL]:
        raise FormatError(_("Le fichier est coupé : sa dernière ligne, T, manque."))
    try:
        if len(row) != 4 or not re.fullmatch("[0-9]{1,9}", row[1]):
            raise ValueError
        return Tail(count=int(row[1]), total=read_amount(row[2]), cash=read_amount(row[3]))
    except ValueError:
        raise FormatError(_("La dernière ligne, T, ne se lit pas.")) from None


def _mended(lines: Iterable[str]) -> Iterator[str]:
    """Lines that neither the reader nor the database stumbles on.

    A quote left open would swallow the lines after it: where the next line starts anew, the
    quotes of that line are taken for apostrophes. What is no character is an unknown letter.
    """
    within_quotes = False
    line = ""
    for following in chain(lines, [""]):
        if line:
            if line.count('"') % 2:
                if within_quotes or not _starts_anew(following):
                    within_quotes = not within_quotes
                else:
                    line = line.replace('"', "'")
            elif within_quotes and _starts_anew(following):
                line, within_quotes = line.rstrip("\r\n") + '"\n', False
            yield line
        line = replace_unfit(following)


def _starts_anew(line: str) -> bool:
    return not line or _START.match(line) is not None


def _raw(row: Row) -> str:
    """The line for a person, with no card number and no IBAN of it."""
    return mask_secrets(DELIMITER.join(row))[:2000]
