"""Every template is rendered by someone, and none prints what is not there."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.template import Context, Template, engines
from django.utils.functional import SimpleLazyObject

from tests.house import checks
from tests.undefined import UndefinedVariable, _is_ours

#: Django and allauth render these themselves when a request fails.
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}


def other_peoples_templates(root: Path) -> set[str]:
    """Names that an installed package renders, and that one of ours may therefore override."""
    import django

    folders = [Path(config.path) / "templates" for config in apps.get_app_configs()]
    folders = [
        folder for folder in folders if not folder.is_relative_to(root) or ".venv" in folder.parts
    ]
    folders.append(Path(django.__file__).parent / "forms" / "templates")
    return {str(file.relative_to(folder)) for folder in folders for file in folder.rglob("*.*")}


def test_every_template_is_rendered_included_or_extended(repository: Path) -> None:
    names: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    literals = ERROR_PAGES | other_peoples_templates(repository)
    for file in checks.tracked_files(repository):
        path = file.relative_to(repository)
        if "templates" in path.parts[:-1] and path.parts[0] != "tests":
            start = path.parts.index("templates") + 1
            names.add("/".join(path.parts[start:]))
            literals |= set(checks.template_references(file.read_text()))
        elif file.suffix == ".py" and path.parts[0] != "tests":
            patterns += checks.python_template_names(file.read_text())
    findings = sorted(checks.unreferenced(names, patterns, literals))
    assert not findings, "nobody renders: " + ", ".join(findings)


def test_a_template_nobody_renders_is_found() -> None:
    python = 'render(request, "a/page.html")\nname = f"b/{kind}_row.html"\n'
    literals = set(checks.template_references("{% include 'a/part.html' with x=1 %}"))
    names = ["a/page.html", "b/cash_row.html", "a/part.html", "a/forgotten.html"]
    patterns = checks.python_template_names(python)
    assert checks.unreferenced(names, patterns, literals) == ["a/forgotten.html"]


def test_the_engine_reports_undefined_variables() -> None:
    assert isinstance(engines["django"].engine.string_if_invalid, UndefinedVariable)  # type: ignore[attr-defined]


@pytest.mark.parametrize("source", ["{{ missing }}", "{{ a.missing }}", "{{ missing|upper }}"])
def test_an_undefined_variable_fails(source: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="undefined variable"):
        Template(source).render(Context({"a": {}}))


@pytest.mark.parametrize(
    "source",
    ["{% if missing %}x{% endif %}", "{% for x in missing %}x{% endfor %}", "{{ a.empty }}"],
)
def test_what_django_allows_is_allowed(source: str) -> None:
    assert Template(source).render(Context({"a": {"empty": ""}})) == ""


def test_a_missing_relation_is_false_and_cannot_be_printed() -> None:
    class AbsentError(Exception):
        silent_variable_failure = True

    class Owner:
        @property
        def related(self) -> None:
            raise AbsentError

    context = Context({"owner": SimpleLazyObject(Owner)})
    assert Template("{% if owner.related %}x{% endif %}").render(context) == ""
    with pytest.raises(pytest.fail.Exception, match="undefined variable"):
        Template("{{ owner.related }}").render(context)


def test_other_peoples_templates_are_left_alone() -> None:
    assert not _is_ours("/usr/lib/python3/dist-packages/allauth/templates/account/login.html")
    assert _is_ours("")


def test_lines_of_templates_can_be_read(repository: Path) -> None:
    long = [
        f"{path.relative_to(repository)}:{number}"
        for path in (repository / "templates").rglob("*.html")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > 120
    ]
    assert long == []
