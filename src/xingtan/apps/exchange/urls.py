"""Names and paths of the exchange."""

from django.urls import path

from xingtan.apps.exchange.views import deliveries, partners, rows, sets

app_name = "exchange"

urlpatterns = [
    path("", partners.partner_list, name="partners"),
    path("add/", partners.partner_add, name="partner_add"),
    path("<int:partner_id>/", partners.partner, name="partner"),
    path("<int:partner_id>/edit/", partners.partner_edit, name="partner_edit"),
    path("<int:partner_id>/held/", partners.partner_held, name="partner_held"),
    path("<int:partner_id>/receive/", sets.set_receive, name="set_receive"),
    path("<int:partner_id>/deliver/", deliveries.delivery_ask, name="delivery_ask"),
    path("sets/<int:set_id>/", sets.received_set, name="set"),
    path("sets/<int:set_id>/progress/", sets.set_progress, name="set_progress"),
    path("sets/<int:set_id>/resume/", sets.set_resume, name="set_resume"),
    path("sets/<int:set_id>/apply/", sets.set_apply, name="set_apply"),
    path("sets/<int:set_id>/leave-out/", sets.set_leave_out, name="set_leave_out"),
    path("sets/<int:set_id>/discard/", sets.set_discard, name="set_discard"),
    path("sets/<int:set_id>/undo/", sets.set_undo, name="set_undo"),
    path("rows/", rows.row_list, name="rows"),
    path("rows/<int:row_id>/", rows.row, name="row"),
    path("rows/<int:row_id>/mend/", rows.row_mend, name="row_mend"),
    path("rows/<int:row_id>/leave-out/", rows.row_leave_out, name="row_leave_out"),
    path("rows/<int:row_id>/link/", rows.row_link, name="row_link"),
    path("rows/<int:row_id>/new/", rows.row_new, name="row_new"),
    path("findings/", rows.finding_list, name="findings"),
    path("deliveries/<int:delivery_id>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:delivery_id>/download/", deliveries.delivery_download, name="delivery_download"),
]
