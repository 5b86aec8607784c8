"""Each page in each of its states, once: who opens it, where, what they do there, and how it must answer."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from riskreg.domain.roles import Role
from riskreg.register import queries as register_rows
from tests.browser import access, proofs, questions, register
from tests.browser.post import OUTSIDE
from tests.browser.site import DISABLED, Site

ADMIN, COMPLIANCE, DIRIGENTE, OIV, REFERENTE, RPCT = Role.ADMIN, Role.COMPLIANCE, Role.DIRIGENTE, Role.OIV, Role.REFERENTE, Role.RPCT
PERFORMANCE = Role.PERFORMANCE
NO_ROLE = "senza.ruolo@camera.example"
SEND = ".rr-form button[type=submit]:not([name=trova]):not([name=rivedi])"
WHOLE = ".rr-form-buttons button[type=submit]"


@dataclass(frozen=True)
class State:
    """One state of a page. `act` is what a person does after it opened; `status` is the answer to the last request."""

    name: str
    who: Role | str | None
    path: Callable[[Site], str]
    act: Callable[[Page, Site], None] | None = None
    status: int = 200


def at(path: str) -> Callable[[Site], str]:
    return lambda _site: path


def unit(code: str, more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/organizzazione/unita/{site.unit(code)}{more}"


def proved(where: Callable[[Site, str], str], more: str) -> Callable[[Site], str]:
    return lambda site: where(site, more)


def of_question(where: Callable[[Site, bool, str], str], is_open: bool, more: str) -> Callable[[Site], str]:
    return lambda site: where(site, is_open, more)


def user(email: str, more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/organizzazione/utenti/{site.user(email)}{more}"


def figure(code: str, more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/organizzazione/figure/{site.figure(code)}{more}"


def reorganisation(more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/organizzazione/riorganizzazioni/{site.reorganisation()}{more}"


def methodology(which: str, more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/metodologia/{site.methodologies[which]}{more}"


def campaign_sheet(code: str, more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/campagne/2027/processi/{site.process_id(code)}{more}"


def verification(which: str, more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/monitoraggio/verifiche/{site.verified[which]}{more}"


def proposal(state: str) -> Callable[[Site], str]:
    return lambda site: f"/campagne/2027/proposte/{site.proposals[state]}"


def assessment(which: str, more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/valutazioni/{site.assessments[which]}{more}"


def check(which: str, more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/monitoraggio/schede/{site.checks[which]}{more}"


def plan(which: str, more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/piani/{site.plans[which]}{more}"


def contribution(more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/piani/contributi/{site.contribution}{more}"


def try_a_measure(page: Page, _site: Site) -> None:
    page.select_option("#misura", index=1)
    page.select_option("#efficacia", index=1)
    page.click("main form.rr-filters button[type=submit]")
    page.wait_for_selector("text=Se fosse attuata")


def send_it(page: Page, _site: Site) -> None:
    page.click("main form [type=submit]")


def plan_line(more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/piani/misure/{site.plan_line()}{more}"


def plan_objective(more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/piani/obiettivi/{site.plan_words()[0]}{more}"


def plan_objective_served(more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/piani/obiettivi/{site.plan_objective}{more}"


def bringing_in(code: str, what: str) -> Callable[[Site], str]:
    """A measure of the plan of 2026 on its way into performance."""

    def path(site: Site) -> str:
        with site.inside():
            measure = register_rows.measure_by_code(code)
            assert measure is not None
            return f"/performance/coerenza/2026/misure/{measure.id}/{what}"

    return path


def say_coherent(page: Page, _site: Site) -> None:
    page.check("[name=outcome][value=coherent]")
    page.fill("[name=given_on]", "20/11/2026")
    page.click(WHOLE)


def plan_section(more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/piani/testi/{site.plan_words()[1]}{more}"


def look_at_a_text(page: Page, _site: Site) -> None:
    """With a figure that the page wrote by itself, and one that cannot be had."""
    page.click("[data-insert='{{triennio}}']")
    page.click("[name=anteprima]")


def take_out_without_reason(page: Page, _site: Site) -> None:
    page.locator("tr[data-carried] select").first.select_option("removed")
    page.click(WHOLE)


def bring_back(page: Page, _site: Site) -> None:
    page.click("[name=riporta]")


def move_without_reason(page: Page, _site: Site) -> None:
    page.select_option("#judged_band", "alto")
    page.click(SEND)


def sheet(kind: str, more: str = "") -> Callable[[Site], str]:
    above = "" if kind == "misure" else "/registro"
    return lambda site: f"{above}/{kind}/{site.registered(kind)}{more}"


def judged(more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/monitoraggio/idoneita/2026/misure/{site.registered('misure')}{more}"


def sheet_of_processes(site: Site) -> str:
    return f"/registro/processi/accorpa?processo={site.registered('processi')}"


def search_among_processes(page: Page, _site: Site) -> None:
    """What is chosen and typed stays."""
    page.fill("#name", "Acquisti")
    page.fill("#parole", "affidamento")
    page.click("[name=trova]")
    page.wait_for_load_state("load")


def look_for(words: str) -> Callable[[Page, Site], None]:
    """By keyboard alone."""

    def act(page: Page, _site: Site) -> None:
        page.fill("#parole", words)
        page.press("#parole", "Enter")
        page.wait_for_load_state("load")

    return act


def send_the_whole(page: Page, _site: Site) -> None:
    """Where another button, that only searches, stands before it."""
    page.click(WHOLE)


def join_two(page: Page, _site: Site) -> None:
    """With the one that was chosen already: what goes where is shown, nothing is done."""
    page.locator("details[open] input[type=checkbox]:not(:checked)").first.check()
    page.fill("#name", "Acquisti")
    page.fill("#because", "Li svolge un solo ufficio")
    page.click(WHOLE)
    page.wait_for_load_state("load")


def job(state: str) -> Callable[[Site], str]:
    return lambda site: f"/lavori/{site.jobs[state]}"


def mail(state: str) -> Callable[[Site], str]:
    return lambda site: f"/avvisi/posta/{site.mails[state]}"


def imported(name: str, more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/organizzazione/importa/file/{site.imports[name]}{more}"


# What people do


def send_file(page: Page, name: str, content: bytes) -> None:
    page.set_input_files("#file", files=[{"name": name, "mimeType": "text/csv", "buffer": content}])
    page.click(SEND)
    page.wait_for_load_state("load")


def look_first(page: Page, _site: Site) -> None:
    page.click("button[name=anteprima]")
    page.wait_for_load_state("load")


def send_broken_file(page: Page, _site: Site) -> None:
    send_file(page, "organigramma.xlsx", b"PK\x03\x04")


def send_own_headings(page: Page, _site: Site) -> None:
    send_file(page, "organigramma.csv", b"Matricola ufficio;Come si chiama\r\nA1;Area Nuova\r\n")


def confirm_late(page: Page, site: Site) -> None:
    """Somebody else saves first."""
    site.change_behind(site.unit("A5.3"))
    page.click("main .rr-tone-info form button")
    page.wait_for_load_state("load")


def look_for_another(page: Page, _site: Site) -> None:
    page.fill("[name=search]", "controllo")
    page.click("[name=rivedi]")
    page.wait_for_load_state("load")


def send_empty(page: Page, _site: Site) -> None:
    """Every field emptied, every choice undone, then sent."""
    page.evaluate("""() => document.querySelectorAll('.rr-form input, .rr-form textarea, .rr-form select').forEach((one) => {
      if (one.type === 'hidden') return
      if (['checkbox', 'radio'].includes(one.type)) one.checked = false
      else if (one.tagName === 'SELECT') one.selectedIndex = -1
      else one.value = ''
    })""")
    page.click(SEND)
    page.wait_for_load_state("load")


def empty_rows(page: Page, _site: Site) -> None:
    """As `send_empty`, where other buttons of the form stand before the one that saves."""
    page.evaluate("() => document.querySelectorAll('.rr-form input[type=text], .rr-form textarea').forEach((one) => { one.value = '' })")
    page.click(".rr-form-buttons button")
    page.wait_for_load_state("load")


def add_row(page: Page, _site: Site) -> None:
    page.click("button[value=aggiungi]")
    page.wait_for_load_state("load")


def try_it(page: Page, _site: Site) -> None:
    """Every answer the last of its list."""
    page.evaluate("() => document.querySelectorAll('#prova select').forEach((one) => { one.selectedIndex = one.options.length - 1 })")
    page.click("#prova button")
    page.wait_for_load_state("load")


def try_nothing(page: Page, _site: Site) -> None:
    page.click("#prova button")
    page.wait_for_load_state("load")


def mark_as_further(page: Page, _site: Site) -> None:
    """Many measures: what would change is shown, nothing is done."""
    page.check("input[name=duty][value=ulteriore]")
    page.click(SEND)
    page.wait_for_load_state("load")


def send(page: Page, _site: Site) -> None:
    page.click(SEND)
    page.wait_for_load_state("load")


def close_until_asked(page: Page, site: Site) -> None:
    """The page that asks once more, with what becomes of each role."""
    page.fill("#last_day", "31/10/2026")
    page.fill("#act", "Determinazione n. 9 del 20/10/2026")
    send(page, site)


def send_late(page: Page, site: Site) -> None:
    """Somebody else saves first."""
    site.change_behind(site.unit("A5.4"))
    page.fill("#code", "A5.9")
    page.click(SEND)
    page.wait_for_load_state("load")


def send_without_token(page: Page, _site: Site) -> None:
    page.evaluate("() => document.querySelectorAll('[name=csrf_token]').forEach((one) => one.remove())")
    page.fill("#name", "UO con un nome nuovo")
    page.click(SEND)
    page.wait_for_load_state("load")


def send_after_the_session_ended(page: Page, site: Site) -> None:
    site.end_sessions("oiv")
    page.fill("#current", "una frase lunga abbastanza")
    page.click(SEND)
    page.wait_for_load_state("load")


def come_back_before_sending(page: Page, site: Site) -> None:
    """For the pages of an error that keeps what was typed: with the cookie gone, the token is worth nothing."""
    page.context.clear_cookies(name="riskreg")
    page.fill("#name", "UO con un nome nuovo")
    page.click(SEND)
    page.wait_for_load_state("load")
    page.context.add_cookies([{"name": "riskreg", "value": site.cookie(ADMIN), "url": site.url}])


def cancel_what_is_done(page: Page, site: Site) -> None:
    page.evaluate("(path) => { document.querySelector('.rr-person form').action = path }", f"/lavori/{site.jobs['done']}/annulla")
    page.click(".rr-person button")
    page.wait_for_load_state("load")


def save_well(page: Page, _site: Site) -> None:
    """The page that follows says what was done."""
    page.fill("#phone", "+39 0000 000001")
    page.click(SEND)
    page.wait_for_load_state("load")


def make_a_copy(page: Page, site: Site) -> None:
    site.copy(hours_ago=2)
    page.reload()


def fail_a_copy(page: Page, site: Site) -> None:
    site.copy(hours_ago=40)
    site.fail_copy()
    page.reload()


def write_contacts(page: Page, site: Site) -> None:
    site.write_contacts()
    page.reload()


STATES = [
    State("door", None, at("/entra")),
    State("door: asked for a page", None, at("/organizzazione/unita?cerca=gare")),
    State("door: empty", None, at("/entra"), send_empty, 422),
    State("door: slowed", None, at("/entra"), access.too_many, 429),
    State("door: code", None, at("/entra"), access.enter_with_factor),
    State("door: wrong code", None, at("/entra"), access.wrong_code, 422),
    State("door: recovery code", None, at("/entra"), access.on_paper),
    State("door: forgotten", None, at("/entra/password-dimenticata")),
    State("door: forgotten, empty", None, at("/entra/password-dimenticata"), send_empty, 422),
    State("door: letter asked", None, at("/entra/password-dimenticata"), access.ask_letter),
    State("link", None, lambda s: s.access.link),
    State("link: two that differ", None, lambda s: s.access.link, access.two_that_differ, 422),
    State("link: not good", None, at("/accesso/niente"), None, 410),
    State("second factor: put on", ADMIN, at("/profilo/secondo-fattore/attiva")),
    State("second factor: put on, empty", ADMIN, at("/profilo/secondo-fattore/attiva"), send_empty, 422),
    State("second factor: take off", Role.URP, at("/profilo/secondo-fattore/disattiva")),
    State("recovery codes: new", Role.URP, at("/profilo/secondo-fattore/codici/nuovi")),
    State("recovery codes: new, empty", Role.URP, at("/profilo/secondo-fattore/codici/nuovi"), send_empty, 422),
    State("recovery codes", Role.URP, at("/profilo/secondo-fattore/codici/nuovi"), access.new_codes),
    State("profile: second factor", Role.URP, at("/profilo")),
    State("security", ADMIN, at("/organizzazione/sicurezza")),
    State("user: invited", ADMIN, user(access.INVITED)),
    State("user: locked", ADMIN, user(access.LOCKED)),
    State("user: second factor", ADMIN, user(access.WITH_FACTOR)),
    State("user: suspended", ADMIN, user(access.GUESSED_AT)),
    State("user: lock", ADMIN, user("performance", "/blocca")),
    State("user: lock, empty", ADMIN, user("performance", "/blocca"), send_empty, 422),
    State("user: unlock", ADMIN, user(access.LOCKED, "/sblocca")),
    State("user: reset second factor", ADMIN, user(access.WITH_FACTOR, "/secondo-fattore/azzera")),
    State("home: administrator", ADMIN, at("/")),
    State("home: compliance", COMPLIANCE, at("/")),
    State("search: everything", ADMIN, at("/cerca?testo=a")),
    State("search: one kind, second page", ADMIN, at("/cerca?testo=a&tipo=unit&pagina=2")),
    State("search: nothing asked", REFERENTE, at("/cerca")),
    State("search: nothing found", REFERENTE, at("/cerca?testo=inesistente+davvero")),
    State("home: nothing waits", OIV, at("/")),
    State("home: no role", NO_ROLE, at("/")),
    State("home: referente", REFERENTE, at("/")),
    State("home: RPCT, one kind", RPCT, at("/?cosa=assessment")),
    State("home: one group", RPCT, at("/?gruppo=senza_scadenza")),
    State("home: a choice without rows", REFERENTE, at("/?di=altri")),
    State("overview: administrator", ADMIN, at("/panoramica")),
    State("overview: no role", NO_ROLE, at("/panoramica")),
    State("notices by mail", REFERENTE, at("/profilo/avvisi")),
    State("reminders: rules", COMPLIANCE, at("/organizzazione/promemoria")),
    State("reminders: empty", COMPLIANCE, at("/organizzazione/promemoria"), send_empty, 422),
    State("profile", ADMIN, at("/profilo")),
    State("profile: close every access", ADMIN, at("/profilo/accessi/chiudi-tutti")),
    State("profile: no role", NO_ROLE, at("/profilo")),
    State("own password", ADMIN, at("/profilo/password")),
    State("own password: empty", ADMIN, at("/profilo/password"), send_empty, 422),
    State("chart", REFERENTE, at("/organizzazione")),
    State("chart: administrator", ADMIN, at("/organizzazione")),
    State("chart: another day", ADMIN, at("/organizzazione?giorno=31/12/2022")),
    State("chart: before everything", ADMIN, at("/organizzazione?giorno=01/01/2001")),
    State("chart: no day", ADMIN, at("/organizzazione?giorno=ieri")),
    State("units", ADMIN, at("/organizzazione/unita")),
    State("units: reader", REFERENTE, at("/organizzazione/unita")),
    State("units: filtered and sorted", ADMIN, at("/organizzazione/unita?cerca=uo&tipo=uo&stato=attive&ordina=code&verso=disc")),
    State("units: filtered to nothing", ADMIN, at("/organizzazione/unita?cerca=zzzz")),
    State("unit: the body", ADMIN, unit("CAMERA")),
    State("unit: merged from two", ADMIN, unit("A2.3")),
    State("unit: reader", REFERENTE, unit("A2.2")),
    State("unit: closed", ADMIN, unit("A1.8")),
    State("unit: split", COMPLIANCE, unit("A1.7")),
    State("unit: history", ADMIN, unit("A2.3", "/cronologia")),
    State("unit: new", ADMIN, at("/organizzazione/unita/nuova")),
    State("unit: new, empty", ADMIN, at("/organizzazione/unita/nuova"), send_empty, 422),
    State("unit: sheet", ADMIN, unit("A2.2", "/modifica")),
    State("unit: sheet, empty", ADMIN, unit("A2.2", "/modifica"), send_empty, 422),
    State("unit: sheet, overtaken", ADMIN, unit("A5.4", "/modifica"), send_late, 409),
    State("unit: rename", ADMIN, unit("A2.2", "/rinomina")),
    State("unit: rename, empty", ADMIN, unit("A2.2", "/rinomina"), send_empty, 422),
    State("unit: move", ADMIN, unit("A2.2", "/sposta")),
    State("unit: move, empty", ADMIN, unit("A2.2", "/sposta"), send_empty, 422),
    State("unit: close", ADMIN, unit("A2.2", "/chiudi")),
    State("unit: close, empty", ADMIN, unit("A2.2", "/chiudi"), send_empty, 422),
    State("unit: split it", ADMIN, unit("A2.2", "/dividi")),
    State("unit: split it, empty", ADMIN, unit("A2.2", "/dividi"), send_empty, 422),
    State("units: merge", ADMIN, at("/organizzazione/unita/accorpa")),
    State("units: merge, empty", ADMIN, at("/organizzazione/unita/accorpa"), send_empty, 422),
    State("body", REFERENTE, at("/organizzazione/ente")),
    State("body: edit", COMPLIANCE, at("/organizzazione/ente/modifica")),
    State("body: edit, empty", COMPLIANCE, at("/organizzazione/ente/modifica"), send_empty, 422),
    State("body: saved", COMPLIANCE, at("/organizzazione/ente/modifica"), save_well),
    State("body: history", COMPLIANCE, at("/organizzazione/ente/cronologia")),
    State("figures", COMPLIANCE, at("/organizzazione/figure")),
    State("figures: reader", REFERENTE, at("/organizzazione/figure")),
    State("figure: new", COMPLIANCE, at("/organizzazione/figure/nuova")),
    State("figure: new, empty", COMPLIANCE, at("/organizzazione/figure/nuova"), send_empty, 422),
    State("figure: held", COMPLIANCE, figure("rpct")),
    State("figure: several", REFERENTE, figure("auditors")),
    State("figure: vacant", COMPLIANCE, figure("preservation")),
    State("figure: never held", COMPLIANCE, figure("mai")),
    State("figure: never held, reader", REFERENTE, figure("mai")),
    State("figure: history", COMPLIANCE, figure("oiv", "/cronologia")),
    State("figure: appoint", COMPLIANCE, figure("rpct", "/nomina")),
    State("figure: edit", COMPLIANCE, figure("rpct", "/modifica")),
    State("figure: edit, empty", COMPLIANCE, figure("rpct", "/modifica"), send_empty, 422),
    State("figure: appoint, empty", COMPLIANCE, figure("rpct", "/nomina"), send_empty, 422),
    State("figure: end", COMPLIANCE, lambda s: f"/organizzazione/figure/{s.figure('rpct')}/incarichi/{s.term('rpct')}/termina"),
    State("figure: end, empty", COMPLIANCE, lambda s: f"/organizzazione/figure/{s.figure('rpct')}/incarichi/{s.term('rpct')}/termina", send_empty, 422),
    State("figure: erase a holder", ADMIN, lambda s: f"/organizzazione/figure/{s.figure('dpo')}/incarichi/{s.term('dpo')}/cancella-nome"),
    State("figure: correct", COMPLIANCE, lambda s: f"/organizzazione/figure/{s.figure('rpct')}/incarichi/{s.term('rpct')}/correggi"),
    State("figure: correct, empty", COMPLIANCE, lambda s: f"/organizzazione/figure/{s.figure('rpct')}/incarichi/{s.term('rpct')}/correggi", send_empty, 422),
    State("users", ADMIN, at("/organizzazione/utenti")),
    State("users: reader", COMPLIANCE, at("/organizzazione/utenti?ruolo=referente&stato=attivi")),
    State("users: filtered to nothing", ADMIN, at("/organizzazione/utenti?cerca=zzzz")),
    State("users: invite", ADMIN, at("/organizzazione/utenti/invita")),
    State("user: new", ADMIN, at("/organizzazione/utenti/nuovo")),
    State("user: new, empty", ADMIN, at("/organizzazione/utenti/nuovo"), send_empty, 422),
    State("user", ADMIN, user("performance")),
    State("user: reader", COMPLIANCE, user("performance")),
    State("user: disabled", ADMIN, user(DISABLED.split("@")[0])),
    State("user: erased", ADMIN, lambda s: f"/organizzazione/utenti/{s.erased_user()}"),
    State("user: without a role", ADMIN, user("senza.ruolo")),
    State("user: history", ADMIN, user("samuele.pontelargo", "/cronologia")),
    State("user: edit", ADMIN, user("performance", "/modifica")),
    State("user: edit, empty", ADMIN, user("performance", "/modifica"), send_empty, 422),
    State("user: password", ADMIN, user("performance", "/password")),
    State("user: password, empty", ADMIN, user("performance", "/password"), send_empty, 422),
    State("user: grant", ADMIN, user("performance", "/ruoli/nuovo")),
    State("user: grant, empty", ADMIN, user("performance", "/ruoli/nuovo"), send_empty, 422),
    State("user: end a role", ADMIN, lambda s: f"/organizzazione/utenti/{s.user('urp')}/ruoli/{s.grant('urp')}/termina"),
    State("user: end a role, empty", ADMIN, lambda s: f"/organizzazione/utenti/{s.user('urp')}/ruoli/{s.grant('urp')}/termina", send_empty, 422),
    State("user: lend a role", ADMIN, lambda s: f"/organizzazione/utenti/{s.user('lucia.serracupa')}/ruoli/{s.grant('lucia.serracupa')}/delega"),
    State("user: with a deputy", ADMIN, user("lucia.serracupa")),
    State("user: disable", ADMIN, user("performance", "/disattiva")),
    State("user: disable, with much in hand", ADMIN, user("rpct", "/disattiva")),
    State("user: disable, nobody named", ADMIN, user("rpct", "/disattiva"), send_empty, 422),
    State("uncovered roles", ADMIN, at("/organizzazione/ruoli-scoperti")),
    State("delegations", DIRIGENTE, at("/profilo/deleghe")),
    State("delegations: nothing to lend", OIV, at("/profilo/deleghe")),
    State("delegation: new", DIRIGENTE, at("/profilo/deleghe/nuova")),
    State("delegation: new, empty", DIRIGENTE, at("/profilo/deleghe/nuova"), send_empty, 422),
    State("delegation: new, nothing to lend", OIV, at("/profilo/deleghe/nuova")),
    State("delegation: revoke", ADMIN, lambda s: f"/organizzazione/deleghe/{s.delegation()}/revoca"),
    State("profile: standing in", "emanuele.pratolieto@camera.example", at("/profilo")),
    State("home: standing in", "emanuele.pratolieto@camera.example", at("/")),
    State("unit: stood in for", ADMIN, unit("A1")),
    State("unit: close, asked again", ADMIN, unit("A2.2", "/chiudi"), close_until_asked),
    State("reorganisations", ADMIN, at("/organizzazione/riorganizzazioni")),
    State("reorganisations: reader", COMPLIANCE, at("/organizzazione/riorganizzazioni")),
    State("reorganisations: filtered to nothing", ADMIN, at("/organizzazione/riorganizzazioni?stato=cancelled")),
    State("reorganisation: new", ADMIN, at("/organizzazione/riorganizzazioni/nuova")),
    State("reorganisation: new, empty", ADMIN, at("/organizzazione/riorganizzazioni/nuova"), send_empty, 422),
    State("reorganisation: draft", ADMIN, reorganisation()),
    State("reorganisation: reader", COMPLIANCE, reorganisation()),
    State("reorganisation: preview", ADMIN, reorganisation("/anteprima")),
    State("reorganisation: choices", ADMIN, reorganisation("/scelte")),
    State("reorganisation: one choice", ADMIN, lambda s: f"/organizzazione/riorganizzazioni/{s.reorganisation()}/scelte/role/{s.grant('jacopo.spinalbetta')}"),
    State("reorganisation: edit", ADMIN, reorganisation("/modifica")),
    State("reorganisation: list", ADMIN, reorganisation("/elenco")),
    State("reorganisation: list, empty", ADMIN, reorganisation("/elenco"), send_empty, 422),
    *(State(f"reorganisation: step {word}", ADMIN, reorganisation(f"/passi/{word}")) for word in ("accorpa", "dividi", "sposta", "rinomina", "chiudi", "istituisci")),
    *(State(f"reorganisation: step {word}, empty", ADMIN, reorganisation(f"/passi/{word}"), send_empty, 422) for word in ("accorpa", "dividi", "istituisci")),
    State("reorganisation: ready?", ADMIN, reorganisation("/pronta")),
    State("reorganisation: not ready yet", ADMIN, reorganisation("/pronta"), send, 422),
    State("reorganisation: apply?", ADMIN, reorganisation("/applica")),
    State("reorganisation: cancel?", ADMIN, reorganisation("/annulla")),
    State("reorganisation: history", ADMIN, reorganisation("/cronologia")),
    State("user: enable", ADMIN, user(DISABLED.split("@")[0], "/riattiva")),
    State("user: erase", ADMIN, user(DISABLED.split("@")[0], "/cancella-dati")),
    State("trail", ADMIN, at("/registro-attivita")),
    State("trail: a page in the middle", COMPLIANCE, at("/registro-attivita?pagina=3")),
    State("trail: filtered", ADMIN, at("/registro-attivita?evento=unit:life:merged")),
    State("trail: filtered to nothing", ADMIN, at("/registro-attivita?oggetto=nessuno:1")),
    State("trail: an entry", ADMIN, at("/registro-attivita/100")),
    State("jobs", ADMIN, at("/lavori")),
    State("jobs: empty", OIV, at("/lavori")),
    State("jobs: filtered to nothing", ADMIN, at("/lavori?stato=done&lavoro=jobs:tidy")),
    *(State(f"job: {state}", ADMIN, job(state)) for state in ("queued", "running", "done", "failed", "cancelled")),
    State("notices", ADMIN, at("/avvisi")),
    State("notices: read ones", ADMIN, at("/avvisi?stato=letti")),
    State("notices: none", OIV, at("/avvisi")),
    State("notice", ADMIN, lambda s: f"/avvisi/{s.mails['sent']}"),
    State("post", ADMIN, lambda s: s.post("/avvisi/posta")),
    State("post: filtered to nothing", ADMIN, at("/avvisi/posta?destinatario=zzzz")),
    State("post: not configured", ADMIN, lambda s: s.post("/avvisi/posta", None)),
    State("post: works", ADMIN, lambda s: s.post("/avvisi/posta", OUTSIDE)),
    State("post: the server is away", ADMIN, lambda s: s.post("/avvisi/posta", OUTSIDE, fails=True)),
    State("mail: waiting, the server is away", ADMIN, lambda s: f"/avvisi/posta/{s.mails['waiting']}"),
    State("mail test: the server is away", ADMIN, at("/avvisi/posta/prova")),
    State("mail test", ADMIN, lambda s: s.post("/avvisi/posta/prova")),
    State("mail test: empty", ADMIN, at("/avvisi/posta/prova"), send_empty, 422),
    *(State(f"mail: {state}", ADMIN, mail(state)) for state in ("waiting", "put off", "sent", "refused", "withdrawn", "forgotten")),
    State("caught mail", ADMIN, at("/posta-di-prova")),
    State("caught mail: a letter", ADMIN, lambda s: f"/posta-di-prova/{s.caught()}"),
    State("foot: accessibility, a draft", None, at("/accessibilita")),
    State("foot: privacy, a draft", COMPLIANCE, at("/privacy")),
    State("foot: contacts, written", None, at("/contatti"), write_contacts),
    State("foot: contacts, edit", COMPLIANCE, at("/contatti/modifica")),
    State("foot: contacts, seen before it is saved", COMPLIANCE, at("/contatti/modifica"), look_first),
    State("foot: contacts, empty", COMPLIANCE, at("/contatti/modifica"), send_empty, 422),
    State("foot: contacts, history", COMPLIANCE, at("/contatti/cronologia")),
    State("copies: none yet", ADMIN, at("/copie-di-sicurezza")),
    State("copies: in order", ADMIN, at("/copie-di-sicurezza"), make_a_copy),
    State("copies: late, the last attempt failed", ADMIN, at("/copie-di-sicurezza"), fail_a_copy),
    State("imports", ADMIN, at("/organizzazione/importa")),
    *(State(f"import: {slug}", ADMIN, at(f"/organizzazione/importa/{slug}")) for slug in ("unita", "utenti", "ruoli")),
    *(State(f"import: {slug}", COMPLIANCE, at(f"/organizzazione/importa/{slug}")) for slug in ("registro", "processi", "eventi", "misure")),
    State("register: in Excel", COMPLIANCE, at("/registro/excel")),
    State("plan: documents", COMPLIANCE, at("/piani/1/documenti")),
    State("register: in Excel, who only reads", REFERENTE, at("/registro/excel")),
    State("import: no file", ADMIN, at("/organizzazione/importa/unita"), send_empty, 422),
    State("import: a broken file", ADMIN, at("/organizzazione/importa/unita"), send_broken_file, 422),
    State("import: headings of their own", ADMIN, at("/organizzazione/importa/unita"), send_own_headings),
    State("import: columns", ADMIN, imported("ready", "/colonne")),
    State("import: taken away?", ADMIN, imported("ready", "/annulla")),
    State("import: columns, empty", ADMIN, imported("ready", "/colonne"), send_empty, 422),
    *(State(f"import: {name}", ADMIN, imported(name)) for name in ("refused", "ready", "same", "applied", "dropped")),
    State("import: filtered to nothing", ADMIN, imported("ready", "?esito=refused")),
    State("import: overtaken", ADMIN, imported("overtaken"), confirm_late, 409),
    State("methodologies", COMPLIANCE, at("/metodologia")),
    State("methodologies: reader", REFERENTE, at("/metodologia")),
    State("methodologies: filtered to nothing", COMPLIANCE, at("/metodologia?stato=retired&tipo=ordinal")),
    State("methodology: new", COMPLIANCE, at("/metodologia/nuova")),
    State("methodology: new, empty", COMPLIANCE, at("/metodologia/nuova"), send_empty, 422),
    *(State(f"methodology: {which}", COMPLIANCE, methodology(which)) for which in ("numeric", "ordinal", "empty", "published", "retired")),
    State("methodology: reader", OIV, methodology("published")),
    State("methodology: history", COMPLIANCE, methodology("numeric", "/cronologia")),
    State("methodology: tried", REFERENTE, methodology("published"), try_it),
    State("methodology: tried, ordinal", COMPLIANCE, methodology("ordinal"), try_it),
    State("methodology: tried with nothing", COMPLIANCE, methodology("published"), try_nothing),
    State("methodology: sheet", COMPLIANCE, methodology("numeric", "/dati")),
    State("methodology: sheet, empty", COMPLIANCE, methodology("numeric", "/dati"), send_empty, 422),
    State("methodology: criterion", COMPLIANCE, methodology("numeric", "/criteri/opacita")),
    State("methodology: criterion, ordinal", COMPLIANCE, methodology("ordinal", "/criteri/opacita")),
    State("methodology: criterion, a row more", COMPLIANCE, methodology("numeric", "/criteri/opacita"), add_row),
    State("methodology: criterion, empty", COMPLIANCE, methodology("numeric", "/criteri/opacita"), empty_rows, 422),
    State("methodology: new criterion", COMPLIANCE, methodology("empty", "/criteri/nuovo")),
    State("methodology: take a criterion away", COMPLIANCE, methodology("numeric", "/criteri/opacita/togli")),
    *(State(f"methodology: {part}", COMPLIANCE, methodology("ordinal", f"/{part}")) for part in ("livelli", "fasce", "efficacia", "tabella-rischio", "tabella-residuo")),
    State("methodology: a table of nothing", COMPLIANCE, methodology("empty", "/tabella-rischio")),
    State("methodology: effectiveness", COMPLIANCE, methodology("numeric", "/efficacia")),
    State("methodology: bands", COMPLIANCE, methodology("numeric", "/fasce")),
    State("methodology: bands, empty", COMPLIANCE, methodology("numeric", "/fasce"), empty_rows, 422),
    State("methodology: publish", COMPLIANCE, methodology("numeric", "/pubblica")),
    State("methodology: publish, unfinished", COMPLIANCE, methodology("empty", "/pubblica"), send, 422),
    State("methodology: retire", COMPLIANCE, methodology("published", "/ritira")),
    State("methodology: drop", COMPLIANCE, methodology("empty", "/elimina")),
    State("anac", COMPLIANCE, at("/metodologia/anac/2026")),
    State("anac: reader", REFERENTE, at("/metodologia/anac/2026")),
    State("anac: a new year", COMPLIANCE, at("/metodologia/anac/2027")),
    State("anac: one", COMPLIANCE, at("/metodologia/anac/2026/family/i")),
    State("anac: one, empty", COMPLIANCE, at("/metodologia/anac/2027/family/i"), send_empty, 422),
    State("anac: history", COMPLIANCE, at("/metodologia/anac/2026/cronologia")),
    State("board", RPCT, at("/cruscotto?anno=2025")),
    State("board: governing body", Role.ORGANO, at("/cruscotto")),
    State("board: some units", REFERENTE, at("/cruscotto?anno=2026")),
    State("board: a year of nothing", OIV, at("/cruscotto?anno=1999")),
    State("checks", COMPLIANCE, at("/controlli")),
    State("checks: reader, one rule", REFERENTE, at("/controlli?regola=responsabile_cessato&stato=tutte")),
    State("checks: accept", RPCT, at("/controlli/responsabile_cessato/accetta")),
    State("checks: accept, without a reason", RPCT, at("/controlli/responsabile_cessato/accetta"), send_empty, 422),
    State("campaigns", COMPLIANCE, at("/campagne")),
    State("campaigns: owner", REFERENTE, at("/campagne")),
    State("campaign: new", COMPLIANCE, at("/campagne/nuova")),
    State("campaign: cockpit", COMPLIANCE, at("/campagne/2027")),
    State("campaign: cockpit, late ones", COMPLIANCE, at("/campagne/2027?stato=in_ritardo")),
    State("campaign: cockpit of an owner", REFERENTE, at("/campagne/2027")),
    State("campaign: closed", COMPLIANCE, at("/campagne/2026")),
    State("campaign: change", COMPLIANCE, at("/campagne/2027/modifica")),
    State("campaign: change, closed", COMPLIANCE, at("/campagne/2026/modifica"), None, 422),
    State("campaign: extend", COMPLIANCE, at("/campagne/2027/proroga")),
    State("campaign: extend, empty", COMPLIANCE, at("/campagne/2027/proroga"), send_empty, 422),
    State("campaign: nudge", COMPLIANCE, at("/campagne/2027/sollecito?quali=in_ritardo")),
    State("campaign: nudges", COMPLIANCE, at("/campagne/2027/solleciti")),
    State("campaign: add", COMPLIANCE, at("/campagne/2027/aggiungi")),
    State("campaign: close, proposals wait", COMPLIANCE, at("/campagne/2027/chiudi")),
    State("campaign: history", RPCT, at("/campagne/2027/cronologia")),
    State("campaign: review, under way", RPCT, at("/campagne/2027/riesame")),
    State("campaign: review, closed", Role.ORGANO, at("/campagne/2026/riesame")),
    State("campaign: reviews", Role.ORGANO, at("/campagne/riesami")),
    *(State(f"campaign: sheet, {what}", REFERENTE, campaign_sheet(code)) for what, code in (("draft", "B.05"), ("returned", "B.02"), ("sent", "B.01"))),
    State("campaign: sheet, not begun", COMPLIANCE, campaign_sheet("B.08")),
    State("campaign: sheet, not begun, unread", COMPLIANCE, campaign_sheet("B.08"), send, 422),
    State("campaign: sheet, leave out, too late", COMPLIANCE, campaign_sheet("B.08", "/togli"), None, 422),
    *(State(f"campaign: propose, {what}", REFERENTE, campaign_sheet("B.07", f"/proponi/{what}")) for what in ("evento", "fase", "misura")),
    State("campaign: propose, empty", REFERENTE, campaign_sheet("B.07", "/proponi/evento"), send_empty, 422),
    State("campaign: propose a process", REFERENTE, at("/campagne/2027/proposte/processo")),
    State("campaign: proposals", COMPLIANCE, at("/campagne/2027/proposte")),
    State("campaign: proposal", COMPLIANCE, proposal("open")),
    State("campaign: proposal, decided", REFERENTE, proposal("accepted")),
    State("monitoring", COMPLIANCE, at("/monitoraggio")),
    State("monitoring: owner", REFERENTE, at("/monitoraggio")),
    State("monitoring: open one", COMPLIANCE, at("/monitoraggio/apri")),
    State("monitoring: cockpit", COMPLIANCE, at("/monitoraggio/2026-2")),
    State("monitoring: cockpit of an owner", REFERENTE, at("/monitoraggio/2026-2")),
    State("monitoring: closed, what was not monitored", COMPLIANCE, at("/monitoraggio/2026-1?stato=non_monitorate")),
    State("monitoring: change", COMPLIANCE, at("/monitoraggio/2026-2/modifica")),
    State("monitoring: change, closed", COMPLIANCE, at("/monitoraggio/2026-1/modifica"), None, 422),
    State("monitoring: close", COMPLIANCE, at("/monitoraggio/2026-2/chiudi")),
    State("monitoring: nudge", COMPLIANCE, at("/monitoraggio/2026-2/sollecito?quali=in_ritardo")),
    State("monitoring: nudges", COMPLIANCE, at("/monitoraggio/2026-2/solleciti")),
    State("monitoring: history", RPCT, at("/monitoraggio/2026-2/cronologia")),
    State("rounds", PERFORMANCE, at("/performance/rilevazioni")),
    State("rounds: reader", REFERENTE, at("/performance/rilevazioni")),
    State("rounds: open one", PERFORMANCE, at("/performance/rilevazioni/apri")),
    State("rounds: open one, empty", PERFORMANCE, at("/performance/rilevazioni/apri"), send_empty, 422),
    State("round: under way", PERFORMANCE, at("/performance/rilevazioni/2026-t3")),
    State("round: deviations first", PERFORMANCE, at("/performance/rilevazioni/2026-t3?ordina=standing")),
    State("round: nothing found", OIV, at("/performance/rilevazioni/2026-t3?cerca=zzz")),
    State("round: closed early", OIV, at("/performance/rilevazioni/2026-s1")),
    State("round: final", OIV, at("/performance/rilevazioni/2025-finale")),
    State("round: more time", PERFORMANCE, at("/performance/rilevazioni/2026-t3/proroga")),
    State("round: more time, empty", PERFORMANCE, at("/performance/rilevazioni/2026-t3/proroga"), send_empty, 422),
    State("round: more time, closed", PERFORMANCE, at("/performance/rilevazioni/2026-t2/proroga"), None, 422),
    State("round: close", PERFORMANCE, at("/performance/rilevazioni/2026-t3/chiudi")),
    State("round: nudge", PERFORMANCE, at("/performance/rilevazioni/2026-t3/sollecito?quali=in_ritardo")),
    State("round: nudges", PERFORMANCE, at("/performance/rilevazioni/2026-t3/solleciti")),
    State("round: history", PERFORMANCE, at("/performance/rilevazioni/2026-t3/cronologia")),
    State("round: a result", PERFORMANCE, at("/performance/rilevazioni/risultati/504")),
    State("round: a result that came back", OIV, at("/performance/rilevazioni/risultati/505")),
    State("round: a result, closed", OIV, at("/performance/rilevazioni/risultati/378")),
    State("round: enter", PERFORMANCE, at("/performance/rilevazioni/risultati/506/inserisci")),
    State("round: enter, empty", PERFORMANCE, at("/performance/rilevazioni/risultati/506/inserisci"), send_empty, 422),
    State("round: mend", PERFORMANCE, at("/performance/rilevazioni/risultati/505/inserisci")),
    State("round: enter, closed", PERFORMANCE, at("/performance/rilevazioni/risultati/378/inserisci"), None, 422),
    State("round: verify", PERFORMANCE, at("/performance/rilevazioni/risultati/504/verifica")),
    State("round: verify, empty", PERFORMANCE, at("/performance/rilevazioni/risultati/504/verifica"), send_empty, 422),
    State("round: send back", PERFORMANCE, at("/performance/rilevazioni/risultati/504/restituisci")),
    State("round: send back, empty", PERFORMANCE, at("/performance/rilevazioni/risultati/504/restituisci"), send_empty, 422),
    State("round: look at one, made", COMPLIANCE, at("/performance/rilevazioni/controlli/1"), None, 422),
    State("round: verify many", PERFORMANCE, at("/performance/rilevazioni/2026-t3/verifica")),
    State("round: verify many, none", PERFORMANCE, at("/performance/rilevazioni/2026-t3/verifica"), send_empty, 422),
    State("round: no sample", OIV, at("/performance/rilevazioni/2026-t3/controlli")),
    State("round: sample", OIV, at("/performance/rilevazioni/2026-t2/controlli")),
    State("round: declare a sample", PERFORMANCE, at("/performance/rilevazioni/2026-t3/controlli/piano")),
    State("round: declare a sample, empty", PERFORMANCE, at("/performance/rilevazioni/2026-t3/controlli/piano"), send_empty, 422),
    State("performance: under way", PERFORMANCE, at("/performance")),
    State("performance: closed", OIV, at("/performance?anno=2025")),
    State("performance: not reached", REFERENTE, at("/performance?anno=2025&esito=no&target=in_corso")),
    State("performance: no such year", PERFORMANCE, at("/performance?anno=2031")),
    State("performance: trend", OIV, at("/performance/andamento")),
    State("performance: trend, by area", REFERENTE, at("/performance/andamento?per=area&voce=4&anno=2024")),
    State("performance: trend, nothing judged yet", PERFORMANCE, at("/performance/andamento?anno=2026")),
    State("performance: areas", PERFORMANCE, at("/performance/aree")),
    State("performance: area", PERFORMANCE, at("/performance/aree/1/modifica")),
    State("performance: objective, empty", PERFORMANCE, at("/performance/aree/1/obiettivi/nuovo"), send_empty, 422),
    State("performance: new indicator", PERFORMANCE, at("/performance/indicatori/nuovo")),
    State("performance: new indicator, empty", PERFORMANCE, at("/performance/indicatori/nuovo"), send_empty, 422),
    State("performance: computed", RPCT, at("/performance/indicatori/17")),
    State("performance: computed, closed", PERFORMANCE, at("/performance/indicatori/17?anno=2025")),
    State("performance: change an indicator", PERFORMANCE, at("/performance/indicatori/17/modifica")),
    State("performance: no result yet", PERFORMANCE, at("/performance/indicatori/2")),
    State("performance: enter a result", PERFORMANCE, at("/performance/indicatori/2/2026/risultato")),
    State("performance: enter a result, empty", PERFORMANCE, at("/performance/indicatori/2/2026/risultato"), send_empty, 422),
    State("performance: enter a result, closed", PERFORMANCE, at("/performance/indicatori/2/2025/risultato"), None, 422),
    State("performance: target", PERFORMANCE, at("/performance/indicatori/2/2026/target")),
    State("performance: target, empty", PERFORMANCE, at("/performance/indicatori/2/2026/target"), send_empty, 422),
    State("performance: target of a year", PERFORMANCE, at("/performance/indicatori/2/target")),
    State("performance: coherence", OIV, at("/performance/coerenza?anno=2025")),
    State("performance: coherence, no plan", OIV, at("/performance/coerenza?anno=2031")),
    State("performance: coherence, no opinion yet", PERFORMANCE, at("/performance/coerenza?anno=2026")),
    State("performance: opinion", OIV, at("/performance/coerenza/2026/parere")),
    State("performance: opinion, read again before it is given", OIV, at("/performance/coerenza/2024/parere"), say_coherent),
    State("performance: opinion, no plan", OIV, at("/performance/coerenza/2031/parere"), None, 422),
    State("performance: opinion, nothing to give", OIV, at("/performance/coerenza/2026/parere/rendi"), None, 422),
    State("performance: bring a measure", PERFORMANCE, bringing_in("MG60", "porta")),
    State("performance: bring a measure, empty", PERFORMANCE, bringing_in("MG60", "porta"), send_empty, 422),
    State("performance: bring a measure, carried already", PERFORMANCE, bringing_in("MG24", "porta")),
    State("performance: carry a measure", COMPLIANCE, bringing_in("MG60", "collega")),
    State("performance: carry a measure, empty", COMPLIANCE, bringing_in("MG60", "collega"), send_empty, 422),
    State("performance: link measures", COMPLIANCE, at("/performance/indicatori/17/misure?anno=2025")),
    State("performance: link measures, none", COMPLIANCE, at("/performance/indicatori/17/misure?anno=2025"), send_empty, 422),
    State("performance: link measures, nothing found", COMPLIANCE, at("/performance/indicatori/17/misure?anno=2025&cerca=zzz")),
    State("performance: a goal of the plan", RPCT, at("/performance/obiettivi/1/piano")),
    State("performance: directions", PERFORMANCE, at("/performance/direzioni?anno=2025")),
    State("performance: direction", PERFORMANCE, at("/performance/indicatori/119/direzione")),
    State("performance: history", OIV, at("/performance/indicatori/17/cronologia")),
    State("performance: close, not over", PERFORMANCE, at("/performance/2026/chiudi"), None, 422),
    State("performance report: list", REFERENTE, at("/performance/relazioni")),
    State("performance report: published", REFERENTE, at("/performance/relazioni/2025")),
    State("performance report: not begun", PERFORMANCE, at("/performance/relazioni/2026")),
    State("performance report: judge, done", OIV, at("/performance/relazioni/2025/validazione")),
    State("performance report: judge, empty", OIV, at("/performance/relazioni/2025/validazione"), send_empty, 422),
    State("performance report: publish, empty", PERFORMANCE, at("/performance/relazioni/2025/pubblicazione"), send_empty, 422),
    State("performance report: revise", PERFORMANCE, at("/performance/relazioni/2025/revisione")),
    State("performance report: revise, empty", PERFORMANCE, at("/performance/relazioni/2025/revisione"), send_empty, 422),
    State("performance report: history", OIV, at("/performance/relazioni/2025/cronologia")),
    State("verification: list", COMPLIANCE, at("/monitoraggio/2026-2/verifiche")),
    State("verification: list, to follow up", RPCT, at("/monitoraggio/2026-2/verifiche?seguito=aperto")),
    State("verification: list of an owner", REFERENTE, at("/monitoraggio/2026-2/verifiche")),
    State("verification: list, closed without a sample", OIV, at("/monitoraggio/2026-1/verifiche")),
    State("verification: plan", COMPLIANCE, at("/monitoraggio/2026-2/verifiche/piano")),
    State("verification: plan, no reason", COMPLIANCE, at("/monitoraggio/2026-2/verifiche/piano"), send_empty, 422),
    State("verification: draw", COMPLIANCE, at("/monitoraggio/2026-2/verifiche/estrai")),
    State("verification: drawn", OIV, lambda site: f"/monitoraggio/estrazioni/{site.verified['draw']}"),
    State("verification: choose", COMPLIANCE, lambda site: f"/monitoraggio/schede/{site.verified['to choose']}/verifica"),
    State("verification: choose, no reason", COMPLIANCE, lambda site: f"/monitoraggio/schede/{site.verified['to choose']}/verifica", send_it, 422),
    State("verification: to make", COMPLIANCE, verification("to make")),
    State("verification: finding", RPCT, verification("to make", "/esito")),
    State("verification: finding, empty", RPCT, verification("to make", "/esito"), send_it, 422),
    State("verification: with remarks", COMPLIANCE, verification("remarks")),
    State("verification: not confirmed", RPCT, verification("negative")),
    State("verification: follow up", RPCT, verification("remarks", "/seguito")),
    State("verification: follow up, empty", RPCT, verification("remarks", "/seguito"), send_it, 422),
    State("verification: history", COMPLIANCE, verification("remarks", "/cronologia")),
    State("monitoring: figures of a year", Role.ORGANO, at("/monitoraggio/anni/2025")),
    State("monitoring: figures of a year, one number", OIV, at("/monitoraggio/anni/2024?numero=generali_attuate&classe=trasparenza")),
    *(State(f"check: {which}", REFERENTE, check(which)) for which in ("draft", "begun", "returned", "sent", "validated")),
    *(State(f"check: {which}, reader", OIV, check(which)) for which in ("late", "unmonitored", "contributed")),
    *(State(f"check: form, {which}", COMPLIANCE, check(which, "/compila")) for which in ("draft", "begun", "late", "periodic", "general")),
    State("check: form, too late", COMPLIANCE, check("validated", "/compila"), None, 422),
    State("check: form, returned", REFERENTE, check("returned", "/compila")),
    State("check: form, whoever will validate it", DIRIGENTE, check("begun", "/compila")),
    State("check: whoever will validate it", DIRIGENTE, check("begun")),
    State("check: sign", REFERENTE, check("returned", "/invia")),
    State("check: sign, unfinished", COMPLIANCE, check("general", "/invia")),
    State("check: contribution", COMPLIANCE, check("draft", "/contributo")),
    State("check: contribution, empty", COMPLIANCE, check("draft", "/contributo"), send_empty, 422),
    State("check: take back", COMPLIANCE, check("sent", "/ritira")),
    State("check: validate", DIRIGENTE, check("sent", "/valida")),
    State("check: send back, without a reason", DIRIGENTE, check("sent", "/restituisci"), send_it, 422),
    State("check: accept the new date", COMPLIANCE, check("new date", "/nuova-data")),
    State("check: history", REFERENTE, check("returned", "/cronologia")),
    State("checks validated together", DIRIGENTE, at("/monitoraggio/schede/valida")),
    State("checks validated together, none ticked", DIRIGENTE, at("/monitoraggio/schede/valida"), send_it, 422),
    State("checks validated together: none", COMPLIANCE, at("/monitoraggio/schede/valida")),
    State("monitoring: trend", COMPLIANCE, at("/monitoraggio/andamento")),
    State("monitoring: trend, by area", Role.ORGANO, at("/monitoraggio/andamento?per=area&voce=B")),
    State("monitoring: two semesters", COMPLIANCE, at("/monitoraggio/andamento/2025-2/2026-1")),
    State("monitoring: two semesters, the later open", OIV, at("/monitoraggio/andamento/2026-1/2026-2?cambiate=attesa")),
    State("monitoring: report", Role.ORGANO, at("/monitoraggio/2026-1/relazione")),
    State("monitoring: report, provisional", COMPLIANCE, at("/monitoraggio/2026-2/relazione")),
    State("monitoring: report of an area of risk", Role.ORGANO, at("/monitoraggio/2026-1/relazione/aree/B")),
    State("monitoring: what the RPCT makes of it", RPCT, at("/monitoraggio/2026-2/valutazione")),
    State("assessments", RPCT, at("/valutazioni?anno=2026")),
    State("assessments: reader", OIV, at("/valutazioni?anno=2027")),
    State("assessments: filtered to nothing", COMPLIANCE, at("/valutazioni?anno=2025&stato=draft")),
    State("assessment: new", REFERENTE, at("/valutazioni/nuova")),
    State("assessment: new, empty", REFERENTE, at("/valutazioni/nuova"), send_empty, 422),
    *(State(f"assessment: {which}", RPCT, assessment(which)) for which in ("blank", "some", "all", "moved", "events", "approved", "sent", "validated", "returned")),
    *(State(f"assessment: why, {which}", OIV, assessment(which, "/perche")) for which in ("some", "moved", "events", "approved")),
    *(State(f"assessment: answers, {which}", REFERENTE, assessment(which, "/risposte")) for which in ("blank", "all")),
    State("assessment: answers, last year's brought", REFERENTE, assessment("blank", "/risposte"), bring_back),
    State("assessment: answers, too late", COMPLIANCE, assessment("approved", "/risposte")),
    *(State(f"assessment: judgment, {which}", RPCT, assessment(which, "/giudizio")) for which in ("blank", "moved")),
    State("assessment: judgment, no reason", RPCT, assessment("all", "/giudizio"), move_without_reason, 422),
    State("assessment: another methodology", RPCT, assessment("blank", "/metodologia")),
    State("assessment: another methodology, too late", RPCT, assessment("all", "/metodologia"), send, 422),
    State("assessment: send", REFERENTE, assessment("all", "/invia")),
    State("assessment: send, unfinished", RPCT, assessment("some", "/invia")),
    State("assessment: take back", COMPLIANCE, assessment("sent", "/ritira")),
    State("assessment: validate", COMPLIANCE, assessment("sent", "/valida")),
    State("assessment: send back", COMPLIANCE, assessment("sent", "/restituisci")),
    State("assessment: send back, without a reason", COMPLIANCE, assessment("sent", "/restituisci"), send_it, 422),
    State("assessment: approve", RPCT, assessment("validated", "/approva")),
    State("assessment: approve, not yet", RPCT, assessment("some", "/approva")),
    State("assessments: validated together", COMPLIANCE, at("/valutazioni/insieme/valida")),
    State("assessments: approved together", RPCT, at("/valutazioni/insieme/approva")),
    *(State(f"assessment: drop, {which}", REFERENTE, assessment(which, "/elimina")) for which in ("blank", "moved")),
    State("assessment: drop, too late", COMPLIANCE, assessment("approved", "/elimina")),
    *(State(f"assessment: if a measure were done, {which}", RPCT, assessment(which, "/se")) for which in ("blank", "all", "events")),
    State("assessment: if a measure were done, tried", REFERENTE, assessment("all", "/se"), try_a_measure),
    State("assessment: if a measure were done, too late", RPCT, assessment("sent", "/se")),
    State("assessment: history", RPCT, assessment("approved", "/cronologia")),
    *(State(name, who, at(path), None, *more) for name, who, path, *more in register.LISTS),
    *(State(name, who, proved(where, more), *((send_empty, 422) if empty else ())) for name, who, where, more, empty in proofs.PAGES),
    *(State(name, who, of_question(where, is_open, more), *((send_empty, 422) if empty else ())) for name, who, where, is_open, more, empty in questions.PAGES),
    State("measures: many, before it is done", COMPLIANCE, at("/misure/insieme?atto=obbligo&tutte=1&famiglia=g"), mark_as_further),
    State("measures: a name to link", COMPLIANCE, lambda site: f"/misure/da-collegare/nome?nome={site.unlinked()}"),
    State("measures: names that files are known by", COMPLIANCE, at("/misure/da-collegare/riconosciuti")),
    State("measures: a name to link, empty", COMPLIANCE, lambda site: f"/misure/da-collegare/nome?nome={site.unlinked()}", send_empty, 422),
    State("process: joined into a new one, empty", COMPLIANCE, at("/registro/processi/accorpa"), send_the_whole, 422),
    State("process: joined into a new one, searched for", COMPLIANCE, sheet_of_processes, search_among_processes),
    State("process: others joined to it, searched for", COMPLIANCE, sheet("processi", "/accorpa"), look_for("contratti")),
    State("phase: move, searched for", COMPLIANCE, sheet("fasi", "/sposta"), look_for("contratti")),
    State("phase: move, nothing found", COMPLIANCE, sheet("fasi", "/sposta"), look_for("zzz")),
    State("assessment: new, searched for", COMPLIANCE, at("/valutazioni/nuova"), look_for("contratti")),
    State("process: joined into a new one, before it is done", COMPLIANCE, sheet_of_processes, join_two),
    *(State(f"{kind}: {form}", COMPLIANCE, sheet(kind, f"/{form}")) for kind, forms in register.FORMS.items() for form in forms),
    *(State(f"{kind}: {form}, empty", COMPLIANCE, sheet(kind, f"/{form}"), send_empty, 422) for kind, form in register.SENT_EMPTY),
    *(State(f"{kind}: sheet{more}", COMPLIANCE, sheet(kind, more)) for kind, pages in register.READ.items() for more in pages),
    State("processi: reader", OIV, sheet("processi")),
    State("processi: misure/nuova, no events", COMPLIANCE, lambda site: f"/registro/processi/{site.without_events}/misure/nuova"),
    *(State(f"plans: list, {who}", who, at("/piani")) for who in (RPCT, REFERENTE)),
    State("plan: open", RPCT, at("/piani/nuova")),
    *(State(f"plan: {which}", RPCT, plan(which)) for which in ("draft", "proposed", "adopted")),
    State("plan: measure, empty", RPCT, plan("draft", "/misure/nuova"), send_empty, 422),
    State("plan: a line of it", RPCT, plan_line()),
    State("plan: carry-forward", COMPLIANCE, plan("draft", "/riporto")),
    State("plan: carry-forward, no reason", COMPLIANCE, plan("draft", "/riporto"), take_out_without_reason, 422),
    State("plan: measures of the register", COMPLIANCE, plan("draft", "/misure/dal-registro")),
    State("plan: adoption, empty", COMPLIANCE, plan("proposed", "/adozione"), send_empty, 422),
    State("plan: to be read", REFERENTE, plan("adopted")),
    State("plan: who has read it", RPCT, plan("adopted", "/presa-visione")),
    State("plan: who has read it, nobody found", RPCT, plan("adopted", "/presa-visione?cerca=zzz")),
    State("plan: a reminder", RPCT, plan("adopted", "/presa-visione/sollecito")),
    State("plan: a reminder to nobody", RPCT, plan("adopted", "/presa-visione/sollecito"), send_empty, 422),
    State("plan: reminders", RPCT, plan("adopted", "/presa-visione/solleciti")),
    State("consultation: none yet", RPCT, plan("proposed", "/consultazione")),
    State("consultation: open it, empty", RPCT, plan("proposed", "/consultazione/apri"), send_empty, 422),
    *(State(f"consultation: {who}", who, plan("draft", "/consultazione")) for who in (COMPLIANCE, REFERENTE)),
    State("consultation: edit", COMPLIANCE, plan("draft", "/consultazione/modifica")),
    State("consultation: dropped with contributions", COMPLIANCE, plan("draft", "/consultazione/elimina"), send_it, 422),
    State("consultation: history", COMPLIANCE, plan("draft", "/consultazione/cronologia")),
    State("contribution: written, empty", REFERENTE, plan("draft", "/contributi/scrivi"), send_empty, 422),
    State("contribution: entered, empty", COMPLIANCE, plan("draft", "/contributi/nuovo"), send_empty, 422),
    *(State(f"contribution: {who}", who, contribution()) for who in (COMPLIANCE, REFERENTE)),
    State("contribution: edit", COMPLIANCE, contribution("/modifica")),
    State("contribution: outcome, empty", COMPLIANCE, contribution("/esito"), send_empty, 422),
    State("contribution: taken out, empty", COMPLIANCE, contribution("/togli"), send_empty, 422),
    State("contribution: name forgotten", COMPLIANCE, contribution("/nome")),
    State("plan: compared", RPCT, at("/piani/confronta")),
    State("plan: objectives, none", COMPLIANCE, plan("first", "/obiettivi")),
    State("plan: objectives", COMPLIANCE, plan("draft", "/obiettivi")),
    State("plan: objective, empty", COMPLIANCE, plan("draft", "/obiettivi/nuovo"), send_empty, 422),
    *(State(f"plan: objective, {form}", COMPLIANCE, plan_objective(f"/{form}")) for form in ("modifica", "misure", "togli", "specifiche")),
    State("plan: objective, specific measures to choose", COMPLIANCE, plan_objective("/specifiche/scegli")),
    State("plan: objective, specific measures that are not there", COMPLIANCE, plan_objective("/specifiche/scegli?parole=zzz")),
    State("plan: objective, its specific measures", OIV, plan_objective_served("/specifiche")),
    State("plan: objective, specific measures chosen before", COMPLIANCE, plan_objective_served("/specifiche/scegli")),
    State("plan: texts, none", COMPLIANCE, plan("first", "/testi")),
    State("plan: texts", COMPLIANCE, plan("draft", "/testi")),
    State("plan: text, empty", COMPLIANCE, plan("draft", "/testi/nuovo"), send_empty, 422),
    State("plan: text, looked at", COMPLIANCE, plan_section("/modifica"), look_at_a_text),
    State("plan: text, to drop", COMPLIANCE, plan_section("/togli")),
    State("plan: what the body would find unfinished", RPCT, plan("draft", "/proponi")),
    State("effect on risk", OIV, at("/monitoraggio/rischio")),
    State("effect on risk: a filter that it does not know", OIV, at("/monitoraggio/rischio?esito=niente")),
    State("effect on risk: a year without processes", OIV, at("/monitoraggio/rischio?anno=2024&esito=come-valutato&area=1")),
    State("effect on risk: a process", OIV, lambda site: f"/monitoraggio/rischio/{site.registered('processi')}"),
    State("suitability", RPCT, at("/monitoraggio/idoneita")),
    State("suitability: nothing found", RPCT, at("/monitoraggio/idoneita?giudizio=unsuitable&famiglia=i")),
    State("suitability: one measure", RPCT, judged()),
    State("suitability: one measure, empty", RPCT, judged(), send_empty, 422),
    State("suitability: another looked for", RPCT, judged(), look_for_another),
    State("suitability: many at once", RPCT, at("/monitoraggio/idoneita/insieme")),
    State("suitability: many at once, empty", RPCT, at("/monitoraggio/idoneita/insieme"), send_empty, 422),
    State("components", None, at("/componenti")),
    State("components: with errors", None, at("/componenti?errori=1")),
    State("error 400: no token", ADMIN, unit("A2.2", "/rinomina"), send_without_token, 400),
    State("error 400: cookie gone", ADMIN, unit("A2.2", "/rinomina"), come_back_before_sending, 400),
    State("error 401: session over", "oiv@camera.example", at("/profilo/password"), send_after_the_session_ended, 401),
    State("error 403", REFERENTE, at("/organizzazione/utenti"), None, 403),
    State("error 404", ADMIN, at("/niente/di/niente"), None, 404),
    State("error 404: visitor", None, at("/niente/di/niente"), None, 404),
    State("error 405", ADMIN, at("/esci"), None, 405),
    State("error 422", ADMIN, at("/"), cancel_what_is_done, 422),
    *(State(f"error {code}", ADMIN, at(f"/prova/{code}"), None, code) for code in (409, 412, 413, 429, 500, 507)),
]  # fmt: skip
