from django.db import models
from django.utils.translation import gettext_lazy as _

#: How the proof of a mandate on paper names its means.
PAPER = "paper"


class SignatureChannel(models.TextChoices):
    EMAIL_CODE = "email_code", _("Code reçu par e-mail")
    PASSWORD = "password", _("Mot de passe ressaisi")
