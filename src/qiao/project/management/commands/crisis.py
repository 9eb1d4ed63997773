import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django_scopes import scope

from qiao.project.certificates import check, keep, public_key
from qiao.project.closing import STAYING, Assessment, check_ended, close_crisis
from qiao.project.commands import HouseCommand
from qiao.project.holdings import holdings
from qiao.registry.models import Crisis, Organization

WORDS = ("lawful", "necessary", "safe")


class Command(HouseCommand):
    """Close a crisis: list what stays and why, ask for the assessment of what is kept, destroy the rest."""

    help = "突发事件结束：依法清点、评估、销毁，出具签名证明 / close a crisis: list, assess, destroy, certify"
    is_of_owner = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        close = acts.add_parser("close", help="清点；加 --yes 销毁 / list; destroy with --yes")
        close.add_argument("slug", help="突发事件的短名 / its short name")
        close.add_argument(
            "--organization", help="组织全称；只有一个时可不写 / full name of the organisation"
        )
        close.add_argument("--ended-on", type=date.fromisoformat, help="登记结束日期 / enter its last day")
        close.add_argument(
            "--assessment",
            type=Path,
            metavar="FILE",
            help="第八十五条评估（JSON：what 为 reports、care 或 feedback，lawful、necessary、safe、until）",
        )
        close.add_argument("--yes", action="store_true", help="销毁，不可恢复 / destroy for good")
        checks = acts.add_parser("check", help="核对证明 / check a certificate")
        checks.add_argument("certificate", type=Path)
        checks.add_argument(
            "--key", help="公钥，64 位十六进制；不写用本机的 / the public key, ours unless said"
        )

    def handle(self, *_args: str, **options: Any) -> None:
        if options["act"] == "check":
            self.check_certificate(options["certificate"], options["key"] or public_key())
            return
        crisis = Crisis.objects.filter(slug=options["slug"]).first()
        if crisis is None:
            raise CommandError(
                f"没有短名为 {options['slug']} 的突发事件。\nNo crisis is called {options['slug']}."
            )
        if options["ended_on"]:
            crisis.ended_on = options["ended_on"]
            crisis.save(update_fields=("ended_on",))
        organization = self.organization(options["organization"])
        assessments = read_assessments(options["assessment"])
        self.show(organization, crisis, [one.what for one in assessments])
        check_ended(crisis, timezone.now())
        if not options["yes"]:
            self.say(
                "\n没有销毁任何东西。看清楚以后加 --yes。\nNothing was destroyed. Look it over, then add --yes."
            )
            return
        now = timezone.now()
        certificate = close_crisis(organization, crisis, assessments, now=now)
        path = keep(certificate, name=f"crisis-{crisis.slug}", at=now)
        self.say(json.dumps(certificate, ensure_ascii=False, indent=2))
        self.say(f"\n证明 certificate: {path}")
        self.say(
            "以前的备份里还有密文和当时的密钥：请让它们到期删除，或运行 ./qiao care_keys --destroy-old 使个案打不开。\n"
            "Older backups hold ciphertext and its keys: let them expire; ./qiao care_keys --destroy-old closes care files."
        )

    def organization(self, name: str | None) -> Organization:
        """Return the organisation named, or the only one that works here."""
        rows = Organization.objects.filter(runs_qiao=True)
        found = list(rows.filter(name=name) if name else rows[:2])
        if len(found) != 1:
            raise CommandError(
                "请用 --organization 写明组织全称。\nName the organisation with --organization."
            )
        return found[0]

    def show(self, organization: Organization, crisis: Crisis, kept: list[str]) -> None:
        """Print what there is, what happens to it and by which law."""
        self.say(f"{organization.name} · {crisis.name}\n")
        with scope(organization=organization.pk):
            for one in holdings(crisis, organization.pk):
                fate = f"留 stays（{one.stays}）" if one.stays else "销毁 destroyed（突发事件应对法 85）"
                fate = "留 stays（已评估 assessed）" if one.kept_with in kept else fate
                self.say(f"  {len(one.ids):>6}  {one.zh} / {one.en}：{fate}")
        for zh, en, law in STAYING:
            self.say(f"       ·  {zh} / {en}：留 stays（{law}）")
        self.say(
            "\n要留下 reports、care 或 feedback，用 --assessment 写明合法、必要、安全和期限（第八十五条）。\n"
            "To keep reports, care or feedback say with --assessment why it is lawful, necessary, safe, and until when (art. 85)."
        )

    def check_certificate(self, path: Path, key: str) -> None:
        """Print what a certificate says if its signature holds."""
        content = check(json.loads(path.read_text(encoding="utf-8")), key=key)
        self.say(json.dumps(content, ensure_ascii=False, indent=2))
        self.say("签名相符 / the signature holds")


def read_assessments(path: Path | None) -> list[Assessment]:
    """Return the assessments in a file: one JSON object or a list of them."""
    if path is None:
        return []
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        rows = told if isinstance(told, list) else [told]
        return [
            Assessment(
                what=str(row["what"]),
                until=date.fromisoformat(row["until"]),
                **{name: str(row[name]) for name in WORDS},
            )
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"读不懂评估文件 / the assessment cannot be read: {path} ({error})") from error
