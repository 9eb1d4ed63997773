from django.apps import AppConfig


class ReliefConfig(AppConfig):
    name = "qiao.relief"
    label = "relief"
    verbose_name = "桥一：供需"

    def ready(self) -> None:
        from qiao.intake.holding import register_holder
        from qiao.intake.reporter.fitting import register_fitter
        from qiao.intake.reporter.standing import register_answerer, register_further
        from qiao.intake.takers import register_list, register_taker
        from qiao.registry.carrying import register_carrier
        from qiao.registry.in_kind import register_counter
        from qiao.relief import notices
        from qiao.relief.thanks import THANKS
        from qiao.trail.checks import register_check
        from qiao.trail.kinds import register_notice
        from qiao.trail.upkeep import register_chore

        register_further("qiao.relief.standing.how_far")
        register_answerer("qiao.relief.standing.bulletin_answers")
        register_answerer("qiao.relief.standing.traces_of_gifts")
        register_fitter("qiao.relief.fitting.fits_in_public")
        register_notice(THANKS)
        register_notice(notices.PROBLEM)
        register_check("库存守恒 stock", "qiao.relief.checks.stock_breaks")
        register_chore("签收后回访 signed", "qiao.relief.closing.ask_after_signing")
        register_chore("公告 bulletins", "qiao.relief.publishing.issue_due")
        register_holder("对接 matches", "qiao.relief.queries.matched_voices")
        register_holder("成套 kits", "qiao.relief.queries.packed_voices")
        register_taker("STOCK", "qiao.relief.from_forms.take_count")
        register_list("qiao_lots", "qiao.relief.from_forms.lots_list")
        register_contacts()
        register_carrier("qiao.relief.carrying.open_matches")
        register_counter("qiao.relief.given.signed_for")


def register_contacts() -> None:
    """Let the registry keep the contacts of stores."""
    from qiao.registry.contact_subjects import register_subject

    register_subject("store", "qiao.relief.store_contacts.store_of")
