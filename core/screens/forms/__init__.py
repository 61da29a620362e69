"""How every form is rendered."""

from typing import Any

from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    Field,
    RadioSelect,
    Select,
)
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import ChoiceWidget, FileInput, Widget


def _class_of(widget: Widget) -> str:
    if isinstance(widget, CheckboxInput | CheckboxSelectMultiple | RadioSelect):
        return "form-check-input"
    if isinstance(widget, Select | ChoiceWidget):
        return "form-select"
    if getattr(widget, "input_type", "") == "color" and not isinstance(widget, FileInput):
        return "form-control form-control-color"
    return "form-control"


#: Django's own word for "nothing chosen", which no one says.
_DASHES = "---------"
NOTHING = "—"


def _without_dashes(field: Field) -> None:
    if getattr(field, "empty_label", None) == _DASHES:
        field.empty_label = NOTHING  # type: ignore[attr-defined]
    choices = getattr(field, "choices", None)
    if isinstance(choices, list) and any(label == _DASHES for _value, label in choices):
        field.choices = [  # type: ignore[attr-defined]
            (value, NOTHING if label == _DASHES else label) for value, label in choices
        ]


class TablerBoundField(BoundField):
    """A field whose widget wears Tabler's classes, red where it has errors."""

    def __init__(self, form: BaseForm, field: Field, name: str) -> None:
        _without_dashes(field)
        super().__init__(form, field, name)

    def build_widget_attrs(self, attrs: Any, widget: Widget | None = None) -> Any:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden:
            wanted = [widget.attrs.get("class", ""), _class_of(widget)]
            built["class"] = " ".join([*filter(None, wanted), *["is-invalid"] * bool(self.errors)])
        return built


class TablerRenderer(TemplatesSetting):
    """Fields with Tabler's markup, errors tied to their field for screen readers."""

    field_template_name = "core/forms/field.html"
    form_template_name = "core/forms/form.html"
    bound_field_class = TablerBoundField
