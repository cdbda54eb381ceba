"""`{% load ui %}`: every component by keyword. What each takes is in the docstrings of `kernel/ui/components`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from xingtan.kernel.ui.components import charts, controls, facts, forms, frame, markup, routes, signals, values

register = template.Library()

register.simple_tag(markup.icon, name="ui_icon")
register.simple_tag(markup.sign, name="ui_sign")
register.simple_tag(markup.avatar, name="ui_avatar")

register.simple_tag(signals.lamp, name="ui_lamp")
register.simple_tag(signals.due_lamp, name="ui_due")
register.simple_tag(signals.badge, name="ui_badge")
register.simple_tag(signals.figure, name="ui_figure")
register.simple_tag(signals.empty, name="ui_empty")
register.simple_tag(signals.bar, name="ui_bar")
register.simple_tag(signals.ring, name="ui_ring")
register.simple_tag(signals.progress, name="ui_progress")

register.simple_tag(controls.tabs, name="ui_tabs")
register.simple_tag(controls.crumbs, name="ui_crumbs")
register.simple_tag(controls.link_button, name="ui_link_button")
register.simple_tag(controls.button, name="ui_button")

register.simple_tag(facts.masked, name="ui_masked")
register.simple_tag(facts.change, name="ui_change")
register.simple_tag(facts.steps, name="ui_steps")
register.simple_tag(facts.equation, name="ui_equation")
register.simple_tag(facts.gantt, name="ui_timeline")

register.simple_tag(forms.field, name="ui_field")
register.simple_tag(forms.fields, name="ui_fields")
register.simple_tag(forms.errors, name="ui_errors")

register.simple_tag(frame.still, name="ui_still")
register.simple_tag(frame.nav, name="ui_nav")
register.simple_tag(frame.nav_counts, name="ui_nav_counts")
register.simple_tag(values.when, name="ui_date")
register.simple_tag(values.span, name="ui_span")
register.simple_tag(charts.chart, name="ui_chart")
register.simple_tag(routes.route, name="ui_route")
register.filter("ui_number", values.number)
register.filter("ui_dots", markup.dotted)


@register.simple_tag
def ui_mark() -> SafeString:
    """The mark of the product."""
    return markup.MARK


@register.simple_tag(takes_context=True)
def ui_toast(context: Context, words: Any, **options: Any) -> SafeString:
    return signals.toast(words, csrf=str(context.get("csrf_token") or ""), **options)


@register.simple_tag(takes_context=True)
def ui_confirm(context: Context, label: Any, **options: Any) -> SafeString:
    return controls.confirm_button(label, csrf=str(context.get("csrf_token") or ""), **options)


@register.simple_block_tag(end_name="end_ui_card")
def ui_card(
    content: str,
    *,
    title: Any = "",
    note: Any = "",
    link: Any = "",
    url: str = "",
    is_yours: bool = False,
    is_bare: bool = False,
    id: str = "",
) -> SafeString:
    """A card. `note` stands grey beside the title, `link` at the right; `is_bare` for lists and tables edge to edge."""
    inner = content if is_bare else f'<div class="xt-body">{content}</div>'
    head = ""
    if title:
        beside = f'<span class="xt-text-3 xt-small">{conditional_escape(note)}</span>' if note else ""
        right = f'<a class="xt-end" href="{conditional_escape(url)}">{conditional_escape(link)}</a>' if link else ""
        head = f"<header><h2>{conditional_escape(title)}</h2>{beside}{right}</header>"
    css = "xt-card xt-card-you" if is_yours else "xt-card"
    known = f' id="{conditional_escape(id)}"' if id else ""
    return mark_safe(f'<section class="{css}"{known}>{head}{inner}</section>')


@register.simple_block_tag(end_name="end_ui_figures")
def ui_figures(content: str, *, label: Any = "") -> SafeString:
    """The strip of at most five figures; put `{% ui_figure %}` inside."""
    named = f' aria-label="{conditional_escape(label)}"' if label else ""
    return mark_safe(f'<section class="xt-figs"{named}>{content}</section>')


@register.simple_block_tag(end_name="end_ui_head")
def ui_head(
    content: str, *, title: Any, scope: Any = "", before: Any = "", is_lead: bool = False, person: Any = ""
) -> SafeString:
    """Head of a page: the h1, a line of scope under it, and the actions (the block's content) at the right."""
    css, lead = "xt-head", ' class="xt-lead"' if is_lead else ""
    face = ""
    if person:
        css, face = "xt-head xt-head-person", markup.avatar(person, size="large")
    over = f"<p>{markup.dotted(before)}</p>" if before else ""
    under = f"<p>{markup.dotted(scope)}</p>" if scope else ""
    acts = f'<div class="xt-acts">{content}</div>' if content.strip() else ""
    return mark_safe(
        f'<div class="{css}">{face}<div>{over}<h1{lead}>{conditional_escape(title)}</h1>{under}</div>{acts}</div>'
    )


@register.simple_block_tag(end_name="end_ui_notice")
def ui_notice(content: str, *, tone: str = "") -> SafeString:
    """A bar with something to know. `tone`: "" (to know), red, yellow, green, yours. Red is announced."""
    css = f"xt-note xt-note-{tone}" if tone else "xt-note"
    role = ' role="alert"' if tone == "red" else ""
    return mark_safe(f'<div class="{css}"{role}>{content}</div>')


@register.simple_block_tag(end_name="end_ui_dialog")
def ui_dialog(content: str, *, id: str, title: Any, is_wide: bool = False) -> SafeString:
    """A dialog, opened by any button with `data-dialog="<id>"`, closed by `data-close` or Esc."""
    css = "xt-dialog xt-dialog-wide" if is_wide else "xt-dialog"
    name = conditional_escape(id)
    return mark_safe(
        f'<dialog class="{css}" id="{name}" aria-labelledby="{name}-h">'
        f'<h2 id="{name}-h">{conditional_escape(title)}</h2>{content}</dialog>'
    )
