"""Pictures and lists that a form shows: given, replaced, taken away; telephones find them in the manifest."""

import csv
import io
import re

from PIL import Image, UnidentifiedImageError

from qiao.accounts.roles import Actor
from qiao.batch.grids import ENCODINGS
from qiao.exceptions import FormMediaRefusedError
from qiao.intake.actions.field_forms import digest_of
from qiao.intake.models import FormMedia, FormVersion
from qiao.intake.takers import LISTS
from qiao.trail.recorded import detail, recorded

LARGEST = 5 * 2**20
MOST = 20
NAME = re.compile(r"[\w][\w .-]{0,90}\.(?:csv|png|jpe?g|webp)", re.IGNORECASE)
PICTURES = {"PNG": (".png",), "JPEG": (".jpg", ".jpeg"), "WEBP": (".webp",)}


@recorded("form.media")
def set_media(actor: Actor, version: FormVersion, name: str, content: bytes) -> FormVersion:
    """Give a version a picture or a list; one of the same name is replaced.

    Raises FormMediaRefusedError where it is neither, too large, or of a name that the house makes itself.
    """
    kept = _checked(name, content)
    media = FormMedia.objects.filter(version=version)
    if not media.filter(name=name).exists() and media.count() >= MOST:
        raise _refused(f"一张表单最多配 {MOST} 个文件", f"a form has {MOST} files at most")
    digest = digest_of(kept)
    _made, is_new = FormMedia.objects.update_or_create(
        version=version,
        name=name,
        defaults={"organization_id": actor.acts_for, "content": kept, "digest": digest},
    )
    detail(form=version.form.form_id, version=version.version, file=name, digest=digest, new=int(is_new))
    return version


@recorded("form.media")
def remove_media(_actor: Actor, media: FormMedia) -> FormVersion:
    """Take a picture or a list away from a version."""
    version: FormVersion = media.version
    detail(form=version.form.form_id, version=version.version, file=media.name, removed=1)
    media.delete()
    return version


def _checked(name: str, content: bytes) -> bytes:
    if not NAME.fullmatch(name):
        raise _refused("只收 .csv、.png、.jpg、.webp，文件名用字母、数字和汉字", "only .csv, .png, .jpg and .webp under a plain name are taken")  # fmt: skip
    if len(content) > LARGEST:
        raise _refused(f"超过 {LARGEST // 2**20} MB", f"it is over {LARGEST // 2**20} MB")
    if name.lower().endswith(".csv"):
        return _list(name, content)
    try:
        with Image.open(io.BytesIO(content)) as picture:
            kind = picture.format or ""
            picture.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _refused("这不是图片，或图片坏了", "it is no picture, or a broken one") from error
    if not name.lower().endswith(PICTURES.get(kind, ())):
        raise _refused("图片的格式和文件名不符", "the picture is of another kind than its name says")
    return content


def _list(name: str, content: bytes) -> bytes:
    """Return a list in UTF-8 without a byte-order mark, as every telephone reads it."""
    if name.removesuffix(".csv") in LISTS:
        raise _refused("这个名单由系统随时生成，不用上传", "the house makes this list itself")
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        rows = list(csv.reader(io.StringIO(text, newline="")))
        break
    else:
        raise _refused("编码不认识，请另存为 UTF-8", "its encoding is unknown; save it as UTF-8")
    header = [cell.strip() for cell in rows[0]] if rows else []
    if not header or "" in header or len(set(header)) < len(header):
        raise _refused("第一行要有列名，不能空，不能重复", "the first row must name the columns, each once")
    if any(row and len(row) != len(header) for row in rows):
        raise _refused("有的行和第一行的列数不同", "some rows have another number of cells than the first")
    return text.encode()


def _refused(chinese: str, english: str) -> FormMediaRefusedError:
    return FormMediaRefusedError(reason_zh=chinese, reason_en=english)
