from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("product", models.SlugField(max_length=40, unique=True, verbose_name="produit")),
                ("active", models.BooleanField(default=True, verbose_name="souscrit")),
                ("since", models.DateField(verbose_name="depuis le")),
            ],
            options={"verbose_name": "abonnement", "default_permissions": ()},
        ),
    ]
