// Toolbars after the WAI-ARIA pattern: one stop for the Tab key, arrows within.

import { el, settle, shortcut } from './dom.js'
import { icon } from './icons.js'
import { Menu, show } from './menu.js'

// Toolbar is a row of controls over the editor, in groups:
//
//   {when?: state => boolean, items: [control, …]}
//
// A group with when is there only while it is true. A control is
//
//   {key, icon?, keys?, run, active?, enabled?}   a button; a switch with active
//   {key, options, value, choose, named?}         a choice of [[value, text], …], with its name beside it
//   {key, items}                                  a menu of buttons
//
// key names its message, keys its keyboard shortcut; run(view) and
// choose(view, value) act; active, enabled and value look at the state. What is
// written in a footnote is of that state where a control says inNote: true; the
// others rest there, but for those that are of the whole text: whole: true.
//
// view is the text, at() the editor that one writes in: the text or a footnote.
export class Toolbar {
  constructor({ name, groups, view, at = () => view, say }) {
    this.view = view
    this.at = at
    this.say = say
    this.controls = []
    this.groups = groups.map(({ when, items }) => {
      const controls = items.map((item) => this.#make(item))
      this.controls.push(...controls)
      return { when, controls, dom: el('div', { class: 'editor-group' }, ...controls.map((c) => c.dom)) }
    })
    this.dom = el('div', {
      role: 'toolbar', class: 'editor-toolbar', 'aria-label': say('toolbar.' + name), 'data-toolbar': name,
      onkeydown: (e) => this.#move(e),
      onfocusin: (e) => this.#stop(this.controls.find((c) => c.dom.contains(e.target))),
    }, ...this.groups.map((g) => g.dom))
    this.#stop(this.controls[0])
  }

  // update shows what the selection is. Only attributes change, and only those
  // that differ: this runs at every keystroke.
  update() {
    const { state } = this.at()
    for (const group of this.groups) group.dom.hidden = Boolean(group.when && !group.when(state))
    this.dom.hidden = this.groups.every((group) => group.dom.hidden)
    if (this.dom.hidden) return
    this.#present().forEach((control) => control.update())
    if (!this.#present().includes(this.current)) this.#stop(this.#present()[0])
  }

  focus() {
    this.current.focus.focus()
  }

  #present() {
    return this.groups.filter((group) => !group.dom.hidden).flatMap((group) => group.controls)
  }

  #make(item) {
    if (item.options) return this.#choice(item)
    if (item.items) return new Menu(item, this)
    return this.#button(item)
  }

  // writes is the editor that a control acts on, and whether it rests there.
  writes(item) {
    const view = item.whole ? this.view : this.at()
    return { view, rests: view !== this.view && !item.inNote }
  }

  #button(item) {
    const { say } = this
    const button = el('button', {
      type: 'button', 'data-do': item.key, title: item.keys && `${say(item.key)} (${shortcut(item.keys)})`,
      'aria-keyshortcuts': item.keys?.replace('Ctrl', 'Control'),
      // The selection in the text stays, and on a phone the keyboard too.
      onmousedown: (e) => e.preventDefault(),
      onclick: (e) => {
        const { view } = this.writes(item)
        settle(view)
        if (button.getAttribute('aria-disabled') === 'true') return
        // By mouse or finger people go on writing; by keyboard they stay here.
        if (e.detail) this.at().focus()
        item.run(view)
      },
    }, item.icon && icon(item.icon), el('span', {}, say(item.key)))
    return { dom: button, focus: button, update: () => show(button, item, this.writes(item), 'aria-pressed') }
  }

  #choice(item) {
    const { say } = this
    const select = el('select', {
      'aria-label': item.named ? null : say(item.key), 'data-do': item.key,
      onchange: () => item.choose(this.writes(item).view, select.value),
    }, ...item.options.map(([value, text]) => el('option', { value }, text)),
    // What it shows while the selection spans several kinds, or none.
    el('option', { value: '', hidden: true }, say('mixed')))
    const update = () => {
      const { view, rests } = this.writes(item)
      const value = rests ? '' : item.value(view.state)
      if (select.value !== value) select.value = value
      if (select.disabled !== rests) select.disabled = rests
    }
    const dom = item.named ? el('label', { class: 'editor-named' }, say(item.key), select) : select
    return { dom, focus: select, update }
  }

  #move(event) {
    const all = this.#present()
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    let to
    if (step) to = all[(all.indexOf(this.current) + step + all.length) % all.length]
    else if (event.key === 'Home') to = all[0]
    else if (event.key === 'End') to = all.at(-1)
    else if (event.key === 'Escape') this.at().focus()
    else return
    event.preventDefault()
    if (to) {
      this.#stop(to)
      this.focus()
    }
  }

  #stop(control) {
    if (!control) return
    this.current = control
    for (const c of this.controls) c.focus.tabIndex = c === control ? 0 : -1
  }
}
