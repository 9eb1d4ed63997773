from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "qiao.gaps"
    label = "gaps"
    verbose_name = "拾遗补缺"

    def ready(self) -> None:
        from qiao.gaps.notices import ASSIGNED
        from qiao.registry.served import register_server
        from qiao.trail.jobs import register_kind
        from qiao.trail.kinds import register_notice

        register_notice(ASSIGNED)
        register_server("qiao.gaps.serving.served_already")
        register_kind("figures_check", "qiao.gaps.long_job.check_figures")
        register_kind("figures_load", "qiao.gaps.long_job.load_figures")
