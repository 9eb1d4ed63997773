from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casebook", "0009_one_takedown_request_a_text")]

    operations = [
        migrations.AddConstraint(
            model_name="takedown",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case__isnull", False), ("state", "ASKED")),
                fields=("case",),
                name="takedown_case_asked_once",
                violation_error_message="这份文字已有一个待处理的下架请求。",
            ),
        ),
        migrations.AddConstraint(
            model_name="takedown",
            constraint=models.UniqueConstraint(
                condition=models.Q(("part__isnull", False), ("state", "ASKED")),
                fields=("part",),
                name="takedown_part_asked_once",
                violation_error_message="这份文字已有一个待处理的下架请求。",
            ),
        ),
    ]
