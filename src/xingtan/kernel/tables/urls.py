from django.urls import path

from xingtan.kernel.tables import views

app_name = "tables"
urlpatterns = [
    path("tables/runs/<int:run_id>/undo/", views.run_undo, name="run_undo"),
    path("tables/views/", views.own_view_list, name="own_views"),
    path("tables/views/<int:view_id>/rename/", views.own_view_rename, name="own_view_rename"),
    path("tables/views/<int:view_id>/drop/", views.own_view_drop, name="own_view_drop"),
]
