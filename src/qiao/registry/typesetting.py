"""Papers set as PDF by typst, with the font that travels with the code (decision 0042)."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).parent / "papers"


def typeset(paper: Path, content: Mapping[str, Any]) -> bytes:
    """Return a paper as PDF. What people wrote stays text: it goes in as data, never as markup.

    The paper reads no file outside its own folder.
    """
    made: bytes = typst.compile(
        paper,
        root=paper.parent,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts: our part of Noto Sans SC, and what the machine has for rarer characters."""
    return typst.Fonts(include_system_fonts=True, font_paths=[FONTS])
