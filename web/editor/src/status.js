// The line under the text: how long it is, what still keeps readers out, and
// what just happened.

import { NodeSelection, TextSelection } from 'prosemirror-state'
import { el, newID, shortcut } from './dom.js'
import { hintsKey } from './hints.js'
import { icon } from './icons.js'
import { tell } from './dialog.js'

const counted = new WeakMap()

// count counts as office programs do: words are what stands between spaces and
// has a letter or digit in it, signs are all but spaces; footnotes are
// included. Blocks that did not change are not counted again.
export function count(doc) {
  const all = { words: 0, signs: 0 }
  doc.descendants((node) => {
    if (!node.inlineContent) return true
    if (!counted.has(node)) {
      let text = ''
      node.forEach((child) => { text += child.isText ? child.text : child.type.name === 'hard_break' ? ' ' : '' })
      counted.set(node, {
        words: text.match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0,
        signs: Array.from(text.replace(/\s+/g, '')).length,
      })
    }
    const { words, signs } = counted.get(node)
    all.words += words
    all.signs += signs
    return true
  })
  return all
}

export class Status {
  constructor(view, say, lang) {
    this.view = view
    this.say = say
    this.number = new Intl.NumberFormat(lang === 'en' ? 'en-GB' : 'vi-VN')
    this.words = el('span', { class: 'editor-words' })
    this.hints = el('button', { type: 'button', class: 'editor-hints', onclick: () => this.#nextHint() })
    this.message = el('p', { class: 'editor-message', role: 'status' })
    // Escape in the text comes here: from here Tab goes on to what follows.
    this.helpID = newID('help')
    this.dom = el('div', { class: 'editor-status', tabindex: -1, role: 'group', 'aria-label': say('status') },
      this.words, this.hints, this.message,
      el('button', { type: 'button', class: 'editor-help', onclick: () => this.#help() }, say('keys')),
      el('span', { id: this.helpID, class: 'editor-hidden' }, say('keys.hint')))
  }

  update(state, docChanged) {
    if (!docChanged) return
    const { say } = this
    const { words, signs } = count(state.doc)
    this.words.textContent = say('words', this.number.format(words), this.number.format(signs))
    const { found } = hintsKey.getState(state)
    this.hints.hidden = found.length === 0
    const text = say('hints', found.length)
    if (this.hints.textContent !== text) this.hints.replaceChildren(icon('warning'), text)
  }

  // tell shows a message until the next one, with buttons where something can
  // be done about it; an empty one clears it.
  tell(text, actions = []) {
    this.message.replaceChildren(text, ...actions.flatMap(({ label, run }) => [' ', el('button', { type: 'button', onclick: run }, label)]))
  }

  focus() {
    this.dom.focus()
  }

  // The next place after the selection, and again from the top.
  #nextHint() {
    const { view } = this
    const { found } = hintsKey.getState(view.state)
    const next = found.find(({ pos }) => pos > view.state.selection.from) ?? found[0]
    const node = view.state.doc.nodeAt(next.pos)
    const selection = NodeSelection.isSelectable(node) && node.isBlock && node.isAtom
      ? NodeSelection.create(view.state.doc, next.pos)
      : TextSelection.near(view.state.doc.resolve(next.pos + 1))
    view.dispatch(view.state.tr.setSelection(selection).scrollIntoView())
    view.focus()
    this.tell(this.say(next.key))
  }

  #help() {
    const { say } = this
    const rows = [
      ['Ctrl+B', 'bold'], ['Ctrl+I', 'italic'], ['Ctrl+U', 'underline'], ['Ctrl+K', 'link'], ['Ctrl+F', 'find'],
      ['Ctrl+Shift+8', 'bullets'], ['Ctrl+Shift+7', 'numbers'], ['Tab', 'keys.tab'], ['Shift+Tab', 'keys.shift_tab'],
      ['Shift+Enter', 'keys.break'], ['Enter', 'keys.enter'], ['Ctrl+Z', 'undo'], ['Ctrl+Y', 'redo'],
      ['Alt+F10', 'keys.tools'], ['Esc', 'keys.escape'],
    ]
    tell({
      say,
      title: say('keys'),
      content: el('dl', { class: 'editor-keys' }, ...rows.flatMap(([keys, key]) => [
        el('dt', {}, el('kbd', {}, shortcut(keys))), el('dd', {}, say(key)),
      ])),
      closed: () => this.view.focus(),
    })
  }
}
