"""What staffing offers the shell."""

from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing import data, tasks
from xingtan.apps.staffing.imports.staff import StaffRegister
from xingtan.apps.staffing.selectors import charts, export, index, todos
from xingtan.apps.staffing.selectors.scans import reader_of
from xingtan.apps.staffing.services import bulk
from xingtan.apps.staffing.services.parts import PARTS
from xingtan.kernel.registry import (
    Application,
    FileHolder,
    Manifest,
    NavEntry,
    Permission,
    PersonalDataExporter,
    Schedule,
    SearchSource,
    TodoSource,
    UndoHandler,
    WorkbenchCard,
)
from xingtan.people.postings import data as postings

VIEWERS = (
    "bureau_leader",
    "bureau_staff",
    "district_leader",
    "principal",
    "school_cio",
    "school_administrator",
    "edtech_head",
)

MANIFEST = Manifest(
    permissions=(
        Permission(code=data.VIEW, label=_("查看教职工档案"), roles=VIEWERS),
        Permission(
            code=data.MANAGE,
            label=_("维护教职工档案"),
            roles=("bureau_staff", "principal", "school_administrator"),
        ),
    ),
    nav=(
        NavEntry(
            section=_("队伍"),
            label=_("教职工"),
            sign="人",
            url_name="staffing:people",
            permission=data.VIEW,
            order=320,
            app="staffing",
        ),
        NavEntry(
            section=_("队伍"),
            label=_("关键岗位"),
            sign="岗",
            url_name="staffing:posts",
            permission=data.VIEW,
            order=330,
            app="staffing",
        ),
        NavEntry(
            section=_("队伍"),
            label=_("教师证书"),
            sign="资",
            url_name="staffing:certificates",
            permission=data.VIEW,
            order=340,
            app="staffing",
        ),
        NavEntry(
            section=_("队伍"),
            label=_("持证上岗"),
            sign="持",
            url_name="staffing:unqualified",
            permission=data.VIEW,
            order=342,
            app="staffing",
        ),
        NavEntry(
            section=_("队伍"),
            label=_("支教交流"),
            sign="支",
            url_name="staffing:exchanges",
            permission=data.VIEW,
            order=344,
            app="staffing",
        ),
        NavEntry(
            section=_("队伍"),
            label=_("电教编配"),
            sign="配",
            url_name="staffing:edtech",
            permission=data.VIEW,
            order=346,
            app="staffing",
        ),
        NavEntry(
            section=_("队伍"),
            label=_("学科余缺"),
            sign="缺",
            url_name="staffing:shortage",
            permission=data.VIEW,
            order=348,
            app="staffing",
        ),
        NavEntry(
            section=_("队伍"),
            label=_("教职工统计"),
            sign="数",
            url_name="staffing:statistics",
            permission=data.VIEW,
            order=350,
            app="staffing",
        ),
    ),
    applications=(
        Application(
            code="staffing",
            label=_("人事"),
            description=_("教职工名册、任职和关键岗位。权限随任职起止。"),
            sign="人",
            url_name="staffing:people",
            permission=data.VIEW,
            is_essential=True,
        ),
    ),
    cards=(
        WorkbenchCard(
            code="staffing.ages",
            title=_("教职工年龄"),
            template="staffing/_card_chart.html",
            load=charts.ages_card,
            roles=("bureau_leader", "bureau_staff"),
            column="wide",
            order=80,
        ),
        WorkbenchCard(
            code="staffing.titles",
            title=_("教师职称"),
            template="staffing/_card_chart.html",
            load=charts.titles_card,
            roles=("bureau_leader", "bureau_staff"),
            column="wide",
            order=90,
        ),
        WorkbenchCard(
            code="staffing.subjects",
            title=_("学科教师"),
            template="staffing/_card_chart.html",
            load=charts.subjects_card,
            roles=("principal",),
            column="wide",
            order=80,
        ),
    ),
    todos=(
        TodoSource(
            code="staffing.postings_ending",
            label=_("快到期的任职"),
            load=todos.postings_ending,
            permission=postings.MANAGE,
        ),
        TodoSource(
            code="staffing.contracts_ending",
            label=_("快到期的聘用合同"),
            load=todos.contracts_ending,
            permission=data.MANAGE,
        ),
        TodoSource(
            code="staffing.states_over",
            label=_("请假到期和证书注册"),
            load=todos.states_over,
            permission=data.MANAGE,
        ),
        TodoSource(
            code="staffing.files_to_mend", label=_("教职工资料待补"), load=todos.files_to_mend, permission=data.MANAGE
        ),
    ),
    search=(
        SearchSource(
            code=index.SOURCE,
            label=_("教职工"),
            permission=data.VIEW,
            documents=index.documents,
            visible_ids=index.visible_ids,
            order=20,
        ),
    ),
    schedules=(Schedule(code="staffing.nightly", label=_("更新教职工索引"), cron="10 1 * * *", run=tasks.nightly),),
    personal_data=(PersonalDataExporter(code="staffing.record", label=_("教职工档案"), export=export.export_record),),
    file_holders=tuple(FileHolder(kind=part.holder, may_read=reader_of(part.model)) for part in PARTS.values()),
    undo=(
        UndoHandler(code="staffing.start_postings", undo=bulk.undo_start),
        UndoHandler(code="staffing.end_postings", undo=bulk.undo_end),
        UndoHandler(code="staffing.register", undo=bulk.undo_register),
    ),
    imports=(StaffRegister(),),
)
