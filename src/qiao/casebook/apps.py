from django.apps import AppConfig


class CasebookConfig(AppConfig):
    name = "qiao.casebook"
    label = "casebook"
    verbose_name = "案例"

    def ready(self) -> None:
        from qiao.casebook.notices import ASKED, FOR_ASKERS, LAPSED
        from qiao.trail.jobs import register_kind
        from qiao.trail.kinds import register_notice
        from qiao.trail.upkeep import register_chore

        register_kind("edition", "qiao.casebook.printing.print_edition")
        register_kind("full_edition", "qiao.casebook.full_editions.make_files")
        register_notice(ASKED)
        register_notice(LAPSED)
        for kind in FOR_ASKERS.values():
            register_notice(kind)
        register_chore("到期的全文文件 full editions", "qiao.casebook.full_editions.clear_everywhere")
        register_chore("下架逾期 takedowns", "qiao.casebook.actions.takedown.lapse_everywhere")
        register_chore("请求下架的人 askers", "qiao.casebook.actions.takedown.forget_askers")
