"""Whether two spellings mean one name. For comparing only: a name is kept as it stands on the document."""

from __future__ import annotations

import re
import unicodedata

from xingtan.kernel.codes.variants import simplified
from xingtan.kernel.search.pinyin import DOTS, name_pinyin

NOT_PART_OF_A_NAME = re.compile(rf"[\s{re.escape(DOTS)}'’\-]")
LATIN = re.compile(r"[a-z]+")


def compared(name: str) -> str:
    """A name without spaces and dots, characters in their plain simplified form, letters small.

    Full-width letters, compatibility ideographs and whichever of the many middle dots make no difference.
    """
    return simplified(NOT_PART_OF_A_NAME.sub("", unicodedata.normalize("NFKC", name))).casefold()


def means_the_same(typed: str, registered: str) -> bool:
    """Whether what somebody typed means the registered name.

    Who cannot type a rare character may write the whole name in pinyin (yan yu for 䶮毓).
    """
    one, other = compared(typed), compared(registered)
    if not one:
        return False
    if one == other:
        return True
    return bool(LATIN.fullmatch(one)) and one == name_pinyin(registered).syllables.replace(" ", "")


def mask_name(name: str) -> str:
    """Enough to know one's own family by: 周*梅, 王*."""
    return name[:1] + "*" * (len(name) - 2 or 1) + (name[-1:] if len(name) > 2 else "")
