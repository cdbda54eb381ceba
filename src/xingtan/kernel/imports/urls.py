from django.urls import path

from xingtan.kernel.imports import row_views, views

app_name = "imports"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("<int:run_id>/", views.run_page, name="run"),
    path("<int:run_id>/progress/", views.progress, name="progress"),
    path("<int:run_id>/sheet/", views.sheet, name="sheet"),
    path("<int:run_id>/columns/", views.columns, name="columns"),
    path("<int:run_id>/apply/", views.apply, name="apply"),
    path("<int:run_id>/undo/", views.undo, name="undo"),
    path("<int:run_id>/again/", views.again, name="again"),
    path("<int:run_id>/go-on/", views.go_on, name="go_on"),
    path("<int:run_id>/drop/", views.drop, name="drop"),
    path("<int:run_id>/refused.xlsx", row_views.refused, name="refused"),
    path("<int:run_id>/resend/", row_views.resend, name="resend"),
    path("rows/<int:row_id>/", row_views.row_page, name="row"),
    path("rows/<int:row_id>/choice/", row_views.row_choice, name="row_choice"),
    path("into/<str:register_code>/", views.start, name="start"),
    path("into/<str:register_code>/template.xlsx", views.template, name="template"),
]
