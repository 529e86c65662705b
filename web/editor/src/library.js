// Choosing pictures and files that the institution has already.

import { NodeSelection } from 'prosemirror-state'
import { putBlocks } from './commands.js'
import { el, newID } from './dom.js'
import { icon } from './icons.js'
import { schema } from './schema.js'

const { nodes } = schema

// askLibrary opens a dialog in which one finds pictures and files and puts one
// into the text, with the words that the library has for it. url takes ?q= and
// answers {items: [{media, kind, name, alt, credit, focus, about, picture}], more}.
export function askLibrary({ view, url, say, inserted }) {
  const titleID = newID('library')
  const words = el('input', { type: 'search', id: newID('words'), autocomplete: 'off' })
  const list = el('ul', { class: 'editor-shelf' })
  const status = el('p', { class: 'editor-hint', role: 'status' })
  const more = el('button', { type: 'button', hidden: true, onclick: () => show(next) }, say('library.more'))
  let next = ''
  let asked = 0

  const dialog = el('dialog', { class: 'editor-dialog editor-wide', 'aria-labelledby': titleID, onclose: () => { dialog.remove(); view.focus() } },
    el('form', { method: 'dialog', onsubmit: (event) => { event.preventDefault(); find() } },
      el('h2', { id: titleID }, say('library.form')),
      el('div', { class: 'editor-field' },
        el('label', { for: words.id }, say('library.words')),
        el('div', { class: 'editor-shelf-find' }, words, el('button', { type: 'submit' }, say('library.find')))),
      status, list, more,
      el('div', { class: 'editor-dialog-buttons' }, el('button', { type: 'button', onclick: () => dialog.close() }, say('cancel')))))

  function find() {
    list.replaceChildren()
    show(`${url}?q=${encodeURIComponent(words.value.normalize('NFC').trim())}`)
  }

  async function show(address) {
    const turn = ++asked
    status.textContent = say('library.looking')
    more.hidden = true
    try {
      const answer = await fetch(address, { headers: { Accept: 'application/json' } })
      if (!answer.ok) throw new Error(answer.statusText)
      const { items, more: rest } = await answer.json()
      if (turn !== asked) return
      list.append(...items.map(entry))
      next = rest
      more.hidden = !rest
      status.textContent = list.childElementCount ? '' : say('library.none')
    } catch {
      if (turn === asked) status.textContent = say('upload.offline')
    }
  }

  function entry(item) {
    return el('li', {}, el('button', { type: 'button', onclick: () => put(item) },
      item.picture ? el('img', { src: item.picture, alt: '', loading: 'lazy' }) : icon('file'),
      el('span', {}, el('b', {}, item.name), el('small', {}, item.about))))
  }

  function put(item) {
    dialog.close()
    const block = item.kind === 'image'
      ? nodes.image.create({ media: item.media, alt: item.alt || null, credit: item.credit || null, focus: item.focus || null })
      : nodes.file.create({ media: item.media, title: item.name })
    const { tr } = view.state
    const at = putBlocks(tr, [block])
    view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, at)).scrollIntoView())
    inserted(block, at)
  }

  document.body.append(dialog)
  dialog.showModal()
  words.focus()
  find()
}
