"""Styles, scripts and lists of the house, sent packed to whoever takes them packed; the same ETag for both.

WhiteNoise serves a packed copy that lies beside a file, as `collectstatic` makes it. The house has no such step and its
files may lie where it must not write, so the copies are kept among the data, made at the first start that needs them.
Pages are never packed: they carry secrets beside what others choose (BREACH).
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

LEAST_BYTES = 1000
"""Smaller files fit one packet as they are."""


class PackedWhiteNoise(WhiteNoiseMiddleware):  # type: ignore[misc] # WhiteNoise has no types
    """WhiteNoise with packed copies of its own."""

    def get_static_file(
        self, path: str, url: str, stat_cache: dict[str, os.stat_result] | None = None
    ) -> Any:
        """Return what answers for a file: as WhiteNoise makes it, and beside it a packed copy, sent where it is shorter."""
        plain = super().get_static_file(path, url, stat_cache)
        if not _packer.should_compress(path) or Path(path).stat().st_size < LEAST_BYTES:
            return plain
        ((_encoding, _path, headers),) = plain.alternatives
        return StaticFile(path, headers, encodings={"gzip": str(packed(Path(path)))})


_packer = Compressor(quiet=True)


def packed(path: Path) -> Path:
    """Return the packed copy of a file with the content that it has now; make it where there is none yet."""
    content = path.read_bytes()
    copy: Path = settings.DATA / "packed" / f"{hashlib.sha256(content).hexdigest()}.gz"
    if not copy.exists():
        copy.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=copy.parent, delete=False) as file:
            file.write(_packer.compress_gzip(content))
        Path(file.name).replace(copy)
    return copy
