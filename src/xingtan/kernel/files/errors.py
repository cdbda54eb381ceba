"""Refusals of the files room."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, NotFound


class FileNotFound(NotFound):
    code = "files.not_found"
    message = _("没有找到这个文件，或者您不能查看。")


class FileTooLarge(DomainError):
    code = "files.too_large"
    message = _("文件超过%(limit)s，请压缩或换一个小一些的文件。")
    status = 413


class FileIsEmpty(DomainError):
    code = "files.empty"
    message = _("这个文件是空的，请重新选择。")
    status = 422


class FileTypeRefused(DomainError):
    code = "files.type_refused"
    message = _("这里不能上传这种文件（识别为%(found)s）。可以上传：%(wanted)s。")
    status = 422


class PictureUnreadable(DomainError):
    code = "files.picture_unreadable"
    message = _("这张图片打不开，可能没有传完整。请换一张JPG或PNG图片。")
    status = 422


class PictureTooLarge(DomainError):
    code = "files.picture_too_large"
    message = _("这张图片展开后太大（超过%(limit)s万像素），请缩小后再上传。")
    status = 422


class ArchiveRefused(DomainError):
    code = "files.archive_refused"
    message = _("这个压缩文件展开后异常地大，或者里面的路径不正常，不能上传。")
    status = 422


class FileStoreUnavailable(DomainError):
    code = "files.store_unavailable"
    message = _("文件存储暂时连接不上，请过几分钟再试。")
    status = 503
