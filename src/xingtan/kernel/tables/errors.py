"""What a list, a bulk act or an undo may refuse, and why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, NotFound


class NothingChosen(DomainError):
    code = "tables.nothing_chosen"
    message = _("还没有选中任何一行。请先勾选，再选要做的事。")


class SelectionOutdated(DomainError):
    code = "tables.selection_outdated"
    message = _("选择已经过期或不属于这个列表，请回到列表重新选择。")


class SelectionChanged(DomainError):
    code = "tables.selection_changed"
    message = _("符合条件的由%(before)s条变为%(now)s条，没有处理任何一条。请回到列表看过再选。")


class NotAllPermitted(DomainError):
    code = "tables.not_all_permitted"
    message = _("选中的%(chosen)s条里有%(refused)s条您不能“%(act)s”，没有处理任何一条。请去掉它们再试。")


class TooManyRows(DomainError):
    code = "tables.too_many_rows"
    message = _("一共%(count)s条，一次最多%(limit)s条。请加上条件缩小范围。")


class BulkActUnknown(NotFound):
    code = "tables.bulk_act_unknown"
    message = _("这个列表没有这项批量操作，或者您不能使用它。")


class BulkRunNotFound(NotFound):
    code = "tables.bulk_run_not_found"
    message = _("没有找到这次批量操作。只有操作人本人可以撤销。")


class UndoExpired(DomainError):
    code = "tables.undo_expired"
    message = _("这次操作已超过%(hours)s小时，不能再撤销。请逐条修改。")


class NotUndoable(DomainError):
    code = "tables.not_undoable"
    message = _("“%(act)s”做完就不能撤销。")


class OwnViewNotFound(NotFound):
    code = "tables.own_view_not_found"
    message = _("没有找到这个常用视图。只有存它的人能用。")


class OwnViewNameTaken(DomainError):
    code = "tables.own_view_name_taken"
    message = _("这个列表里已有叫“%(name)s”的常用视图，请换个名称。")
    status = 422


class TooManyOwnViews(DomainError):
    code = "tables.too_many_own_views"
    message = _("一个列表最多存%(limit)s个常用视图，请先删去不用的。")
    status = 422


class OwnViewUnnamed(DomainError):
    code = "tables.own_view_unnamed"
    message = _("请给常用视图起个名称，最多%(limit)s个字。")
    status = 422


class NothingToKeep(DomainError):
    code = "tables.nothing_to_keep"
    message = _("没有看到要存的条件，请回到列表，筛选好再点“存为常用”。")
    status = 422
