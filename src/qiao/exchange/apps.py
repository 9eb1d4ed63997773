from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "qiao.exchange"
    label = "exchange"
    verbose_name = "平台往来"

    def ready(self) -> None:
        from qiao.registry.panels import register_panel
        from qiao.relief.elsewhere import register_elsewhere
        from qiao.trail.upkeep import register_chore

        register_elsewhere("qiao.exchange.queries.brought")
        register_panel("need", "qiao.exchange.panel.of_need")
        register_chore("对接平台 platforms", "qiao.exchange.upkeep.fetch_everywhere")
