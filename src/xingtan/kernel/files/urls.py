"""Addresses of the files room."""

from django.urls import path

from xingtan.kernel.files import views

app_name = "files"

urlpatterns = [
    path("files/<int:link_id>/", views.file_open, name="open"),
    path("files/<int:link_id>/small/", views.file_small, name="small"),
]
