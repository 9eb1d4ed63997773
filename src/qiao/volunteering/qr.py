"""QR codes of addresses."""

import segno
from django.utils.safestring import SafeString, mark_safe

QR_SCALE = 3


def qr_of(link: str) -> SafeString:
    """Return the QR code of an address as SVG without size, style or script: the page's CSS sizes it."""
    drawn = segno.make(link, error="l", micro=False).svg_inline(
        scale=QR_SCALE, omitsize=True, svgclass=None, lineclass=None, light="#fff"
    )
    return mark_safe(drawn)  # noqa: S308 -- drawn by segno from modules; the address itself is not in it
