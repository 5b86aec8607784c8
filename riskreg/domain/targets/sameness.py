"""Whether what was done is what was asked for: the same deed, all of it, on the same thing.

Another step of the same work is another deed: approved is not published. One of two deeds, one of several things, or a thing of
another kind is not what was asked for either. Each doubt is a sentence that a person reads beside «da valutare».
"""

import re

from riskreg.domain.targets.deeds import verb_of
from riskreg.domain.targets.directions import About
from riskreg.domain.targets.words import ACTION, BEGUN, GENERIC, SPECIFIC, content_words, head_stem, plain, stem

VERB = re.compile(rf"(?:{GENERIC}|{SPECIFIC})")
NOT_A_THING = frozenset(
    ("si", "ok", "atto", "data", "attivita", "intervento", "interventi", "azione", "azioni", "adempimento", "adempimenti", "progetto")
)
_BY_ACT = frozenset(("appr", "adot", "isti", "nomi", "defi", "deli", "cost", "aggi"))
_PAPERS = frozenset(("relazione", "report"))
_MADE = frozenset(("", "pred", "reda", "elab", "tras", "pres", "cons", "invi", "appr", "adot", "pubb"))
_ARTICLE = r"(?:(?:la|il|lo|gli|le|i|un|una|relativ[ao]|successiv[ao]|conseguente|contestuale)\s+|l')?"
_NEXT_DEED = re.compile(rf"(?:^|(?:[,;/+]|\be|\bed|\bnonche|\bcon)\s+){_ARTICLE}({ACTION.pattern})")
_JOINED = re.compile(r"[,;/+]|\b(?:e|ed|nonche)\b")

_OTHER = "il risultato dice che è stato fatto altro da quello che chiedeva il target"
_LESS = "il risultato dice solo una parte di quello che chiedeva il target"


def other_deed(wanted: str, told: str, about: About) -> str:
    """Why what was done may not be what was asked for; nothing if it is, or if it is only said that it was done.

    `wanted`: the action that the target names, if it does; else the indicator's own words are asked.
    """
    words = plain(told).split()
    verbs = {verb_of(word) for word in words if VERB.fullmatch(word)}
    asked = plain(wanted) or about.words
    heads = _heads(wanted, asked, verbs)
    if any(BEGUN.match(verb) for verb in verbs) and not any(BEGUN.match(head) for head in heads):
        return "il risultato dice che è cominciato, non che è concluso"
    done = {verb for verb in verbs if verb} or {
        head_stem(word)
        for word in words
        if ACTION.fullmatch(word) and not verbs and stem(word) not in {stem(each) for each in content_words(wanted)}
    }
    if done and heads and not done & heads and "" not in verbs:
        return _OTHER
    if not verbs and done and not heads:
        return "il risultato non dice che è stato fatto quello che chiedeva il target"
    if not verbs and "atto" in words and heads and not heads & _BY_ACT:
        return "il risultato nomina un atto: va detto se è quello che chiedeva il target"
    things = [word for word in words if not VERB.fullmatch(word) and word not in NOT_A_THING and len(word) > 2]
    may_be_any = not verbs or ("" in verbs and not asked and not any(ACTION.fullmatch(word) for word in words))
    if things and not (may_be_any and not wanted) and not _stems(things) & _stems(content_words(asked)):
        return "il risultato nomina altro da quello che chiedeva il target"
    return _less(asked, done, things) or (_other_thing(plain(wanted), things) if wanted and things else "")


def _heads(wanted: str, asked: str, verbs: set[str]) -> set[str]:
    if wanted:
        first = plain(wanted).split()[0]
        return set() if first in _PAPERS and verbs <= _MADE else {head_stem(first), *_deeds(asked)}
    return {head_stem(word) for word in re.findall(r"[a-z-]+", asked)} if ACTION.search(asked) or VERB.search(asked) else set()


def _deeds(asked: str) -> set[str]:
    """Every action of "Predisposizione e approvazione del regolamento"."""
    return {head_stem(found[1]) for found in _NEXT_DEED.finditer(asked)}


def _less(asked: str, done: set[str], things: list[str]) -> str:
    """Of several deeds all must be told, or none by its name."""
    deeds = _deeds(asked)
    return _LESS if len(deeds) > 1 and (done or things) and not deeds <= done else ""


def _other_thing(wanted: str, things: list[str]) -> str:
    """ "Regolamento di polizia" for "regolamento edilizio"; one sportello for several; sportello for "sportello e numero verde"."""
    deeds = {found[1] for found in _NEXT_DEED.finditer(wanted)}
    asked = [word for word in content_words(wanted) if word not in deeds or word in things]
    missing, more = _stems(asked) - _stems(things), _stems(things) - _stems(content_words(wanted))
    if missing and more:
        return "il risultato nomina altro da quello che chiedeva il target"
    if missing and _JOINED.search(wanted):
        return _LESS
    return _LESS if any(_is_one_of(word, thing) for word in asked for thing in things) else ""


def _is_one_of(many: str, one: str) -> bool:
    """sportelli, sportello."""
    return stem(many) == stem(one) and (many[-1] + one[-1] in {"io", "ie", "ia", "ea"})


def _stems(words: list[str]) -> set[str]:
    return {stem(word) for word in words}
