"""What a paper says as plain values, for the PDF and for Word: one content, two forms of it."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import segno
from django.utils import timezone

from qiao.advocacy.composing import AnnexRow, Kind, Paper, chinese_number
from qiao.advocacy.standing import STANDING_HEAD
from qiao.registry.typesetting import typeset

PAPERS = Path(__file__).parent / "papers"
NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)")
QR_SCALE = 4

ANNEX_HEAD = ("编号", "所证事实", "一线反映", "等级与理由", "怎样找到的", "指纹")
AddressOf = Callable[[AnnexRow], str]
"""Gives the address at which the evidence of a row is traced."""


def bare(text: str) -> str:
    """Return a heading or an item without the number that Word counts by itself."""
    return NUMBERED.sub("", text)


def annex_cells(row: AnnexRow) -> tuple[str, ...]:
    """Return what the annex tells of a bundle, column by column as `ANNEX_HEAD`."""
    figures = row.figures
    used = "、".join(f"第{chinese_number(number)}条" for number in row.items) or "正文"
    places = [f"{one.name}{one.count} 条" for one in figures.places]
    if figures.rest.shown:
        places.append(f"其他地方合计{figures.rest} 条")
    told = [f"{figures.voices} 条，其中{figures.verified} 条经过核实", f"{figures.sources} 类来源", *places]
    query = [f"{label}：{value}" for label, value in row.query] or ["逐条挑选"]
    return (
        f"{row.name}\n用于{used}",
        row.evidence.statement,
        "\n".join(told),
        figures.grade.zh if figures.grade else "",
        "\n".join([*query, f"定格于 {row.frozen_on}"]),
        f"{row.evidence.hash}",
    )


def pdf_of(paper: Paper, address_of: AddressOf) -> bytes:
    """Return the paper as PDF with its annex."""
    return typeset(PAPERS / "proposal.typ", content_of(paper, address_of))


def content_of(paper: Paper, address_of: AddressOf) -> dict[str, Any]:
    """Return what the typesetter is told."""
    return {
        "kind": paper.form.heading,
        "title": paper.title,
        "sample": "示例数据" if paper.proposal.crisis.is_sample else "",
        "house": str(paper.proposal.organization),
        "lines": [{"kind": line.kind.value, "text": line.text} for line in paper.lines],
        "signed": [line.text for line in paper.lines if line.kind is Kind.SIGNED],
        "annex": [{"cells": annex_cells(row), "qr": qr_svg(address_of(row))} for row in paper.annex],
        "head": ANNEX_HEAD,
        "standing": {"head": STANDING_HEAD, "lines": paper.standing},
        "printed": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }


def qr_svg(address: str) -> str:
    """Return the QR code of an address as SVG."""
    return segno.make(address, error="m", micro=False).svg_inline(scale=QR_SCALE, light="#fff")


def qr_png(address: str) -> io.BytesIO:
    """Return the QR code of an address as a picture for Word."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=QR_SCALE)
    drawn.seek(0)
    return drawn
