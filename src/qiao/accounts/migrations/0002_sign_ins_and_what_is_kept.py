import uuid

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tries to sign in by keyed marks, and the table that all processes keep used codes and counts in."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Kept",
            fields=[
                (
                    "cache_key",
                    models.CharField(max_length=255, primary_key=True, serialize=False, verbose_name="键"),
                ),
                ("value", models.TextField(verbose_name="值")),
                ("expires", models.DateTimeField(db_index=True, verbose_name="到期")),
            ],
            options={"verbose_name": "暂存", "verbose_name_plural": "暂存", "db_table": "qiao_cache"},
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="建立时间"
                    ),
                ),
                ("account_mark", models.CharField(max_length=64, verbose_name="账户标记")),
                ("password_mark", models.CharField(blank=True, max_length=8, verbose_name="密码标记")),
                ("client_mark", models.CharField(max_length=64, verbose_name="来处标记")),
                ("has_succeeded", models.BooleanField(default=False, verbose_name="是否成功")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "登录尝试",
                "verbose_name_plural": "登录尝试",
                "ordering": ("-at",),
                "indexes": [
                    models.Index(fields=["account_mark", "at"], name="sign_in_account"),
                    models.Index(fields=["password_mark", "at"], name="sign_in_password"),
                    models.Index(fields=["client_mark", "at"], name="sign_in_client"),
                ],
            },
        ),
    ]
