"""Why papers say no."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, InvalidInput, NotFound


class FontsMissing(DomainError):
    code = "papers.fonts_missing"
    message = _("印刷用的字体没有装好，现在不能生成文件。请系统管理员重新运行安装。")
    status = 503


class SignNotInFonts(InvalidInput):
    code = "papers.sign_not_in_fonts"
    message = _("“%(signs)s”在已装的字体里没有，印出来会是空框。请改用别的字，或者在字体文件夹里装上有这个字的字体。")

    def __init__(self, *, signs: str) -> None:
        super().__init__(reason=signs, signs=signs)


class PaperTooLong(InvalidInput):
    code = "papers.too_long"
    message = _("内容太多，一次最多%(limit)s字。请分成几份。")

    def __init__(self, *, limit: int) -> None:
        super().__init__(reason=limit, limit=limit)


class PictureUnusable(InvalidInput):
    code = "papers.picture_unusable"
    message = _("图片“%(name)s”不能印：只收PNG和JPG，或者文件已损坏。")

    def __init__(self, *, name: str) -> None:
        super().__init__(reason=name, name=name)


class PictureMissing(InvalidInput):
    code = "papers.picture_missing"
    message = _("正文里提到的图片“%(name)s”没有交来。")

    def __init__(self, *, name: str) -> None:
        super().__init__(reason=name, name=name)


class TableUneven(InvalidInput):
    code = "papers.table_uneven"
    message = _("表格第%(row)s行有%(found)s格，应为%(wanted)s格。")

    def __init__(self, *, row: int, found: int, wanted: int) -> None:
        super().__init__(reason=row, row=row, found=found, wanted=wanted)


class HeadingLevelUnknown(InvalidInput):
    code = "papers.heading_level_unknown"
    message = _("标题只有一到四级，没有第%(level)s级。")

    def __init__(self, *, level: object) -> None:
        super().__init__(reason=level, level=level)


class NotComposed(DomainError):
    code = "papers.not_composed"
    message = _("这份文件没有排成。请把看到的编号告诉系统管理员。")
    status = 500


class PaperNotFound(NotFound):
    code = "papers.paper_not_found"
    message = _("没有找到这份文件，或者您不能查看。")
