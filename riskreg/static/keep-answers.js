// Answers are kept as they are given, and the score moves with them. Without this file the button saves them.
'use strict'

{
  const line = document.querySelector('[data-keeps]')
  const form = line?.closest('form')
  const WAIT = 700 // after the last change: typing is not interrupted
  let timer = 0
  let busy = false
  let again = false

  const say = (text, refused) => {
    line.hidden = false
    line.classList.toggle('rr-kept-refused', refused)
    line.textContent = text
  }

  // What a colleague answered meanwhile is shown here too: else the next save would take it away. False where this person has just answered it otherwise.
  const show = (theirs, sent) => {
    const now = new FormData(form)
    const names = Object.keys(theirs)
    if (names.some((name) => now.get(name) !== sent.get(name))) return false
    for (const name of names) {
      const field = form.elements[name]
      if (field instanceof RadioNodeList) field.forEach((one) => { one.checked = one.value === theirs[name] })
      else if (field) field.value = theirs[name]
    }
    if (names.length) form.dispatchEvent(new Event('change', { bubbles: true }))
    return true
  }

  const keep = async () => {
    if (busy) { again = true; return }
    busy = true
    again = false
    const sent = new FormData(form)
    try {
      const answer = await fetch(line.dataset.keeps, { method: 'POST', body: sent, credentials: 'same-origin', headers: { Accept: 'application/json' } })
      const told = await answer.json().catch(() => null) // a page instead: the session is over, or the sheet is not there any more
      say(told?.said ?? 'Non salvata: la pagina non vale più. Quello che hai scritto è ancora qui; premi «Salva le risposte» per sapere perché.', !told || !answer.ok)
      if (!told) again = false
      else if (answer.ok && !show(told.theirs, sent)) again = true // on the old version: the server compares the two
      else if (answer.ok) {
        form.elements.version.value = told.version
        form.elements.seen.value = told.seen
        form.elements.started.value = told.started
        if (!again) form.dispatchEvent(new CustomEvent('riskreg:kept', { bubbles: true }))
      }
    } catch {
      say('Non salvata: la connessione non risponde. Quello che hai scritto è ancora qui; premi «Salva le risposte».', true)
    }
    busy = false
    if (again) keep()
  }

  if (form) {
    form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, WAIT) })
    form.addEventListener('submit', () => { clearTimeout(timer); again = false })
  }
}
