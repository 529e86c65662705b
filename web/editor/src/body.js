// Between the stored form of a body and the editor's document.

import { schema, version } from './schema.js'

// readBody returns the document of a body in JSON, or throws what is wrong: a
// text of a later schema, or one that this editor would damage, must stay with
// the plain text form.
export function readBody(json) {
  if (!json.trim()) return schema.topNodeType.createAndFill()
  const body = JSON.parse(json)
  if (body.version > version) throw new Error(`body of schema version ${body.version}`)
  const doc = schema.nodeFromJSON(body.doc)
  doc.check()
  mustKnow(body.doc, schema.nodes)
  return doc
}

// mustKnow throws when a node or mark has an attribute that ProseMirror would
// silently drop.
function mustKnow(part, types) {
  for (const name of Object.keys(part.attrs ?? {})) {
    if (!(name in (types[part.type].spec.attrs ?? {}))) throw new Error(`attribute ${name} of ${part.type}`)
  }
  part.marks?.forEach((mark) => mustKnow(mark, schema.marks))
  part.content?.forEach((child) => mustKnow(child, schema.nodes))
}

// writeBody returns the stored form of doc, which leaves out attributes that
// say the default. stored names the media of an image or file: null leaves it
// out (a picture that never reached the server).
export function writeBody(doc, stored = (media) => media) {
  return JSON.stringify({ version, doc: plain(doc.toJSON(), stored) })
}

function plain(node, stored) {
  const attrs = spoken(node, schema.nodes)
  if (attrs.media) {
    attrs.media = stored(attrs.media)
    if (!attrs.media) return null
  }
  const out = { type: node.type, ...named(attrs) }
  if (node.text !== undefined) out.text = node.text
  if (node.marks && node.text !== undefined) out.marks = node.marks.map((mark) => ({ type: mark.type, ...named(spoken(mark, schema.marks)) }))
  if (node.content) {
    out.content = node.content.map((child) => plain(child, stored)).filter(Boolean)
    // Only pictures are left out, and what may hold a picture must hold a block.
    if (!out.content.length) out.content = [{ type: 'paragraph' }]
  }
  return out
}

function spoken(part, types) {
  const specs = types[part.type].spec.attrs
  return Object.fromEntries(Object.entries(part.attrs ?? {}).filter(([name, value]) => value !== specs[name].default))
}

const named = (attrs) => (Object.keys(attrs).length ? { attrs } : {})
