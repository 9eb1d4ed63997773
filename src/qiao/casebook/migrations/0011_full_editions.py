import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casebook", "0010_takedown_asked_once"),
        ("registry", "0010_scope_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="FullEdition",
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
                ("asked_at", models.DateTimeField(verbose_name="发起时间")),
                ("job_id", models.UUIDField(verbose_name="任务")),
                ("built_at", models.DateTimeField(blank=True, null=True, verbose_name="制作时间")),
                ("files", models.JSONField(blank=True, default=dict, verbose_name="文件及摘要")),
                ("refusal", models.JSONField(blank=True, default=dict, verbose_name="没有做成的原因")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organization",
                        verbose_name="所属组织",
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edition",
                        to="casebook.textrequest",
                        verbose_name="全文申领",
                    ),
                ),
            ],
            options={
                "verbose_name": "全文版文件",
                "verbose_name_plural": "全文版文件",
            },
        ),
    ]
