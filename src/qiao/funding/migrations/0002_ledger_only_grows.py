from typing import ClassVar

from django.db import migrations

from qiao.accounts.append_only import AppendOnly
from qiao.funding.balances import EntriesBalance


class Migration(migrations.Migration):
    dependencies: ClassVar = [("funding", "0001_initial")]
    operations: ClassVar = [
        AppendOnly("funding_ledgerentry"),
        AppendOnly("funding_ledgerline"),
        EntriesBalance(),
    ]
