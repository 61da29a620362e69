"""The security log tells of data handed over to a person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0014_sent_forms"),
    ]

    operations = [
        migrations.AlterField(
            model_name="securityevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sign_in", "Connexion"),
                    ("sign_in.refused", "Connexion refusée"),
                    ("sign_in.locked", "Essais bloqués"),
                    ("sign_in.way_in_asked", "Déblocage demandé"),
                    ("sign_in.way_in_used", "Appareil débloqué par e-mail"),
                    ("sign_out", "Déconnexion"),
                    ("factor.refused", "Second facteur refusé"),
                    ("factor.added", "Second facteur ajouté"),
                    ("factor.removed", "Second facteur retiré"),
                    ("factor.reset", "Second facteur réinitialisé"),
                    ("factor.recovery_codes", "Codes de secours refaits"),
                    ("password.link", "Lien de mot de passe demandé"),
                    ("password.changed", "Mot de passe changé"),
                    ("password.issued", "Mot de passe remis par l’agence"),
                    ("address.changed", "Adresse e-mail changée"),
                    ("user.created", "Utilisateur créé"),
                    ("rights.changed", "Droits changés"),
                    ("account.closed", "Compte désactivé"),
                    ("account.opened", "Compte réactivé"),
                    ("forbidden", "Accès refusé (403)"),
                    ("data.handed_over", "Données d’une personne remises"),
                    ("api_key.used", "Clé d’API utilisée"),
                    ("api_key.refused", "Clé d’API refusée"),
                    ("session.ended", "Session fermée"),
                    ("session.idle", "Session fermée faute d’activité"),
                ],
                max_length=40,
                verbose_name="événement",
            ),
        ),
    ]
