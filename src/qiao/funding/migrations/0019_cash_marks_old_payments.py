from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("funding", "0018_appeals_choose_members")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="cashaid",
            name="is_paid_by_proposer",
            field=models.BooleanField(default=False, editable=False, verbose_name="早先的规则下由提出人发放"),
        ),
    ]
