// Finding words in a text, and replacing them: with or without regard to
// Vietnamese accents, in the text, its footnotes, and the words of pictures and
// tables.

import { closeHistory } from 'prosemirror-history'
import { NodeSelection, Plugin, PluginKey, TextSelection } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { el, newID } from './dom.js'
import { icon } from './icons.js'
import { schema } from './schema.js'

const { nodes } = schema

const spoken = ['caption', 'alt', 'credit', 'cite', 'title'] // attributes that readers read
const most = 2000

// folder returns the function by which letters are compared: one sign for each,
// so that places stay the same.
export function folder({ accents, cases }) {
  const one = (c) => {
    let out = c
    if (!accents) {
      out = out.normalize('NFD').replace(/\p{M}/gu, '').replace('đ', 'd').replace('Đ', 'D')
    }
    if (!cases) out = out.toLowerCase()
    return out.length === c.length ? out : c
  }
  return (text) => Array.from(text, one).join('')
}

// findIn lists where what stands in doc: {from, to} in the text, or {pos, attr, from, to}
// in the words of a picture, file, table or quotation.
export function findIn(doc, what, options) {
  const fold = folder(options)
  const needle = fold(what.normalize('NFC'))
  if (!needle) return []
  const found = []
  const each = (text, put) => {
    const folded = fold(text)
    for (let at = folded.indexOf(needle); at >= 0 && found.length < most; at = folded.indexOf(needle, at + needle.length)) {
      if (!options.whole || isWord(text, at, at + needle.length)) put(at, at + needle.length)
    }
  }
  doc.descendants((node, pos) => {
    for (const attr of spoken) {
      const value = node.attrs[attr]
      if (typeof value === 'string' && attr in node.type.spec.attrs) each(value, (from, to) => found.push({ pos, attr, from, to }))
    }
    if (!node.inlineContent) return true
    // What is no text counts as one sign that nobody looks for.
    let text = ''
    const places = []
    node.forEach((child, offset) => {
      places.push({ at: text.length, pos: pos + 1 + offset })
      text += child.isText ? child.text : '\ufffc'
    })
    const placeOf = (at) => {
      let place = places[0]
      for (const p of places) if (p.at <= at) place = p
      return place.pos + (at - place.at)
    }
    each(text, (from, to) => found.push({ from: placeOf(from), to: placeOf(to - 1) + 1 }))
    return true // into footnotes
  })
  return found.sort((a, b) => (a.pos ?? a.from) - (b.pos ?? b.from))
}

const isWord = (text, from, to) => !/[\p{L}\p{N}]/u.test(text[from - 1] ?? '') && !/[\p{L}\p{N}]/u.test(text[to] ?? '')

const findKey = new PluginKey('find')

// finding holds what is looked for and shows where it stands.
export const finding = new Plugin({
  key: findKey,
  state: {
    init: () => ({ ask: null, found: [], shown: DecorationSet.empty }),
    apply(tr, value, _, state) {
      const ask = tr.getMeta(findKey)
      if (ask === undefined && !tr.docChanged) return value
      return look(state.doc, ask === undefined ? value.ask : ask)
    },
  },
  props: { decorations: (state) => findKey.getState(state).shown },
})

function look(doc, ask) {
  const found = ask ? findIn(doc, ask.what, ask) : []
  const shown = DecorationSet.create(doc, found.map((f) => f.attr
    ? Decoration.node(f.pos, f.pos + doc.nodeAt(f.pos).nodeSize, { class: 'editor-found-words' })
    : Decoration.inline(f.from, f.to, { class: 'editor-found' })))
  return { ask, found, shown }
}

// replaceAll returns the transaction that puts words in the place of all that
// was found, as one change.
export function replaceAll(state, found, words) {
  const tr = closeHistory(state.tr)
  for (const f of [...found].reverse()) replaceOne(tr, f, words)
  return tr
}

function replaceOne(tr, f, words) {
  if (f.attr) {
    const value = tr.doc.nodeAt(f.pos).attrs[f.attr]
    const text = (value.slice(0, f.from) + words + value.slice(f.to)).trim()
    tr.setNodeAttribute(f.pos, f.attr, text || null)
    return
  }
  const { marks } = tr.doc.nodeAt(f.from)
  if (words) tr.replaceWith(f.from, f.to, schema.text(words, marks))
  else tr.delete(f.from, f.to)
}

export class FindBar {
  constructor(view, say) {
    this.view = view
    this.say = say
    const field = (name, label) => {
      const id = newID(name)
      const input = el('input', { id, type: 'text', autocomplete: 'off', placeholder: label, 'data-find': name })
      return { input, dom: el('label', { for: id }, el('span', {}, label), input) }
    }
    const check = (name) => {
      const id = newID(name)
      const input = el('input', { id, type: 'checkbox', 'data-find': name, onchange: () => this.#ask() })
      return { input, dom: el('label', { for: id, class: 'editor-find-check' }, input, say('find.' + name)) }
    }
    const button = (name, run, sign) => el('button', { type: 'button', 'data-find': name, 'aria-label': sign ? say('find.' + name) : null, title: sign ? say('find.' + name) : null, onclick: run }, sign ?? say('find.' + name))
    this.what = field('what', say('find.what'))
    this.words = field('words', say('find.words'))
    this.accents = check('accents')
    this.cases = check('cases')
    this.whole = check('whole')
    this.accents.input.checked = true
    this.count = el('output', { class: 'editor-find-count', role: 'status' })
    this.what.input.addEventListener('input', () => this.#ask())
    this.dom = el('div', { class: 'editor-find', role: 'search', 'aria-label': say('find'), hidden: true, onkeydown: (e) => this.#key(e) },
      el('div', { class: 'editor-find-row' }, this.what.dom, this.count,
        button('previous', () => this.go(-1), icon('up')), button('next', () => this.go(1), icon('down'))),
      el('div', { class: 'editor-find-row' }, this.words.dom,
        button('one', () => this.#one()), button('all', () => this.#all())),
      el('div', { class: 'editor-find-row' }, this.accents.dom, this.cases.dom, this.whole.dom,
        button('close', () => this.close(), icon('close'))))
  }

  open() {
    const { state } = this.view
    const { from, to, empty } = state.selection
    this.dom.hidden = false
    if (!empty && to - from < 200 && state.selection instanceof TextSelection) {
      const text = state.doc.textBetween(from, to, '\n')
      if (!text.includes('\n')) this.what.input.value = text
    }
    this.#ask()
    this.what.input.focus()
    this.what.input.select()
  }

  close() {
    this.dom.hidden = true
    this.view.dispatch(this.view.state.tr.setMeta(findKey, null))
    this.view.focus()
  }

  // update says how many there are, and at which one the selection stands.
  update(state) {
    if (this.dom.hidden) return
    const { ask, found } = findKey.getState(state)
    const at = found.findIndex((f) => this.#isAt(state, f))
    const text = !ask?.what ? '' : found.length === 0 ? this.say('find.none')
      : at >= 0 ? this.say('find.at', at + 1, found.length) : this.say('find.count', found.length)
    if (this.count.textContent !== text) this.count.textContent = text
  }

  // go selects the next place in a direction, round the end of the text.
  go(direction) {
    const { state } = this.view
    const { found } = findKey.getState(state)
    if (!found.length) return
    const start = (f) => f.pos ?? f.from
    const here = found.findIndex((f) => this.#isAt(state, f))
    let next
    if (here >= 0) next = found[(here + direction + found.length) % found.length]
    else if (direction > 0) next = found.find((f) => start(f) >= state.selection.from) ?? found[0]
    else next = found.findLast((f) => start(f) < state.selection.from) ?? found.at(-1)
    this.at = next
    this.view.dispatch(state.tr.setSelection(selectionOf(state.doc, next)).scrollIntoView())
  }

  // Several places may stand in one caption, at which the selection is the same.
  #isAt(state, f) {
    const { selection } = state
    if (!f.attr) return selection.from === f.from && selection.to === f.to && !(selection instanceof NodeSelection)
    return selection.eq(selectionOf(state.doc, f)) && this.at?.pos === f.pos && this.at.attr === f.attr && this.at.from === f.from
  }

  #ask() {
    const ask = { what: this.what.input.value, accents: this.accents.input.checked, cases: this.cases.input.checked, whole: this.whole.input.checked }
    this.view.dispatch(this.view.state.tr.setMeta(findKey, ask))
  }

  #one() {
    const { state } = this.view
    const here = findKey.getState(state).found.find((f) => this.#isAt(state, f))
    if (here) {
      const tr = closeHistory(state.tr)
      const words = this.words.input.value.normalize('NFC')
      replaceOne(tr, here, words)
      const after = here.attr ? here.pos : here.from + words.length
      if (!here.attr) tr.setSelection(TextSelection.create(tr.doc, after))
      this.at = null
      this.view.dispatch(tr)
    }
    this.go(1)
  }

  #all() {
    const { found } = findKey.getState(this.view.state)
    if (!found.length) return
    this.view.dispatch(replaceAll(this.view.state, found, this.words.input.value.normalize('NFC')))
    this.count.textContent = this.say('find.replaced', found.length)
  }

  #key(event) {
    if (event.isComposing) return
    if (event.key === 'Escape') this.close()
    else if (event.key === 'Enter' && event.target === this.what.input) this.go(event.shiftKey ? -1 : 1)
    else if (event.key === 'Enter' && event.target === this.words.input) this.#one()
    else if (event.key !== 'Enter' || event.target.localName !== 'input') return
    // Enter in a field must not send the page's form.
    event.preventDefault()
    event.stopPropagation()
  }
}

function selectionOf(doc, f) {
  if (!f.attr) return TextSelection.create(doc, f.from, f.to)
  const node = doc.nodeAt(f.pos)
  return node.type === nodes.table || !NodeSelection.isSelectable(node)
    ? TextSelection.near(doc.resolve(f.pos + 1)) : NodeSelection.create(doc, f.pos)
}
