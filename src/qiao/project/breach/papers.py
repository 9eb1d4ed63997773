"""The papers of a breach, as drafts: what the law wants said, filled in as far as the record knows; the rest is 【】."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from qiao.project.breach.affected import Affected, Kind, Window
from qiao.project.breach.held import Held

KINDS = {
    Kind.SEALED: ("个案身份、会谈记录、投诉", "identities and notes of care, complaints"),
    Kind.PERSONAL: ("姓名、电话、地址、原话", "names, telephone numbers, addresses, words as they came"),
    Kind.TABLE: ("遮去姓名电话的表格", "tables with names and numbers masked"),
}
HOUR = 3600


@dataclass(frozen=True)
class Case:
    """What is known of a breach: the window, what was seen, what was in a copy, and since when it is known."""

    window: Window
    seen: Sequence[Affected]
    copied: Sequence[Held]
    with_keys: bool
    found_at: datetime

    @property
    def kinds(self) -> list[Kind]:
        """Return the classes of data concerned, the most sensitive first."""
        kinds = {one.kind for one in self.seen}
        if self.copied and self.with_keys:
            kinds |= {Kind.SEALED, Kind.PERSONAL}
        return sorted(kinds, reverse=True)

    @property
    def records(self) -> int:
        """Return how many different records were seen as they are, and lay open in a copy."""
        seen = {
            (one.subject_type, subject)
            for one in self.seen
            if one.kind != Kind.TABLE
            for subject in one.subjects
        }
        return len(seen) + sum(one.count for one in self.copied if self.with_keys or not one.is_sealed)

    def hours(self, now: datetime) -> float:
        """Return how many hours it is known."""
        return (now - self.found_at).total_seconds() / HOUR


def write_papers(case: Case, folder: Path, *, now: datetime) -> list[Path]:
    """Write what is affected as JSON, and drafts to the authority and to the persons; return the files."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    contents = {
        "affected.json": json.dumps(as_data(case, now=now), ensure_ascii=False, indent=1) + "\n",
        "authority.md": to_authority(case, now=now),
        "persons.md": to_persons(case),
    }
    paths = []
    for name, text in contents.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o600)
        paths.append(folder / name)
    return paths


def as_data(case: Case, *, now: datetime) -> dict[str, Any]:
    """Return what is affected, by ids: enough to reach everybody, nothing that tells of anybody."""
    return {
        "written_at": now.isoformat(),
        "found_at": case.found_at.isoformat(),
        "since": case.window.since.isoformat(),
        "until": case.window.until.isoformat(),
        "records": case.records,
        "seen": [
            asdict(one)
            | {
                "kind": str(one.kind),
                "subjects": [str(subject) for subject in one.subjects],
                "first": one.first.isoformat(),
                "last": one.last.isoformat(),
            }
            for one in case.seen
        ],
        "copied": [asdict(one) for one in case.copied],
        "with_keys": case.with_keys,
    }


def to_authority(case: Case, *, now: datetime) -> str:
    """Return the draft of the notice to the authority (个人信息保护法第五十七条第一款)."""
    return "\n".join(
        [
            "# 个人信息安全事件报告（草稿） / Notice to the authority (draft)",
            "",
            f"发现时间 Found: {_moment(case.found_at)}（距今 {case.hours(now):.1f} 小时 hours ago）",
            (
                "依据 By: 个人信息保护法第五十七条——立即补救，并通知履行个人信息保护职责的部门和个人。"
                " Remedy at once, and notify the authority and the persons. 当地网信部门另有时限的从其规定。"
            ),
            "",
            "## 一、种类、数量 / What, how much",
            *_kinds(case),
            f"- 涉及记录 Records: {case.records}（多条可能属同一人 several may be of one person）",
            "",
            "| 动作 act | 对象 of | 记录 records | 次数 times | 最早 first | 最晚 last |",
            "|---|---|---|---|---|---|",
            *(_row(one) for one in case.seen),
            *_copied(case),
            "",
            "## 二、原因和可能的危害 / Cause and possible harm",
            "【原因 cause】【可能的危害：诈骗、骚扰、歧视、受助事实被人知道…… possible harm】",
            "",
            "## 三、已采取的补救措施 / Remedies taken",
            "- 【停用账户、收回令牌 account ended, tokens withdrawn】`./qiao manage …`",
            "- 【换钥 keys changed】`./qiao care_keys --reseal --destroy-old`",
            "- 【个人可以怎么减轻危害 what persons can do】",
            "",
            "## 四、联系方式 / Contact",
            "【组织、联系人、电话 organisation, person, telephone】",
            "",
        ]
    )


def to_persons(case: Case) -> str:
    """Return the draft of the notice to persons: the three things that 第五十七条 wants said, in plain words."""
    zh = "、".join(KINDS[kind][0] for kind in case.kinds) or "【种类】"
    en = ", ".join(KINDS[kind][1] for kind in case.kinds) or "【kinds】"
    return "\n".join(
        [
            "# 给个人的通知（草稿） / Notice to persons (draft)",
            "",
            f"您好。{_moment(case.window.since)} 到 {_moment(case.window.until)} 之间，您交给我们的一些信息可能被不该看的人看到。",
            "",
            f"1. 是哪些：{zh}。原因：【】。可能带来：【陌生来电、冒充救助或募捐】。",
            "2. 我们已经：【】。请您：不向自称我们的人转账；接到可疑来电先打下面的电话核实；收到的查询码不要告诉别人。",
            "3. 找我们：【电话、地址】。您可以要求查看谁看过您的信息，也可以要求删除。",
            "",
            (
                f"Between {_moment(case.window.since)} and {_moment(case.window.until)} some of what you told us may have been seen "
                f"by somebody who should not: {en}. Cause: 【】. It may bring 【calls from strangers, false appeals】."
            ),
            "What we did: 【】. Please send no money to callers in our name, and keep your code to yourself.",
            "Reach us: 【telephone, address】. You may see who read your data, and have it erased.",
            "",
        ]
    )


def _kinds(case: Case) -> list[str]:
    return [f"- {kind}: {KINDS[kind][0]} / {KINDS[kind][1]}" for kind in case.kinds] or [
        "- 没有查到 none found"
    ]


def _row(one: Affected) -> str:
    return (
        f"| {one.verb} | {one.subject_type or '—'} | {len(one.subjects)} | {one.acts} | "
        f"{_moment(one.first)} | {_moment(one.last)} |"
    )


def _copied(case: Case) -> list[str]:
    if not case.copied:
        return []
    keys = "连同密钥 with the keys" if case.with_keys else "没有密钥 without the keys"
    rows = [
        f"| {one.name} {one.model} | {one.count} | "
        f"{'密封，打不开 stays closed' if one.is_sealed and not case.with_keys else '可读 can be read'} |"
        for one in case.copied
    ]
    return [
        "",
        f"整个数据库被复制（{keys}）：",
        "",
        "| 记录 records | 数量 count | |",
        "|---|---|---|",
        *rows,
    ]


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
