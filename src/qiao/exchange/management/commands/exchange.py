"""Hand files to other platforms and take theirs, on a machine without an open port."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.engines.exchange import MOST_BYTES, fingerprint_of, json_schema
from qiao.exceptions import QiaoError
from qiao.exchange import actions
from qiao.exchange.keys import card_of, public_key
from qiao.exchange.models import Passing, Platform
from qiao.relief.management.commands.plan import organization_at_work


class Command(BaseCommand):
    """Card, list, export, import; every file is signed, and taken whole or not at all."""

    help = "和别的平台往来：名片、列表、导出、收下 / exchange with other platforms"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", help="组织名；只有一个组织时可不填 / name of the organisation")
        does = parser.add_subparsers(dest="does", required=True)
        card = does.add_parser("card", help="写出我们的名片 / write our card")
        card.add_argument("file", type=Path, nargs="?")
        does.add_parser("list", help="列出对接平台 / list platforms")
        does.add_parser("schema", help="写出往来文件的 JSON Schema / print the JSON Schema")
        export = does.add_parser("export", help="导出给对方的文件 / write the next file for a platform")
        export.add_argument("platform", help="平台的名称或编号开头 / its name, or the beginning of its id")
        export.add_argument("file", type=Path, help="写到哪里；多于一份时加 .2、.3 / where to")
        export.add_argument("--all", action="store_true", help="从头导出全部 / all from the beginning")
        take = does.add_parser("import", help="收下对方的文件 / take a file")
        take.add_argument("file", type=Path)
        take.add_argument("--dry-run", action="store_true", help="只试读，什么都不写入 / write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        organization = organization_at_work(options["organization"])
        actor = Actor.operator(organization.pk)
        with scope(organization=organization.pk):
            try:
                if options["does"] == "card":
                    self._card(
                        json.dumps(card_of(organization), ensure_ascii=False, indent=2), options["file"]
                    )
                elif options["does"] == "list":
                    self._list()
                elif options["does"] == "schema":
                    self.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2))
                elif options["does"] == "export":
                    self._export(actor, options)
                else:
                    self._import(actor, options["file"], is_dry=options["dry_run"])
            except QiaoError as error:
                raise CommandError(f"{error.message()} {error.message('en')}") from error

    def _card(self, text: str, file: Path | None) -> None:
        if file is None:
            self.stdout.write(text)
        else:
            file.write_text(text + "\n", encoding="utf-8")
        self.stderr.write(f"指纹 fingerprint: {fingerprint_of(public_key())}")

    def _list(self) -> None:
        today = timezone.localdate()
        for one in Platform.objects.order_by("name"):
            self.stdout.write(
                f"{str(one.peer)[:8]}  {one.name}  {one.state_on(today).label}  {one.until:%Y-%m-%d}  "
                f"收到 taken {one.taken_until}  给到 given {one.given_until}"
            )

    def _export(self, actor: Actor, options: dict[str, Any]) -> None:
        platform, file = _named(options["platform"]), options["file"]
        after, number, more = 0 if options["all"] else None, 1, True
        while more:
            handed = actions.give(
                actor, platform, now=timezone.now(), way=Passing.Way.GIVEN_FILE, after=after
            )
            path = file if number == 1 else file.with_name(f"{file.name}.{number}")
            path.write_bytes(handed.sent)
            content = handed.content
            self.stdout.write(
                f"{path}: {len(content.entries)} 条 records，第 {content.after}–{content.until}"
            )
            after, number, more = content.until, number + 1, content.more

    def _import(self, actor: Actor, file: Path, *, is_dry: bool) -> None:
        try:
            with file.open("rb") as opened:
                sent = opened.read(MOST_BYTES + 1)
        except OSError as error:
            message = f"读不了 {file} / cannot be read"
            raise CommandError(message) from error
        platform, now = actions.platform_of(sent), timezone.now()
        if is_dry:
            counts = actions.look(platform, sent, now=now).counts
        else:
            counts = actions.take(actor, platform, sent, now=now, way=Passing.Way.TAKEN_FILE).counts
        told = "，".join(f"{name} {n}" for name, n in sorted(counts.items())) or "没有变化 nothing"
        self.stdout.write(f"{platform.name}: {told}{'（试读 dry run）' if is_dry else ''}")


def _named(text: str) -> Platform:
    found = [
        one for one in Platform.objects.all() if one.name == text or (text and str(one.peer).startswith(text))
    ]
    if len(found) != 1:
        known = "、".join(f"{one.name}（{str(one.peer)[:8]}）" for one in Platform.objects.all()) or "—"
        message = f"没有找到平台“{text}”。现有：{known}。 No such platform."
        raise CommandError(message)
    return found[0]
