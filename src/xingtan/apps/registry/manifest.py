"""What registry offers the shell."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xingtan.apps.registry import data, tasks
from xingtan.apps.registry.imports.classes import ClassRegister
from xingtan.apps.registry.imports.guardians import GuardianRegister
from xingtan.apps.registry.imports.photos import PhotoRegister
from xingtan.apps.registry.imports.pupils import PupilRegister
from xingtan.apps.registry.imports.schools import SchoolRegister
from xingtan.apps.registry.selectors import cards, facts, search, teaching, todos
from xingtan.apps.registry.services import bulk
from xingtan.kernel.registry import (
    Application,
    FileHolder,
    Manifest,
    NavEntry,
    NoticeKind,
    Permission,
    Schedule,
    SearchSource,
    StaffCardPart,
    TodoSource,
    UndoHandler,
    WorkbenchCard,
)
from xingtan.people.organisations import data as organisations
from xingtan.people.postings import data as postings
from xingtan.people.roster import data as roster

STAFF = (
    "bureau_leader",
    "bureau_staff",
    "district_leader",
    "principal",
    "school_cio",
    "school_administrator",
    "grade_leader",
    "homeroom_teacher",
)
BUREAU = ("bureau_leader", "bureau_staff")
SECTION = _("学校与学生")

MANIFEST = Manifest(
    permissions=(
        Permission(code=data.VIEW_FINDINGS, label=_("查看待核问题"), roles=STAFF),
        Permission(
            code=data.ASK_CONFIRMATION,
            label=_("请家长核对资料"),
            roles=("bureau_staff", "school_administrator", "grade_leader", "homeroom_teacher"),
        ),
    ),
    applications=(
        Application(
            code="registry",
            label=_("学籍"),
            description=_("学校、班级、学生、监护人和校历，登记一次，处处可用。"),
            sign="籍",
            url_name="registry:pupil_list",
            permission=roster.VIEW_PUPILS,
            is_essential=True,
        ),
    ),
    nav=(
        NavEntry(
            section=SECTION,
            label=pgettext_lazy("navigation", "学校"),
            sign="校",
            url_name="registry:organisation_list",
            permission=organisations.VIEW,
            order=210,
        ),
        NavEntry(
            section=SECTION,
            label=pgettext_lazy("navigation", "班级"),
            sign="班",
            url_name="registry:class_list",
            permission=roster.VIEW_CLASSES,
            order=220,
        ),
        NavEntry(
            section=SECTION,
            label=_("学生"),
            sign="籍",
            url_name="registry:pupil_list",
            permission=roster.VIEW_PUPILS,
            order=230,
        ),
        NavEntry(
            section=SECTION,
            label=_("分班"),
            sign="分",
            url_name="registry:placement_list",
            permission=roster.MANAGE_PUPILS,
            order=235,
        ),
        NavEntry(
            section=SECTION,
            label=_("监护人"),
            sign="护",
            url_name="registry:guardian_list",
            permission=roster.VIEW_PUPILS,
            order=240,
        ),
        NavEntry(
            section=SECTION,
            label=_("在读证明"),
            sign="证",
            url_name="registry:certificate_list",
            permission=roster.MANAGE_PUPILS,
            order=243,
        ),
        NavEntry(
            section=SECTION,
            label=_("学籍统计"),
            sign="统",
            url_name="registry:statistics",
            permission=roster.VIEW_CLASSES,
            order=245,
        ),
        NavEntry(
            section=SECTION,
            label=_("待核问题"),
            sign="疑",
            url_name="registry:finding_list",
            permission=data.VIEW_FINDINGS,
            order=250,
        ),
        NavEntry(
            section=SECTION,
            label=_("我的孩子"),
            sign="孩",
            url_name="registry:ward_list",
            roles=("guardian",),
            order=200,
        ),
        NavEntry(
            section=SECTION, label=_("我的学籍"), sign="生", url_name="registry:me", roles=("student",), order=200
        ),
        NavEntry(
            section=SECTION,
            label=_("批量导入"),
            sign="入",
            url_name="imports:overview",
            permission=roster.MANAGE_PUPILS,
            order=255,
        ),
        NavEntry(
            section=SECTION,
            label=_("校历"),
            sign="历",
            url_name="registry:calendar",
            permission=organisations.VIEW,
            roles=("student", "guardian"),
            order=260,
        ),
    ),
    cards=(
        WorkbenchCard(
            code="registry.three_years",
            title=_("在籍学生三年变化"),
            template="registry/_card_chart.html",
            load=cards.pupils_of_three_years,
            roles=BUREAU,
            column="wide",
            order=40,
        ),
        WorkbenchCard(
            code="registry.school_sizes",
            title=_("学校规模"),
            template="registry/_card_chart.html",
            load=cards.school_sizes,
            roles=BUREAU,
            column="wide",
            order=50,
        ),
        WorkbenchCard(
            code="registry.by_grade",
            title=_("各年级学生"),
            template="registry/_card_chart.html",
            load=cards.pupils_by_grade,
            roles=("principal", "school_administrator"),
            column="wide",
            order=40,
        ),
        WorkbenchCard(
            code="registry.homeroom",
            title=_("我带的班"),
            template="registry/_card_homeroom.html",
            load=cards.homeroom_classes,
            roles=("homeroom_teacher",),
            column="aside",
            order=20,
        ),
        WorkbenchCard(
            code="registry.taught",
            title=_("我任教的班"),
            template="registry/_card_classes.html",
            load=cards.taught_classes,
            roles=("teacher", "homeroom_teacher"),
            order=60,
        ),
        WorkbenchCard(
            code="registry.own_class",
            title=_("班级"),
            template="registry/_card_own_class.html",
            load=cards.own_class,
            roles=("student", "guardian"),
            order=20,
        ),
    ),
    todos=(
        TodoSource(
            code="registry.findings",
            label=_("资料待核"),
            load=todos.records_to_mend,
            roles=("bureau_staff", "principal", "school_administrator", "homeroom_teacher"),
        ),
        TodoSource(
            code="registry.posts",
            label=_("职务待任命"),
            load=todos.posts_to_fill,
            permission=postings.MANAGE,
        ),
        TodoSource(
            code="registry.guardianships",
            label=_("监护关系待确认"),
            load=todos.guardians_to_confirm,
            permission=roster.CONFIRM_GUARDIANS,
        ),
        TodoSource(
            code="registry.custody_requests",
            label=_("监护变更申请"),
            load=todos.custody_to_decide,
            permission=roster.CONFIRM_GUARDIANS,
        ),
    ),
    search=(
        SearchSource(
            code="registry.pupils",
            label=_("学生"),
            permission=roster.VIEW_PUPILS,
            documents=search.pupil_documents,
            visible_ids=search.visible_pupils,
            beside=search.taught_pupils,
            order=20,
        ),
        SearchSource(
            code="registry.schools",
            label=_("学校"),
            permission=organisations.VIEW,
            documents=search.school_documents,
            visible_ids=search.visible_schools,
            order=30,
        ),
        SearchSource(
            code="registry.classes",
            label=_("班级"),
            permission=roster.VIEW_CLASSES,
            documents=search.class_documents,
            visible_ids=search.visible_classes,
            order=40,
        ),
    ),
    staff_card_parts=(
        StaffCardPart(
            code="registry.teaching",
            label=_("任课与班主任"),
            load=teaching.teaching_of,
            template="registry/_staff_teaching.html",
            permission=roster.VIEW_CLASSES,
            order=10,
        ),
    ),
    notices=(
        NoticeKind(code=data.GUARDIANSHIP_NOTICE, label=_("监护关系"), channels=("bell", "sms")),
        NoticeKind(code=data.REMINDER_NOTICE, label=_("监护关系待确认提醒")),
    ),
    schedules=(
        Schedule(
            code="registry.remind_of_requests",
            label=_("提醒确认监护关系"),
            cron="10 8 * * *",
            run=tasks.remind_of_requests_this_morning,
        ),
        Schedule(
            code="registry.look_at_all", label=_("全面核对资料"), cron="30 2 * * *", run=tasks.look_at_all_tonight
        ),
        Schedule(
            code="registry.index_classes",
            label=_("按新学年更新班级名称"),
            cron="20 0 1 9 *",
            run=tasks.index_all_classes,
        ),
    ),
    file_holders=(FileHolder(kind=data.PORTRAIT_HOLDER, may_read=facts.may_see_portrait, is_person=True),),
    imports=(PupilRegister(), GuardianRegister(), PhotoRegister(), SchoolRegister(), ClassRegister()),
    undo=(UndoHandler(code="registry.change_class", undo=bulk.undo_change_class),),
)
