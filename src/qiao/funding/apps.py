from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "qiao.funding"
    label = "funding"
    verbose_name = "资金"

    def ready(self) -> None:
        from qiao.funding.law.notices import DUE
        from qiao.trail.checks import register_check
        from qiao.trail.kinds import register_notice
        from qiao.trail.signed import register_part
        from qiao.trail.upkeep import register_chore

        register_check("台账借贷 ledger", "qiao.funding.checks.ledger_breaks")
        register_check("台账哈希链 ledger chain", "qiao.funding.checks.chain_breaks")
        register_part("ledger", "qiao.funding.checks.heads", "qiao.funding.checks.heads_breaks")
        register_notice(DUE)
        register_chore("法定期限 deadlines", "qiao.funding.law.actions.remind_everywhere")
