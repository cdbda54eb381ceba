"""Every address of the product, by app."""

from django.urls import include, path

from xingtan.project.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("xingtan.kernel.ui.urls")),
    path("", include("xingtan.kernel.files.urls")),
    path("", include("xingtan.kernel.tables.urls")),
    path("imports/", include("xingtan.kernel.imports.urls")),
    path("flow/", include("xingtan.engines.workflow.urls")),
    path("", include("xingtan.apps.workbench.urls")),
    path("", include("xingtan.apps.gateway.urls")),
    path("registry/", include("xingtan.apps.registry.urls")),
    path("staffing/", include("xingtan.apps.staffing.urls")),
    path("exchange/", include("xingtan.apps.exchange.urls")),
    path("papers/", include("xingtan.engines.papers.urls")),
]

handler400 = "xingtan.kernel.http.views.bad_request"
handler403 = "xingtan.kernel.http.views.forbidden"
handler404 = "xingtan.kernel.http.views.not_found"
handler500 = "xingtan.kernel.http.views.server_error"
