// What pasted text shows otherwise than by words: fields to fill in, and changes
// that a word processor tracked.

const silent = new Set(['hidden', 'password', 'search', 'submit', 'reset', 'button', 'image', 'file', 'color', 'range'])

// showFields puts in the place of fields what they show: whether a box is ticked,
// what was chosen, what was written.
export function showFields(root) {
  checklists(root)
  for (const field of root.querySelectorAll('input,select,textarea')) {
    const lines = shown(field).split('\n').map((line) => line.replace(/\s+/g, ' ').trim())
    if (!lines.some(Boolean)) {
      field.remove()
      continue
    }
    // The frame of a field parts it from the words around it.
    const words = lines.flatMap((line, i) => (i ? [document.createElement('br'), line] : [` ${line}`]))
    if (lines.length > 1 && field.parentNode === root) {
      const p = document.createElement('p')
      p.append(...words)
      field.replaceWith(p)
    } else {
      field.replaceWith(...words, ' ')
    }
  }
}

function shown(field) {
  if (field.localName === 'textarea') return field.textContent.replace(/^\n+|\n+$/g, '')
  if (field.localName === 'select') return [...field.selectedOptions].map((option) => option.label).join(', ')
  const value = field.getAttribute('value') ?? ''
  const type = field.type
  if (type === 'checkbox' || type === 'radio') return field.hasAttribute('checked') ? '☑' : '☐'
  if (type === 'date') return value.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$3/$2/$1')
  return silent.has(type) ? '' : value
}

// checklists: Google Docs draws the boxes of its checklists as pictures.
function checklists(root) {
  for (const item of root.querySelectorAll('li[role=checkbox]')) {
    item.querySelectorAll('img[aria-roledescription],img[alt=checked],img[alt=unchecked]').forEach((img) => img.remove())
    const first = item.querySelector('p') ?? item
    first.prepend(item.getAttribute('aria-checked') === 'true' ? '☑ ' : '☐ ')
  }
}

const inserted = '.msoIns,.TrackChangeTextInsertion'
const deleted = '.msoDel,.TrackChangeTextDeletion'

// acceptChanges accepts changes that Word tracked, and reports whether there were
// any. What is struck out or underlined on any other page looks so.
export function acceptChanges(root, word) {
  const tracked = (element) => word || /^mailto:/i.test(element.getAttribute('cite') ?? '') || element.closest(`${inserted},${deleted}`)
  const gone = [...root.querySelectorAll(`del,${deleted}`)].filter((e) => !e.matches('del') || tracked(e))
  const come = [...root.querySelectorAll(`ins,${inserted}`)].filter((e) => !e.matches('ins') || tracked(e))
  gone.forEach((e) => e.remove())
  for (const e of come) e.replaceWith(...e.childNodes)
  return gone.length + come.length > 0
}
