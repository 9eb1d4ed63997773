from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "qiao.funding"
    label = "funding"
    verbose_name = "资金"

    def ready(self) -> None:
        from qiao.trail.checks import register_check

        register_check("台账借贷 ledger", "qiao.funding.checks.ledger_breaks")
        register_check("台账哈希链 ledger chain", "qiao.funding.checks.chain_breaks")
