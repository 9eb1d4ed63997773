import django.db.models.deletion
import django.utils.timezone
import uuid
from typing import ClassVar
from django.db import migrations, models

from qiao.relief.part_balances import MovementsMoveParts


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("registry", "0003_organization_names"),
        ("relief", "0008_goods_lists"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="LotPart",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="第几份")),
                (
                    "expires_on",
                    models.DateField(blank=True, db_index=True, null=True, verbose_name="失效日期"),
                ),
                ("batch", models.CharField(blank=True, max_length=40, verbose_name="生产批号")),
                (
                    "unfit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("STANDARD", "达不到医用标准"),
                            ("CERTIFICATE", "证件缺失或过期"),
                            ("DAMAGED", "包装或货物受损"),
                        ],
                        max_length=12,
                        verbose_name="不合标准",
                    ),
                ),
                ("unfit_note", models.CharField(blank=True, max_length=120, verbose_name="说明")),
            ],
            options={
                "verbose_name": "分批",
                "verbose_name_plural": "分批",
                "ordering": ("lot", "number"),
            },
        ),
        migrations.CreateModel(
            name="PartBalance",
            fields=[
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="relief.lotpart",
                        verbose_name="分批",
                    ),
                ),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "part_id", "account", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        choices=[
                            ("OUTSIDE", "外部"),
                            ("AVAILABLE", "可用"),
                            ("HELD", "已留"),
                            ("IN_TRANSIT", "在途"),
                            ("DELIVERED", "已签收"),
                            ("DIFFERENCE", "差异"),
                            ("WRITTEN_OFF", "已报损"),
                        ],
                        max_length=12,
                        verbose_name="账",
                    ),
                ),
                ("quantity", models.BigIntegerField(default=0, verbose_name="数量")),
            ],
            options={
                "verbose_name": "分批余额",
                "verbose_name_plural": "分批余额",
            },
        ),
        migrations.CreateModel(
            name="Store",
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
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("hours", models.CharField(blank=True, max_length=120, verbose_name="收发时间")),
            ],
            options={
                "verbose_name": "仓库",
                "verbose_name_plural": "仓库",
                "ordering": ("name",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="stockmovement",
            name="stock_movement_two_sides",
        ),
        migrations.AddField(
            model_name="lotpart",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="relief.lot",
                verbose_name="批次",
            ),
        ),
        migrations.AddField(
            model_name="lotpart",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.organization",
                verbose_name="所属组织",
            ),
        ),
        migrations.AddField(
            model_name="lotpart",
            name="serves_as",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.item",
                verbose_name="可当作",
            ),
        ),
        migrations.AddField(
            model_name="stockcount",
            name="part",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="counts",
                to="relief.lotpart",
                verbose_name="分批",
            ),
        ),
        migrations.AddField(
            model_name="stockmovement",
            name="source_part",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="relief.lotpart",
                verbose_name="从哪一份",
            ),
        ),
        migrations.AddField(
            model_name="stockmovement",
            name="target_part",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="relief.lotpart",
                verbose_name="到哪一份",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockmovement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", models.F("target")), _negated=True),
                    models.Q(
                        models.Q(
                            ("source_part__isnull", False), ("target_part__isnull", False), _connector="OR"
                        ),
                        models.Q(("source_part", models.F("target_part")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="stock_movement_two_sides",
            ),
        ),
        migrations.AddField(
            model_name="store",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.organization",
                verbose_name="所属组织",
            ),
        ),
        migrations.AddField(
            model_name="store",
            name="place",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.place",
                verbose_name="地点",
            ),
        ),
        migrations.AddField(
            model_name="lotpart",
            name="store",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="relief.store",
                verbose_name="仓库",
            ),
        ),
        migrations.AddConstraint(
            model_name="partbalance",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 0)),
                name="part_never_below_zero",
                violation_error_message="库存不能为负。",
            ),
        ),
        migrations.AddConstraint(
            model_name="store",
            constraint=models.UniqueConstraint(
                fields=("organization", "name"),
                name="store_name_once",
                violation_error_message="已有同名的仓库。",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotpart",
            constraint=models.UniqueConstraint(fields=("lot", "number"), name="lot_part_once"),
        ),
        migrations.AddConstraint(
            model_name="lotpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unfit", ""), _negated=True), ("serves_as__isnull", True), _connector="OR"
                ),
                name="lot_part_fit_is_itself",
            ),
        ),
        MovementsMoveParts(),
    ]
