from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.care.actions.keeping import destroy_old_keys, organizations_with_files, rotate_keys


class Command(BaseCommand):
    """Change the keys under which care files are wrapped, organisation by organisation."""

    help = "更换个案的封装密钥；可连档案密钥一起换，可销毁旧密钥 / change the keys that care files are wrapped under"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reseal",
            action="store_true",
            help="每份档案另换新钥，内容重新加密 / a new key for each file too",
        )
        parser.add_argument(
            "--destroy-old",
            action="store_true",
            help="销毁旧密钥：以前的备份里的个案从此打不开 / older backups open no care file any more",
        )

    def handle(self, *_args: str, **options: Any) -> None:
        for organization in organizations_with_files():
            actor = Actor.operator(organization.pk)
            with scope(organization=organization.pk):
                done = rotate_keys(actor, seals_anew=options["reseal"])
                gone = destroy_old_keys(actor, newest=done.generation) if options["destroy_old"] else 0
            self.stdout.write(
                f"{organization.name}：第 {done.generation} 代密钥 key {done.generation}，"
                f"档案 files {done.files}，小组 groups {done.groups}，转介 referrals {done.referrals}，重新加密 fields {done.fields}，"
                f"销毁旧密钥 destroyed {gone}"
            )
