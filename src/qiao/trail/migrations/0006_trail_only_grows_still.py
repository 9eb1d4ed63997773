from typing import ClassVar

from django.db import migrations

from qiao.accounts.append_only import AppendOnlyAgain


class Migration(migrations.Migration):
    dependencies: ClassVar = [("trail", "0005_long_lists_in_order")]
    operations: ClassVar = [AppendOnlyAgain("trail_trailentry")]
