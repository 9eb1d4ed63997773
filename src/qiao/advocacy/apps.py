from django.apps import AppConfig


class AdvocacyConfig(AppConfig):
    name = "qiao.advocacy"
    label = "advocacy"
    verbose_name = "桥二：建言"

    def ready(self) -> None:
        from qiao.advocacy.notices import ANSWERED, SILENT
        from qiao.trail.kinds import register_notice
        from qiao.trail.upkeep import register_chore

        register_notice(ANSWERED)
        register_notice(SILENT)
        register_chore("报送催办 filings", "qiao.advocacy.actions.filing.remind_silent")
