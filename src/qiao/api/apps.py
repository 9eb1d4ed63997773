from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "qiao.api"
    label = "api"
    verbose_name = "接口"

    def ready(self) -> None:
        from qiao.trail.jobs import register_kind
        from qiao.trail.upkeep import register_chore

        register_chore("旧导出 exports", "qiao.api.exports.run.sweep")
        register_kind("export", "qiao.api.exports.run.write_export")
        register_chore("批量运行 batch runs", "qiao.api.runs.work.sweep")
        register_kind("batch", "qiao.api.runs.work.do_run")
