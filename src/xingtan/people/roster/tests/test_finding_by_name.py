"""People are found by name alike in every list."""

import pytest

from xingtan.people.persons.selectors import naming
from xingtan.people.roster.models import Guardianship
from xingtan.people.roster.testing import build_district

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text", ["于飞", "chan yu", "chanyufei", "CYF", "旧名", "{e_id}", "{spaced}", "陈 cyf", "chenxiao"]
)
def test_by_parts_of_the_name_pinyin_initials_former_name_and_e_id(text):
    district = build_district()
    pupil = district.pupil("单于飞", former_name="旧名")
    guardian = district.guardian(pupil, name="陈晓")
    rows = Guardianship.objects.filter(guardian=guardian.guardian)
    wanted = text.format(e_id=pupil.person.e_id, spaced=pupil.person.e_id_spaced.lower())

    assert naming(rows, wanted, "guardian", "pupil").count() == 1
    assert naming(rows, f"{wanted}无此人", "guardian", "pupil").count() == 0
