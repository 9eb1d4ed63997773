"""Screenshots on the paste page: their words come into the box, to be looked at and put right. No picture is kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.accounts.guard import requires
from qiao.batch.pictures import SEPARATOR, words_of_picture
from qiao.exceptions import PictureUnreadableError
from qiao.intake.actions.imports import shown_name
from qiao.intake.forms import LONGEST_TEXT, PasteForm, plain_lines
from qiao.intake.views.answering import INVALID, get_crisis, wants_fragment
from qiao.intake.views.pasting import paste_page

MOST_PICTURES = 9


@requires("report.receive")
@require_POST
def read_pictures(request: HttpRequest, slug: str) -> HttpResponse:
    """Read the chosen pictures, and show the paste box with their words below what stood there."""
    crisis = get_crisis(slug)
    text = plain_lines(request.POST.get("text", ""))[:LONGEST_TEXT]
    read, wrong = _words(request)
    added = f"\n{SEPARATOR}\n".join(read)
    if added:
        text = f"{text.rstrip()}\n{SEPARATOR}\n{added}" if text.strip() else added
    if read and not wants_fragment(request):
        messages.info(request, _read_words(len(read)))
    form = PasteForm.blank(
        text=text, channel=request.POST.get("channel", ""), submission=request.POST.get("submission")
    )
    context = paste_page(request, form, crisis, text) | {
        "picture_errors": wrong,
        "picture_words": _read_words(len(read)) if read else "",
    }
    template = "intake/_paste_pictures.html" if wants_fragment(request) else "intake/paste.html"
    return render(request, template, context, status=INVALID if wrong and not read else 200)


def _read_words(count: int) -> str:
    said = ngettext(
        "%(count)d 张图的字已放进文字框。请对照原图看一遍，改好再保存；图片没有保存。",
        "%(count)d 张图的字已放进文字框。请对照原图看一遍，改好再保存；图片没有保存。",
        count,
    )
    return said % {"count": count}


def _words(request: HttpRequest) -> tuple[list[str], list[str]]:
    """Return the words of each picture, and what is wrong with the others."""
    files = request.FILES.getlist("pictures")
    if not files:
        return [], [_("请先选截图。")]
    if len(files) > MOST_PICTURES:
        return [], [_("一次最多 %(most)d 张，请分几次。") % {"most": MOST_PICTURES}]
    read, wrong = [], []
    for file in files:
        try:
            read.append(words_of_picture(shown_name(file.name or "picture"), file.read()))
        except PictureUnreadableError as error:
            wrong.append(error.message(get_language() or "zh-hans"))
    return read, wrong
