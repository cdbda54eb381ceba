from __future__ import annotations

from django.urls import path

from xingtan.kernel.ui import views

app_name = "ui"
urlpatterns = [
    path("ui/gallery/", views.gallery, name="gallery"),
    path("ui/language/", views.language, name="language"),
    path("offline/", views.offline, name="offline"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
]
