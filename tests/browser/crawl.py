"""Find one real address of every page of a site by following its links, as a visitor would."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from lxml import html

from lsc.demo.visitor import VisitError, Visitor
from tests.rights.urls import urls_of

#: Signs out, and would end the visit.
LEAVE = "account_logout"
#: Addresses tried for one view, since the first may lead on to another page.
TRIES = 3


def crawl(visitor: Visitor, site: str) -> dict[str, str]:
    """One address (path and query) of each full HTML page by view name.

    From the home page through every link; then from every address that needs no argument, in case
    no link leads there (only a link that leads to an error is a fault).
    """
    pages: dict[str, str] = {}
    seen: set[str] = set()
    unlinked = {url.address() for url in urls_of(site) if url.name and not url.has_arguments}
    queue = deque(["/", *sorted(unlinked)])
    tried: Counter[str] = Counter()
    while queue:
        address = queue.popleft()
        name = view_name(address, site)
        path = urlsplit(address).path
        if path in seen or name is None or name in pages or tried[name] >= TRIES:
            continue
        seen.add(path)
        tried[name] += 1
        if name == LEAVE:
            continue
        try:
            visitor.open(address)
        except VisitError as error:
            if address in unlinked:
                continue
            raise AssertionError(f"a link leads to an error: {error}") from error
        page = visitor.page
        assert page is not None
        if "text/html" not in page.headers["content-type"] or "<html" not in page.text:
            continue
        if view_name(page.url.path, site) == name:
            pages[name] = address
        queue.extend(links_of(str(page.url), page.text))
    return pages


def links_of(url: str, text: str) -> Iterator[str]:
    """Paths and queries of the links of a page that stay on its site."""
    tree: Any = html.fromstring(text)
    for anchor in tree.xpath("//a[@href and not(@download)]"):
        target = urlsplit(urljoin(url, anchor.get("href")))
        if target.netloc == urlsplit(url).netloc:
            yield target.path + (f"?{target.query}" if target.query else "")


def view_name(address: str, site: str) -> str | None:
    """The name of the view that answers; None for static files and what leads nowhere."""
    try:
        return resolve(urlsplit(address).path, urlconf=f"lsc.urls.{site}").view_name
    except Resolver404:
        return None
