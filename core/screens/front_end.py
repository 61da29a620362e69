"""The files of front-end packages that pages use, and how they are found.

On a developer's machine they stand in ``node_modules``; what runs in production has none of it, and
finds them where ``collectstatic`` left them.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage

#: By the name that pages give them. A script's or sheet's map is named in it, and must be there.
_FILES = {
    "tabler/css/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/css/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "tabler/js/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "tabler/js/tabler.min.js.map": "@tabler/core/dist/js/tabler.min.js.map",
    "chartjs/chart.umd.js": "chart.js/dist/chart.umd.js",
    "chartjs/chart.umd.js.map": "chart.js/dist/chart.umd.js.map",
}
#: Of the 5,000 icons of Tabler's set, those that pages draw.
ICONS = frozenset(
    """
    address-book alert-circle alert-triangle anchor archive arrow-back arrow-back-up
    arrow-down arrow-left arrow-right arrow-up arrows-split arrows-split-2 barcode bell
    bell-check book book-2 bookmark building building-bank building-community building-store
    calculator calendar calendar-due calendar-off calendar-plus calendar-stats calendar-time
    cash cash-banknote-off cash-off cash-register check checks chevron-down chevron-left
    chevron-right chevron-up circle-check circle-x clock clock-check clock-exclamation
    clock-pause coins columns-3 copy corner-down-left credit-card credit-card-pay
    device-desktop device-floppy devices door dots dots-circle-horizontal download edit
    equal external-link eye eye-off file-certificate file-check file-export file-import
    file-spreadsheet file-text file-type-csv file-type-pdf file-zip files filter
    filter-search fingerprint flag flag-off folder-off folder-up folders grip-vertical help
    history hourglass inbox info-circle key language layout-dashboard link list-details
    list-search lock lock-open logout mail mail-check mail-forward mail-opened mail-question
    menu-2 mood-smile moon notebook pencil phone player-play plug-connected plus printer
    receipt receipt-off refresh repeat scale search selector send settings shield
    shield-check shield-exclamation shield-lock shield-x signature stack-2 stack-push star
    sun table-export transfer-out trash unlink upload user user-circle user-off user-plus
    user-question user-share users world world-off world-upload writing-sign x
    """.split()  # noqa: SIM905
)


def _files() -> dict[str, Path]:
    icons = {f"icons/{name}.svg": f"@tabler/icons/icons/outline/{name}.svg" for name in ICONS}
    return {name: settings.NODE_MODULES / path for name, path in {**_FILES, **icons}.items()}


class FrontEndFinder(BaseFinder):
    """Finds those files under ``settings.NODE_MODULES``, and none where there is no such folder."""

    def check(self, **_kwargs: Any) -> list[Any]:
        """Nothing that could be set wrongly."""
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        """Where the file of this name lies, else an empty list; always a list for ``find_all``."""
        source = _files().get(path)
        if source is None or not source.is_file():
            return []
        return [str(source)] if find_all else str(source)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        """Each name with where it is copied from. Raises FileNotFoundError for one that a package
        does not have: a page would miss it only once it is read."""
        if not settings.NODE_MODULES.is_dir():
            return
        for name, source in _files().items():
            if not source.is_file():
                raise FileNotFoundError(source)
            yield name, _Renamed(name, source)


class _Renamed(FileSystemStorage):
    """One file, under the name that pages give it."""

    prefix = ""

    def __init__(self, name: str, source: Path) -> None:
        super().__init__(location=source.parent)
        self._names = {name: source.name}

    def path(self, name: str) -> str:
        return super().path(self._names.get(name, name))


def static_path(name: str) -> Path:
    """Where a static file lies: collected in production, in its app or package otherwise.

    Raises ValueError where there is none of this name.
    """
    found = finders.find(name)
    path = Path(str(found)) if found else Path(staticfiles_storage.path(name))
    if not path.is_file():
        raise ValueError(f"No static file {name}")
    return path


def icon_svg(name: str) -> str:
    """The source of an icon of ``ICONS``. Raises ValueError for another name."""
    if name not in ICONS:
        raise ValueError(f"core.screens.front_end.ICONS has no {name}")
    return static_path(f"icons/{name}.svg").read_text(encoding="utf-8")
