from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from qiao.funding.balances_by_purpose import Lifted, PurposesBalance
from qiao.funding.hosts.balances import HostsHoldWhatTheyPay


class Migration(migrations.Migration):
    dependencies: ClassVar = [("funding", "0016_cash_three_hands")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="grant",
            name="campaign",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="funding.campaign",
                verbose_name="出自联合公募",
            ),
        ),
        Lifted(PurposesBalance()),
        PurposesBalance(),
        HostsHoldWhatTheyPay(),
    ]
