from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("funding", "0017_money_with_the_host")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="campaign",
            name="audience",
            field=models.CharField(
                choices=[("ALL", "全体会员"), ("PERSONS", "个人会员"), ("ENTERPRISES", "单位会员")],
                default="ALL",
                max_length=11,
                verbose_name="面向哪种会员",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience", "ALL"), ("route", "DIRECTED"), _connector="OR"),
                name="only_appeals_choose_members",
                violation_error_message="只有定向募捐才选面向哪种会员。",
            ),
        ),
    ]
