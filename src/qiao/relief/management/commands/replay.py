"""Replay the hospital sheet of January 2020 as it came, version by version, and the goods given out beside it."""

from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django_scopes import scope
from tqdm import tqdm

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.intake.actions.receive import Message, receive_report
from qiao.intake.actions.sheets import Sheet, item_of, load_version, open_sheet, place_of, sheet_figures
from qiao.intake.actions.voices import open_offer, verify_need, verify_offer
from qiao.intake.clock import REPLAY
from qiao.intake.models import Alert, Need, Offer, Report, Verification
from qiao.intake.sources import wuhan2020
from qiao.registry.loading import load_items, load_places, reference_id
from qiao.registry.models import Crisis, Organization, Pack, Place
from qiao.relief.models import GoodsLine, GoodsTable
from qiao.relief.published import PublishedList, load_list

SHEET = "wuhan2020 医院物资需求表"
ORGANIZATION = "wuhan2020 志愿者社区（回放）"
VANISHED_SHOWN = 12
PUBLISHER = "武汉市红十字会（公示）"
WUHAN = "420100"
LISTS = {
    "received_goods.csv": GoodsTable.Kind.RECEIVED,
    "distributed_goods.csv": GoodsTable.Kind.HANDED_OUT,
}


class Command(BaseCommand):
    help = (
        "Load ../shared/data/wuhan2020: the hospital sheet with its history, and the factories' offers; "
        "with --goods also what was received and handed out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder with needs_events.csv.gz")
        parser.add_argument(
            "--stop-after", type=int, metavar="N", help="stop after N versions (to resume later)"
        )
        parser.add_argument(
            "--goods", type=Path, metavar="DIR", help=f"the folder with {' and '.join(LISTS)}"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not (folder / "needs_events.csv.gz").exists():
            message = f"没有找到 {folder}/needs_events.csv.gz。请给出 wuhan2020 文件夹。 No such file; name the wuhan2020 folder."
            raise CommandError(message)
        goods: Path | None = options["goods"]
        absent = [name for name in LISTS if goods is not None and not (goods / name).exists()]
        if absent:
            raise CommandError(f"没有找到 not found: {goods}/{', '.join(absent)}")
        prepare(self.stdout)
        organization, crisis = _setting()
        actor = Actor.operator(organization.pk)
        with scope(organization=organization.pk):
            sheet = open_sheet(actor, crisis, name=SHEET, open_marks=wuhan2020.OPEN_MARKS)
            self._versions(actor, sheet, folder, options["stop_after"])
            if options["stop_after"] is None:
                self._reviews(actor, sheet, folder)
                self._factories(actor, crisis, folder)
            if goods is not None:
                self._goods(actor, crisis, goods)
            self._report(sheet, crisis)
        if not User.objects.exists():
            self.stdout.write(TO_LOOK)

    def _versions(self, actor: Actor, sheet: Sheet, folder: Path, stop_after: int | None) -> None:
        """Read the versions not read yet; each is a transaction of its own, so a killed run resumes."""
        versions = wuhan2020.versions(folder)
        done = sheet.source.versions_read
        fresh = versions[done : stop_after if stop_after is None else done + stop_after]
        if done:
            self.stdout.write(
                f"已读 {done} 个版本，从下一个继续。 {done} versions were read before; going on."
            )
        for version in tqdm(
            fresh, desc="版本 versions", unit="", initial=done, total=len(versions), leave=True
        ):
            load_version(actor, sheet, version)

    def _reviews(self, actor: Actor, sheet: Sheet, folder: Path) -> None:
        """Record the volunteers' own review as a verification by official notice, once a need."""
        reviews = [one for one in wuhan2020.reviews(folder) if one.status == "已审核"]
        for review in tqdm(reviews, desc="核实 reviews", unit=""):
            needs = Need.objects.filter(
                party__name=review.institution.name,
                key__startswith=f"{sheet.source.pk}\t{review.institution.key}\t",
                closed_at__isnull=True,
                verifications__isnull=True,
            )
            with transaction.atomic():
                for need in needs.select_related("item"):
                    verify_need(
                        actor,
                        need,
                        method=Verification.Method.NOTICE,
                        result=Verification.Result.CONFIRMED,
                        checked_at=review.at,
                        note=f"表内标为“{review.status}” {review.link}"[:300],
                    )

    def _factories(self, actor: Actor, crisis: Crisis, folder: Path) -> None:
        """Take the factories' stated capacity of one day as offers; without a number it stays unknown."""
        for one in wuhan2020.factories(folder):
            text = f"{one.province}{one.city} {one.name}：{one.product}，日产能 {one.daily_capacity or '未写明'}。{one.link}"
            moment = _moment(one.published, crisis.began_on)
            place = place_of(one.province, one.city, one.city, timezone.localdate(moment))
            received = receive_report(
                actor,
                Message(text, channel="wuhan2020 offers_factories", origin=one.link),
                id=reference_id(
                    "wuhan2020-factory", f"{actor.organization_id}:{one.province}:{one.name}:{one.product}"
                ),
                crisis=crisis,
                source=Report.Source.SHEET,
                received_at=moment,
                place=place,
            )
            if not received.is_new:
                continue
            item = item_of(one.product)
            offer = open_offer(
                actor,
                received.report,
                id=reference_id("wuhan2020-offer", str(received.report.pk)),
                item=item,
                item_text=one.product,
                place=place,
                party_text=one.name,
                quantity_kind="EXACT" if one.daily_capacity else "UNKNOWN",
                quantity=one.daily_capacity,
                unit=item.unit if item else "",
            )
            if one.is_reviewed:
                verify_offer(
                    actor,
                    offer,
                    method=Verification.Method.NOTICE,
                    result=Verification.Result.CONFIRMED,
                    checked_at=moment,
                    note="表内标为“已审核”；按一日产能计",
                )

    def _goods(self, actor: Actor, crisis: Crisis, folder: Path) -> None:
        """Load what was received and what was handed out; each list is one batch and is undone like any."""
        place = Place.objects.get(code=WUHAN)
        for name, kind in LISTS.items():
            with tqdm(total=0, desc=name, bar_format="{desc}: {postfix}") as bar:
                table = load_list(
                    actor,
                    crisis,
                    PublishedList(folder / name, kind, PUBLISHER, place),
                    at=timezone.now(),
                    step=bar.set_postfix_str,
                )
            if table is None:
                self.stdout.write(
                    f"{name}：这一批已被撤销，没有再载入；可在“导入表格”页恢复。 Taken back before; give it back on the page of imports."
                )
                continue
            lines = GoodsLine.objects.filter(table=table)
            self.stdout.write(f"\n{table}：{lines.count()} 行 lines")
            for field, words in (("ground", GoodsLine.Ground), ("link", GoodsLine.Link)):
                if field == "link" and kind == GoodsTable.Kind.RECEIVED:
                    continue
                for value, label in words.choices:
                    count = lines.filter(**{field: value}).count()
                    if count:
                        self.stdout.write(f"  {label} {value.lower()}: {count}")

    def _report(self, sheet: Sheet, crisis: Crisis) -> None:
        figures = sheet_figures(sheet)
        sheet.source.figures = figures
        sheet.source.save(update_fields=("figures",))
        self.stdout.write("")
        for name, value in figures.items():
            self.stdout.write(f"{WORDS[name]:<36}{value:>8,}")
        offers = Offer.objects.filter(crisis=crisis)
        self.stdout.write(f"{'资源 offers':<36}{offers.count():>8,}")
        alerts = Alert.objects.filter(line__source=sheet.source, kind=Alert.Kind.VANISHED)
        standing = alerts.filter(state=Alert.State.OPEN).order_by("raised_at").select_related("line")
        self.stdout.write(
            f"\n曾消失 {alerts.count()} 家，其中 {standing.count()} 家至今未回。"
            f" {alerts.count()} institutions vanished at some time; {standing.count()} are still gone:"
        )
        for alert in standing[:VANISHED_SHOWN]:
            self.stdout.write(f"  {timezone.localtime(alert.raised_at):%m-%d %H:%M}  {alert.line}")
        if standing.count() > VANISHED_SHOWN:
            self.stdout.write(
                f"  … {standing.count() - VANISHED_SHOWN} 家见“提醒”页 more on the page of alerts"
            )


TO_LOOK = """
看页面 to look at it:  ./qiao init --admin 用户名USERNAME --data DIR  ·  ./qiao serve --data DIR"""
WORDS = {
    "versions": "版本 versions read",
    "institutions": "单位 institutions ever",
    "present": "在表 present",
    "vanished": "消失 vanished",
    "needs": "需求 needs standing",
    "open_ended": "不限量 open-ended",
    "exact": "确数 exact",
    "unknown": "未知 unknown",
    "refused_rows": "拒收的行 rows refused",
}


def prepare(stdout: Any) -> None:
    """Make the database and load the registry where this was not done."""
    call_command("migrate", verbosity=0, interactive=False)
    if not Place.objects.exists():
        stdout.write("载入行政区划和物资 loading places and items…")
        load_places(settings.QIAO_REFERENCE)
    if not Pack.objects.exists():
        load_items(settings.QIAO_REFERENCE)


def _setting() -> tuple[Organization, Crisis]:
    """Return the organisation and crisis of the replay, made on first use."""
    organization, _ = Organization.objects.get_or_create(
        id=reference_id("organization", "wuhan2020"),
        defaults={
            "name": ORGANIZATION,
            "kind": Organization.Kind.VOLUNTEER_GROUP,
            "runs_qiao": True,
            "source": "github.com/wuhan2020/wuhan2020 (MIT)",
        },
    )
    crisis, _ = Crisis.objects.get_or_create(
        id=REPLAY,
        defaults={
            "name": "2020年湖北新冠肺炎疫情（回放）",
            "name_en": "COVID-19 in Hubei, 2020 (replay)",
            "slug": "wuhan-2020",
            "hazard": Crisis.Hazard.EPIDEMIC,
            "began_on": date(2020, 1, 23),
        },
    )
    crisis.places.add(Place.objects.get(code="420000"))
    return organization, crisis


def _moment(text: str, began_on: date) -> datetime:
    """Return noon of a stated day; days before the crisis are slips and count as its first."""
    day = date.fromisoformat(text) if text else began_on
    return datetime.fromisoformat(f"{max(day, began_on)}T12:00:00+08:00")
