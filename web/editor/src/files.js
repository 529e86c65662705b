// Pictures and files that people choose, drop or paste.

import { NodeSelection, Selection } from 'prosemirror-state'
import { putBlocks } from './commands.js'
import { defuse } from './defuse.js'
import { schema } from './schema.js'

const { nodes } = schema

export const isImage = (file) => file.type.startsWith('image/')

// insertFiles starts sending files and puts them into the text at the
// selection, or at pos. It returns the position of the first.
export function insertFiles(view, files, uploads, pos = null) {
  const { tr } = view.state
  if (pos !== null) tr.setSelection(Selection.near(tr.doc.resolve(pos)))
  const blocks = files.map((file) => isImage(file)
    ? nodes.image.create({ media: uploads.add(file) })
    : nodes.file.create({ media: uploads.add(file), title: file.name.normalize('NFC').replace(/\.[^.]+$/, '') }))
  const at = putBlocks(tr, blocks)
  view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, at)).scrollIntoView())
  return at
}

// uploadsIn lists the names of uploads that stand in doc, with their places.
export function uploadsIn(doc, uploads) {
  const found = []
  doc.descendants((node, pos) => {
    const upload = node.attrs.media && uploads.get(node.attrs.media)
    if (upload) found.push({ pos, upload })
  })
  return found
}

// filesOf returns what a paste or drop brings as files that the editor takes.
// Office programs add a picture of what they copied to its text; then the text
// is meant.
export function filesOf(data, allowFiles) {
  const files = [...(data?.files ?? [])].filter((file) => allowFiles || isImage(file))
  if (!files.length) return []
  const html = data.getData('text/html')
  if (!html) return files
  const { body } = new DOMParser().parseFromString(defuse(html), 'text/html')
  return body.textContent.trim() === '' && body.querySelectorAll('img').length === 1 ? files : []
}
