"""What is said of things done or to be done: sì and no, days, actions by their names."""

import re
from dataclasses import replace

from riskreg.domain.targets.figures import MONTHS, Found
from riskreg.domain.targets.moments import days_in, period_at
from riskreg.domain.targets.shapes import Answer, Moment, Named, Period, Relation, Unchanged
from riskreg.domain.targets.words import ACTION, BEGUN, FUNCTION_WORDS, GENERIC, PARTLY, SPECIFIC, head_stem, plain

_UNTIL = re.compile(
    r"(?:^|(?<=[ ,]))(?P<until>entro e non oltre|entro|non oltre|scadenza|(?P<strictly>prima d(?:el|ella|ell'|i)|ante))[:,]? ?(?=[a-z0-9'])"
)
_UP_TO = re.compile(r"(?:(?:e non oltre(?: il)?|il|la|le|i|lo|giorno|la data del)(?= )|l'(?=[a-z]))?,? ?")
_IN = re.compile(r"(?:(?:in data|alla data del|a|ad|nel|nello|nell'|in|il|mese di|nel mese di|nel corso del|alla|a fine)\b ?)*")
_ACT = re.compile(
    r"\b(?:con |giusta |come da |vedi )?(?:atto|delibera(?:zione)?|determina(?:zione)?|decreto|ordinanza|disposizione|provvedimento|prot(?:ocollo)?|nota|verbale|circolare|d\.?g\.?[rcu]?\.?|d\.?c\.?[cu]\.?|d\.?d\.?|dgc|dcc|dpcm|d\.?m\.?|d\.?s\.?g\.?)"
    r"(?:(?: di| del| della| dell'| d'| in)? ?(?:giunta|consiglio|g\.? ?[cr]\.?|c\.? ?c\.?|c\.? ?d\.? ?a\.?|giuntale|consiliare|dirigenziale|direttoriale|presidenziale|presidente|sindaco|direttore|segretario(?: generale)?|urgenza|rettorale|commissariale))*"
    r"[., ]*(?:(?:n|nr|num|prot|prot\. n)\b\.?°?|n°)? ?(?:[0-9]{1,9}(?:/[0-9]{4}|/[a-z]{1,6})?(?![0-9/.]))(?: (?:del|dd|in data))?"
)
_DURING = re.compile(r" (?:a|ad|in|nel|nel mese di|nel corso di|nel corso del) (?=[a-z0-9])")
_PLACE = re.compile(r"\b20[0-9]{2}\b")
_DONE = re.compile(rf"\b(?:{GENERIC}|{SPECIFIC})\b")
_PLAINLY_DONE = re.compile(rf"\b{GENERIC}\b")
_NOT_DONE = re.compile(rf"(?P<thing>(?:[a-z']+ ){{0,6}}?)non (?:e stat[oa] |sono stat[ie] |ancora )?(?P<verb>{GENERIC}|{SPECIFIC})")
_TIMELY = re.compile(
    r"(?:^|(?<=[ ,]))(?:(?P<late>in ritardo|fuori termine|oltre (?:i termini|il termine|la scadenza)|termin[ei] non rispettat[oi]|scadenz[ae] non rispettat[ae])"
    r"|(?:nei|entro i) (?:termini|tempi)(?: (?:previsti|stabiliti|assegnati|di legge))?|entro (?:il termine|la scadenza)(?: (?:previst|stabilit|assegnat)[oa])?"
    r"|nel rispetto (?:dei termini|del termine|della scadenza|dei tempi)(?: previst[oia])?|(?:termin[ei] |scadenz[ae] |tempi |tempistic[ah]e? )?rispettat[oaie])$"
)
_YES = re.compile(r"(?:si|ok|yes|on)(?![a-z])'?")
_NO = re.compile(r"(?:no|off|ko)(?![a-z])")
_SAME = re.compile(
    r"(?:(?:valore|dato|risultato) )?(?:invariat[oaie]|stabile|immutat[oa])(?: rispetto (?:al(?:l')?|a) ?(?:(?:valore |dato )(?:del(?:l')? ?))?(?:(anno precedente)|(?:anno )?(20[0-9]{2})))?"
)
_NOUN = re.compile(r"[a-z]{4,}(?:zion[ei]|sion[ei]|ment[oi])\b")
_PAPER = re.compile(r"\b(?:prot|nota|verbale|circolare)")
MOST_WORDS = 14


def deadline(text: str, notes: tuple[str, ...], year: int | None) -> Found:
    """ "Entro il 31/12/2025", with what is to be done before or after it."""
    low = plain(text)
    for found in _UNTIL.finditer(low):
        made = _after_articles(low, found.end(), year)
        if made is None:
            continue
        period, end = made
        before, after = text[: found.start()].strip(" ,:-"), text[end:].strip(" ,:.-")
        if plain(before) in ("si", "fatto", "realizzato", "realizzata"):
            before = ""
        thing = before or after
        if (before and after) or not _is_deed(plain(thing)):
            return None
        day = period.first if found["strictly"] else period.last
        return Moment(Period(day, day), Relation.LESS if found["strictly"] else Relation.AT_MOST, thing), notes
    return None


def _after_articles(low: str, at: int, year: int | None) -> tuple[Period, int] | None:
    """ "entro i primi mesi" is no period, "entro I semestre" is: articles are passed over one by one."""
    made, found = period_at(low, at, year), _UP_TO.match(low, at)
    while made is None and found and found.end() > at:
        at = found.end()
        made, found = period_at(low, at, year), _UP_TO.match(low, at)
    return made


def _is_deed(thing: str) -> bool:
    return not thing or (bool(ACTION.match(thing)) and not re.search(r"[0-9%≥≤<>=]", _PLACE.sub("", thing)))


def day(text: str, notes: tuple[str, ...], year: int | None) -> Found:
    """When something was done: "approvato il 12/03/2025", "delibera n. 5 del 29/01/2025", "novembre 2025"."""
    low = plain(text).rstrip(" .")
    lead = _IN.match(low)
    made = period_at(low, lead.end() if lead else 0, year, by_itself=not (lead and lead[0]))
    if made and made[1] == len(low):
        return Moment(made[0]), notes
    if made and made[0].first != made[0].last:
        return _done_in(made[0], low[made[1] :], notes)
    days = days_in(low)
    if not days:
        return next((done for found in _DURING.finditer(low) if (done := _done_until_the_end(low, found, year, notes))), None)
    left = low
    for _, begin, end in reversed(days):
        left = f"{left[:begin]} , {left[end:]}"
    thing = _told(left)
    if thing == "si" and low.endswith("si"):  # two parts, a day and a yes
        return None
    if thing is None or (thing and not (_DONE.search(thing) or thing.split()[0] in ("atto", "si", "ok") or ACTION.match(thing))):
        return None
    first, *others = (period for period, _, _ in days)
    return Moment(first, None, thing, tuple(others)), notes


def _done_until_the_end(low: str, found: re.Match[str], year: int | None, notes: tuple[str, ...]) -> Found:
    """ "Portale attivato a novembre 2021"."""
    made = period_at(low, found.end(), year)
    return _done_in(made[0], low[: found.start()], notes) if made and made[1] == len(low) else None


def _done_in(period: Period, text: str, notes: tuple[str, ...]) -> Found:
    thing = _told(text)
    return (Moment(period, None, thing), notes) if thing and _DONE.search(thing) and not _NOT_DONE.search(text) else None


def _told(text: str) -> str | None:
    """What is left of a sentence when acts and small words are taken away; None if it is not plainly something done."""
    acts = _ACT.sub(lambda found: " carta " if _PAPER.search(found[0]) else " atto ", text)
    if re.search(r"[0-9%€≥≤<>=+/]", acts) or MONTHS.search(acts) or PARTLY.search(re.sub(r"\b(?:avviat|iniziat)[oaie]\b", "", acts)):
        return None
    words = [word for word in re.findall(r"[a-z]+(?:-[a-z]+)*", acts) if word not in FUNCTION_WORDS or word in ("si", "ok")]
    return " ".join(words) if len(words) <= MOST_WORDS else None


def answer(text: str, notes: tuple[str, ...], _year: int | None) -> Found:
    """Sì, no, and what says the same: fatto, realizzato, approvato; non realizzato."""
    low = plain(text).rstrip(" .!")
    if found := _TIMELY.search(low):
        return _timely(text[: found.start()], notes, in_time=not found["late"])
    if found := _YES.match(low):
        tail = low[found.end() :]
        thing = _told(tail)
        if thing is None or not _truly_yes(text, tail):
            return None
        return Answer(True, "", thing), notes
    if found := _NO.match(low):
        tail = low[found.end() :]
        thing = _told(tail)
        return (
            None
            if thing is None or "si" in thing.split() or _DONE.search(thing) or tail[:1] not in ("", ",", ".", ";", ":")
            else (Answer(False, "", thing), notes)
        )
    if found := _NOT_DONE.fullmatch(low):
        thing = _told(found["thing"] or "")
        return None if thing is None or _DONE.search(thing) else (Answer(False, found["verb"], thing), notes)
    done = _DONE.search(low)
    thing = _told(low) if done else None
    if done is None or thing is None:
        return None
    verbs = _DONE.findall(thing)
    others = " ".join(word for word in thing.split() if not _DONE.fullmatch(word))
    specific = [verb for verb in verbs if not _PLAINLY_DONE.fullmatch(verb)]
    if any(BEGUN.match(verb) for verb in verbs) and len(verbs) > 1:
        return None
    return Answer(True, specific[0] if specific else "realizzato", others), notes


def _timely(text: str, notes: tuple[str, ...], *, in_time: bool) -> Found:
    """ "Realizzato nei termini", "Sì, in ritardo", "Termine rispettato"."""
    done = answer(text.rstrip(" ,"), notes, None) if text.strip(" ,") else (Answer(True), notes)
    said = done[0] if done else None
    return (replace(said, in_time=in_time), notes) if isinstance(said, Answer) and said.is_yes and said.in_time is None else None


def _truly_yes(text: str, tail: str) -> bool:
    """ "Si rinvia" is no yes: without its accent it must stand alone, before a comma, or before something done."""
    if not tail or tail[0] in ",.;:" or tail.startswith(" - "):
        return True
    rest = tail.strip(" ,.;:-")
    return bool(_NOUN.match(rest) or _DONE.match(rest)) and not rest.startswith("si ") and text[:2].lower() in ("sì", "si", "ok", "on")


def verb_of(word: str) -> str:
    """By what a participle is compared with the name of an action; nothing if it fits all of them."""
    return "" if not word or _PLAINLY_DONE.fullmatch(word) else head_stem(word)


def unchanged(text: str, notes: tuple[str, ...], _year: int | None) -> Found:
    found = _SAME.fullmatch(plain(text).rstrip(" ."))
    return None if found is None else (Unchanged(found[2] or "-1"), notes)


def named(text: str, notes: tuple[str, ...], _year: int | None) -> Found:
    """Something to be done: it begins with the name of an action. Numbers in it would have to be measured."""
    low = plain(text)
    if not ACTION.match(low) or re.search(r"[0-9%€≥≤<>=]", re.sub(r"\b[0-9]{1,2}[°º^]", "", _PLACE.sub("", low))):
        return None
    return Named(text), notes
