"""What is only said to be so is found by an index of its own: it is rare among the notes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0025_long_lists_in_order")]

    operations = [
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["code", "report"], name="note_by_code"),
        ),
    ]
