"""Tables handed out: written as people open them, answered as a download."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.http import HttpResponse

from qiao.batch.tables import write_table

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def table_file(heads: Sequence[str], rows: Iterable[Sequence[str | int]], form: str) -> bytes:
    """Return rows under their heads as a file, csv or xlsx."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{form}"
        with write_table(path, heads) as table:
            for cells in rows:
                table.write(dict(zip(heads, cells, strict=True)))
        return path.read_bytes()


def download(content: bytes, name: str, form: str) -> HttpResponse:
    """Return a file as an answer that no browser takes for anything else."""
    answer = HttpResponse(content, content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
