"""What a phone's outbox sends, perhaps hours later, when no page's token holds any more."""

from urllib.parse import urlsplit

from django.http import HttpRequest

OUTBOX_HEADER = "X-Qiao-Outbox"


def is_own_page(request: HttpRequest) -> bool:
    """Say whether the request comes from a page of this house.

    Nothing of a session is used, so there is nothing to forge with; a header that no foreign page can set without
    being asked, and the browser's own word where it comes from, keep other sites out.
    """
    origin = request.headers.get("Origin", "")
    return (
        request.headers.get(OUTBOX_HEADER) == "1"
        and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        and (not origin or urlsplit(origin).netloc == request.get_host())
    )
