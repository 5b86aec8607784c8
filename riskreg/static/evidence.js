// Choosing files to attach. Only help: the form works without this file, and the server looks at everything again.
'use strict'

const MEGABYTE = 1024 * 1024

function dropHere(place) {
  const input = document.getElementById(place.dataset.drop)
  if (!input) return
  const [each, whole, many] = ['mostMegabytes', 'wholeMegabytes', 'mostFiles'].map((name) => Number(place.dataset[name]))
  const zone = document.createElement('div')
  zone.className = 'rr-drop'
  zone.textContent = 'Trascina qui i file, oppure sceglili con il pulsante qui sopra.'
  const list = document.createElement('ul')
  list.className = 'rr-drop-list'
  list.setAttribute('aria-live', 'polite')
  input.after(zone, list)

  const number = (value) => value.toLocaleString('it-IT', { maximumFractionDigits: 1 })
  const megabytes = (size) => (size < MEGABYTE / 10 ? `${number(size / 1024)} kB` : `${number(size / MEGABYTE)} MB`)
  const show = () => {
    const files = [...input.files]
    const total = files.reduce((sum, file) => sum + file.size, 0)
    const wrong = [
      ...files.filter((file) => file.size > each * MEGABYTE).map((file) => `«${file.name}» è troppo grande: al massimo ${each} MB.`),
      ...files.filter((file) => file.size === 0).map((file) => `«${file.name}» è vuoto.`),
      ...(total > whole * MEGABYTE ? [`In tutto sono ${megabytes(total)}: al massimo ${whole} MB.`] : []),
      ...(files.length > many ? [`Sono ${files.length} file: al massimo ${many} alla volta.`] : []),
    ]
    list.replaceChildren(...[...files.map((file) => `${file.name} (${megabytes(file.size)})`), ...wrong].map((words) => {
      const line = document.createElement('li')
      line.textContent = words
      if (wrong.includes(words)) line.className = 'rr-drop-wrong'
      return line
    }))
    // What would be refused is not even sent: what was typed beside it stays on the page.
    input.setCustomValidity(wrong.join(' '))
  }
  const add = (dropped) => {
    const chosen = new DataTransfer()
    for (const file of [...input.files, ...dropped]) chosen.items.add(file)
    input.files = chosen.files
    input.dispatchEvent(new Event('change', { bubbles: true }))
  }
  for (const name of ['dragenter', 'dragover']) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add('rr-drop-over') })
  }
  for (const name of ['dragleave', 'drop']) zone.addEventListener(name, () => zone.classList.remove('rr-drop-over'))
  zone.addEventListener('drop', (event) => { event.preventDefault(); add(event.dataTransfer.files) })
  input.addEventListener('change', show)
  input.form.addEventListener('submit', (event) => {
    if (input.checkValidity()) return
    event.preventDefault()
    event.stopPropagation()
    input.focus()
  }, true)
}

document.querySelectorAll('[data-drop]').forEach(dropHere)
