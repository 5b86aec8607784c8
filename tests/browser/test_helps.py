"""What the small script and the print style add: a warning before losing text, one click one request, paper without menus."""

from playwright.sync_api import Dialog, Page, expect


def dialogs_of(page: Page) -> list[str]:
    seen: list[str] = []

    def stay(dialog: Dialog) -> None:
        seen.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return seen


def test_leaving_a_form_with_unsaved_text_is_asked_first(context_for, site):
    page = context_for("admin@camera.example").new_page()
    page.goto("/organizzazione/utenti/nuovo")
    seen = dialogs_of(page)
    page.fill("#given_name", "Anna")
    page.click(".rr-brand", no_wait_after=True)
    expect(page.locator("h1")).to_have_text("Nuovo utente")
    assert seen == ["beforeunload"]
    assert page.input_value("#given_name") == "Anna"


def test_leaving_a_form_as_it_was_asks_nothing(context_for, site):
    page = context_for("admin@camera.example").new_page()
    page.goto("/organizzazione/utenti/nuovo")
    seen = dialogs_of(page)
    page.fill("#given_name", "Anna")
    page.fill("#given_name", "")
    page.click(".rr-brand")
    expect(page.locator("h1")).to_contain_text("Buongiorno")
    assert seen == []


def test_saving_asks_nothing(context_for, site):
    page = context_for("compliance@camera.example").new_page()
    page.goto("/organizzazione/ente/modifica")
    seen = dialogs_of(page)
    page.fill("#phone", "+39 0000 000009")
    page.click("button:has-text('Salva')")
    expect(page.locator("[role=status]")).to_contain_text("Scheda ente salvata")
    assert seen == []


def test_text_that_came_back_with_errors_counts_as_unsaved(context_for, site):
    page = context_for("admin@camera.example").new_page()
    page.goto("/organizzazione/utenti/nuovo")
    page.fill("#given_name", "Anna")
    page.keyboard.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    seen = dialogs_of(page)
    page.click(".rr-brand", no_wait_after=True)
    expect(page.locator("#given_name")).to_have_value("Anna")
    assert seen == ["beforeunload"]


def test_a_button_pressed_twice_sends_once(context_for, site):
    page = context_for("admin@camera.example").new_page()
    page.goto("/organizzazione/figure/nuova")
    page.fill("#name", "Figura di un solo clic")
    page.fill("#code", "un-clic")
    stopped = page.evaluate("""() => {
      const seen = [], one = document.querySelector('.rr-form button[type=submit]')
      window.addEventListener('submit', (event) => seen.push(event.defaultPrevented))
      one.click()
      one.click()
      return seen
    }""")
    assert stopped == [False, True]
    expect(page.locator("[role=status].rr-alert")).to_contain_text("Figura di un solo clic aggiunta alle figure.")


def test_a_password_can_be_shown_and_is_sent_hidden(page, site):
    page.goto("/entra")
    page.fill("#password", "una frase segreta")
    page.click("[data-show-password]")
    assert page.get_attribute("#password", "type") == "text"
    page.click("[data-show-password]")
    assert page.get_attribute("#password", "type") == "password"


def test_a_message_can_be_put_away(context_for, site):
    page = context_for("compliance@camera.example").new_page()
    page.goto("/organizzazione/ente/modifica")
    page.click("button:has-text('Salva')")
    page.click("[data-close-alert]")
    expect(page.locator("[role=status].rr-alert")).to_have_count(0)
    expect(page.locator("#contenuto")).to_be_focused()


def test_a_sheet_on_paper_has_no_menus_and_no_buttons(context_for, site):
    page = context_for("admin@camera.example").new_page()
    page.goto(f"/organizzazione/unita/{site.unit('A2.3')}")
    expect(page.locator("nav.rr-menu")).to_be_visible()
    page.emulate_media(media="print")
    for hidden in ("nav.rr-menu", ".rr-skip", ".rr-person form", ".rr-breadcrumbs", "main .rr-actions >> nth=0"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Da dove viene")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


def test_a_long_text_is_counted_and_never_cut(context_for, site):
    page = context_for("compliance@camera.example").new_page()
    page.goto("/registro/processi/1/modifica")
    line = page.locator("[data-counts=description]")
    expect(line).to_be_hidden()
    page.fill("#description", "x" * 10_012)
    expect(line).to_have_text("12 caratteri di troppo: il testo può averne al massimo 10.000.")
    assert len(page.input_value("#description")) == 10_012
    page.fill("#description", "x" * 9_999)
    expect(line).to_have_text("Puoi scrivere ancora 1 carattere.")


def test_fields_are_in_sight_when_they_matter_and_while_they_hold_something(context_for, site):
    page = context_for("compliance@camera.example").new_page()
    page.goto("/registro/processi/1/misure/nuova")
    for hidden in ("#due_on", "#period", "#occasion", "#owner_1_name"):
        expect(page.locator(hidden)).to_be_hidden()
    page.select_option("#timing", "by_date")
    page.fill("#due_on", "31/12/2026")
    page.select_option("#timing", "periodic")
    expect(page.locator("#period")).to_be_visible()
    expect(page.locator("#due_on")).to_be_visible()
    page.select_option("#owner_1", "group")
    expect(page.locator("#owner_1_name")).to_be_visible()
    page.goto("/registro/eventi/1/modifica")
    page.set_checked("#factor_a", True)
    expect(page.locator("#note_a")).to_be_visible()
    page.fill("#note_a", "")
    page.set_checked("#factor_a", False)
    expect(page.locator("#note_a")).to_be_hidden()


def test_a_figure_is_written_where_the_cursor_stands_and_a_text_that_was_only_looked_at_is_not_lost(context_for, site):
    page = context_for("compliance@camera.example").new_page()
    page.goto(f"/piani/{site.plans['draft']}/testi/nuovo")
    page.fill("#heading", "La strategia")
    page.fill("#text", "Nel  si parte.")
    page.evaluate("document.getElementById('text').setSelectionRange(4, 4)")
    page.click("[data-insert='{{triennio}}']")
    expect(page.locator("#text")).to_have_value("Nel {{triennio}} si parte.")
    page.click("[name=anteprima]")
    expect(page.locator(".rr-card .rr-prose")).to_contain_text("Nel 20")
    seen = dialogs_of(page)
    page.click(".rr-brand", no_wait_after=True)
    expect(page.locator("#text")).to_have_value("Nel {{triennio}} si parte.")
    assert seen == ["beforeunload"]
