from django.apps import AppConfig


class PreparingConfig(AppConfig):
    name = "qiao.preparing"
    label = "preparing"
    verbose_name = "谋划与演练"

    def ready(self) -> None:
        from qiao.trail.jobs import register_kind

        register_kind("drill", "qiao.preparing.drill_job.compute")
