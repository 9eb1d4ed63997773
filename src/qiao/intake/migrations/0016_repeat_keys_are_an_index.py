"""Keys of repeats in a third of the room. They are made anew, and so are the records: cities of organisations were cut wrongly."""

import django.db.models.deletion
from django.db import migrations, models


def forget(apps, _schema_editor):
    """Delete what can be noted again from needs, offers and organisations. Pairs and decisions stay."""
    apps.get_model("intake", "RepeatRecord").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("intake", "0015_filled_forms_are_never_edited")]

    operations = [
        migrations.DeleteModel(name="RepeatKey"),
        migrations.RunPython(forget, migrations.RunPython.noop, elidable=True),
        migrations.CreateModel(
            name="RepeatKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("mark", models.BigIntegerField(verbose_name="键")),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="intake.repeatrecord",
                        verbose_name="比对记录",
                    ),
                ),
            ],
            options={
                "verbose_name": "比对键",
                "verbose_name_plural": "比对键",
                "indexes": [models.Index(fields=["mark", "-id"], name="repeat_key_met")],
            },
        ),
    ]
