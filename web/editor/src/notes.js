// The footnotes of a text, written where readers find them: below it, in their
// order, each a small editor of its own. What is typed there is a change of the
// whole text, and undone with it.

import { baseKeymap } from 'prosemirror-commands'
import { redo, undo } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import { EditorState, TextSelection } from 'prosemirror-state'
import { StepMap } from 'prosemirror-transform'
import { EditorView } from 'prosemirror-view'
import { switchMark } from './commands.js'
import { el } from './dom.js'
import { askLink } from './link.js'
import { schema } from './schema.js'
import { FormulaView } from './views.js'

const { nodes, marks } = schema

// notesIn lists the footnotes of doc as {node, pos}.
export function notesIn(doc) {
  const found = []
  doc.descendants((node, pos) => {
    if (node.type === nodes.footnote) found.push({ node, pos })
    return node.type !== nodes.footnote
  })
  return found
}

// canNote reports whether a footnote can stand at the selection.
export function canNote(state) {
  const { $to } = state.selection
  return $to.parent.inlineContent && $to.parent.type.contentMatch.matchType(nodes.footnote) !== null
}

export class Notes {
  // turned is called where one goes from the text into a note, or back.
  constructor(view, say, turned) {
    this.view = view
    this.say = say
    this.turned = turned
    this.items = []
    this.list = el('ol')
    this.dom = el('section', { class: 'editor-notes', 'aria-label': say('notes'), hidden: true }, el('h2', {}, say('notes')), this.list)
  }

  // insert puts an empty note after the selection and goes there to write it.
  insert() {
    const { state } = this.view
    if (!canNote(state)) return
    const at = state.selection.to
    const tr = state.tr.insert(at, nodes.footnote.create())
    this.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 2)))
    this.open(at)
  }

  // writing returns the editor of the note that one writes in, or null. It stays
  // that while the toolbar or a form has the focus, until one is in the text.
  writing() {
    return this.items.includes(this.item) ? this.item.view : null
  }

  enter(item) {
    if (this.item === item) return
    this.item = item
    this.turned()
  }

  // open goes to the note at pos.
  open(pos) {
    const item = this.items.find((item) => item.pos === pos)
    item?.view.focus()
    item?.dom.scrollIntoView({ block: 'nearest' })
  }

  update(doc) {
    const found = notesIn(doc)
    this.dom.hidden = found.length === 0
    const left = new Set(this.items)
    // A note that did not change is the one it was; else the one in its place,
    // where none was added or taken away.
    const same = new Map(this.items.map((item) => [item.node, item]))
    const sameNumber = found.length === this.items.length
    const items = found.map(({ node }, i) => {
      const item = same.get(node) ?? (sameNumber ? this.items[i] : null)
      return item && left.delete(item) ? item : null
    })
    left.forEach((item) => item.destroy())
    this.items = found.map(({ node, pos }, i) => {
      const item = items[i] ?? new Item(this, node)
      item.show(node, pos, i + 1)
      if (this.list.children[i] !== item.dom) this.list.insertBefore(item.dom, this.list.children[i] ?? null)
      return item
    })
  }
}

class Item {
  constructor(notes, node) {
    this.notes = notes
    this.node = node
    const { say } = notes
    this.back = el('button', { type: 'button', class: 'editor-back', onclick: () => this.leave() }, '↩')
    this.drop = el('button', { type: 'button', class: 'editor-drop-note', onclick: () => this.remove() }, '×')
    const place = el('div', { class: 'editor-note' })
    this.dom = el('li', {}, place, this.back, this.drop)
    const outer = (command) => () => command(notes.view.state, notes.view.dispatch)
    const leave = () => (this.leave(), true)
    const breakLine = (state, dispatch) => {
      dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView())
      return true
    }
    this.view = new EditorView(place, {
      state: EditorState.create({
        doc: node,
        plugins: [keymap({
          'Mod-z': outer(undo), 'Mod-y': outer(redo), 'Shift-Mod-z': outer(redo),
          'Mod-b': switchMark(marks.strong), 'Mod-i': switchMark(marks.em), 'Mod-u': switchMark(marks.underline),
          'Mod-k': () => (askLink(this.view, say), true),
          Enter: leave, Escape: leave, 'Shift-Enter': breakLine,
        }), keymap(baseKeymap)],
      }),
      attributes: () => ({ role: 'textbox', 'aria-multiline': 'true', 'aria-label': say('footnote', this.number ?? ''), lang: notes.view.dom.lang }),
      nodeViews: { formula: (node) => new FormulaView(node) },
      transformPastedText: (text) => text.normalize('NFC'),
      // A note is a line: what is pasted becomes its words.
      handlePaste: (view, event) => {
        const text = event.clipboardData?.getData('text/plain').normalize('NFC').replace(/\s+/g, ' ')
        if (!text) return false
        view.dispatch(view.state.tr.insertText(text).scrollIntoView())
        return true
      },
      handleDOMEvents: { focus: () => (notes.enter(this), false) },
      dispatchTransaction: (tr) => this.#apply(tr),
    })
  }

  show(node, pos, number) {
    const { say } = this.notes
    this.node = node
    this.pos = pos
    if (this.number !== number) {
      this.number = number
      this.dom.value = number
      this.back.setAttribute('aria-label', say('footnote.back', number))
      this.drop.setAttribute('aria-label', say('footnote.remove', number))
      this.view.setProps({})
    }
    const { state } = this.view
    const start = node.content.findDiffStart(state.doc.content)
    if (start === null) return
    let { a, b } = node.content.findDiffEnd(state.doc.content)
    const overlap = start - Math.min(a, b)
    if (overlap > 0) {
      a += overlap
      b += overlap
    }
    this.view.dispatch(state.tr.replace(start, b, node.slice(start, a)).setMeta('from the text', true))
  }

  // leave goes back to the place of the note.
  leave() {
    const { view } = this.notes
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, this.pos + this.node.nodeSize)).scrollIntoView())
    view.focus()
  }

  remove() {
    const { view } = this.notes
    view.dispatch(view.state.tr.delete(this.pos, this.pos + this.node.nodeSize).scrollIntoView())
    view.focus()
  }

  destroy() {
    this.view.destroy()
    this.dom.remove()
  }

  #apply(tr) {
    const { state, transactions } = this.view.state.applyTransaction(tr)
    this.view.updateState(state)
    if (this.notes.item === this) this.notes.turned()
    if (tr.getMeta('from the text')) return
    const { view } = this.notes
    const outer = view.state.tr
    const moved = StepMap.offset(this.pos + 1)
    for (const { steps } of transactions) for (const step of steps) outer.step(step.map(moved))
    if (outer.docChanged) view.dispatch(outer)
  }
}
