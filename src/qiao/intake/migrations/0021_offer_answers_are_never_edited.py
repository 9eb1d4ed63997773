from typing import ClassVar

from django.db import migrations

from qiao.accounts.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies: ClassVar = [("intake", "0020_offers_are_graded_and_answered")]
    operations: ClassVar = [AppendOnly("intake_offeranswer")]
