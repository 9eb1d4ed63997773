import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("registry", "0007_ties_say_whose_they_are"),)
    operations = (
        migrations.AlterField(
            model_name="partnership",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.organization",
                verbose_name="所属组织",
            ),
        ),
        *(
            migrations.RemoveField(model_name="cooperation", name=name)
            for name in ("begun_by_organization", "department_brings", "effect", "organization_brings")
        ),
    )
