// A button that opens a menu, after the WAI-ARIA pattern.

import { el, settle, shortcut } from './dom.js'
import { icon } from './icons.js'

export class Menu {
  constructor(item, bar) {
    this.bar = bar
    const { say } = bar
    this.entries = item.items.map((entry) => {
      const dom = el('button', {
        type: 'button', role: entry.active ? 'menuitemcheckbox' : 'menuitem', tabindex: -1, 'data-do': entry.key,
        onmousedown: (e) => e.preventDefault(),
        onclick: (e) => {
          if (dom.getAttribute('aria-disabled') === 'true') return
          this.close()
          bar.at().focus()
          entry.run(bar.writes(entry).view)
        },
      }, el('span', {}, say(entry.key)), entry.keys && el('kbd', {}, shortcut(entry.keys)))
      return { dom, entry }
    })
    this.menu = el('div', { role: 'menu', class: 'editor-menu', 'aria-label': say(item.key), hidden: true }, ...this.entries.map(({ dom }) => dom))
    this.focus = el('button', {
      type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'data-do': item.key,
      onmousedown: (e) => e.preventDefault(),
      onclick: (e) => {
        settle(bar.at())
        if (this.menu.hidden) this.open(!e.detail)
        else this.close()
      },
    }, item.icon && icon(item.icon), el('span', {}, say(item.key)), icon('down'))
    this.dom = el('div', { onkeydown: (e) => this.#key(e), onfocusout: (e) => this.#left(e) }, this.focus, this.menu)
    this.away = (e) => { if (!this.dom.contains(e.target)) this.close() }
    this.follow = () => this.#place()
  }

  update() {
    for (const { dom, entry } of this.entries) show(dom, entry, this.bar.writes(entry), 'aria-checked')
  }

  open(byKeyboard) {
    this.menu.hidden = false
    this.focus.setAttribute('aria-expanded', 'true')
    this.#place()
    addEventListener('pointerdown', this.away)
    // Fixed to the window, it must follow its button.
    addEventListener('scroll', this.follow, { capture: true, passive: true })
    if (byKeyboard) this.entries[0].dom.focus()
  }

  close() {
    this.menu.hidden = true
    this.focus.setAttribute('aria-expanded', 'false')
    removeEventListener('pointerdown', this.away)
    removeEventListener('scroll', this.follow, { capture: true })
  }

  // Fixed to the window, because the toolbar around it may scroll and would
  // cut it off.
  #place() {
    const button = this.focus.getBoundingClientRect()
    const width = this.menu.offsetWidth
    const room = document.documentElement.clientWidth - 8
    this.menu.style.top = `${button.bottom + 4}px`
    this.menu.style.left = `${Math.max(8, Math.min(button.left, room - width))}px`
  }

  #key(event) {
    if (this.menu.hidden) {
      if (event.key !== 'ArrowDown') return
      this.open(true)
    } else {
      const all = this.entries.map(({ dom }) => dom)
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (step) all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus()
      else if (event.key === 'Home') all[0].focus()
      else if (event.key === 'End') all.at(-1).focus()
      else if (event.key === 'Escape') {
        this.close()
        this.focus.focus()
      } else return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  #left(event) {
    if (!this.menu.hidden && event.relatedTarget && !this.dom.contains(event.relatedTarget)) this.close()
  }
}

// show writes the state of a button in the editor that it acts on.
export function show(button, item, { view: { state }, rests }, pressed) {
  if (item.active) set(button, pressed, !rests && Boolean(item.active(state)))
  if (rests || item.enabled || button.hasAttribute('aria-disabled')) set(button, 'aria-disabled', rests || Boolean(item.enabled && !item.enabled(state)))
}

function set(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value)
}
