from typing import ClassVar

from django.db import migrations

from qiao.accounts.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies: ClassVar = [("intake", "0001_initial")]
    operations: ClassVar = [AppendOnly("intake_report")]
