"""Names in pinyin without tones, for sorting and for finding people by what one types.

Surnames have readings of their own (曾 zeng, 单 shan, 仇 qiu), which count only where a surname stands. Readings of
single characters, rare ones included, come from the dictionary file of `pypinyin`; its code and its phrases, which
cost 60 MB and get surnames wrong, are not loaded.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import distribution
from itertools import product
from pathlib import Path
from typing import NamedTuple

from xingtan.kernel.search.surnames import ALTERNATIVES, COMPOUND, PLACES, SINGLE, USUAL

DOTS = "·•‧・∙⋅.．"
MAX_READINGS = 4


class Spelling(NamedTuple):
    """ "zeng zi jin", "zzj"."""

    syllables: str
    initials: str


def name_pinyin(name: str) -> Spelling:
    """A person's name in syllables and initials; the surname by its own reading.

    Names with a dot (买买提·阿不都热依木) have no Chinese surname and are read character by character. Latin letters
    stay as they are, in lower case.
    """
    return _spelling(_person(name))


def text_pinyin(text: str) -> Spelling:
    """The name of a school, an office, a place: no surname rule, but well-known places right (重庆 chong qing)."""
    return _spelling(_text(text))


def readings(name: str, *, is_person: bool) -> tuple[Spelling, ...]:
    """The spelling and the others that somebody may type, at most four."""
    main = _person(name) if is_person else _text(name)
    choices = [(syllable, *_others(character, syllable)) for character, syllable in main]
    found = {_spelling([("", syllable) for syllable in combination]): None for combination in _some(choices)}
    if is_person and name[:2] in COMPOUND and name[0] in SINGLE and len(name) > 2:
        as_single = [(name[0], SINGLE[name[0]]), *_plain(name[1:])]
        found[_spelling(as_single)] = None
    return tuple(found)[: MAX_READINGS + 1]


def _some(choices: list[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """Combinations, the usual one first; long texts get only that one."""
    if len(choices) > 8:
        return [tuple(choice[0] for choice in choices)]
    return [combination for combination, _ in zip(product(*choices), range(MAX_READINGS), strict=False)]


def _others(character: str, syllable: str) -> tuple[str, ...]:
    """Readings besides `syllable`: what people take the character for, and "lu" for "lv"."""
    usual = (syllable_of(character),) if character and character in SINGLE else ()
    ascii_only = (syllable.replace("v", "u"),) if "v" in syllable else ()
    others = (*usual, *ALTERNATIVES.get(character, ()), *ascii_only)
    return tuple(dict.fromkeys(other for other in others if other and other != syllable))


def _person(name: str) -> list[tuple[str, str]]:
    name = name.strip()
    if any(dot in name for dot in DOTS):
        return _plain(name)
    for length in (4, 3, 2):
        surname = name[:length]
        if surname in COMPOUND and len(name) >= length:
            return [*zip(surname, COMPOUND[surname].split(","), strict=True), *_plain(name[length:])]
    if name and name[0] in SINGLE:
        return [(name[0], SINGLE[name[0]]), *_plain(name[1:])]
    return _plain(name)


def _text(text: str) -> list[tuple[str, str]]:
    spelled: list[tuple[str, str]] = []
    rest = text.strip()
    while rest:
        place = rest[:2]
        if place in PLACES:
            spelled += zip(place, PLACES[place].split(","), strict=True)
            rest = rest[2:]
            continue
        spelled += _plain(rest[0])
        rest = rest[1:]
    return _merged(spelled)


def _plain(text: str) -> list[tuple[str, str]]:
    """Character and syllable for each Chinese character; runs of letters and digits stay together."""
    spelled: list[tuple[str, str]] = []
    run = ""
    for character in unicodedata.normalize("NFKC", text).lower():
        if character.isascii() and character.isalnum():
            run += character
            continue
        if run:
            spelled.append(("", run))
            run = ""
        syllable = syllable_of(character)
        if syllable:
            spelled.append((character, syllable))
    return [*spelled, ("", run)] if run else spelled


def _merged(spelled: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Letters and digits that were read one by one, put together again."""
    merged: list[tuple[str, str]] = []
    for character, syllable in spelled:
        if not character and merged and not merged[-1][0]:
            merged[-1] = ("", merged[-1][1] + syllable)
        else:
            merged.append((character, syllable))
    return merged


def _spelling(spelled: list[tuple[str, str]]) -> Spelling:
    syllables = [syllable for _, syllable in spelled]
    return Spelling(" ".join(syllables), "".join(syllable[0] for syllable in syllables))


def syllable_of(character: str) -> str:
    """The usual reading of one character, without tone, ü written v; "" when it has none."""
    return USUAL.get(character) or _dictionary().get(character, "")


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, str]:
    """First reading of each character. Read once, when the first name is spelled."""
    path = Path(str(distribution("pypinyin").locate_file("pypinyin/pinyin_dict.json")))
    known: dict[str, str] = {}
    toneless: dict[str, str] = {}
    for code, given in json.loads(path.read_text(encoding="utf-8")).items():
        reading = given.partition(",")[0]
        if reading not in toneless:
            toneless[reading] = _without_tone(reading)
        known[chr(int(code))] = toneless[reading]
    return known


def _without_tone(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(sign for sign in decomposed if sign.isascii() and sign.isalpha())
