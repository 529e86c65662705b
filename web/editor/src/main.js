// The editor of a text, in the place of the textarea of a form that is marked
// for it:
//
//   <form data-editor data-lang="vi" data-text-lang="vi" data-upload="/…" data-media="/…/{media}"
//         data-paste="/…" data-library="/…" data-labels='{"bold": "Đậm", …}' data-files>
//     <textarea name="markup">…</textarea>
//     <input type="hidden" name="editor_kind" value="markup">
//     <script type="application/json" data-body>{"version": 1, "doc": {…}}</script>
//
// The form then sends the body in "body" and editor_kind=rich. Where there is
// no JavaScript, or the body is beyond this editor, the textarea stays.

import { dropCursor } from 'prosemirror-dropcursor'
import { gapCursor } from 'prosemirror-gapcursor'
import { history } from 'prosemirror-history'
import { EditorState, NodeSelection } from 'prosemirror-state'
import { tableEditing } from 'prosemirror-tables'
import { EditorView } from 'prosemirror-view'
import { readBody, writeBody } from './body.js'
import { chosenNode } from './commands.js'
import { mainGroups, placeGroups } from './controls.js'
import { el, newID, settle } from './dom.js'
import { FindBar, finding } from './find.js'
import { filesOf, insertFiles, isImage, uploadsIn } from './files.js'
import { askFormula } from './formulaform.js'
import { hints } from './hints.js'
import { keys } from './keys.js'
import { speaker } from './labels.js'
import { askLibrary } from './library.js'
import { askLink } from './link.js'
import { Notes } from './notes.js'
import { Pasting } from './pasting.js'
import { pick, pictureTypes } from './pick.js'
import { Status } from './status.js'
import { TableView, scopes } from './tables.js'
import { Toolbar } from './toolbar.js'
import { Uploads } from './uploads.js'
import { FileView, FootnoteView, FormulaView, ImageView, askFile, askImage } from './views.js'

class Editor {
  constructor(form, textarea) {
    this.form = form
    this.textarea = textarea
    const { lang = 'vi', textLang = lang, upload, media, files, paste = '', library } = form.dataset
    const say = this.say = speaker(JSON.parse(form.dataset.labels ?? '{}'))
    const doc = readBody(form.querySelector('script[data-body]')?.textContent ?? '')

    this.uploads = upload ? new Uploads(upload, say) : null
    this.allowFiles = Boolean(upload) && files !== undefined
    this.pasting = new Pasting(this, paste)
    const template = media ?? (upload ? `${upload}/{media}` : '')
    const tools = this.tools = {
      say,
      uploads: this.uploads ?? new Uploads('', say),
      // address returns where the picture of a media can be seen, or '' while
      // it is on its way.
      address: (media) => {
        const sent = tools.uploads.get(media)
        return sent ? (sent.url ?? '') : template.replace('{media}', encodeURIComponent(media))
      },
    }

    const frame = el('div', { class: 'editor', lang })
    const page = el('div', { class: 'editor-page' })
    this.view = new EditorView(page, {
      state: EditorState.create({ doc, plugins: this.#plugins() }),
      attributes: { role: 'textbox', 'aria-multiline': 'true', lang: textLang, ...this.#name() },
      nodeViews: {
        table: (node) => new TableView(node),
        image: (node, view, getPos) => new ImageView(node, view, getPos, tools),
        file: (node, view, getPos) => new FileView(node, view, getPos, tools),
        footnote: (node, _, getPos) => new FootnoteView(node, say, () => this.notes.open(getPos())),
        formula: (node, view, getPos) => new FormulaView(node, () => askFormula(view, getPos(), tools)),
        formula_block: (node, view, getPos) => new FormulaView(node, () => askFormula(view, getPos(), tools)),
      },
      handleDOMEvents: {
        focus: () => { this.notes?.enter(null) },
        keydown: (view, event) => { if (!event.isComposing) settle(view) },
        paste: (_, event) => this.pasting.paste(event),
      },
      scrollThreshold: 80,
      scrollMargin: { top: 150, bottom: 60, left: 0, right: 0 },
      transformPastedHTML: (html) => this.pasting.clean(html),
      transformPastedText: (text) => text.normalize('NFC'),
      handlePaste: (_, event) => this.#take(event, event.clipboardData, null),
      handleDrop: (view, event, _, moved) => !moved &&
        this.#take(event, event.dataTransfer, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? null),
      dispatchTransaction: (tr) => this.#apply(tr),
    })
    const at = () => this.notes?.writing() ?? this.view
    this.bar = new Toolbar({
      name: 'main', view: this.view, at, say,
      groups: mainGroups({
        say,
        pickImages: upload && (() => pick({ accept: pictureTypes }, (files) => this.#insert(files))),
        pickFiles: this.allowFiles && (() => pick({}, (files) => this.#insert(files))),
        pickLibrary: library && (() => askLibrary({ view: this.view, url: library, say, inserted: (block, at) => this.#shelved(block, at) })),
        find: () => this.find.open(),
        notes: () => this.notes,
        askFormula: (view) => askFormula(view, null, tools),
      }),
    })
    this.places = new Toolbar({ name: 'place', view: this.view, at, say, groups: placeGroups({ say }) })
    this.find = new FindBar(this.view, say)
    this.notes = new Notes(this.view, say, () => this.#drawTools())
    this.status = new Status(this.view, say, lang)
    this.view.setProps({ attributes: { ...this.view.props.attributes, 'aria-describedby': this.status.helpID } })
    frame.append(el('div', { class: 'editor-tools' }, this.bar.dom, this.find.dom, this.places.dom), page, this.notes.dom, this.status.dom)

    this.#takePlace(frame)
    this.#draw(true)
  }

  #plugins() {
    const { say } = this
    return [
      ...keys({
        askLink: () => askLink(this.view, say),
        edit: (state) => {
          const forms = {
            image: askImage, file: askFile, formula: askFormula, formula_block: askFormula, footnote: (_, pos) => this.notes.open(pos),
          }
          const ask = forms[chosenNode(state)?.type.name]
          ask?.(this.view, state.selection.from, this.tools)
          return Boolean(ask)
        },
        find: () => this.find.open(),
        leave: () => this.status.focus(),
        toTools: () => this.bar.focus(),
      }),
      history(),
      dropCursor({ class: 'editor-drop', color: false, width: 3 }),
      gapCursor(),
      tableEditing(),
      scopes,
      finding,
      hints(say),
    ]
  }

  // The editor takes the name of the textarea, and the focus from its label.
  #name() {
    const label = this.textarea.labels?.[0]
    if (!label) return { 'aria-label': this.textarea.getAttribute('aria-label') ?? this.say('text') }
    label.id ||= newID('label')
    // No longer the label of a field that is switched off.
    label.removeAttribute('for')
    label.addEventListener('click', () => this.view.focus())
    return { 'aria-labelledby': label.id }
  }

  #takePlace(frame) {
    const { form, textarea } = this
    this.kind = form.elements.namedItem('editor_kind') ?? form.appendChild(el('input', { type: 'hidden', name: 'editor_kind' }))
    this.body = form.elements.namedItem('body') ?? form.appendChild(el('input', { type: 'hidden', name: 'body' }))
    this.kind.value = 'rich'
    textarea.disabled = true
    textarea.hidden = true
    ;(textarea.closest('label') ?? textarea).after(frame)
    form.addEventListener('submit', (event) => this.#submit(event))
    // Whoever asks for the form's data, a submission or a script that saves in
    // the background, gets the text as it is then.
    form.addEventListener('formdata', ({ formData }) => {
      this.body.value = this.json()
      formData.set('body', this.body.value)
    })
    window.addEventListener('beforeunload', (event) => { if (this.changed) event.preventDefault() })
    this.uploads?.on(() => this.#sendWhenReady())
  }

  json() {
    const { uploads } = this.tools
    return writeBody(this.view.state.doc, (media) => uploads.stored(media))
  }

  #apply(tr) {
    this.pasting.follow(tr)
    this.view.updateState(this.view.state.apply(tr))
    if (!this.bar) return // while the view is being made
    this.#draw(tr.docChanged)
    if (!tr.docChanged) return
    this.changed = true
    this.form.dispatchEvent(new CustomEvent('editor:change', { bubbles: true }))
  }

  #drawTools() {
    this.bar.update()
    this.places.update()
  }

  #draw(docChanged) {
    this.#drawTools()
    this.find.update(this.view.state)
    if (docChanged) this.notes.update(this.view.state.doc)
    this.status.update(this.view.state, docChanged)
  }

  // A text is not sent while its pictures are on their way, or without them. A
  // place for one that nobody has chosen is told once; then it is left out.
  #submit(event) {
    const here = uploadsIn(this.view.state.doc, this.tools.uploads)
    const failed = here.find(({ upload }) => upload.state === 'failed')
    if (failed) {
      event.preventDefault()
      this.waiting = null
      this.view.dispatch(this.view.state.tr.setSelection(NodeSelection.create(this.view.state.doc, failed.pos)).scrollIntoView())
      this.status.tell(this.say('upload.unsent'))
    } else if (here.some(({ upload }) => upload.state === 'sending')) {
      event.preventDefault()
      this.waiting = { submitter: event.submitter }
      this.status.tell(this.say('upload.wait'))
    } else if (this.#empty(here) > (this.left ?? 0)) {
      event.preventDefault()
      this.left = this.#empty(here)
      const { pos } = here.find(({ upload }) => upload.state === 'missing')
      this.view.dispatch(this.view.state.tr.setSelection(NodeSelection.create(this.view.state.doc, pos)).scrollIntoView())
      this.status.tell(this.say('upload.unfilled', this.left))
    } else {
      this.changed = false
    }
  }

  #empty(here) {
    return here.filter(({ upload }) => upload.state === 'missing').length
  }

  #sendWhenReady() {
    const here = uploadsIn(this.view.state.doc, this.tools.uploads)
    if (!this.waiting || here.some(({ upload }) => upload.state === 'sending')) return
    const { submitter } = this.waiting
    this.waiting = null
    this.form.requestSubmit(submitter)
  }

  #insert(files) {
    const at = insertFiles(this.view, files, this.tools.uploads)
    // One picture asks for its words at once; several wait with a mark each.
    if (files.length === 1 && isImage(files[0])) askImage(this.view, at, this.tools)
    else this.view.focus()
  }

  // A picture of which the library does not say what it shows asks for that.
  #shelved(block, at) {
    if (block.type.name === 'image' && !block.attrs.alt) askImage(this.view, at, this.tools)
    else this.view.focus()
  }

  #take(event, data, pos) {
    if (!this.uploads) return false
    const files = filesOf(data, this.allowFiles)
    if (!files.length) return false
    event.preventDefault()
    insertFiles(this.view, files, this.uploads, pos)
    this.view.focus()
    return true
  }
}

for (const form of document.querySelectorAll('form[data-editor]')) {
  const textarea = form.elements.namedItem('markup')
  try {
    new Editor(form, textarea)
  } catch (error) {
    // The textarea can do all that is needed; what is wrong is for developers.
    console.warn('The editor leaves this text to the plain form:', error)
  }
}
