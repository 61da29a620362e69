"""The form that describes an exchange folder. It never shows a secret, not even after an error."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files.models import ExchangeFolder
from core.files.services.exchange import folders

_KEEP = _("Laissez vide pour garder celui qui est enregistré.")


class SecretTextarea(forms.Textarea):
    """Several lines that are typed or pasted, and never sent back to the page."""

    def format_value(self, value: Any) -> str | None:
        return None


class FolderForm(forms.ModelForm):  # type: ignore[type-arg]
    password = forms.CharField(
        label=_("Mot de passe"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    private_key = forms.CharField(
        label=_("Clé privée"),
        required=False,
        widget=SecretTextarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Au format OpenSSH ou PEM, du BEGIN au END compris."),
    )
    passphrase = forms.CharField(
        label=_("Phrase de passe de la clé"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = ExchangeFolder
        fields = [
            "label",
            "code",
            "kind",
            "host",
            "port",
            "path",
            "username",
            "login",
            "authority",
            "after_download",
            "processed_folder",
        ]
        widgets = {
            "authority": forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
            "host": forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}),
            "username": forms.TextInput(attrs={"autocapitalize": "off", "autocomplete": "off"}),
        }
        help_texts = {
            "code": _("Court et sans espace, par exemple « automate »."),
            "path": _("Chez le partenaire, par exemple « /depot » ; ou sur ce poste."),
            "port": _("Vide : 22 pour SFTP, 21 pour FTP et FTPS."),
            "authority": _(
                "Seulement si le certificat du serveur n’est pas signé par une autorité publique."
            ),
            "processed_folder": _("Créé dans le dossier lui-même s’il n’existe pas."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance.pk is not None
        self._folder = ExchangeFolder.objects.get(pk=self.instance.pk) if stored else None
        for name in ("password", "passphrase"):
            if self._folder and getattr(self._folder, name):
                self.fields[name].help_text = _KEEP
        if self._folder and self._folder.private_key:
            self.fields["private_key"].help_text = _("Laissez vide pour garder la clé enregistrée.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            wanted = folders.with_values(self._folder, values)
            for field, problem in folders.problems_of(wanted).items():
                self.add_error(field, problem)
        return values
