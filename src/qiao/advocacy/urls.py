"""Addresses of the desk of advocacy."""

from django.urls import path

from qiao.advocacy.views import bundles, digest, door, evidence, filing, outcome, paper, proposal, work

app_name = "advocacy"
urlpatterns = [
    path("e/<slug:slug>/proposals/", proposal.proposal_list, name="proposal_list"),
    path("e/<slug:slug>/proposals/new/", proposal.proposal_new, name="proposal_new"),
    path("e/<slug:slug>/evidence/new/", evidence.evidence_new, name="evidence_new"),
    path("e/<slug:slug>/evidence/query/", bundles.evidence_query, name="evidence_query"),
    path("e/<slug:slug>/departments/", door.links, name="links"),
    path("departments/<uuid:pk>/close/", door.link_close, name="link_close"),
    path("dept/<str:secret>/", door.department, name="department"),
    path("evidence/<uuid:pk>/", evidence.evidence, name="evidence"),
    path("evidence/records/<uuid:pk>/drop/", bundles.record_drop, name="record_drop"),
    path("evidence/records/<uuid:pk>/restore/", bundles.record_restore, name="record_restore"),
    path("evidence/records/<uuid:pk>/judge/", bundles.record_judge, name="record_judge"),
    path("evidence/records/<uuid:pk>/quote/", bundles.record_quote, name="record_quote"),
    path("evidence/quotes/<uuid:pk>/withdraw/", bundles.quote_withdraw, name="quote_withdraw"),
    path("proposals/<uuid:pk>/", proposal.proposal, name="proposal"),
    path("proposals/<uuid:pk>/write/", proposal.proposal_write, name="proposal_write"),
    path("proposals/<uuid:pk>/items/", proposal.item_new, name="item_new"),
    path("proposals/<uuid:pk>/items/<int:number>/", proposal.item_amend, name="item_amend"),
    path("proposals/<uuid:pk>/items/<int:number>/split/", work.item_split, name="item_split"),
    path("proposals/<uuid:pk>/merge/", work.items_merge, name="items_merge"),
    path("proposals/rearrangements/<uuid:pk>/undo/", work.items_undo, name="items_undo"),
    path("proposals/<uuid:pk>/experts/", work.contribute, name="contribute"),
    path("proposals/<uuid:pk>/cosign/", work.cosign, name="cosign"),
    path("proposals/<uuid:pk>/remarks/", work.remark, name="remark"),
    path("proposals/remarks/<uuid:pk>/settle/", work.remark_settle, name="remark_settle"),
    path("e/<slug:slug>/digest/", digest.digest, name="digest"),
    path("e/<slug:slug>/digest/brief/", digest.brief_new, name="brief_new"),
    path("proposals/<uuid:pk>/file/", filing.file, name="file"),
    path("e/<slug:slug>/filings/", filing.filing_list, name="filing_list"),
    path("e/<slug:slug>/filings.ics", filing.filing_calendar, name="filing_calendar"),
    path("filings/<uuid:pk>/", filing.filing_note, name="filing_note"),
    path("proposals/<uuid:pk>/outcomes/", outcome.outcome_new, name="outcome_new"),
    path("proposals/<uuid:pk>/print/", paper.proposal_print, name="proposal_print"),
    path("proposals/<uuid:pk>/check/", paper.proposal_check, name="proposal_check"),
    path("proposals/<uuid:pk>/docx/", paper.proposal_docx, name="proposal_docx"),
    path("proposals/<uuid:pk>/pdf/", paper.proposal_pdf, name="proposal_pdf"),
    path("proposals/<uuid:pk>/text/", paper.proposal_text, name="proposal_text"),
]
