from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "qiao.intake"
    label = "intake"
    verbose_name = "声音"

    def ready(self) -> None:
        from qiao.trail.upkeep import register_chore

        register_chore("需求过期 needs", "qiao.intake.upkeep.expire_everywhere")
        register_chore("附件清理 attachments", "qiao.intake.attachments.sweep")
        register_chore("错误查询码 codes", "qiao.intake.upkeep.forget_wrong_codes")
