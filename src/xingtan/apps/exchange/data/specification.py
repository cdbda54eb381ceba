"""Files and columns of OneRoster 1.2 CSV: what must be there, what a cell may hold, what it points to.

Source: 1EdTech OneRoster 1.2 CSV Binding, final release 1.0 of 19 September 2022.
"""

from __future__ import annotations

from dataclasses import dataclass, field

TEXT, DATE, INSTANT, YEAR, FLAG, CHOICE, NUMBER, WHOLE, USER_IDS = (
    *("text", "date", "instant", "year", "flag", "choice", "number", "whole", "user_ids"),
)
STATUSES = ("active", "tobedeleted")
ORG_TYPES = ("department", "school", "district", "local", "state", "national")
SESSION_TYPES = ("gradingPeriod", "semester", "schoolYear", "term")
CLASS_TYPES = ("homeroom", "scheduled")
ROLE_TYPES = ("primary", "secondary")
USER_ROLES = (
    *("aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor", "relative"),
    *("siteAdministrator", "student", "systemAdministrator", "teacher"),
)
ENROLLMENT_ROLES = ("administrator", "proctor", "student", "teacher")
SEXES = ("male", "female", "other", "unspecified")
IMPORTANCE = ("primary", "secondary")
SCORE_STATUSES = ("exempt", "fully graded", "not submitted", "partially graded", "submitted")
OBJECTIVE_SOURCES = ("case", "unknown")
MODES = ("absent", "bulk", "delta")
MANIFEST = "manifest"


@dataclass(frozen=True, kw_only=True)
class ColumnSpec:
    """One column. `refers_to` names the file whose sourcedId stands here; `is_list`: several, with commas."""

    name: str
    kind: str = TEXT
    is_required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""
    is_list: bool = False
    is_sealed: bool = False  # never kept, shown or logged in clear


@dataclass(frozen=True, kw_only=True)
class FileSpec:
    """One file of a set, without ".csv". `order`: files that others refer to come first."""

    name: str
    columns: tuple[ColumnSpec, ...]
    order: int
    by_name: dict[str, ColumnSpec] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self.by_name.update({column.name: column for column in self.columns})

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.is_required)


def _text(*names: str, must: bool = False, many: bool = False) -> tuple[ColumnSpec, ...]:
    return tuple(ColumnSpec(name=name, is_required=must, is_list=many) for name in names)


def _of(kind: str, *names: str, must: bool = False, choices: tuple[str, ...] = ()) -> tuple[ColumnSpec, ...]:
    return tuple(ColumnSpec(name=name, kind=kind, is_required=must, choices=choices) for name in names)


def _to(target: str, name: str, *, must: bool = False, many: bool = False) -> tuple[ColumnSpec, ...]:
    return (ColumnSpec(name=name, refers_to=target, is_required=must, is_list=many),)


def _secret(*names: str) -> tuple[ColumnSpec, ...]:
    return tuple(ColumnSpec(name=name, is_sealed=True) for name in names)


HEAD = (
    *_text("sourcedId", must=True),
    *_of(CHOICE, "status", choices=STATUSES),
    *_of(INSTANT, "dateLastModified"),
)
RACES = (
    *("americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander"),
    *("white", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity"),
)
BODIES: dict[str, tuple[ColumnSpec, ...]] = {
    "academicSessions": (
        *_text("title", must=True),
        *_of(CHOICE, "type", must=True, choices=SESSION_TYPES),
        *_of(DATE, "startDate", "endDate", must=True),
        *_to("academicSessions", "parentSourcedId"),
        *_of(YEAR, "schoolYear", must=True),
    ),
    "orgs": (
        *_text("name", must=True),
        *_of(CHOICE, "type", must=True, choices=ORG_TYPES),
        *_text("identifier"),
        *_to("orgs", "parentSourcedId"),
    ),
    "courses": (
        *_to("academicSessions", "schoolYearSourcedId"),
        *_text("title", must=True),
        *_text("courseCode"),
        *_text("grades", many=True),
        *_to("orgs", "orgSourcedId", must=True),
        *_text("subjects", "subjectCodes", many=True),
    ),
    "users": (
        *_of(FLAG, "enabledUser", must=True),
        *_text("username", must=True),
        *_of(USER_IDS, "userIds"),
        *_text("givenName", "familyName", must=True),
        *_text("middleName", "identifier", "email"),
        *_secret("sms", "phone"),
        *_to("users", "agentSourcedIds", many=True),
        *_text("grades", many=True),
        *_secret("password"),
        *_text("userMasterIdentifier"),
        *_to("resources", "resourceSourcedIds", many=True),
        *_text("preferredGivenName", "preferredMiddleName", "preferredFamilyName"),
        *_to("orgs", "primaryOrgSourcedId"),
        *_text("pronouns"),
    ),
    "demographics": (
        *_of(DATE, "birthDate"),
        *_of(CHOICE, "sex", choices=SEXES),
        *_of(FLAG, *RACES),
        *_text("countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth", "publicSchoolResidenceStatus"),
    ),
    "roles": (
        *_to("users", "userSourcedId", must=True),
        *_of(CHOICE, "roleType", must=True, choices=ROLE_TYPES),
        *_of(CHOICE, "role", must=True, choices=USER_ROLES),
        *_of(DATE, "beginDate", "endDate"),
        *_to("orgs", "orgSourcedId", must=True),
        *_to("userProfiles", "userProfileSourcedId"),
    ),
    "userProfiles": (
        *_to("users", "userSourcedId", must=True),
        *_text("profileType", "vendorId", must=True),
        *_text("applicationId", "description"),
        *_text("credentialType", "username", must=True),
        *_secret("password"),
    ),
    "classes": (
        *_text("title", must=True),
        *_text("grades", many=True),
        *_to("courses", "courseSourcedId", must=True),
        *_text("classCode"),
        *_of(CHOICE, "classType", must=True, choices=CLASS_TYPES),
        *_text("location"),
        *_to("orgs", "schoolSourcedId", must=True),
        *_to("academicSessions", "termSourcedIds", must=True, many=True),
        *_text("subjects", "subjectCodes", "periods", many=True),
    ),
    "enrollments": (
        *_to("classes", "classSourcedId", must=True),
        *_to("orgs", "schoolSourcedId", must=True),
        *_to("users", "userSourcedId", must=True),
        *_of(CHOICE, "role", must=True, choices=ENROLLMENT_ROLES),
        *_of(FLAG, "primary"),
        *_of(DATE, "beginDate", "endDate"),
    ),
    "resources": (
        *_text("vendorResourceId", must=True),
        *_text("title"),
        *_text("roles", many=True),
        *_of(CHOICE, "importance", choices=IMPORTANCE),
        *_text("vendorId", "applicationId"),
    ),
    "classResources": (
        *_text("title"),
        *_to("classes", "classSourcedId", must=True),
        *_to("resources", "resourceSourcedId", must=True),
    ),
    "courseResources": (
        *_text("title"),
        *_to("courses", "courseSourcedId", must=True),
        *_to("resources", "resourceSourcedId", must=True),
    ),
    "userResources": (
        *_to("users", "userSourcedId", must=True),
        *_to("orgs", "orgSourcedId"),
        *_to("classes", "classSourcedId"),
        *_to("resources", "resourceSourcedId", must=True),
    ),
    "categories": (*_text("title", must=True), *_of(NUMBER, "weight")),
    "lineItems": (
        *_text("title", must=True),
        *_text("description"),
        *_of(DATE, "assignDate", "dueDate", must=True),
        *_to("classes", "classSourcedId", must=True),
        *_to("categories", "categorySourcedId", must=True),
        *_to("academicSessions", "academicSessionSourcedId", must=True),
        *_of(NUMBER, "resultValueMin", "resultValueMax"),
        *_to("orgs", "schoolSourcedId", must=True),
    ),
    "results": (
        *_to("lineItems", "lineItemSourcedId", must=True),
        *_to("users", "studentSourcedId", must=True),
        *_of(CHOICE, "scoreStatus", must=True, choices=SCORE_STATUSES),
        *_of(NUMBER, "score"),
        *_of(DATE, "scoreDate", must=True),
        *_text("comment", "textScore"),
        *_to("classes", "classSourcedId"),
        *_of(FLAG, "inProgress", "incomplete", "late", "missing"),
    ),
    "scoreScales": (
        *_text("title", "type", must=True),
        *_to("orgs", "orgSourcedId", must=True),
        *_to("courses", "courseSourcedId"),
        *_to("classes", "classSourcedId", must=True),
        *_text("scoreScaleValue", must=True),
    ),
    "lineItemLearningObjectiveIds": (
        *_to("lineItems", "lineItemSourcedId", must=True),
        *_of(CHOICE, "source", must=True, choices=OBJECTIVE_SOURCES),
        *_text("learningObjectiveId", must=True),
    ),
    "lineItemScoreScales": (
        *_text("title"),
        *_to("lineItems", "lineItemSourcedId", must=True),
        *_to("scoreScales", "scoreScaleSourcedId", must=True),
    ),
    "resultLearningObjectiveIds": (
        *_to("results", "resultSourcedId", must=True),
        *_of(CHOICE, "source", must=True, choices=OBJECTIVE_SOURCES),
        *_text("learningObjectiveId", must=True),
        *_of(NUMBER, "score"),
        *_text("textScore"),
    ),
    "resultScoreScales": (
        *_text("title"),
        *_to("results", "resultSourcedId", must=True),
        *_to("scoreScales", "scoreScaleSourcedId", must=True),
    ),
}
FILES: dict[str, FileSpec] = {
    name: FileSpec(name=name, columns=(*HEAD, *body), order=order) for order, (name, body) in enumerate(BODIES.items())
}
MANIFEST_KEYS = (
    "manifest.version",
    "oneroster.version",
    *(f"file.{name}" for name in sorted(FILES, key=str.lower)),
    "source.systemName",
    "source.systemCode",
)
