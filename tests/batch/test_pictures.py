"""Words of pictures: how lines become text, and, where the reader is installed, real pictures drawn here."""

import io
import shutil
import subprocess
import sys
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw, ImageFont

from qiao.batch import ocr, picture_process, pictures
from qiao.batch.pictures import Line, laid_out, words_of_picture
from qiao.exceptions import PictureUnreadableError

WIDTH, SIZE = 780, 34
CHAT = [
    ("英山陈站长", "英山县人民医院急需N95口罩500只、防护服200套，请转告"),
    ("志愿者小李", "我们有消毒液300桶"),
]

reads = pytest.mark.skipif(not pictures.is_installed(), reason="./qiao ocr --install was not run")


def row(left, top, text, *, right=None, height=36):
    return Line(left, top, right or left + 36 * len(text), top + height, text)


def test_a_bubble_is_one_message_with_its_name_and_the_moment_above_it():
    lines = [
        row(284, 18, "1月26日 上午9:12", right=496),
        row(10, 87, "英山-陈"),
        row(29, 151, "英山县人民医院急需口罩500只、防", right=629),
        row(28, 199, "护服200套，联系人张医生", right=432),
        row(30, 251, "15412345678", right=242),
        row(12, 342, "小李"),
        row(28, 404, "我们有消毒液300桶", right=571),
    ]

    assert laid_out(lines, width=WIDTH) == (
        "1月26日 上午9:12\n英山-陈：英山县人民医院急需口罩500只、防护服200套，联系人张医生\n15412345678\n"
        "---\n小李：我们有消毒液300桶"
    )


def test_a_notice_without_names_keeps_its_paragraphs():
    lines = [row(40, 40, "关于捐赠的公告"), row(40, 160, "现急需以下物资", right=700), row(40, 204, "口罩")]

    assert laid_out(lines, width=WIDTH) == "关于捐赠的公告\n\n现急需以下物资口罩"


def test_pieces_side_by_side_are_read_from_left_to_right():
    assert laid_out([row(300, 42, "500只"), row(40, 40, "口罩")], width=WIDTH) == "口罩 500只"


def test_english_words_of_a_broken_line_stay_apart():
    lines = [row(40, 40, "need masks at the", right=700), row(40, 84, "county hospital", right=500)]

    assert laid_out(lines, width=WIDTH) == "need masks at the county hospital"


def test_a_moment_or_a_name_at_the_end_is_not_lost():
    lines = [row(10, 40, "你好"), row(290, 140, "昨天 21:03", right=490)]

    assert laid_out(lines, width=WIDTH) == "你好\n\n昨天 21:03"
    assert laid_out([], width=WIDTH) == ""


@pytest.mark.parametrize("height", [1, 1599, 1600, 1601, 2960, 9000])
def test_windows_cover_a_long_picture_and_each_line_counts_once(height):
    cut = picture_process.windows(height)

    assert cut[0][2] == 0
    assert cut[-1][3] == height
    assert all(last == first for (*_, last), (_, _, first, _) in pairwise(cut))
    assert all(begin <= first <= last <= end <= height for begin, end, first, last in cut)


def test_without_the_reader_the_refusal_says_what_to_run(monkeypatch):
    monkeypatch.setattr(pictures, "is_installed", lambda: False)

    with pytest.raises(PictureUnreadableError, match="--install"):
        words_of_picture("a.png", b"x")


# -- With the reader ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def font():
    found = subprocess.run(
        [shutil.which("fc-match") or "false", "-f", "%{file}", "Noto Sans CJK SC"], capture_output=True, text=True, check=False
    ).stdout  # fmt: skip
    if "CJK" not in found:
        pytest.skip("fonts-noto-cjk is absent")
    return ImageFont.truetype(found, SIZE)


def drawn(font, chat, *, kind="PNG"):
    """Return a screenshot of a chat, each message in one or two lines."""
    image = Image.new("RGB", (WIDTH, 80 + 220 * len(chat)), "#ededed")
    pen = ImageDraw.Draw(image)
    for place, (name, said) in enumerate(chat):
        top = 60 + 220 * place
        pen.text((24, top), name, font=font, fill="#777777")
        pen.rectangle((30, top + 52, 740, top + 150), fill="white")
        for at, part in enumerate((said[:19], said[19:])):
            pen.text((46, top + 56 + at * 42), part, font=font, fill="black")
    held = io.BytesIO()
    image.save(held, kind)
    return held.getvalue()


@reads
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_screenshot_of_a_chat_is_read_word_for_word(font, kind):
    words = words_of_picture("chat", drawn(font, CHAT, kind=kind))

    assert words.replace("，", ",") == "\n---\n".join(f"{name}：{said}" for name, said in CHAT).replace(
        "，", ","
    )


@reads
def test_a_long_screenshot_loses_no_message_at_the_seams(font):
    chat = [(f"志愿者{n}", f"第{n}号点需要矿泉水{n * 10}箱") for n in range(11, 31)]

    words = words_of_picture("long.png", drawn(font, chat))

    assert words.split("\n---\n") == [f"{name}：{said}" for name, said in chat]


@reads
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "PNG"),
        (b"%PDF-1.4 no picture", "PNG"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "PNG"),
        (b"x" * (pictures.LARGEST + 1), "10 MB"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_remedy(content, said):
    with pytest.raises(PictureUnreadableError, match=said):
        words_of_picture("a.png", content)


@reads
def test_a_picture_that_unpacks_beyond_reason_is_refused_before_it_is_unpacked():
    held = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(held, "PNG")

    with pytest.raises(PictureUnreadableError, match="4000"):
        words_of_picture("bomb.png", held.getvalue())


@reads
def test_a_picture_without_words_is_refused():
    held = io.BytesIO()
    Image.new("RGB", (400, 400), "white").save(held, "PNG")

    with pytest.raises(PictureUnreadableError, match="没有认出字"):
        words_of_picture("white.png", held.getvalue())


@reads
def test_a_process_that_takes_too_long_is_ended(font, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_SECONDS", 0.05)

    with pytest.raises(PictureUnreadableError, match="裁成几张"):
        words_of_picture("a.png", drawn(font, CHAT))


@reads
def test_the_command_writes_what_it_read_and_names_what_it_did_not(font, tmp_path, capsys):
    good, bad = tmp_path / "chat.png", tmp_path / "bad.png"
    good.write_bytes(drawn(font, CHAT))
    bad.write_bytes(b"x")

    code = ocr.main([str(good), str(bad), str(tmp_path / "absent.png"), "--out", str(tmp_path / "out.txt")])

    assert code == ocr.SOME_REFUSED
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").startswith("英山陈站长：英山县人民医院")
    assert "bad.png" in (said := capsys.readouterr().err)
    assert "absent.png" in said
    assert ocr.main([]) == ocr.USAGE


@reads
def test_reading_needs_no_network(font, tmp_path):
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody cut the network off")
    picture = tmp_path / "chat.png"
    picture.write_bytes(drawn(font, CHAT))
    done = subprocess.run(
        [unshare, "-rn", sys.executable, "-m", "qiao.batch.ocr", str(picture)], capture_output=True, text=True, encoding="utf-8", check=False
    )  # fmt: skip

    assert done.returncode == ocr.OK, done.stderr
    assert "志愿者小李：我们有消毒液300桶" in done.stdout
