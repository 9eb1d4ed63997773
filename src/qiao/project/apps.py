from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "qiao.project"
    label = "project"
    verbose_name = "项目"

    def ready(self) -> None:
        """Raise the second wall wherever tables may have changed."""
        from django.apps import apps
        from django.db.models.signals import post_migrate

        from qiao.project.walls.raising import after_migrating

        # Django tells only apps that have models; all migrations are through when it tells the first.
        last = apps.get_app_config("api")
        post_migrate.connect(after_migrating, sender=last, dispatch_uid="qiao.walls")
