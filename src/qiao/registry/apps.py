from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "qiao.registry"
    label = "registry"
    verbose_name = "名录"

    def ready(self) -> None:
        from qiao.registry.contact_notices import KINDS
        from qiao.trail.kinds import register_notice
        from qiao.trail.upkeep import register_chore

        for kind in KINDS:
            register_notice(kind)
        register_chore("联系方式生效 contacts", "qiao.registry.contact_actions.take_effect_everywhere")
        register_chore("名称相像 looks", "qiao.registry.look_actions.find_looks_everywhere")
