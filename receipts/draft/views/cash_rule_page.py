"""Payments in cash: let one through, set the ceilings."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.people.access import right_required
from core.screens import toasts
from core.text.errors import BusinessError
from core.text.money import MoneyFormField
from receipts.draft.selectors.cash_refusals import cash_rule
from receipts.draft.services.override_cash_rule import override_cash_rule, set_cash_rule
from receipts.draft.views.answers import changed, refusals_shown, staff


class CashRuleForm(forms.Form):
    ceiling = MoneyFormField(
        label=gettext_lazy("Plafond ordinaire, en euros"),
        help_text=gettext_lazy("1 000 € au plus, selon le code monétaire et financier, D112-3."),
    )
    ceiling_abroad = MoneyFormField(
        label=gettext_lazy("Plafond des débiteurs domiciliés à l’étranger, en euros"),
        help_text=gettext_lazy(
            "15 000 € au plus, pour qui n’a pas son domicile fiscal en France et n’agit pas pour "
            "sa profession : indiquez-le sur sa fiche de tiers."
        ),
    )


@right_required("receipts_draft.override_cash_rule")
@require_POST
@refusals_shown
def override(request: HttpRequest, pk: int) -> HttpResponse:
    """Let this line be posted in spite of the rule, for the reason given."""
    receipt = override_cash_rule(
        pk, acting_user=staff(request), reason=request.POST.get("reason", "")
    )
    return changed(request, _("%(label)s : espèces admises.") % {"label": receipt.label})


@right_required("core_people.manage_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest) -> HttpResponse:
    """*Règle des espèces*."""
    stored = cash_rule()
    initial = {"ceiling": stored.ceiling, "ceiling_abroad": stored.ceiling_abroad}
    form = CashRuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_cash_rule(acting_user=staff(request), **form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            toasts.done(request, _("La règle des espèces est enregistrée."))
            return redirect("receipts:cash_rule")
    return render(
        request,
        "receipts/cash_rule.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )
