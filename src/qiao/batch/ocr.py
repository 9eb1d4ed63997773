"""`./qiao ocr PICTURE... [--out FILE]`: the words of screenshots as text. No database, no network."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from qiao.batch.pictures import SEPARATOR, words_of_picture
from qiao.exceptions import PictureUnreadableError

OK, SOME_REFUSED, USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Read pictures and print their words; 0 when all were read, 1 when some were refused, 2 when it could not run."""
    parser = argparse.ArgumentParser(
        prog="./qiao ocr",
        description="读出截图里的字：每张图一段，群聊的每条之间一行 ---。 The words of pictures; messages of a chat parted by ---.",
    )
    parser.add_argument("pictures", nargs="*", type=Path, metavar="PICTURE", help="JPEG, PNG, WebP")
    parser.add_argument("--out", type=Path, help="写到文件 / write to this file instead of the screen")
    parser.add_argument("--install", action="store_true", help="只安装 / only install what reads pictures")
    asked = parser.parse_args(arguments)
    if asked.install and not asked.pictures:
        sys.stdout.write(
            "读图的部分已装好，重启后粘贴页可以选截图。 Installed; start again and the paste page takes screenshots."
            "\n"
        )
        return OK
    if not asked.pictures:
        parser.print_usage(sys.stderr)
        return USAGE
    read, refused = [], 0
    for picture in tqdm(asked.pictures, unit="张", disable=len(asked.pictures) == 1):
        try:
            read.append(words_of_picture(picture.name, picture.read_bytes()))
        except (PictureUnreadableError, OSError) as error:
            refused += 1
            sys.stderr.write(f"{error}\n")
    text = f"\n{SEPARATOR}\n".join(read)
    if asked.out and read:
        asked.out.write_text(text + "\n", encoding="utf-8")
    elif read:
        sys.stdout.write(f"{text}\n")
    return SOME_REFUSED if refused else OK


if __name__ == "__main__":
    sys.exit(main())
