"""Portraits of pupils from a zip: each file is named by student number, document, e-ID, or class and name."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.imports import archives, pupils
from xingtan.apps.registry.services import facts
from xingtan.kernel.errors import DomainError
from xingtan.kernel.files import pictures, sniffing
from xingtan.kernel.imports import fields
from xingtan.kernel.imports.data import HOLDER
from xingtan.kernel.imports.fields import Field
from xingtan.kernel.imports.reading import Book
from xingtan.kernel.imports.register import Line, Register, Session, Setting
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons import cells, e_id, sealing
from xingtan.people.roster import data as roster
from xingtan.people.roster.places import Classes
from xingtan.people.roster.services import stays_within

CLASS_AND_NAME = re.compile(r"(?P<place>.+?)[-_—– ]+(?P<name>[^-_—– ]+)")
BEFORE = "before"  # purpose of the link that holds the portrait that was there


def _picture_words(digest: str) -> str:
    return _g("照片（%(mark)s）") % {"mark": digest[:6]}


FIELDS = (
    Field("file", _("文件"), parse=fields.text(400), aliases=(archives.HEADS[0],), is_required=True),
    Field(
        "who", _("照片是谁"), parse=fields.text(80), aliases=(archives.HEADS[1],), is_required=True,
        note=_("学籍号、身份证号、教育ID，或“三（2）班-欧阳晓雨”。"),
    ),
    Field("portrait", _("照片"), parse=fields.text(80), show=_picture_words),
)  # fmt: skip


class PhotoSession(Session):
    """Portraits of the pupils of one school, or of all schools below the bureau."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        schools = list(Organisation.objects.filter(path__below=setting.path, kind=Kind.SCHOOL)[:2])
        self.only = schools[0] if len(schools) == 1 else None
        self.pictures = archives.Pictures(setting.file_link_id)
        self.people: dict[int, int] = {}  # line number -> pupil
        self.names: dict[int, str] = {}  # line number -> name of the file

    # --- whose picture it is ------------------------------------------------------------------------------------

    def match(self, lines: Sequence[Line]) -> None:
        named = {line.number: line.values.get("who", "") for line in lines}
        found = self._by_number([text for text in named.values() if text])
        for line in lines:
            who = named[line.number]
            line.title = self.names[line.number] = line.values.get("file", "")
            person = found.get(cells.exact(who)) if who else None
            if who and person is None:
                person = self._by_class(line, who)
            if person is None:
                if who and not line.problems:
                    sentence = _g("认不出“%(who)s”。请用学籍号、身份证号、教育ID，或“三（2）班-姓名”作文件名。")
                    line.refuse("who", sentence % {"who": who[:40]})
                continue
            self.people[line.number] = person
            line.key = f"p{person}"
        names = self._names([self.people[line.number] for line in lines if line.number in self.people])
        held = facts.portrait_links(names)
        for line in lines:
            person = self.people.get(line.number)
            if person is not None:
                line.title = names[person]
                line.held_id = person if person in held else None
        self._look(lines, {person: link.file.sha256 for person, link in held.items()})

    def _stays(self) -> Any:
        return stays_within(self.setting.path, self.setting.on)

    def _names(self, people: Sequence[int]) -> dict[int, str]:
        return dict(self._stays().filter(person_id__in=people).values_list("person_id", "person__name"))

    def _by_number(self, texts: Sequence[str]) -> dict[str, int]:
        """Text -> pupil of the target whose student number, resident ID or e-ID it is."""
        plain = {cells.exact(text): text for text in texts}
        by_index = {sealing.blind_index(text): text for text in plain}
        rows = self._stays().filter(student_number_index__in=list(by_index))
        found = {by_index[bytes(i)]: person for i, person in rows.values_list("student_number_index", "person_id")}
        documents = {sealing.blind_index(f"1:{text}"): text for text in plain}
        holders = {documents[index]: person for index, person in cells.holders(documents).items()}
        e_ids = {e_id.canonical(text): text for text in plain}
        rows = self._stays().filter(person__e_id__in=list(e_ids))
        holders |= {e_ids[code]: person for code, person in rows.values_list("person__e_id", "person_id")}
        here = set(self._stays().filter(person_id__in=holders.values()).values_list("person_id", flat=True))
        return {text: person for text, person in holders.items() if person in here} | found

    def _by_class(self, line: Line, who: str) -> int | None:
        """三（2）班-欧阳晓雨, where there is one of this name in the class."""
        match = CLASS_AND_NAME.fullmatch(who)
        if match is None or self.only is None:
            return None
        classes = Classes(self.only, self.setting.on)
        place = classes.place("", match["place"])
        class_group = classes.known.get(place) if place is not None else None
        if class_group is None:
            return None
        same = self._stays().filter(class_group=class_group, person__name=match["name"])
        people = list(same.values_list("person_id", flat=True)[:2])
        if len(people) == 2:
            line.refuse("who", _g("这个班有两名“%(name)s”，请改用学籍号作文件名。") % {"name": match["name"]})
            return None
        return people[0] if people else None

    def _look(self, lines: Sequence[Line], held: Mapping[int, str]) -> None:
        """Read every picture once; where a portrait is kept, draw the new one to see whether it is the same."""
        wanted: dict[str, list[Line]] = {}
        for line in lines:
            if line.number in self.people and "file" in line.values:
                wanted.setdefault(line.values["file"], []).append(line)
        for name, content in self.pictures.contents(set(wanted)) if wanted else ():
            for line in wanted[name]:
                self._judge(line, content, is_held=self.people[line.number] in held)

    def _judge(self, line: Line, content: bytes | None, *, is_held: bool) -> None:
        if content is None:
            line.refuse("file", _g("压缩包里没有这个文件，或者它已损坏、超过10 MB。"))
            return
        try:
            digest = digest_of(content, is_drawn=is_held)
        except DomainError as error:
            line.refuse("file", error)
            return
        line.values["portrait"] = digest

    # --- what is held -------------------------------------------------------------------------------------------

    def held(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        return {person: {"portrait": link.file.sha256} for person, link in facts.portrait_links(ids).items()}

    def count(self) -> int:
        return len(facts.portrait_links(self._stays().values_list("person_id", flat=True)))

    # --- written ------------------------------------------------------------------------------------------------

    def write(self, lines: Sequence[Line]) -> None:
        named = {self.names[line.number]: line for line in lines}
        for name, content in self.pictures.contents(set(named)) if named else ():
            line = named[name]
            try:
                with transaction.atomic():
                    self._set(line, content or b"")
            except DomainError as error:
                line.refuse("file", error)

    def _set(self, line: Line, content: bytes) -> None:
        person = self.people[line.number]
        before = facts.portrait_links([person]).get(person)
        kept = None
        if before is not None:
            kept = facts.hold_portrait(link=before, holder=(HOLDER, self.setting.run_id), purpose=BEFORE).pk
        facts.set_portrait(actor=self.setting.actor, person_id=person, upload=[content])
        after = facts.portrait_links([person])[person].file.sha256
        line.held_id, line.undo = person, {"person": person, "before": kept, "after": after}

    def take_back(self, lines: Sequence[Line]) -> set[int]:
        links = facts.portrait_links([line.undo["person"] for line in lines])
        kept = set()
        for line in lines:
            person = line.undo["person"]
            if person not in links or links[person].file.sha256 != line.undo["after"]:
                kept.add(line.number)
                continue
            facts.put_portrait_back(actor=self.setting.actor, person_id=person, held_id=line.undo["before"])
        return kept


def digest_of(content: bytes, *, is_drawn: bool) -> str:
    """Fingerprint of a picture as it would be kept (`is_drawn`), else as it came.

    Raises:
        FileTypeRefused, PictureUnreadable, PictureTooLarge.
    """
    with tempfile.NamedTemporaryFile(prefix="xingtan-") as target:
        target.write(content)
        target.flush()
        path = Path(target.name)
        if sniffing.media_type_of(path) not in sniffing.PICTURES:
            raise NotAPicture
        if is_drawn:
            return hashlib.sha256(pictures.fitted(path, settings.PORTRAIT_SHAPE)).hexdigest()
        pictures.size_of(path)
    return hashlib.sha256(content).hexdigest()


class NotAPicture(DomainError):
    code = "registry.not_a_picture"
    message = _("不是照片。请用JPG、PNG、WebP或GIF。")
    status = 422


class PhotoRegister(Register):
    code = "registry.photos"
    label = _("学生照片")
    unit = _("张")
    permission = roster.MANAGE_PUPILS
    fields = FIELDS
    key_note = _("按文件名认学生：学籍号、身份证号、教育ID，或“三（2）班-姓名”（班内不重名时）。")
    file_types = ".zip"
    file_note = _("zip压缩包，最大60 MB、5000张。每张照片以学籍号、身份证号、教育ID或“三（2）班-姓名”作文件名。")
    keeps_file = True
    url_name = "registry:pupil_list"
    session = PhotoSession

    def open_file(self, path: Path) -> Book:
        return archives.open_archive(path)

    def targets(self, actor: Actor) -> Any:
        return pupils.PupilRegister().targets(actor)

    def actor_of(self, *, account_id: int, person_id: int, posting_id: int | None, on: date, now: datetime) -> Actor:
        return pupils.PupilRegister().actor_of(
            account_id=account_id, person_id=person_id, posting_id=posting_id, on=on, now=now
        )

    def name_of(self, actor: Actor) -> str:
        return pupils.PupilRegister().name_of(actor)
