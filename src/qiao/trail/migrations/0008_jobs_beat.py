from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("trail", "0007_trail_only_grows_still")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="job",
            name="beat_at",
            field=models.DateTimeField(null=True, verbose_name="最近一次报到"),
        ),
    ]
