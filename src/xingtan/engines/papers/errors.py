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


class PaperNumberTaken(DomainError):
    code = "papers.number_taken"
    message = _("“%(number)s”已经用过，同一单位的同类文件不能重号。")


class PaperCodeTaken(DomainError):
    code = "papers.code_taken"
    message = _("这个查验码已经用在另一份文件上，请重新生成。")


class TooManyChecks(DomainError):
    code = "papers.too_many_checks"
    message = _("这个网络地址查验了太多不存在的查验码，请%(minutes)s分钟后再试。")
    status = 429


class ReasonMissing(InvalidInput):
    code = "papers.reason_missing"
    message = _("请写明原因，它会留在记录里。")

    def __init__(self) -> None:
        super().__init__(reason="", fields={"reason": str(self.message)})


class NumberWordWrong(InvalidInput):
    code = "papers.number_word_wrong"
    message = _("机关代字“%(word)s”不对：1到20个字，不含括号和数字。")

    def __init__(self, *, word: str) -> None:
        super().__init__(reason=word, word=word)


class NumberYearWrong(InvalidInput):
    code = "papers.number_year_wrong"
    message = _("年份应为四位数字，不能是%(year)s。")

    def __init__(self, *, year: int) -> None:
        super().__init__(reason=year, year=year)


class NumberNotFound(NotFound):
    code = "papers.number_not_found"
    message = _("没有找到这个编号。")


class SealNotFound(NotFound):
    code = "papers.seal_not_found"
    message = _("没有找到这枚印章，或者您不能查看。")


class SealLabelTaken(DomainError):
    code = "papers.seal_label_taken"
    message = _("“%(label)s”已经登记过。旧章停用后才能登记同名的新章。")


class SealRetired(DomainError):
    code = "papers.seal_retired"
    message = _("这枚印章已经停用，不能再用。")


class NotTheKeeper(DomainError):
    code = "papers.not_the_keeper"
    message = _("只有这枚印章当前的监印人可以用印。")
    status = 403


class KeeperNotOnStaff(InvalidInput):
    code = "papers.keeper_not_on_staff"
    message = _("监印人和申请人应是本单位当天在任的教职工。")

    def __init__(self, *, field: str) -> None:
        super().__init__(reason="", fields={field: str(self.message)})


class KeeperDayWrong(InvalidInput):
    code = "papers.keeper_day_wrong"
    message = _("起始日期不能早于现任监印人的起始日期（%(day)s），也不能早于印章启用日期。")

    def __init__(self, *, day: object) -> None:
        super().__init__(reason=day, day=day, fields={"starts_on": str(self.message) % {"day": day}})


class CopiesWrong(InvalidInput):
    code = "papers.copies_wrong"
    message = _("份数应为1到%(limit)s。")

    def __init__(self, *, limit: int) -> None:
        super().__init__(reason=limit, limit=limit, fields={"copies": str(self.message) % {"limit": limit}})
