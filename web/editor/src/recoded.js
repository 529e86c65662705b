// What became of text in the fonts from before Unicode that was pasted: shown
// before and after, and taken back with one button.

import { tell } from './dialog.js'
import { el } from './dom.js'
import { schema } from './schema.js'

// tellForm tells whoever saves the text what was converted, or taken back: it is
// kept with the text.
export function tellForm(view, changed, applied) {
  view.dom.dispatchEvent(new CustomEvent('editor:recoded', { bubbles: true, detail: { changed, applied } }))
}

export class Recoded {
  // changed are the texts that were converted, {before, after}, in their order;
  // they stand between from and to.
  constructor(doc, changed, from, to) {
    this.places = []
    let next = 0
    doc.nodesBetween(from, Math.min(to, doc.content.size), (node, pos) => {
      for (let at = 0; node.isText && next < changed.length; next++) {
        const { before, after } = changed[next]
        const found = node.text.indexOf(after, at)
        if (found < 0) break
        at = found + after.length
        this.places.push({ from: pos + found, to: pos + at, before, after })
      }
      return true
    })
  }

  // map keeps the places right when the text changes around them.
  map(mapping) {
    this.places = this.places.map((place) => ({ ...place, from: mapping.map(place.from, 1), to: mapping.map(place.to, -1) }))
  }

  // takeBack puts what stood there before, where nobody has changed it since.
  takeBack(view) {
    const { tr } = view.state
    for (const { from, to, before, after } of [...this.places].reverse()) {
      if (from >= to || tr.doc.textBetween(from, to) !== after) continue
      tr.replaceWith(from, to, schema.text(before, tr.doc.nodeAt(from).marks))
    }
    tellForm(view, this.places, false)
    this.places = []
    view.dispatch(tr)
    view.focus()
  }

  show(view, say) {
    const back = { label: say('recoded.back'), run: () => this.takeBack(view) }
    tell({
      say,
      title: say('recoded'),
      content: el('table', { class: 'editor-recoded' },
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, say('recoded.before')), el('th', { scope: 'col' }, say('recoded.after')))),
        el('tbody', {}, ...this.places.slice(0, 200).map(({ before, after }) => el('tr', {}, el('td', {}, before), el('td', {}, after))))),
      others: [back],
      closed: () => view.focus(),
    })
  }
}
