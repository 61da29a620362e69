"""The page of one record: tabs, actions, where one goes from it. Higher rooms add theirs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.house.registry import Registry, full_name
from core.people.access import may_follow, may_open, user_of
from core.screens.lists.history import history_of
from core.screens.lists.links import with_query
from core.screens.lists.neighbours import neighbours
from core.screens.lists.page import ListPage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HISTORY = "history"


@dataclass(frozen=True)
class RecordTab:
    """A tab of a record, at the address ``url_name`` of its primary key."""

    code: str
    label: "StrOrPromise"
    url_name: str
    right: str = ""
    #: The kind of record to which a higher room brings it, such as ``ledger.account``.
    on: str = ""


#: Buttons that fit beside one another at 1440 px, the menu « Plus » among them.
IN_ONE_ROW = 5


@dataclass(frozen=True)
class RecordAction:
    """A button that POSTs to ``url_name`` of the record's primary key, or a link to it."""

    code: str
    label: "StrOrPromise"
    url_name: str
    icon: str
    key: str = ""
    right: str = ""
    confirm: "StrOrPromise" = ""
    is_link: bool = False
    #: Whether it makes sense for this record as it is.
    available: Callable[[Any], bool] = lambda _record: True
    #: The kind of record to which a higher room brings it, such as ``ledger.account``.
    on: str = ""


@dataclass(frozen=True)
class GoTo:
    """A link to a related record (« aller à »)."""

    label: "StrOrPromise"
    url: str
    icon: str = "arrow-right"


@dataclass(frozen=True)
class Notice:
    """A sentence above every tab of a record, and where it leads; empty for nowhere."""

    text: str
    url: str
    icon: str = "info-circle"


@dataclass(frozen=True)
class NoticeSource:
    """Where the notices of a kind of record come from, for those who hold ``right``."""

    notices: Callable[[Any], Sequence[Notice]]
    right: str = ""
    #: The kind of record to which a higher room brings it, such as ``ledger.account``.
    on: str = ""


TABS: Registry[tuple[str, str], RecordTab] = Registry(
    "record tab", key=lambda tab: (tab.on, tab.code)
)
RECORD_ACTIONS: Registry[tuple[str, str], RecordAction] = Registry(
    "record action", key=lambda action: (action.on, action.code)
)
NOTICES: Registry[tuple[str, str], NoticeSource] = Registry(
    "record notice", key=lambda source: (source.on, full_name(source.notices))
)


@dataclass(frozen=True)
class RecordPage:
    """What all tabs of one kind of record share. ``kind`` names it for higher rooms."""

    kind: str
    list_page: type[ListPage[Any]]
    tabs: tuple[RecordTab, ...]
    actions: tuple[RecordAction, ...] = ()
    links: Callable[[Any], Sequence[GoTo]] = lambda _record: ()

    def context(self, request: HttpRequest, record: Model, *, tab: str) -> dict[str, Any]:
        """What ``core/lists/record.html`` needs, for the tab ``tab``."""
        beside = neighbours(request, record.pk)
        query = beside.query if beside else ""
        actions = [
            (action, with_query(_url(action, record), query))
            for action in _allowed(request, (*self.actions, *_of(RECORD_ACTIONS, self.kind)))
            if action.available(record)
        ]
        shown, more = _in_one_row(actions)
        return {
            "record": record,
            "record_title": str(record),
            "list_title": beside.list_title if beside else str(self.list_page.title),
            "list_url": beside.list_url if beside else reverse(self.list_page.url_name),
            "beside": beside,
            "tab_code": tab,
            "tabs": [
                (each.label, with_query(_url(each, record), query), each.code == tab)
                for each in _allowed(request, (*self.tabs, *_of(TABS, self.kind)))
            ],
            "record_actions": shown,
            "more_actions": more,
            "confirmed_actions": [each for each in actions if each[0].confirm],
            "links": [link for link in self.links(record) if may_open(user_of(request), link.url)],
            "notices": [
                notice
                for source in _allowed(request, _of(NOTICES, self.kind))
                for notice in source.notices(record)
            ],
        }

    def render(
        self, request: HttpRequest, record: Model, *, tab: str, template: str, **context: Any
    ) -> HttpResponse:
        """A tab of the record. ``template`` extends ``core/lists/record.html``."""
        return render(request, template, {**self.context(request, record, tab=tab), **context})

    def history(self, request: HttpRequest, record: Model) -> HttpResponse:
        """The tab that says who changed what, when, from, to."""
        return self.render(
            request,
            record,
            tab=HISTORY,
            template="core/lists/record_history.html",
            events=history_of(record),
        )


_Acts = list[tuple[RecordAction, str]]


def _in_one_row(actions: _Acts) -> tuple[_Acts, _Acts]:
    """What is drawn as buttons, and what is left to the menu « Plus ». An act that has a key stays
    where it is seen: a key whose act is hidden does nothing."""
    if len(actions) <= IN_ONE_ROW:
        return actions, []
    room = IN_ONE_ROW - 1 - sum(1 for action, _url in actions if action.key)
    shown: _Acts = []
    more: _Acts = []
    for each in actions:
        has_key = bool(each[0].key)
        (shown if has_key or room > 0 else more).append(each)
        room -= not has_key
    return (shown, more) if len(more) > 1 else (actions, [])


def _of(parts: Iterable[Any], kind: str) -> list[Any]:
    return [part for part in parts if part.on == kind]


def _allowed(request: HttpRequest, items: Sequence[Any]) -> list[Any]:
    user = user_of(request)
    return [item for item in items if may_follow(user, getattr(item, "url_name", ""), item.right)]


def _url(item: RecordTab | RecordAction, record: Model) -> str:
    return reverse(item.url_name, args=[record.pk])
