"""Contents once, and what holds them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.files.querysets import FileLinkQuerySet


class StoredFile(models.Model):
    """One content. The bytes lie in the store under the same hash."""

    sha256 = models.CharField(_("内容指纹"), max_length=64, unique=True)
    size = models.BigIntegerField(_("字节数"))
    media_type = models.CharField(_("类型"), max_length=120)
    width = models.PositiveIntegerField(_("宽"), null=True)
    height = models.PositiveIntegerField(_("高"), null=True)
    small = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", verbose_name=_("缩略图"))
    created_at = models.DateTimeField(_("存入时间"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("文件内容")
        constraints = (models.CheckConstraint(name="files_not_empty", condition=Q(size__gt=0)),)
        indexes = (models.Index(name="files_by_age", fields=("created_at",)),)


class FileLink(models.Model):
    """A content held by something under a name. Who may read the holder may read the file, nobody else."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="links", verbose_name=_("内容"))
    holder_kind = models.CharField(_("所属类别"), max_length=60)
    holder_id = models.BigIntegerField(_("所属编号"))
    organisation_path = models.CharField(_("所属路径"), max_length=200, blank=True, default="")
    purpose = models.CharField(_("用途"), max_length=40)
    name = models.CharField(_("文件名"), max_length=200)
    uploaded_by = models.BigIntegerField(_("上传人"), null=True)
    created_at = models.DateTimeField(_("上传时间"), db_default=Now(), editable=False)

    objects = FileLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("文件")
        ordering = ("pk",)
        indexes = (models.Index(name="files_by_holder", fields=("holder_kind", "holder_id", "purpose")),)
