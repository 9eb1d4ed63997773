"""A pack in words: sections of rows that the page, the workbook and the paper share, in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.engines.eligibility import Rule, in_language, rule_on
from qiao.funding.models import Campaign, DisclosurePack, Donation, LedgerLine, Stream
from qiao.funding.packs.content import Content
from qiao.funding.packs.sources import ANONYMOUS, UNKNOWN

FEN = 100
PERCENT = 100


@dataclass(frozen=True)
class Cell:
    """A text, a number of pieces, or an amount in fen."""

    text: str = ""
    fen: int | None = None
    pieces: int | None = None

    @property
    def is_number(self) -> bool:
        return self.fen is not None or self.pieces is not None

    @property
    def shown(self) -> str:
        if self.fen is not None:
            return yuan_text(self.fen)
        return f"{self.pieces:,}" if self.pieces is not None else self.text


@dataclass(frozen=True)
class Section:
    """A table of a pack: key, title, heads of its columns, rows, the row of sums, what is said beneath."""

    key: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    note: str = ""


def yuan_text(fen: int) -> str:
    """Say an amount exactly: 100400 fen are ¥1,004.00."""
    sign, (whole, rest) = "−" if fen < 0 else "", divmod(abs(fen), FEN)
    return f"{sign}¥{whole:,}.{rest:02d}"


def is_english() -> bool:
    """Say whether the reader reads English."""
    return (get_language() or "").startswith("en")


def named(who: Content | None) -> str:
    """Return an organisation's name in the reader's language."""
    if who is None:
        return ""
    return (str(who["name_en"]) if is_english() else "") or str(who["name"])


def _money(*amounts: int) -> list[Cell]:
    return [Cell(fen=amount) for amount in amounts]


def source_name(kind: str) -> str:
    """Say a kind of source."""
    if kind == UNKNOWN:
        return _("没有登记来源的收入")
    return _("捐赠（匿名）") if kind == ANONYMOUS else _(str(Stream(kind).label))


def account_name(account: str) -> str:
    """Say an account."""
    return _(str(LedgerLine.Account(account).label))


def purpose_name(purpose: str) -> str:
    """Say a purpose; money without one is free for the whole work."""
    return purpose or _("非限定（由组织统筹）")


def title_of(content: Content) -> str:
    """Return what a pack is, in a few words."""
    return _(str(DisclosurePack.Kind(content["kind"]).label))


def sections_of(content: Content, names: dict[str, str]) -> list[Section]:
    """Return the tables of a pack. `names` holds gift → name of donors whose consent still holds."""
    made = [
        _balance(content),
        _received(content),
        _spent(content),
        _purposes(content),
        _accounts(content),
        _host(content),
        _goods(content),
        _in_kind(content),
        _donors(content, names),
    ]
    return [one for one in made if one.rows]


def _balance(content: Content) -> Section:
    totals = content["totals"]
    rows = [(_("期初结余"), totals["opening_fen"]), (_("加：本期收入"), totals["received_fen"])]
    if totals["booked_fen"]:
        rows.append((_("加：登记的期初净资产"), totals["booked_fen"]))
    rows.append((_("减：本期支出"), totals["spent_fen"]))
    return Section(
        "balance",
        _("收支与结余"),
        (_("项目"), _("金额")),
        [[Cell(name), *_money(amount)] for name, amount in rows],
        [Cell(_("等于：期末结余（尚未使用）")), *_money(totals["closing_fen"])],
        _(
            "期初加收入减支出等于期末，分毫不差。计 %(n)s 笔已由他人审核的分录；待审核 %(waiting)s 笔，没有计入。"
        )
        % {"n": f"{totals['entries']:,}", "waiting": f"{totals['waiting']:,}"},
    )


def _received(content: Content) -> Section:
    rows = content["received"]
    return Section(
        "received",
        _("收入：按来源"),
        (_("来源"), _("资金"), _("物资（折价）"), _("合计")),
        [
            [
                Cell(source_name(one["source"])),
                *_money(one["money_fen"], one["goods_fen"], one["money_fen"] + one["goods_fen"]),
            ]
            for one in rows
        ],
        [
            Cell(_("合计")),
            *_money(
                sum(one["money_fen"] for one in rows),
                sum(one["goods_fen"] for one in rows),
                content["totals"]["received_fen"],
            ),
        ],
    )


def _spent(content: Content) -> Section:
    totals = content["totals"]
    note = ""
    if totals["spent_fen"] and "D8" in content["laws"]:
        share = totals["admin_fen"] * PERCENT / totals["spent_fen"]
        rule = rule_on("D8", date.fromisoformat(content["until"]))
        note = _("管理费用占本期支出 %(share)s%%。%(says)s（%(citation)s）") % {
            "share": f"{share:.2f}",
            "says": in_language(rule.says, get_language() or "zh") if rule else "",
            "citation": rule.citation if rule else "",
        }
    return Section(
        "spent",
        _("支出：按性质"),
        (_("性质"), _("金额")),
        [[Cell(account_name(one["account"])), *_money(one["fen"])] for one in content["spent"]],
        [Cell(_("合计")), *_money(totals["spent_fen"])],
        note,
    )


def _purposes(content: Content) -> Section:
    names = ("opening_fen", "received_fen", "spent_fen", "closing_fen")
    rows = content["purposes"]
    return Section(
        "purposes",
        _("按用途：收、用、还剩多少"),
        (_("用途"), _("期初"), _("本期收入"), _("本期支出"), _("还未使用")),
        [[Cell(purpose_name(one["purpose"])), *_money(*(one[name] for name in names))] for one in rows],
        [Cell(_("合计")), *_money(*(sum(one[name] for one in rows) for name in names))],
        _("限定用途的钱只能用于捐赠人指定的用途；改变用途要有捐赠人同意或变更备案。"),
    )


def _accounts(content: Content) -> Section:
    names = ("opening_fen", "in_fen", "out_fen", "closing_fen")
    rows = content["accounts"]
    return Section(
        "accounts",
        _("结余在哪里"),
        (_("科目"), _("期初"), _("进"), _("出"), _("期末")),
        [[Cell(account_name(one["account"])), *_money(*(one[name] for name in names))] for one in rows],
        [Cell(_("合计")), *_money(*(sum(one[name] for one in rows) for name in names))],
        _("“进”“出”含科目之间的划转，所以可能大于本期收入和支出。"),
    )


def _host(content: Content) -> Section:
    """Tell of money in the host's account. Packs from before it was kept apart hold nothing of it."""
    held = content.get("host") or {}
    rows = (
        (_("期初在合作方账户"), "opening_fen"),
        (_("加：合作方账户收到"), "received_fen"),
        (_("减：拨付给本组织"), "transferred_fen"),
        (_("减：合作方直接支付"), "paid_fen"),
    )
    return Section(
        "host",
        _("合作公募方账户里的钱"),
        (_("项目"), _("金额")),
        [[Cell(name), *_money(held[key])] for name, key in rows] if held else [],
        [Cell(_("等于：期末在合作方账户")), *_money(held["closing_fen"])] if held else [],
        _("联合公募募得的款物由合作方管理和核算（慈善法第二十六条）；拨付给本组织不是又一笔收入。"),
    )


def _goods(content: Content) -> Section:
    return Section(
        "goods",
        _("受托物资：逐样"),
        (
            _("物资"),
            _("期初数量"),
            _("收到"),
            _("收到折价"),
            _("发出"),
            _("发出折价"),
            _("期末数量"),
            _("期末折价"),
        ),
        [
            [
                Cell(one["item"] or _("（没有写品名）")),
                Cell(pieces=one["opening"]),
                Cell(pieces=one["in"]),
                *_money(one["in_fen"]),
                Cell(pieces=one["out"]),
                *_money(one["out_fen"]),
                Cell(pieces=one["closing"]),
                *_money(one["closing_fen"]),
            ]
            for one in content["goods"]
        ],
        note=_("数量以台账登记的单位计；折价按捐赠方凭据、同类市场价或合理方法，逐笔写明来源和日期。"),
    )


def _in_kind(content: Content) -> Section:
    """Tell of goods that donors gave and recipients signed for: in pieces alone."""
    rows = []
    for one in content.get("in_kind") or ():
        item, unit = (one["item_en"], one["unit_en"]) if is_english() else ("", "")
        name = f"{item or one['item']}（{unit or one['unit']}）" if one["unit"] else item or one["item"]
        rows.append([Cell(name), Cell(pieces=one["pieces"]), Cell(pieces=one["receipts"])])
    return Section(
        "in_kind",
        _("本次事件的实物捐赠：签收的物资，没有计价")
        if content.get("campaign")
        else _("实物捐赠：签收的物资，没有计价"),
        (_("物资"), _("签收数量"), _("签收次数")),
        rows,
        note=_(
            "捐赠人给的、受助方签收的物资，各按各的单位；没有计价，不与资金相加。台账里计了价的在“受托物资”。"
        ),
    )


def _donors(content: Content, names: dict[str, str]) -> Section:
    """Return who gave: names by consent that still holds, all others in number and sum."""
    held = content["donors"]
    listed: list[tuple[str, int, int]] = []
    unnamed = {str(one["kind"]): [int(one["gifts"]), int(one["fen"])] for one in held["others"]}
    for gift in held["named"]:
        if gift["gift"] in names:
            listed.append((names[gift["gift"]], 1, gift["fen"]))
        else:
            held_back = unnamed.setdefault(Donation.DonorKind.PERSON, [0, 0])
            held_back[0] += 1
            held_back[1] += gift["fen"]
    rows = [[Cell(name), Cell(pieces=count), *_money(fen)] for name, count, fen in listed]
    for kind, (gifts, fen) in sorted(unnamed.items()):
        rows.append([Cell(_donor_word(kind)), Cell(pieces=gifts), *_money(fen)])
    if held["returned"]["gifts"]:
        back = held["returned"]
        rows.append([Cell(_("退回的捐赠")), Cell(pieces=-back["gifts"]), *_money(-back["fen"])])
    if rows and held["elsewhere_fen"]:
        rows.append([Cell(_("不是捐赠的收入（资助、服务等）")), Cell(), *_money(held["elsewhere_fen"])])
    return Section(
        "donors",
        _("谁捐的"),
        (_("捐赠人"), _("笔数"), _("金额")),
        rows,
        [Cell(_("合计")), Cell(), *_money(content["totals"]["received_fen"])],
        _("只列同意公开的名字，同意可以随时收回，收回后这里就不再显示；其余的合计（慈善法第八十二条）。"),
    )


def _donor_word(kind: str) -> str:
    if kind == Donation.DonorKind.ORG:
        return _("爱心单位（未公开名称）")
    return _("匿名捐赠") if kind == Donation.DonorKind.ANONYMOUS else _("爱心人士（未公开姓名）")


def facts_of(content: Content) -> list[tuple[str, str]]:
    """Return who publishes about what: pairs of a word and what stands beside it."""
    who, campaign = content["organization"], content["campaign"]
    facts = [(_("组织"), named(who))]
    if who["uscc"]:
        facts.append((_("统一社会信用代码"), who["uscc"]))
    if campaign is None:
        facts.append((_("范围"), _("全组织")))
    else:
        facts += _campaign_facts(campaign)
    facts.append((_("期间"), f"{content['since']} – {content['until']}"))
    deadline = content["deadline"]
    if deadline is not None:
        facts.append((_("法定期限"), deadline_words(deadline)))
    return facts


def _campaign_facts(campaign: Content) -> list[tuple[str, str]]:
    route = _(str(Campaign.Route(campaign["route"]).label))
    facts = [(_("募捐活动"), f"{campaign['title']} · {route}")]
    if campaign["host"]:
        facts.append((_("合作公募方（募得款物进其账户）"), named(campaign["host"])))
    if campaign["certificate"]:
        facts.append((_("公开募捐资格证书编号"), campaign["certificate"]))
    dates = [_("开始 %(day)s") % {"day": campaign["began_on"]}]
    if campaign["filed_on"]:
        dates.append(_("备案 %(day)s") % {"day": campaign["filed_on"]})
    if campaign["ended_on"]:
        dates.append(_("结束 %(day)s") % {"day": campaign["ended_on"]})
    facts.append((_("日期"), " · ".join(dates)))
    if campaign["target_fen"]:
        facts.append((_("目标金额"), yuan_text(campaign["target_fen"])))
    return facts


def deadline_words(deadline: Content) -> str:
    """Say by when it was due, when it was done, and whether that was in time."""
    facts = {"due": deadline["due_on"], "done": deadline["done_on"], "days": deadline["late_days"]}
    if deadline["late_days"]:
        said = _("应在 %(due)s 之前公开，%(done)s 公开，晚了 %(days)s 天") % facts
    else:
        said = _("应在 %(due)s 之前公开，%(done)s 公开，按期") % facts
    return f"{said}（{deadline['citation']}）"


def laws_of(content: Content) -> list[Rule]:
    """Return the rules a pack rests on, as they stood on its last day."""
    found: Iterable[Rule | None] = (
        rule_on(code, date.fromisoformat(content["until"])) for code in content["laws"]
    )
    return [rule for rule in found if rule is not None]


def adjusted_words(content: Content) -> str:
    """Say how the books before this period changed since the pack before; "" where they did not."""
    held = content.get("adjusted")
    if not held:
        return ""
    numbers = "、".join(str(one) for one in held["entries"]) or "—"
    return _(
        "上一份（第 %(number)s 份）写的期末是 %(closing)s，按现在的账应是 %(opening)s，差 %(off)s：发布之后才审核或补记的分录有第 %(entries)s 号。上一份也可以更正。"
    ) % {
        "number": held["number"],
        "closing": yuan_text(held["closing_fen"]),
        "opening": yuan_text(held["opening_fen"]),
        "off": yuan_text(held["opening_fen"] - held["closing_fen"]),
        "entries": numbers,
    }


def total_name(name: str) -> str:
    """Say a figure of the totals, for the list of what a correction changed."""
    words: dict[str, Any] = {
        "opening_fen": _("期初结余"),
        "received_fen": _("本期收入"),
        "booked_fen": _("登记的期初净资产"),
        "spent_fen": _("本期支出"),
        "admin_fen": _("其中管理费用"),
        "fundraising_fen": _("其中筹资费用"),
        "closing_fen": _("期末结余"),
        "entries": _("分录笔数"),
        "first_number": _("第一笔编号"),
        "last_number": _("最后一笔编号"),
        "waiting": _("待审核笔数"),
    }
    return str(words.get(name, name))
