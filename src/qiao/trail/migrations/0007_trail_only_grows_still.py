from typing import ClassVar

from django.db import migrations

from qiao.accounts.append_only import AppendOnlyAgain


class Migration(migrations.Migration):
    dependencies: ClassVar = [("trail", "0006_rows_are_counted")]
    operations: ClassVar = [AppendOnlyAgain("trail_trailentry")]
