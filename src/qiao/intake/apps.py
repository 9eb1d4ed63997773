from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "qiao.intake"
    label = "intake"
    verbose_name = "声音"

    def ready(self) -> None:
        from qiao.intake.actions.repeats import look_again_after_renaming
        from qiao.intake.notices import KINDS
        from qiao.intake.takers import register_list
        from qiao.registry.carrying import register_carrier
        from qiao.registry.contact_subjects import register_subject, register_teller
        from qiao.registry.marks import when_names_change
        from qiao.trail.jobs import register_kind
        from qiao.trail.kinds import register_notice
        from qiao.trail.upkeep import register_chore

        when_names_change(look_again_after_renaming)
        for kind in KINDS:
            register_notice(kind)
        register_list("qiao_needs", "qiao.intake.queries.form_lists.needs_list")
        register_list("qiao_institutions", "qiao.intake.queries.form_lists.institutions_list")
        register_subject("need", "qiao.intake.contacts.need_of")
        register_teller("qiao.intake.contacts.tell_need_followers")
        register_chore("需求过期 needs", "qiao.intake.upkeep.expire_everywhere")
        register_chore("闭环回访 closure", "qiao.intake.upkeep.ask_everywhere")
        register_chore("答复时限 answers", "qiao.intake.upkeep.remind_everywhere")
        register_chore("疑似重复 repeats", "qiao.intake.upkeep.look_for_repeats")
        register_chore("附件清理 attachments", "qiao.intake.attachments.sweep")
        register_chore("错误查询码 codes", "qiao.intake.upkeep.forget_wrong_codes")
        register_chore("旧导入文件 imports", "qiao.intake.loaded.job.sweep_files")
        register_chore("没有保存的粘贴 drafts", "qiao.intake.pasted.job.sweep_drafts")
        register_chore("读不了的推送 held", "qiao.intake.upkeep.end_held_deliveries")
        register_chore("预警源 feeds", "qiao.intake.upkeep.ask_feeds")
        register_chore("大事件的汇总数 kept", "qiao.intake.keeping.make_anew")
        register_kind("draft_read", "qiao.intake.pasted.job.read_draft")
        register_kind("import_check", "qiao.intake.loaded.job.check_rows")
        register_kind("import_load", "qiao.intake.loaded.job.load_rows")
        register_kind("second_reading", "qiao.intake.second_reader.read_second")
        register_carrier("qiao.intake.carrying.open_turns")
