from typing import ClassVar

from django.db import migrations

from qiao.accounts.append_only import AppendOnly
from qiao.funding.balances_by_purpose import PurposesBalance


class Migration(migrations.Migration):
    dependencies: ClassVar = [("funding", "0003_ledger_approvals_and_chain")]
    operations: ClassVar = [
        AppendOnly("funding_ledgerentry"),
        AppendOnly("funding_ledgerline"),
        AppendOnly("funding_ledgerapproval"),
        PurposesBalance(),
    ]
