"""Addresses of the desk of gaps."""

from django.urls import path

from qiao.gaps.views import (
    capacity,
    coverage,
    findings,
    grid,
    notifications,
    official,
    partners,
    tables,
    tasks,
)

app_name = "gaps"
urlpatterns = [
    path("e/<slug:slug>/gaps/", findings.gap_list, name="gap_list"),
    path("e/<slug:slug>/gaps/find/", findings.find, name="find"),
    path("e/<slug:slug>/gaps/grid/", grid.grid, name="grid"),
    path("e/<slug:slug>/gaps/grid.csv", grid.grid_csv, name="grid_csv"),
    path("e/<slug:slug>/gaps/findings.csv", findings.findings_csv, name="findings_csv"),
    path("gaps/<uuid:pk>/", findings.gap, name="gap"),
    path("gaps/<uuid:pk>/decide/", findings.decide, name="decide"),
    path("gaps/<uuid:pk>/name/", findings.name, name="name"),
    path("gaps/<uuid:pk>/unname/", findings.unname, name="unname"),
    # What is to be done about a finding
    path("gaps/<uuid:pk>/task/", tasks.task_new, name="task_new"),
    path("gap-tasks/<uuid:pk>/", tasks.task, name="task"),
    path("gap-tasks/<uuid:pk>/done/", tasks.task_done, name="task_done"),
    # Approved boundaries
    path("gaps/boundary/", findings.boundary, name="boundary"),
    # The official side
    path("e/<slug:slug>/gaps/beside/", official.beside, name="beside"),
    path("e/<slug:slug>/gaps/official/", official.official_new, name="official_new"),
    # Tables of others
    path("e/<slug:slug>/gaps/tables/", tables.table_list, name="table_list"),
    path("e/<slug:slug>/gaps/tables/new/", tables.table_new, name="table_new"),
    path("gap-tables/<uuid:pk>/", tables.table, name="table"),
    path("gap-tables/<uuid:pk>/try/", tables.table_try, name="table_try"),
    path("gap-tables/<uuid:pk>/progress/", tables.table_progress, name="table_progress"),
    path("gap-tables/<uuid:pk>/load/", tables.table_load, name="table_load"),
    path("gap-tables/<uuid:pk>/undo/", tables.table_undo, name="table_undo"),
    path("gap-tables/<uuid:pk>/discard/", tables.table_discard, name="table_discard"),
    # Who would have told us, and who does what where
    path("capacity/", capacity.capacity_page, name="capacity"),
    path("capacity/export/<str:form>/", capacity.capacity_export, name="capacity_export"),
    path("e/<slug:slug>/gaps/coverage/", coverage.coverage_page, name="coverage"),
    path("e/<slug:slug>/gaps/coverage/state/", coverage.coverage_state, name="coverage_state"),
    path("e/<slug:slug>/gaps/presence/", coverage.presence_page, name="presence"),
    path("e/<slug:slug>/gaps/presence.<str:form>", coverage.presence_export, name="presence_export"),
    # Local partners for those from elsewhere, and what stood in the way
    path("e/<slug:slug>/partners/", partners.partner_list, name="partner_list"),
    path("e/<slug:slug>/partners.<str:form>", partners.partner_export, name="partner_export"),
    path("e/<slug:slug>/obstacles.<str:form>", partners.obstacle_export, name="obstacle_export"),
    path("e/<slug:slug>/partners/propose/", partners.partner_propose, name="partner_propose"),
    path("partners/<uuid:pk>/answer/", partners.partner_answer, name="partner_answer"),
    path("partners/<uuid:pk>/end/", partners.partner_end, name="partner_end"),
    path("e/<slug:slug>/obstacles/", partners.obstacle_list, name="obstacle_list"),
    path("e/<slug:slug>/obstacles/new/", partners.obstacle_new, name="obstacle_new"),
    path("obstacles/<uuid:pk>/resolve/", partners.obstacle_resolve, name="obstacle_resolve"),
    # What was given to government
    path("e/<slug:slug>/gaps/notifications/", notifications.notification_list, name="notification_list"),
    path("e/<slug:slug>/gaps/notifications/new/", notifications.notification_new, name="notification_new"),
    path(
        "e/<slug:slug>/gaps/notifications.<str:form>",
        notifications.notification_export,
        name="notification_export",
    ),
    path("notifications/<uuid:pk>/answer/", notifications.notification_answer, name="notification_answer"),
]
