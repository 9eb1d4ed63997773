"""What is not fit is found by an index of its own: it is rare among the parts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("relief", "0020_long_lists_in_order")]

    operations = [
        migrations.AddIndex(
            model_name="lotpart",
            index=models.Index(fields=["unfit"], name="part_unfit"),
        ),
    ]
