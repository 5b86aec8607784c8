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

  const keep = async () => {
    if (busy) { again = true; return }
    busy = true
    again = false
    try {
      const answer = await fetch(line.dataset.keeps, { method: 'POST', body: new FormData(form), credentials: 'same-origin', headers: { Accept: 'application/json' } })
      const told = await answer.json()
      say(told.said, !answer.ok)
      if (answer.ok) {
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
