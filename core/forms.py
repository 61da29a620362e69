"""How every form is rendered."""

from django.forms.renderers import TemplatesSetting


class TablerRenderer(TemplatesSetting):
    """Fields with Tabler's markup, errors tied to their field for screen readers."""

    field_template_name = "core/forms/field.html"
