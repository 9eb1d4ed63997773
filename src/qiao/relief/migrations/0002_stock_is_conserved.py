from typing import ClassVar

from django.db import migrations

from qiao.accounts.append_only import AppendOnly
from qiao.relief.balances import MovementsMoveBalances


class Migration(migrations.Migration):
    dependencies: ClassVar = [("relief", "0001_initial")]
    operations: ClassVar = [AppendOnly("relief_stockmovement"), MovementsMoveBalances()]
