// Word's lists arrive as paragraphs that only look like items (desktop), or as
// one list for each item (Word on the web). Both become real lists.

import { styleOf } from './pastestyles.js'

// buildLists works on the parsed document; sheet is the text of its styles, in
// which Word describes how each level of a list counts.
export function buildLists(root, sheet) {
  const levels = readLevels(sheet)
  numberedHeadings(root)
  const entries = new Map()
  for (const p of root.querySelectorAll('p[data-style*="mso-list"]')) {
    const match = /mso-list:\s*(l\d+)\s+level(\d+)/i.exec(p.dataset.style)
    if (!match) continue
    const marker = takeMarker(p)
    if (marker === null) continue
    entries.set(p, { item: p, level: Number(match[2]), ...counting(marker, levels[`${match[1]}:${match[2]}`]) })
  }
  for (const wrapper of root.querySelectorAll('.ListContainerWrapper')) {
    const li = wrapper.querySelector('li')
    if (!li) continue
    const list = li.closest('ol,ul')
    entries.set(wrapper, {
      item: li,
      level: Number(li.dataset.ariaLevel) || 1,
      ordered: list?.localName === 'ol',
      kind: list?.getAttribute('type') ?? '1',
      number: Number(list?.getAttribute('start')) || 1,
    })
  }
  // Runs of neighbours are one list each.
  for (const [first] of entries) {
    if (!first.isConnected) continue
    const run = []
    for (let e = first; e && entries.has(e); e = e.nextElementSibling) run.push(e)
    replaceRun(run, run.map((e) => entries.get(e)))
  }
}

const counts = { lower: 'a', upper: 'A' }

// countLists writes as attributes how lists count that say it by their style, as
// Google Docs does of each item, and begins another list where an item has a
// number of its own.
export function countLists(root) {
  for (const list of root.querySelectorAll('ol')) {
    const first = [...list.children].find((e) => e.localName === 'li')
    const style = styleOf(list, 'list-style-type') || styleOf(list, 'list-style') || (first ? styleOf(first, 'list-style-type') : '')
    const [, letters, roman] = /\b(lower|upper)-(?:(roman)|alpha|latin)\b/.exec(style) ?? []
    if (letters && !list.hasAttribute('type')) list.setAttribute('type', roman ? { lower: 'i', upper: 'I' }[letters] : counts[letters])
  }
  for (const item of root.querySelectorAll('ol > li[value]')) {
    const number = parseInt(item.getAttribute('value'), 10)
    const list = item.parentNode
    const items = [...list.children].filter((e) => e.localName === 'li')
    const at = items.indexOf(item)
    if (!(number >= 0) || number === (parseInt(list.getAttribute('start') ?? '1', 10) || 1) + at) continue
    if (!at) {
      list.setAttribute('start', number)
      continue
    }
    const rest = list.cloneNode(false)
    rest.setAttribute('start', number)
    for (let e = item; e;) {
      const next = e.nextSibling
      rest.append(e)
      e = next
    }
    list.after(rest)
  }
}

function replaceRun(elements, items) {
  const make = ({ ordered, kind, number }) => {
    const list = elements[0].ownerDocument.createElement(ordered ? 'ol' : 'ul')
    if (ordered && kind !== '1') list.setAttribute('type', kind)
    if (ordered && number > 1) list.setAttribute('start', number)
    return list
  }
  const top = []
  const open = [] // from the outermost: {list, level}
  items.forEach((entry) => {
    while (open.length && open.at(-1).level > entry.level) open.pop()
    let current = open.at(-1)
    const changes = current && current.level === entry.level && (current.list.localName === 'ol') !== entry.ordered
    if (changes) {
      open.pop()
      current = open.at(-1)
    }
    if (!current || current.level < entry.level) {
      const list = make(entry)
      // Inside the last item of the list above; a first item that is already
      // indented begins a list of its own.
      if (current) current.list.lastElementChild.append(list)
      else top.push(list)
      open.push({ list, level: entry.level })
      current = open.at(-1)
    }
    const li = current.list.appendChild(entry.item.ownerDocument.createElement('li'))
    const inner = entry.item.localName === 'li' ? li : li.appendChild(entry.item.ownerDocument.createElement('p'))
    inner.append(...entry.item.childNodes)
  })
  elements[0].replaceWith(...top)
  elements.slice(1).forEach((e) => e.remove())
}

// takeMarker removes the bullet or number that Word wrote before an item and
// returns it, or null for a paragraph without one, which continues an item.
function takeMarker(p) {
  const ignored = [...p.querySelectorAll('[data-style*="mso-list"]')].filter((e) => /mso-list:\s*ignore/i.test(e.dataset.style))
  if (!ignored.length) return null
  const marker = ignored.map((e) => e.textContent).join('').replace(/[\s\u00a0]+/g, '')
  ignored.forEach((e) => e.remove())
  return marker
}

// numberedHeadings keeps the numbers of headings, which offices cite, as text.
function numberedHeadings(root) {
  for (const e of root.querySelectorAll('h1 [data-style*="mso-list"],h2 [data-style*="mso-list"],h3 [data-style*="mso-list"],h4 [data-style*="mso-list"]')) {
    e.replaceWith(e.textContent.replace(/[\s\u00a0]+/g, '') + ' ')
  }
}

const formats = { 'alpha-lower': 'a', 'alpha-upper': 'A', 'roman-lower': 'i', 'roman-upper': 'I' }

// readLevels reads how the levels count: {'l0:1': {bullet} or {kind}}.
function readLevels(sheet) {
  const levels = {}
  for (const [, list, level, body] of sheet.matchAll(/@list\s+(l\d+):level(\d+)[^{]*\{([^}]*)\}/gi)) {
    const format = /mso-level-number-format:\s*([a-z-]+)/i.exec(body)?.[1].toLowerCase()
    levels[`${list}:${level}`] = { bullet: format === 'bullet', kind: formats[format] ?? '1' }
  }
  return levels
}

// counting tells from the marker, and from the description of its level where
// there is one, what kind of list an item is in and which number it has.
function counting(marker, described) {
  const text = /^\(?([0-9]+|[a-z]+)[.):]*$/i.exec(marker.split('.').filter(Boolean).at(-1) ?? '')?.[1]
  const single = text && (/^\d+$/.test(text) || /^[ivxlcdm]+$/i.test(text) || text.length === 1)
  if (described?.bullet || !single || (!described && marker === 'o')) return { ordered: false }
  const kind = described?.kind ?? guessKind(text)
  return { ordered: true, kind, number: numberOf(text, kind) }
}

function guessKind(text) {
  if (/^\d/.test(text)) return '1'
  const roman = /^[ivx]+$/i.test(text)
  const upper = text === text.toUpperCase()
  return roman ? (upper ? 'I' : 'i') : (upper ? 'A' : 'a')
}

function numberOf(text, kind) {
  if (kind === '1') return Number(text) || 1
  if (kind === 'a' || kind === 'A') return text.toLowerCase().charCodeAt(0) - 96
  const values = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 }
  const digits = [...text.toLowerCase()].map((c) => values[c] ?? 0)
  return digits.reduce((sum, n, i) => sum + (n < (digits[i + 1] ?? 0) ? -n : n), 0)
}
