"""Addresses of bridge one."""

from django.urls import path

from qiao.relief.views import (
    bulletins,
    deliveries,
    differences,
    matches,
    plans,
    public_bulletins,
    receiving,
    stock,
    what_if,
)
from qiao.relief.views import deliveries, differences, matches, plans, receiving, shipments, stock, what_if

app_name = "relief"
urlpatterns = [
    path("e/<slug:slug>/plans/", plans.plan_list, name="plan_list"),
    path("e/<slug:slug>/plans/make/", plans.plan_make, name="plan_make"),
    path("e/<slug:slug>/plans/what-if/", what_if.what_if, name="what_if"),
    path("e/<slug:slug>/plans/frontier/", what_if.what_if_frontier, name="what_if_frontier"),
    path("plans/<uuid:pk>/", plans.plan, name="plan"),
    path("plans/<uuid:pk>/compare/<uuid:other>/", what_if.plan_compare, name="plan_compare"),
    path("plans/<uuid:pk>/confirm/", plans.plan_confirm, name="plan_confirm"),
    path("shares/<uuid:pk>/confirm/", plans.share_confirm, name="share_confirm"),
    path("shares/<uuid:pk>/decline/", plans.share_decline, name="share_decline"),
    path("needs/<uuid:pk>/match/", matches.match_new, name="match_new"),
    path("matches/<uuid:pk>/", matches.match, name="match"),
    path("matches/<uuid:pk>/send/", matches.match_send, name="match_send"),
    path("matches/<uuid:pk>/withdraw/", matches.match_withdraw, name="match_withdraw"),
    path("e/<slug:slug>/deliveries/", deliveries.delivery_list, name="delivery_list"),
    path("deliveries/<uuid:pk>/", deliveries.delivery, name="delivery"),
    path("e/<slug:slug>/shipments/new/", shipments.shipment_new, name="shipment_new"),
    path("shipments/<uuid:pk>/", shipments.shipment, name="shipment"),
    path("deliveries/<uuid:pk>/code/", deliveries.delivery_code, name="delivery_code"),
    path("r/", receiving.receive, name="receive"),
    path("r/<str:code>/", receiving.receive_code, name="receive_code"),
    path("e/<slug:slug>/stock/", stock.stock, name="stock"),
    path("lots/<uuid:pk>/", stock.lot, name="lot"),
    path("lots/<uuid:pk>/write-off/", differences.lot_write_off, name="lot_write_off"),
    path("lots/<uuid:pk>/give-back/", differences.lot_give_back, name="lot_give_back"),
    path("movements/<uuid:pk>/undo/", differences.movement_undo, name="movement_undo"),
    path("e/<slug:slug>/differences/", differences.difference_list, name="difference_list"),
    path("receipts/<uuid:pk>/settle/", differences.receipt_settle, name="receipt_settle"),
    path("e/<slug:slug>/bulletins/", bulletins.bulletin_list, name="bulletin_list"),
    path("e/<slug:slug>/bulletins/board/", bulletins.bulletin_board, name="bulletin_board"),
    path("e/<slug:slug>/bulletins/issue/", bulletins.bulletin_issue, name="bulletin_issue"),
    path("bulletins/<uuid:pk>/correct/", bulletins.bulletin_correct, name="bulletin_correct"),
    path("bulletins/questions/<uuid:pk>/answer/", bulletins.question_answer, name="question_answer"),
    path("b/<str:code>/", public_bulletins.board_page, name="public_board"),
    path("b/<str:code>/<int:number>/", public_bulletins.bulletin_page, name="public_bulletin"),
    path("b/<str:code>/<int:number>/content.json", public_bulletins.bulletin_file, name="bulletin_file"),
    path("b/<str:code>/<int:number>/question/", public_bulletins.bulletin_question, name="bulletin_question"),
]
