from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from qiao.accounts.models import User
from qiao.project.breach.affected import Window, affected
from qiao.project.breach.held import held
from qiao.project.breach.papers import Case, write_papers
from qiao.project.commands import HouseCommand

NEXT = (
    "现在：1 停用账户、收回令牌；2 {out}/authority.md 填好，报主管部门；3 persons.md 填好，逐个通知；"
    "4 记下时间。依据：个人信息保护法第五十七条（立即）。\n"
    "Now: end the account and its tokens; fill in authority.md and report; fill in persons.md and tell each person; "
    "note the times. By PIPL art. 57: at once."
)


class Command(HouseCommand):
    """Say whose data was seen, and draft what the law wants told."""

    help = "信息泄露：涉及谁、该告诉谁、起草通知 / a breach: who is affected, whom to tell, drafts of it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=moment, required=True, help="从何时（2026-11-20 或带时刻）/ from when"
        )
        parser.add_argument("--until", type=moment, help="到何时，默认现在 / until when, default now")
        parser.add_argument("--user", help="哪个账户；不写是所有人 / which account, default everybody")
        parser.add_argument(
            "--copied", action="store_true", help="整个数据库在别人手里 / the database was copied"
        )
        parser.add_argument("--with-keys", action="store_true", help="连同 keys/ / and keys/ with it")
        parser.add_argument(
            "--found", type=moment, help="何时发现，默认现在 / when it was found, default now"
        )
        parser.add_argument("--out", type=Path, required=True, help="写到哪个目录 / the folder to write to")

    def handle(self, *_args: str, **options: Any) -> None:
        now = timezone.now()
        window = Window(options["since"], options["until"] or now, self._user(options["user"]))
        copied = held() if options["copied"] or options["with_keys"] else []
        case = Case(window, affected(window), copied, options["with_keys"], options["found"] or now)
        for one in case.seen:
            self.say(f"{one.kind}  {one.verb:24} {len(one.subjects):6} 条 records  {one.acts:6} 次 times")
        for kind in case.copied:
            self.say(
                f"    {kind.model:32} {kind.count:6} {'密封 sealed' if kind.is_sealed else '未密封 open'}"
            )
        self.say(f"涉及 {case.records} 条记录 / {case.records} records concerned")
        for path in write_papers(case, options["out"], now=now):
            self.say(str(path))
        self.say(NEXT.format(out=options["out"]))

    def _user(self, name: str | None) -> User | None:
        if name is None:
            return None
        found = User.objects.filter(username=name).first()
        if found is None:
            message = f"没有账户 {name}。 There is no account {name}."
            raise CommandError(message)
        return found


def moment(text: str) -> datetime:
    """Return a day (its first moment) or a moment, in the zone of the house."""
    day = parse_date(text) if len(text) <= len("2026-11-20") else None
    at = datetime.combine(day, datetime.min.time()) if day else parse_datetime(text)
    if at is None:
        message = (
            f"{text!r} 不是日期或时刻，如 2026-11-20 或 2026-11-20T08:00 / is neither a day nor a moment"
        )
        raise ArgumentTypeError(message)
    return at if timezone.is_aware(at) else timezone.make_aware(at)
