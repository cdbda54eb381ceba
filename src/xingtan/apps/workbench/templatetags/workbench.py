"""`{% load workbench %}`: a card of any app, drawn by its own template."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from xingtan.apps.workbench.data import Card

register = template.Library()


@register.simple_tag(takes_context=True)
def workbench_card(context: Context, card: Card) -> SafeString:
    """The card's template, given what its app loaded, and `card` for title and code."""
    drawn = context.template.engine.get_template(card.template)  # type: ignore[union-attr]
    with context.push(card=card, **card.context):
        return drawn.render(context)
