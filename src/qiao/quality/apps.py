from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "qiao.quality"
    label = "quality"
    verbose_name = "服务质量"

    def ready(self) -> None:
        from qiao.quality.notices import WAITING
        from qiao.trail.kinds import register_notice

        register_notice(WAITING)
