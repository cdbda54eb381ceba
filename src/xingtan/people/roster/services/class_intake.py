"""Classes that a list brought by mistake, taken back as if they had never been."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction

from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor, require
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import ClassGroup, Cohort


@transaction.atomic
def withdraw_class_group(*, actor: Actor, class_group_id: int) -> bool:
    """Remove a class that was just opened by mistake, and its cohort when it was the only class.

    False when pupils, teachers or anything else refer to it already.

    Raises:
        ClassGroupNotFound, NotPermitted.
    """
    visible = ClassGroup.objects.visible_to(actor).select_for_update(of=("self",))
    class_group: ClassGroup | None = visible.filter(pk=class_group_id).first()
    if class_group is None:
        raise errors.ClassGroupNotFound(class_group_id=class_group_id)
    require(actor, data.MANAGE_CLASSES, class_group.path)
    cohort_id = class_group.cohort_id
    try:
        with transaction.atomic():
            class_group.delete()
            if not ClassGroup.objects.filter(cohort_id=cohort_id).exists():
                Cohort.objects.filter(pk=cohort_id).delete()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return False
    publish(data.ClassGroupChanged(class_group_id=class_group_id))
    return True
