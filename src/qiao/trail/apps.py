from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "qiao.trail"
    label = "trail"
    verbose_name = "流转记录"

    def ready(self) -> None:
        from qiao.trail.upkeep import register_chore

        register_chore("任务 jobs", "qiao.trail.jobs.revive")
        register_chore("通知 notices", "qiao.trail.sending.send_due")
        register_chore("索引统计 rows", "qiao.trail.counting.count_daily")
        register_chore("登录 sign-ins", "qiao.accounts.signing_in.sweep")
        register_chore("会话 sessions", "qiao.accounts.open_sessions.sweep")
