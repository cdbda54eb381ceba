"""Forms: label above, help and errors under the field, errors counted at top."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xingtan.kernel.ui.components.markup import text

MANY = (forms.CheckboxSelectMultiple, forms.RadioSelect)


def field(
    bound: BoundField,
    *,
    label: Any = "",
    help_text: Any = "",
    size: str = "",
    is_known: bool = False,
    **attrs: Any,
) -> SafeString:
    """One field. `size` is "s" or "m" for short values; `is_known` greys a value the register already holds.

    Further keywords become attributes of the input, underscores as hyphens.
    """
    if bound.is_hidden:
        return mark_safe(str(bound))
    widget = bound.field.widget
    ident = bound.id_for_label or bound.auto_id
    helped, errors = help_text or bound.help_text, bound.errors
    described = [f"{bound.auto_id}_help"] if helped else []
    if errors:
        described.append(f"{bound.auto_id}_error")
    given: dict[str, Any] = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
    if described:
        given["aria-describedby"] = " ".join(described)
    if errors:
        given["aria-invalid"] = "true"
    control = bound.as_widget(attrs=given)
    words = text(label or bound.label)
    classes = "xt-field" + (f" xt-w-{size}" if size else "") + (" xt-field-known" if is_known else "")
    notes = f'<div class="xt-help" id="{bound.auto_id}_help">{text(helped)}</div>' if helped else ""
    if errors:
        said = "<br>".join(text(error) for error in errors)
        notes += f'<div class="xt-field-error" id="{bound.auto_id}_error">{said}</div>'
    may_skip = _("可不填")
    optional = "" if bound.field.required else f'<span class="xt-optional">{may_skip}</span>'
    if isinstance(widget, forms.CheckboxInput):
        return mark_safe(
            f'<div class="{classes}"><label class="xt-choice" for="{ident}">{control}<span>{words}</span></label>'
            f"{notes}</div>"
        )
    if isinstance(widget, MANY):
        return mark_safe(
            f'<fieldset class="{classes}"><legend class="xt-label">{words}{optional}</legend>'
            f'<div class="xt-choices">{control}</div>{notes}</fieldset>'
        )
    return mark_safe(f'<div class="{classes}"><label for="{ident}">{words}{optional}</label>{control}{notes}</div>')


def fields(form: forms.BaseForm) -> SafeString:
    """Every visible field of a form in its order, hidden ones first."""
    hidden = "".join(str(bound) for bound in form.hidden_fields())
    return mark_safe(hidden + "".join(field(bound) for bound in form.visible_fields()))


def errors(form: forms.BaseForm) -> SafeString:
    """How many things are to be mended, with links to them; nothing when all is well."""
    if not form.is_bound or not form.errors:
        return mark_safe("")
    colon = _("：")
    items = [f"<li>{text(error)}</li>" for error in form.non_field_errors()]
    for bound in form:
        if bound.errors and not bound.is_hidden:
            first = text(bound.errors[0])
            items.append(
                f'<li><a href="#{bound.id_for_label or bound.auto_id}">{text(bound.label)}</a>{colon}{first}</li>'
            )
        elif bound.errors:
            items.extend(f"<li>{text(error)}</li>" for error in bound.errors)
    count = len(items)
    head = ngettext("有%(count)s处要改", "有%(count)s处要改", count) % {"count": count}
    return mark_safe(f'<div class="xt-errors" role="alert" tabindex="-1"><b>{head}</b><ul>{"".join(items)}</ul></div>')
