"""Compare the books with the lines that were left outside."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core.database.models import TrailSeal
from ledger.books.models import Anchor, Entry
from ledger.books.services.anchoring.anchor_books import versions_upto
from ledger.books.services.anchoring.anchor_lines import AnchorContents, ChainKey, digest, read


def lines_outside(others: Iterable[Path] = ()) -> list[str]:
    """The lines of our file, then those of others, such as the accountant's."""
    paths = [Path(settings.ANCHOR_FILE), *others]
    texts = (path.read_text() for path in paths if path.exists())
    # Whatever stands around a line in a mail is no line.
    return [
        line.strip() for text in texts for line in text.splitlines() if line.startswith('{"v":')
    ]


def problems(outside: Iterable[str]) -> Iterator[str]:
    """Where the database does not say what was told outside, in French."""
    inside = dict(Anchor.objects.values_list("number", "line"))
    heads: dict[ChainKey, tuple[str, int, str]] = {}
    last: AnchorContents | None = None
    seen: dict[int, str] = {}
    for line in outside:
        contents = read(line)
        if contents is None:
            yield _("Une ligne d’ancrage n’est pas signée par cette installation.")
            continue
        if inside.get(contents.number) != line:
            yield _(
                "L’ancrage n° %(number)s, signé le %(at)s, n’est pas celui de la base : elle a "
                "été réécrite ou restaurée."
            ) % {"number": contents.number, "at": contents.at}
        if seen.get(contents.number - 1) and digest(seen[contents.number - 1]) != contents.previous:
            yield _("L’ancrage n° %(number)s ne suit pas le précédent.") % {
                "number": contents.number
            }
        seen[contents.number] = line
        if last is None or contents.number >= last.number:
            last = contents
            heads |= {
                (head[3], head[4]): (f"{head[0]} {head[1]} {head[2]}", head[5], head[6])
                for head in contents.heads
            }
    for number in sorted(set(inside) - set(seen)):
        yield _("L’ancrage n° %(number)s manque au fichier d’ancrage.") % {"number": number}
    yield from _changed_heads(heads)
    if last:
        yield from _changed_around(last)


def _changed_heads(heads: dict[ChainKey, tuple[str, int, str]]) -> Iterator[str]:
    for (journal_id, year_id), (name, number, anchored_hash) in heads.items():
        entries = Entry.objects.filter(journal=journal_id, fiscal_year=year_id, number=number)
        if entries.values_list("hash", flat=True).first() != anchored_hash:
            yield _(
                "Journal %(name)s : l’écriture n° %(number)s n’est plus celle qui a été ancrée."
            ) % {"name": name, "number": number}


def _changed_around(last: AnchorContents) -> Iterator[str]:
    upto, signature = last.trail
    if upto and not TrailSeal.objects.filter(upto=upto, signature=signature).exists():
        yield _("La piste d’audit n’est plus celle qui a été ancrée.")
    if versions_upto(last.versions[0]) != list(last.versions):
        yield _("Les versions des noms ne sont plus celles qui ont été ancrées.")
