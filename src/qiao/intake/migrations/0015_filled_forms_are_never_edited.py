from typing import ClassVar

from django.db import migrations

from qiao.accounts.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies: ClassVar = [("intake", "0014_duplicates")]
    operations: ClassVar = [AppendOnly("intake_filledform")]
