// How the parts of a text look in the editor that are not simply elements with
// text: pictures, files, notes, formulas.

import { NodeSelection } from 'prosemirror-state'
import { ask } from './dialog.js'
import { el } from './dom.js'
import { pick, pictureTypes } from './pick.js'
import { completeHref, pageHref } from './href.js'
import { icon } from './icons.js'
import { mathML } from './math.js'
import { imageAligns, sizes } from './schema.js'

// askImage opens the form of the picture at pos: its words, and how it stands.
export function askImage(view, pos, { say, address }) {
  const node = view.state.doc.nodeAt(pos)
  if (node?.type.name !== 'image') return
  const { alt, decorative, caption, credit, video, size, align } = node.attrs
  const src = address(node.attrs.media)
  ask({
    say,
    title: say('image.form'),
    lead: src && el('img', { src, alt: '', class: 'editor-dialog-image' }),
    fields: [
      { name: 'alt', label: say('image.alt'), kind: 'area', value: alt, hint: say('image.alt.hint'), required: 'image.alt.missing' },
      { name: 'decorative', label: say('image.decorative'), kind: 'check', value: decorative, disables: ['alt'] },
      { name: 'caption', label: say('image.caption'), value: caption },
      { name: 'credit', label: say('image.credit'), value: credit, hint: say('image.credit.hint') },
      { name: 'video', label: say('image.video'), value: video, inputmode: 'url', hint: say('image.video.hint') },
      { name: 'size', half: true, label: say('image.size'), kind: 'choice', value: size, options: sizes.map((s) => [s, say('image.size.' + s)]) },
      { name: 'align', half: true, label: say('image.align'), kind: 'choice', value: align, options: imageAligns.map((a) => [a, say('align.' + a)]) },
    ],
    check: ({ video }) => (!video || pageHref(completeHref(video) ?? '') ? null : { field: 'video', text: say('link.href.bad') }),
    submit: say('save'),
    others: [{ label: say('image.remove'), run: () => remove(view, pos) }],
    closed: () => view.focus(),
    done: (values) => view.dispatch(view.state.tr.setNodeMarkup(pos, null, {
      ...node.attrs,
      ...values,
      alt: values.decorative ? null : values.alt,
      caption: values.caption || null,
      credit: values.credit || null,
      video: values.video ? completeHref(values.video) : null,
    })),
  })
}

export function askFile(view, pos, { say }) {
  const node = view.state.doc.nodeAt(pos)
  ask({
    say,
    title: say('file.form'),
    fields: [{ name: 'title', label: say('file.title'), value: node.attrs.title, required: 'file.title.missing' }],
    submit: say('save'),
    others: [{ label: say('file.remove'), run: () => remove(view, pos) }],
    closed: () => view.focus(),
    done: ({ title }) => view.dispatch(view.state.tr.setNodeAttribute(pos, 'title', title)),
  })
}

function remove(view, pos) {
  const node = view.state.doc.nodeAt(pos)
  if (!node) return
  view.dispatch(view.state.tr.delete(pos, pos + node.nodeSize))
  view.focus()
}

// MediaView is what pictures and files have in common: they may still be on
// their way, or may not have arrived.
class MediaView {
  constructor(node, view, getPos, tools, dom) {
    Object.assign(this, { node, view, getPos, tools, dom })
    this.status = el('div', { class: 'editor-upload', hidden: true })
    this.off = tools.uploads.on((media) => { if (media === this.node.attrs.media) this.draw() })
  }

  update(node) {
    if (node.type !== this.node.type) return false
    const changed = node !== this.node
    this.node = node
    if (changed) this.draw()
    return true
  }

  draw() {
    const upload = this.tools.uploads.get(this.node.attrs.media)
    const { say } = this.tools
    this.status.hidden = !upload || upload.state === 'done'
    if (this.status.hidden) {
      this.status.replaceChildren()
    } else if (upload.state === 'sending') {
      // The bar is kept while it grows, so that a screen reader stays on it.
      this.bar ??= el('progress', { max: 1, 'aria-label': say('upload.sending', upload.name) })
      this.bar.value = upload.share
      if (!this.bar.isConnected || this.bar.parentNode !== this.status) {
        this.status.replaceChildren(el('span', {}, say('upload.sending', upload.name)), this.bar)
      }
    } else if (upload.state === 'missing') {
      const media = this.node.attrs.media
      this.status.replaceChildren(
        el('span', { class: 'editor-error' }, upload.name),
        el('button', { type: 'button', onclick: () => pick({ accept: pictureTypes, multiple: false }, ([file]) => this.tools.uploads.fill(media, file)) }, say('upload.choose')),
        el('button', { type: 'button', onclick: () => remove(this.view, this.getPos()) }, say('upload.leave_out')))
    } else {
      this.status.replaceChildren(
        el('span', { class: 'editor-error' }, `${upload.name}: ${upload.error}`),
        el('button', { type: 'button', onclick: () => this.tools.uploads.retry(this.node.attrs.media) }, say('upload.retry')),
        el('button', { type: 'button', onclick: () => remove(this.view, this.getPos()) }, say('upload.drop')))
    }
    return upload
  }

  // What happens on our buttons is not for the editor.
  stopEvent(event) {
    return Boolean(event.target.closest?.('button'))
  }

  ignoreMutation() {
    return true
  }

  selectNode() {
    this.dom.classList.add('ProseMirror-selectednode')
  }

  deselectNode() {
    this.dom.classList.remove('ProseMirror-selectednode')
  }

  destroy() {
    this.off()
  }

  select() {
    const { view } = this
    view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, this.getPos())))
  }
}

export class ImageView extends MediaView {
  constructor(node, view, getPos, tools) {
    super(node, view, getPos, tools, el('figure', { class: 'editor-image', contenteditable: 'false' }))
    const { say } = tools
    this.img = el('img', { alt: '', draggable: 'true', ondblclick: () => askImage(view, getPos(), tools) })
    this.words = el('figcaption')
    this.hint = el('p', { class: 'editor-hint-mark' }, icon('warning'), say('hint.alt'))
    this.button = el('button', {
      type: 'button', class: 'editor-edit',
      onclick: () => { this.select(); askImage(view, getPos(), tools) },
    }, icon('edit'), say('image.edit'))
    this.dom.append(this.img, this.status, this.words, this.hint, this.button)
    this.draw()
  }

  draw() {
    const upload = super.draw()
    const { alt, caption, credit, video, decorative, size, align } = this.node.attrs
    const src = this.tools.address(this.node.attrs.media)
    this.img.hidden = !src
    if (src && this.img.getAttribute('src') !== src) this.img.src = src
    this.img.alt = alt ?? ''
    this.dom.dataset.size = size
    this.dom.dataset.align = align
    this.words.replaceChildren(...[
      caption && el('span', {}, caption),
      credit && el('span', { class: 'editor-credit' }, credit),
      video && el('span', { class: 'editor-video' }, '▶ ' + video),
    ].filter(Boolean))
    const absent = upload?.state === 'failed' || upload?.state === 'missing'
    this.hint.hidden = Boolean(alt || decorative || absent)
    this.button.hidden = absent
  }
}

export class FileView extends MediaView {
  constructor(node, view, getPos, tools) {
    super(node, view, getPos, tools, el('div', { class: 'editor-file', contenteditable: 'false' }))
    this.title = el('span', { class: 'editor-file-title' })
    this.button = el('button', {
      type: 'button', class: 'editor-edit',
      onclick: () => { this.select(); askFile(view, getPos(), tools) },
    }, icon('edit'), tools.say('file.edit'))
    this.dom.append(icon('file'), this.title, this.status, this.button)
    this.draw()
  }

  draw() {
    const upload = super.draw()
    this.title.textContent = this.node.attrs.title || upload?.name || this.tools.say('file.untitled')
    this.button.hidden = upload?.state === 'failed'
  }
}

// FixedView shows a part whose form opens elsewhere: edit, where there is one.
class FixedView {
  constructor(node, dom, edit) {
    this.node = node
    this.dom = dom
    if (!edit) return
    dom.addEventListener('dblclick', edit)
    // A finger has no double click.
    dom.addEventListener('click', () => { if (matchMedia('(pointer: coarse)').matches) edit() })
  }

  ignoreMutation() {
    return true
  }
}

// FootnoteView is the number of a note, which counts by itself; its words are
// below the text.
export class FootnoteView extends FixedView {
  constructor(node, say, edit) {
    super(node, el('sup', { class: 'editor-footnote', contenteditable: 'false', role: 'img' }), edit)
    this.say = say
    this.update(node)
  }

  // Its words change as they are typed below, which must not make it anew.
  update(node) {
    if (node.type !== this.node.type) return false
    this.node = node
    const words = node.textContent
    this.dom.title = words
    this.dom.setAttribute('aria-label', this.say('footnote.says', words || '…'))
    this.dom.classList.toggle('editor-hinted', !words)
    return true
  }
}

export class FormulaView extends FixedView {
  constructor(node, edit) {
    super(node, el(node.isInline ? 'span' : 'div', { class: 'editor-formula', contenteditable: 'false' }, mathML(node.attrs.mathml)), edit)
  }
}
