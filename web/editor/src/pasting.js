// What happens when people paste: HTML is taken apart here, what only the
// server can read is asked of it, and then it is put where the cursor was.

import { filesOf } from './files.js'
import { defuse } from './defuse.js'
import { readHTML } from './paste.js'
import { mayBeOld } from './pastefonts.js'
import { Recoded, tellForm } from './recoded.js'

export class Pasting {
  // address is where the server reads what is asked; '' where there is none.
  constructor(editor, address) {
    Object.assign(this, { editor, address, recoded: null, place: null, ready: false })
  }

  // paste takes the event, or leaves it to ProseMirror.
  paste(event) {
    const { editor: { view, allowFiles } } = this
    const data = event.clipboardData
    if (this.ready || !data || view.input.shiftKey || filesOf(data, allowFiles).length) return false
    const html = data.getData('text/html')
    if (/\bdata-pm-slice=/.test(html)) return false
    if (html) return this.#html(event, html, data.getData('text/rtf'))
    return this.#plain(event, data.getData('text/plain'))
  }

  // clean is for HTML that comes in another way, by dropping it.
  clean(html) {
    if (this.ready) return html
    if (/\bdata-pm-slice=/.test(html)) return defuse(html)
    const read = this.#read(html)
    this.#tellChanged(read)
    return read.finish().html
  }

  // follow keeps places right when the text changes.
  follow(tr) {
    if (!tr.docChanged) return
    this.recoded?.map(tr.mapping)
    if (this.place) this.place = this.place.map(tr.mapping)
  }

  #read(html, rtf) {
    const { uploads, say } = this.editor
    return readHTML(html, {
      rtf,
      put: uploads && ((file) => uploads.add(file)),
      miss: uploads && ((label) => uploads.miss(label)),
      lostText: (alt) => (alt ? say('paste.lost_named', alt) : say('paste.lost')),
    })
  }

  #html(event, html, rtf) {
    event.preventDefault()
    const read = this.#read(html, rtf)
    const put = (answer) => {
      const { html, changed } = read.finish(answer)
      this.#put((view) => pasteAligned(view, html), changed)
      this.#tellChanged(read)
      if (changed.length) this.#tellRecoded(read.accepted)
    }
    if (read.asks && this.address) this.#ask(read.asks, put)
    else put()
    return true
  }

  #plain(event, text) {
    const lines = text.split(/\r\n?|\n/)
    if (!this.address || !lines.some((line) => mayBeOld(line))) return false
    event.preventDefault()
    this.#ask({ lines: lines.map((text) => [{ text }]), formulas: [] }, (answer) => {
      const changed = []
      const now = lines.map((before, i) => {
        const after = answer?.lines?.[i]?.[0]
        if (after === undefined || after === before) return before
        changed.push({ before: before.trim(), after: after.normalize('NFC').trim() })
        return after
      })
      this.#put((view) => view.pasteText(now.join('\n')), changed)
      if (changed.length) this.#tellRecoded()
    })
    return true
  }

  // The cursor may move while the server reads; what is pasted comes to where
  // it was.
  async #ask(asks, put) {
    const { view } = this.editor
    this.place = view.state.selection.getBookmark()
    let answer
    try {
      const body = new FormData()
      body.append('paste', JSON.stringify(asks))
      const response = await fetch(this.address, { method: 'POST', body, headers: { Accept: 'application/json' } })
      if (response.ok) answer = await response.json()
    } catch {
      // Offline: the text comes as it is.
    }
    if (!view.isDestroyed) put(answer)
  }

  #put(run, changed) {
    const { view } = this.editor
    if (this.place) view.dispatch(view.state.tr.setSelection(this.place.resolve(view.state.doc)))
    this.place = null
    const { from } = view.state.selection
    this.ready = true
    try {
      run(view)
    } finally {
      this.ready = false
    }
    if (!changed.length) return
    this.recoded = new Recoded(view.state.doc, changed, Math.max(from - 1, 0), view.state.selection.to)
    tellForm(view, changed, true)
  }

  #tellChanged({ lost, accepted }) {
    const { status, say, uploads } = this.editor
    const told = []
    if (lost) told.push(say(uploads ? 'paste.missing_count' : 'paste.lost_count', lost))
    if (accepted) told.push(say('paste.accepted'))
    status.tell(told.join(' '))
  }

  #tellRecoded(accepted = false) {
    const { status, say, view } = this.editor
    const { recoded } = this
    const told = [say('recoded.count', recoded.places.length)]
    if (accepted) told.push(say('paste.accepted'))
    status.tell(told.join(' '), [
      { label: say('recoded.see'), run: () => recoded.show(view, say) },
      { label: say('recoded.back'), run: () => { recoded.takeBack(view); status.tell('') } },
    ])
  }
}

// pasteAligned pastes HTML. Of a first paragraph that comes into an empty one
// ProseMirror takes the words alone; how it stands is taken along here.
function pasteAligned(view, html) {
  const align = /^\s*<p data-align="(center|end)"/.exec(html)?.[1]
  const { $from, empty } = view.state.selection
  if (align && empty && $from.parent.type.name === 'paragraph' && !$from.parent.content.size) {
    view.dispatch(view.state.tr.setNodeAttribute($from.before(), 'align', align))
  }
  view.pasteHTML(html)
}
