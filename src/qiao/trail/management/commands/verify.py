from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from qiao.accounts.patience import at_leisure
from qiao.exceptions import CheckpointError
from qiao.trail.chain import verify
from qiao.trail.checks import compare, note, run_checks
from qiao.trail.signed import (
    kept,
    part_breaks,
    public_key,
    read,
    signature_breaks,
    signed_checkpoint,
    text_of,
)

UNREADABLE = 2
"""Exit code where there is nothing to compare with; 1 means that something does not hold."""


class Command(BaseCommand):
    """Walk the trail from its first entry and run every check the desks registered."""

    help = "校验流转记录与各项守恒；有不符即以 1 退出 / verify the trail and what must be conserved"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--against", type=Path, metavar="FILE", help="与此前存下的校验点比对")
        parser.add_argument(
            "--key", default="", metavar="HEX", help="校验点必须是这把公钥签的；不写就是本系统的"
        )
        parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="把现在的校验点签名，写到文件")

    def handle(self, *_args: str, **options: Any) -> None:
        with at_leisure():
            self.look(**options)

    def look(self, **options: Any) -> None:
        """Verify, and tell what was found."""
        said = read_file(options["against"]) if options["against"] else None
        verdict = verify()
        breaks = list(verdict.breaks)
        found: list[str] = []
        self.stdout.write(f"流转记录 {verdict.entries} 条 entries，头 head {verdict.head}")
        if said is not None:
            point = kept(said)
            against = compare(point)
            breaks += [against] if against else []
            found = signature_breaks(said, options["key"]) or part_breaks(said)
            self.stdout.write(f"比对校验点 checkpoint：{point.entries} 条，{point.at.isoformat()}")
            self.stdout.write(
                "签名 signature：" + ("没有 none" if "content" not in said else str(said["public_key"]))
            )
        found += self._breaks_of_desks() + [f"流转记录第 {one.sequence} 条：{one.reason}" for one in breaks]
        note(len(found), at=timezone.now())
        for sentence in found:
            self.stderr.write(f"不符 BREAK：{sentence}")
        if found:
            raise SystemExit(1)
        if options["checkpoint"]:
            options["checkpoint"].write_text(text_of(signed_checkpoint(timezone.now())), encoding="utf-8")
            self.stdout.write(f"公钥 public key（与校验点分开存放 keep apart）：{public_key()}")
        self.stdout.write("全部相符 / everything holds")

    def _breaks_of_desks(self) -> list[str]:
        found: list[str] = []
        for name, breaks in run_checks().items():
            self.stdout.write(f"{name}：{len(breaks)} 处不符 breaks")
            found += [f"{name}：{sentence}" for sentence in breaks]
        return found


def read_file(path: Path) -> Mapping[str, Any]:
    """Read a checkpoint written before, or fetched from /api/checkpoint."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, CheckpointError) as error:
        message = f"读不懂校验点 {path}：{error}"
        raise CommandError(message, returncode=UNREADABLE) from error
