"""Where the private key of the backups lies, said each time it lies where it should not: beside the data."""

from collections.abc import Callable
from pathlib import Path

from pyrage.x25519 import Recipient

from qiao.project.backup.sealing import IDENTITY, own_recipient

NEW_KEY = (
    "新做了一对备份密钥。私钥在 {path}：没有它谁也打不开备份，有它就都能打开。\n"
    "A pair of keys for backups was made. The private one is {path}: without it nobody opens a backup, with it "
    "anybody does."
)
STILL_HERE = (
    "！备份的私钥还在数据旁边：{path}。谁拿走这台机器，就打得开每一份备份；这台机器坏了，就谁也打不开。\n"
    "  今天就做：抄到别处（U 盘、另一台机器、打印），核对能读，再从这里删掉。以后恢复、退回用 --key 文件。\n"
    "! The private key of the backups still lies beside the data: {path}. Whoever takes this machine opens every "
    "backup; if it breaks, nobody does.\n"
    "  Today: copy it elsewhere (a stick, another machine, paper), see that the copy can be read, delete it here. "
    "To restore or go back name it by --key FILE."
)


def own_or_new(keys: Path, elsewhere: Path | None, say: Callable[[str], object]) -> Recipient:
    """Return whom backups are made for; a pair made now is told of, with the place of its private half."""
    recipient, made = own_recipient(keys, elsewhere)
    if made:
        say(NEW_KEY.format(path=made))
    return recipient


def reminder(keys: Path) -> str:
    """Return what to say as long as the private key lies beside the data; nothing once it was carried away."""
    path = keys / IDENTITY
    return STILL_HERE.format(path=path) if path.exists() else ""
