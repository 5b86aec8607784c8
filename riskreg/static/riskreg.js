// Progressive enhancement only: every page works without this file.
'use strict'

// Focus what has to be mended, so that screen readers and keyboards start there.
function focusErrors() {
  const summary = document.querySelector('[data-error-summary]')
  if (summary) summary.focus()
}

// Warn before leaving a form with changes that were not saved.
function guardUnsaved() {
  const forms = [...document.querySelectorAll('form[data-unsaved]')]
  const text = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]))
  const initial = new Map(forms.map((form) => [form, text(form)]))
  // A form that came back with errors, or with its rows moved, holds changes that were never saved.
  const dirty = (form) => form.querySelector('[data-error-summary], [data-never-saved]') !== null || text(form) !== initial.get(form)
  document.addEventListener('riskreg:kept', (event) => { initial.set(event.target, text(event.target)) })
  let leaving = false
  document.addEventListener('submit', (event) => { if (forms.includes(event.target)) leaving = true })
  window.addEventListener('pageshow', () => { leaving = false })
  window.addEventListener('beforeunload', (event) => {
    if (!leaving && forms.some(dirty)) event.preventDefault()
  })
}

// One click, one request: the buttons sleep while the answer is on its way.
function guardDoubleSubmit() {
  const RELEASE_AFTER = 10000 // a download answers without changing page
  const release = (form) => {
    delete form.dataset.sent
    form.querySelectorAll('button[data-sleeping]').forEach((button) => {
      button.disabled = false
      delete button.dataset.sleeping
    })
  }
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!form.matches('form[data-once]')) return
    if (form.dataset.sent) { event.preventDefault(); return }
    form.dataset.sent = 'true'
    // After this turn, so that the name and value of the pressed button are still sent.
    setTimeout(() => form.querySelectorAll('button[type=submit]:not(:disabled)').forEach((button) => {
      button.disabled = true
      button.dataset.sleeping = 'true'
    }))
    setTimeout(() => release(form), RELEASE_AFTER)
  })
  window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(release))
}

// <section id="…" data-refresh-seconds="5">: read again while it is in sight and nobody is inside it.
// The server ends the refreshing by leaving the attribute out, and knows by the header that nobody asked: being
// signed in still ends after a while without a page.
function refreshRegions() {
  const again = (region) => {
    const seconds = Number(region.dataset.refreshSeconds)
    if (!region.id || !(seconds > 0)) return
    setTimeout(async () => {
      if (document.hidden || region.contains(document.activeElement)) { again(region); return }
      try {
        const answer = await fetch(window.location.href, { credentials: 'same-origin', headers: { Accept: 'text/html', 'X-Requested-With': 'refresh' } })
        if (!answer.ok || answer.redirected) return
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
        const fresh = page.getElementById(region.id)
        if (!fresh) return
        region.replaceWith(fresh)
        again(fresh)
      } catch { again(region) }
    }, seconds * 1000)
  }
  document.querySelectorAll('[data-refresh-seconds]').forEach(again)
}

function closeAlerts() {
  document.querySelectorAll('[data-close-alert]').forEach((button) => {
    button.hidden = false
    button.addEventListener('click', () => {
      button.closest('.rr-alert').remove()
      document.getElementById('contenuto').focus()
    })
  })
}

function showPasswords() {
  document.querySelectorAll('[data-show-password]').forEach((button) => {
    const input = document.getElementById(button.dataset.showPassword)
    if (!input) return
    const hide = () => { input.type = 'password'; button.setAttribute('aria-pressed', 'false') }
    button.hidden = false
    button.addEventListener('click', () => {
      if (input.type === 'text') { hide(); return }
      input.type = 'text'
      button.setAttribute('aria-pressed', 'true')
    })
    // Sent as a password, so that browsers do not remember it as text.
    input.form?.addEventListener('submit', hide)
  })
}

// The menu opens by itself (it is made of <details>); here only the ways to close it.
function closeMenus() {
  const groups = [...document.querySelectorAll('[data-menu-group]')]
  const narrow = window.matchMedia('(max-width: 991.98px)')
  if (narrow.matches) groups.forEach((group) => { group.open = group.querySelector('[aria-current]') !== null })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    const open = groups.find((group) => group.open && group.contains(document.activeElement))
    if (!open) return
    open.open = false
    open.querySelector('summary').focus()
  })
  const closeOthers = (event) => {
    if (narrow.matches) return
    groups.forEach((group) => { if (group.open && !group.contains(event.target)) group.open = false })
  }
  document.addEventListener('click', closeOthers)
  document.addEventListener('focusin', closeOthers)
}

// On paper: who and when at the foot of each page, where a stylesheet alone cannot know them; without scripts they stand once, at the end.
function dateEachPage() {
  const line = document.querySelector('[data-printed]')
  const ours = [...document.styleSheets].find((sheet) => sheet.href?.endsWith('/riskreg.css'))
  if (!line || !ours) return
  try {
    ours.insertRule(`@page { @bottom-left { content: ${JSON.stringify(line.dataset.printed)}; } }`, ours.cssRules.length)
    line.hidden = true
  } catch { /* A browser that knows no boxes in the margins: the line stays. */ }
}

// <textarea data-longest="10000">: nothing is cut; the line below it says when the end is near, and when it is passed.
function countCharacters() {
  const number = new Intl.NumberFormat('it-IT', { useGrouping: 'always' })
  document.querySelectorAll('[data-counts]').forEach((line) => {
    const area = document.getElementById(line.dataset.counts)
    const longest = Number(area.dataset.longest)
    let waiting
    const say = () => {
      const left = longest - area.value.length
      const many = (count) => `${number.format(count)} ${count === 1 ? 'carattere' : 'caratteri'}`
      line.hidden = left > longest / 5
      line.classList.toggle('rr-counter-over', left < 0)
      line.textContent = line.hidden ? '' : left < 0 ? `${many(-left)} di troppo: il testo può averne al massimo ${number.format(longest)}.` : `Puoi scrivere ancora ${many(left)}.`
    }
    // Not at every letter: whoever listens to the page would hear nothing else.
    area.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(say, 400) })
    say()
  })
}

// <input data-shown-when="timing=periodic by_date">, or ="factor_a" for a tick: in sight only then. What holds something, or is
// wrong, stays in sight, so that it can be taken away.
function revealFields() {
  const groups = [...document.querySelectorAll('[data-shown-when]')].map((control) => {
    const [name, values] = control.dataset.shownWhen.split('=')
    const asked = control.form?.elements[name]
    return asked && { control, asked, values: values?.split(' '), field: control.closest('.rr-field') }
  }).filter(Boolean)
  const update = () => groups.forEach(({ control, asked, values, field }) => {
    const wanted = values ? values.includes(asked.value) : asked.checked
    field.hidden = !wanted && control.value === '' && !field.classList.contains('rr-field-invalid')
  })
  document.addEventListener('change', update)
  window.addEventListener('pageshow', update)
  update()
}

// The carry-forward of a plan: what the choices of the page lead to, before anything is saved (domain/carry_forward.py says the same).
function showPlannedIndex() {
  const total = document.querySelector('[data-planned-index]')
  if (!total) return
  const number = new Intl.NumberFormat('it-IT', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const said = ([fresh, stays]) => `${fresh}/${stays}${stays ? ` = ${number.format(Math.round(fresh * 100 / stays) / 100)}` : ': non si può calcolare'}`
  const add = (one, other, sign = 1) => [one[0] + sign * other[0], one[1] + sign * other[1]]
  const rows = [...document.querySelectorAll('[data-counts-in-index]')].map((row) => {
    const [choice, novelty] = row.querySelectorAll('select')
    const ways = { consolidated: [0, 1], new: ['dueThisYear' in row.dataset ? 1 : 0, 0], out: [0, 0] }
    return { row, ways, weight: () => ways[['steady', 'removed'].includes(choice.value) ? 'out' : novelty.value] }
  })
  const update = () => {
    const now = rows.reduce((sum, one) => add(sum, one.weight()), [Number(total.dataset.new), Number(total.dataset.consolidated)])
    total.textContent = said(now)
    rows.forEach(({ row, ways, weight }) => row.querySelectorAll('[data-way]').forEach((place) => {
      place.textContent = said(add(add(now, weight(), -1), ways[place.dataset.way]))
    }))
  }
  document.addEventListener('change', update)
  window.addEventListener('pageshow', update)
}

// <button data-insert="{{rischio medio}}" data-into="text">: writes it where the cursor stands; without scripts it is copied by hand.
function insertFigures() {
  const buttons = document.querySelectorAll('[data-insert]')
  buttons.forEach((button) => {
    const area = document.getElementById(button.dataset.into)
    if (!area) return
    button.hidden = false
    // Nobody has put the cursor anywhere yet: at the end.
    area.addEventListener('focus', () => { area.dataset.visited = 'true' })
    button.addEventListener('click', () => {
      const [from, to] = area.dataset.visited ? [area.selectionStart, area.selectionEnd] : [area.value.length, area.value.length]
      area.setRangeText(button.dataset.insert, from, to, 'end')
      area.dispatchEvent(new Event('input', { bubbles: true }))
      area.focus()
    })
  })
}

focusErrors()
insertFigures()
showPlannedIndex()
revealFields()
countCharacters()
guardUnsaved()
guardDoubleSubmit()
refreshRegions()
closeAlerts()
showPasswords()
dateEachPage()
closeMenus()
