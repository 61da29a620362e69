"""A visitor of a real site over real HTTP, who fills in the forms that the pages show."""

import re
from types import TracebackType
from typing import Any
from urllib.parse import urljoin

import httpx
from lxml import html

PAGE_SECONDS = 60


class VisitError(Exception):
    """A page did not answer as it should; says which and what it showed."""


class Visitor:
    """One browser session without a browser: cookies, pages, forms."""

    def __init__(self, site: str) -> None:
        self.site = site
        self._client = httpx.Client(
            base_url=site,
            follow_redirects=True,
            timeout=PAGE_SECONDS,
            headers={"User-Agent": "LSC demo", "Accept-Language": "fr"},
        )
        self.page: httpx.Response | None = None

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    @property
    def path(self) -> str:
        return self._shown().url.path

    @property
    def text(self) -> str:
        """The words of the page, with single spaces."""
        tree = self._tree()
        for hidden in tree.xpath("//script | //style | //template"):
            hidden.drop_tree()
        return " ".join(str(tree.text_content()).split())

    def open(self, address: str) -> "Visitor":
        """Go to a page. Raises VisitError where it answers with an error."""
        return self._keep(self._client.get(address))

    def download(self, address: str) -> bytes:
        """The bytes behind an address. Raises VisitError."""
        response = self._client.get(address)
        if response.is_error:
            raise VisitError(f"{address} : {response.status_code}")
        return response.content

    def link(self, pattern: str) -> str:
        """The first link of the page whose text or address matches. Raises VisitError."""
        for anchor in self._tree().xpath("//a[@href]"):
            words = " ".join(anchor.text_content().split())
            if re.search(pattern, f"{words} {anchor.get('href')}", re.IGNORECASE):
                return urljoin(str(self._shown().url), str(anchor.get("href")))
        raise VisitError(f"{self.path} : aucun lien « {pattern} ».")

    def menu(self) -> list[str]:
        """Where the links of the page's menu lead, in their order."""
        return [str(link) for link in self._tree().xpath("//nav[@class='lsc-menu']//a/@href")]

    def submit(self, *, having: str, refused: bool = False, **answers: str) -> "Visitor":
        """Fill in and send the form that has a field of that name, as its button would.

        Raises VisitError where there is no such form, or where the site refuses (``refused``: or
        where it does not).
        """
        for form in self._tree().forms:
            if having in form.fields:
                sent = dict(form.form_values()) | answers
                action = urljoin(str(self._shown().url), form.action or str(self._shown().url))
                method = (form.method or "get").upper()
                headers = {"Referer": str(self._shown().url)}
                response = self._client.request(method, action, data=sent, headers=headers)
                return self._keep(response, refused=refused)
        raise VisitError(f"{self.path} : aucun formulaire avec « {having} ». {self.text[:300]}")

    def fields(self) -> set[str]:
        """Names of the fields of all forms of the page."""
        return {name for form in self._tree().forms for name in form.fields}

    def errors(self) -> list[str]:
        """What the page says is wrong with the form."""
        marked = self._tree().xpath(
            "//*[contains(@class, 'lsc-field-error') or contains(@class, 'alert-danger')]"
        )
        return [" ".join(item.text_content().split()) for item in marked]

    def _keep(self, response: httpx.Response, *, refused: bool = False) -> "Visitor":
        self.page = response
        if response.status_code == 422 and refused:
            return self
        if response.is_error or refused:
            told = "; ".join(self.errors()) or self.text[:300]
            raise VisitError(f"{response.url} : {response.status_code} {told}")
        return self

    def _shown(self) -> httpx.Response:
        if self.page is None:
            raise VisitError("Aucune page n’est ouverte.")
        return self.page

    def _tree(self) -> Any:
        return html.fromstring(self._shown().text.strip() or "<html></html>")
