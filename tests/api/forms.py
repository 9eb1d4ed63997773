"""Forms, codes and filled forms for the tests of OpenRosa."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.intake import actions
from qiao.intake.models import Collector, FormVersion
from qiao.intake.sources.openrosa.ready import ready_form
from qiao.registry.models import Crisis

ANSWERS = {
    "item": "医用外科口罩",
    "quantity_kind": "EXACT",
    "quantity": "2000",
    "unit": "只",
    "place": "英山县",
    "party": "示例县人民医院",
    "contact": "林女士",
    "phone": "15400000001",
    "tier": "2",
    "note": "示例数据",
}


@dataclass
class Telephone:
    """A telephone with a code: it posts filled forms as Collect does."""

    client: Client
    code: str
    collector: Collector
    version: FormVersion

    def url(self, end: str) -> str:
        return f"/v1/key/{self.code}/{end}"

    def get(self, end: str, **more):
        return self.client.get(self.url(end), **more)

    def send(self, xml: str | bytes, *files: SimpleUploadedFile, **more):
        handed = SimpleUploadedFile(
            "submission.xml", xml.encode() if isinstance(xml, str) else xml, "text/xml"
        )
        parts = {"xml_submission_file": handed} | {one.name: one for one in files}
        return self.client.post(self.url("submission"), parts, **more)


def publish(actor: Actor, crisis: Crisis, kind: str = "NEED") -> FormVersion:
    """Publish a form ready to use."""
    version = actions.add_form(actor, crisis, ready_form(kind), kind=kind)
    actions.publish_form(actor, version, published_at=timezone.now())
    version.refresh_from_db()
    return version


def telephone(
    actor: Actor, crisis: Crisis, *versions: FormVersion, client: Client | None = None
) -> Telephone:
    """Give a telephone a code for these forms."""
    collector, code = actions.add_collector(
        actor,
        crisis,
        name="示例手机",
        forms=[one.form for one in versions],
        expires_at=timezone.now() + timedelta(days=7),
    )
    return Telephone(client or Client(), code, collector, versions[0])


def filled(
    version: FormVersion, pk: uuid.UUID | None = None, *, replaces: uuid.UUID | None = None, **answers: str
) -> str:
    """Return a filled form as XML; without answers, those of the small crisis."""
    said = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in (answers or ANSWERS).items())
    old = f"<deprecatedID>uuid:{replaces}</deprecatedID>" if replaces else ""
    return (
        f"<?xml version='1.0' ?><data id='{version.form.form_id}' version='{version.version}'>{said}"
        f"<meta><instanceID>uuid:{pk or uuid.uuid4()}</instanceID>{old}</meta></data>"
    )
