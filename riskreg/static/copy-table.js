// «Copia tabella»: what stands in a table, for Word and Excel. Nothing here is needed to read the page; without a clipboard no button is shown.
'use strict'

{
  const LINE = '#808080'
  // Of what is seen, only the words: no controls, no marks, nothing that is read aloud only.
  const LEFT_OUT = '.visually-hidden, .rr-missing, [hidden], [aria-hidden="true"], button, input, select, textarea, a.btn, form, svg, script, style'
  const CONTROLS = 'button, input, select, a.btn, form'
  const BLOCKS = new Set(['BR', 'LI', 'P', 'DIV', 'UL', 'OL', 'DL', 'DT', 'DD', 'SUMMARY', 'H3', 'H4'])
  // 1,58 · 1.234 · −3 · 63,16 %: Excel in Italian reads them as numbers, if there is no space before the sign.
  const NUMBER = /^-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?: ?%)?$/
  const DAY = /^\d{2}\/\d{2}\/\d{4}$/

  const wordsOf = (node) => {
    let said = ''
    node.childNodes.forEach((kid) => {
      if (kid.nodeType === Node.TEXT_NODE) said += getComputedStyle(node).whiteSpace.startsWith('pre') ? kid.data : kid.data.replace(/[ \t\r\n]+/g, ' ')
      else if (kid.nodeType === Node.ELEMENT_NODE && !kid.matches(LEFT_OUT)) said += BLOCKS.has(kid.tagName) ? `\n${wordsOf(kid)}\n` : wordsOf(kid)
    })
    return said
  }

  const cellOf = (cell) => {
    const lines = wordsOf(cell).replace(/[\u00a0\u202f]/g, ' ').split('\n').map((line) => line.replace(/ {2,}/g, ' ').trim()).filter(Boolean)
    const text = lines.join('\n').replace(/^[−–](?=\d)/, '-')
    const isNumber = NUMBER.test(text) && !(cell.scope === 'row' && !cell.matches('.rr-numeric, .number'))
    return {
      text: isNumber ? text.replace(' %', '%') : text,
      isNumber,
      isHead: cell.tagName === 'TH' || cell.tagName === 'DT',
      scope: cell.getAttribute('scope') ?? '',
      wide: cell.colSpan ?? 1,
      high: cell.rowSpan ?? 1,
      hasControls: cell.querySelector(CONTROLS) !== null
    }
  }

  // Rows of cells. A row of figures, or a list of names and what they are, is a table of two columns; of more, where the list names its
  // heads and marks its cells.
  const rowsOf = (thing) => {
    if (thing.tagName === 'TABLE') {
      return [...thing.rows].map((row) => ({ isHead: row.parentElement.tagName === 'THEAD', isCounted: !row.matches('.rr-group-row'), cells: [...row.cells].map(cellOf) }))
    }
    const row = (name, values) => ({ isHead: false, isCounted: true, cells: [{ ...cellOf(name), isHead: true, isNumber: false }, ...values.map(cellOf)] })
    if (thing.tagName !== 'DL') return [...thing.children].map((one) => row(one.querySelector('.rr-figure-label'), [one.querySelector('.rr-figure-number')]))
    const heads = (thing.dataset.heads ?? '').split('|').filter(Boolean)
    const top = heads.map((text) => ({ text, isNumber: false, isHead: true, scope: 'col', wide: 1, high: 1, hasControls: false }))
    const rows = [...thing.querySelectorAll('dt')].map((name) => {
      const values = []
      for (let next = name.nextElementSibling; next?.tagName === 'DD'; next = next.nextElementSibling) {
        const cells = heads.length ? next.querySelectorAll('[data-cell]') : []
        values.push(...(cells.length ? cells : [next]))
      }
      return row(name, values)
    })
    return heads.length ? [{ isHead: true, isCounted: false, cells: top }, ...rows] : rows
  }

  // A column of buttons or of boxes to tick is no part of the table.
  const withoutControls = (rows) => {
    if (rows.some((row) => row.cells.some((cell) => cell.high > 1))) return rows
    const body = rows.filter((row) => !row.isHead && row.isCounted)
    const many = Math.max(...rows.map((row) => row.cells.length))
    const gone = new Set()
    for (let place = 0; place < many; place++) {
      const column = body.map((row) => row.cells[place]).filter(Boolean)
      if (column.length && column.every((cell) => !cell.text) && column.some((cell) => cell.hasControls)) gone.add(place)
    }
    return rows.map((row) => ({ ...row, cells: row.isCounted ? row.cells.filter((_, place) => !gone.has(place)) : row.cells.map((cell) => ({ ...cell, wide: Math.max(1, cell.wide - gone.size) })) }))
  }

  const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

  const html = (rows) => {
    const cell = (one, isHead) => {
      const tag = one.isHead || isHead ? 'th' : 'td'
      // Excel would make a day of «1/2» and a number of «1.10»: what is no number is said to be text.
      const kind = one.isNumber || DAY.test(one.text) ? '' : "; mso-number-format:'\\@'"
      const style = `border: 1px solid ${LINE}; padding: 2pt 4pt; vertical-align: top; text-align: ${one.isNumber ? 'right' : 'left'}${kind}`
      const spans = `${one.wide > 1 ? ` colspan="${one.wide}"` : ''}${one.high > 1 ? ` rowspan="${one.high}"` : ''}`
      const scope = tag === 'th' ? ` scope="${isHead ? 'col' : one.scope || 'row'}"` : ''
      return `<${tag}${scope}${spans} style="${escaped(style)}">${escaped(one.text).replace(/\n/g, '<br>')}</${tag}>`
    }
    const part = (tag, those) => (those.length ? `<${tag}>${those.map((row) => `<tr>${row.cells.map((one) => cell(one, row.isHead)).join('')}</tr>`).join('')}</${tag}>` : '')
    const heads = rows.filter((row) => row.isHead)
    return `<meta charset="utf-8"><table style="border-collapse: collapse">${part('thead', heads)}${part('tbody', rows.filter((row) => !row.isHead))}</table>`
  }

  // A line for each row: what would end a line or a cell is a space.
  const plain = (rows) => {
    const taken = []
    return rows.map((row) => {
      const line = []
      const put = (text) => { while (taken[line.length]) { taken[line.length]--; line.push('') } line.push(text) }
      row.cells.forEach((cell) => {
        for (let place = 0; place < cell.wide; place++) {
          put(place ? '' : cell.text.replace(/[\t\n]+/g, ' '))
          if (cell.high > 1) taken[line.length - 1] = cell.high - 1
        }
      })
      return line.join('\t')
    }).join('\r\n')
  }

  // The first way needs no permission, and works where pages come without https; the second where the first is gone.
  const put = async (rich, text) => {
    let isDone = false
    const fill = (event) => {
      event.clipboardData.setData('text/html', rich)
      event.clipboardData.setData('text/plain', text)
      event.preventDefault()
      isDone = true
    }
    document.addEventListener('copy', fill, { once: true })
    try { document.execCommand('copy') } catch { /* The second way is tried. */ }
    document.removeEventListener('copy', fill)
    if (isDone) return
    const blob = (type, content) => new Blob([content], { type })
    await navigator.clipboard.write([new ClipboardItem({ 'text/html': blob('text/html', rich), 'text/plain': blob('text/plain', text) })])
  }

  // The first table, row of figures or list of names after the button.
  const thingAfter = (holder) => {
    const wanted = 'table, dl, .rr-card-row'
    for (let from = holder; from && from !== document.body; from = from.parentElement) {
      for (let next = from.nextElementSibling; next; next = next.nextElementSibling) {
        const found = next.matches(wanted) ? next : next.querySelector(wanted)
        if (found) return found
      }
    }
    return null
  }

  const number = new Intl.NumberFormat('it-IT', { useGrouping: 'always' })
  let heard

  // Said beside the button for the eye, and once for the page to who listens: the same words twice are heard twice.
  const say = (holder, text) => {
    document.querySelectorAll('[data-copied]').forEach((place) => { place.textContent = '' })
    holder.querySelector('[data-copied]').textContent = text
    heard.textContent = ''
    setTimeout(() => { heard.textContent = text }, 50)
  }

  const copy = async (holder) => {
    const thing = thingAfter(holder)
    if (!thing) return
    const rows = withoutControls(rowsOf(thing))
    const count = rows.filter((row) => !row.isHead && row.isCounted).length
    try {
      await put(html(rows), plain(rows))
      say(holder, `Tabella copiata: ${number.format(count)} ${count === 1 ? 'riga' : 'righe'}${holder.dataset.copyTable}`)
    } catch {
      say(holder, 'Il browser non ha lasciato copiare: seleziona la tabella con il mouse e copiala con Ctrl+C.')
    }
  }

  const holders = [...document.querySelectorAll('[data-copy-table]')]
  if (holders.length && (document.queryCommandSupported?.('copy') || (navigator.clipboard?.write && window.ClipboardItem))) {
    heard = document.createElement('div')
    heard.setAttribute('role', 'status')
    heard.className = 'visually-hidden'
    document.body.append(heard)
    holders.forEach((holder) => {
      holder.hidden = false
      holder.querySelector('button').addEventListener('click', () => copy(holder))
    })
  }
}
