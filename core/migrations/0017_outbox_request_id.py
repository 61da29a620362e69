from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0016_message_tells_of_entities"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxmessage",
            name="request_id",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
