"""Tables handed out: what forms there are, and the answer that no browser takes for anything else."""

from django.http import HttpResponse

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def download(content: bytes, name: str, form: str) -> HttpResponse:
    """Return a table as a file to be kept."""
    answer = HttpResponse(content, content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
