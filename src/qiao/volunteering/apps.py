from django.apps import AppConfig


class VolunteeringConfig(AppConfig):
    name = "qiao.volunteering"
    label = "volunteering"
    verbose_name = "志愿服务"

    def ready(self) -> None:
        from qiao.intake.takers import register_list, register_taker
        from qiao.trail.kinds import register_notice
        from qiao.volunteering.notices import KINDS

        register_taker("SHIFT", "qiao.volunteering.from_forms.take_hours")
        register_list("qiao_activities", "qiao.volunteering.from_forms.activities_list")
        for kind in KINDS:
            register_notice(kind)
