from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "qiao.registry"
    label = "registry"
    verbose_name = "名录"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from qiao.registry.contact_notices import KINDS
        from qiao.registry.marks import renew_lexicon_mark
        from qiao.trail.kinds import register_notice
        from qiao.trail.upkeep import register_chore

        for kind in KINDS:
            register_notice(kind)
        register_chore("联系方式生效 contacts", "qiao.registry.contact_actions.take_effect_everywhere")
        register_chore("名称相像 looks", "qiao.registry.look_actions.find_looks_everywhere")
        for signal in (post_save, post_delete):
            for name in ("Place", "Item", "ItemAlias"):
                signal.connect(
                    renew_lexicon_mark,
                    sender=self.get_model(name),
                    dispatch_uid=f"lexicon-{name}-{id(signal)}",
                )
