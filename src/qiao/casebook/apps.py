from django.apps import AppConfig


class CasebookConfig(AppConfig):
    name = "qiao.casebook"
    label = "casebook"
    verbose_name = "案例"

    def ready(self) -> None:
        from qiao.casebook.notices import ASKED, LAPSED
        from qiao.trail.jobs import register_kind
        from qiao.trail.kinds import register_notice
        from qiao.trail.upkeep import register_chore

        register_kind("edition", "qiao.casebook.printing.print_edition")
        register_notice(ASKED)
        register_notice(LAPSED)
        register_chore("下架逾期 takedowns", "qiao.casebook.actions.takedown.lapse_everywhere")
