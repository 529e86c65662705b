// What keeps some readers out, told while writing: pictures without words for
// those who cannot see them, skipped heading levels, tables without header
// cells, links that do not say where they lead.

import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { schema } from './schema.js'

const { nodes, marks } = schema

// words of links that say nothing outside their sentence, folded for comparison
const vague = new Set(['tại đây', 'ở đây', 'đây', 'bấm vào đây', 'nhấn vào đây', 'xem tại đây', 'xem thêm', 'chi tiết', 'link', 'here',
  'click here', 'this link', 'more', 'read more', 'see more', 'details'])

export const hintsKey = new PluginKey('hints')

// findHints returns [{pos, key}] in the order of the text; key is the message.
export function findHints(doc) {
  const found = []
  let level = 1
  doc.descendants((node, pos) => {
    switch (node.type) {
      case nodes.image:
        if (!node.attrs.alt && !node.attrs.decorative) found.push({ pos, key: 'hint.alt' })
        return false
      case nodes.heading:
        if (!node.textContent.trim()) return true
        if (node.attrs.level > level + 1) found.push({ pos, key: 'hint.level' })
        level = node.attrs.level
        return true
      case nodes.table:
        if (!hasHeader(node)) found.push({ pos, key: 'hint.table' })
        return true
      case nodes.footnote:
        if (!node.content.size) found.push({ pos, key: 'hint.note' })
        return false
      case nodes.text: {
        const link = marks.link.isInSet(node.marks)
        if (link && vague.has(node.text.trim().toLowerCase().replace(/[.…>»]+$/, ''))) found.push({ pos, key: 'hint.link' })
        return false
      }
    }
    return true
  })
  return found
}

function hasHeader(table) {
  let has = false
  table.descendants((cell) => {
    if (cell.type === nodes.table_header) has = true
    return cell.type === nodes.table_row && !has
  })
  return has
}

// hints marks what it finds in the text itself. Pictures and footnotes show their own. The
// marks are attributes only: nothing is inserted into a line in which an input
// method may be composing.
export function hints(say) {
  const look = (doc) => {
    const found = findHints(doc)
    const decorations = found.flatMap(({ pos, key }) => {
      const node = doc.nodeAt(pos)
      if (node.type === nodes.image || node.type === nodes.footnote) return []
      if (node.isText) return [Decoration.inline(pos, pos + node.nodeSize, { class: 'editor-hinted', title: say(key) })]
      return [Decoration.node(pos, pos + node.nodeSize, { class: 'editor-hinted', 'data-hint': say(key) })]
    })
    return { found, decorations: DecorationSet.create(doc, decorations) }
  }
  return new Plugin({
    key: hintsKey,
    state: {
      init: (_, state) => look(state.doc),
      apply: (tr, value) => (tr.docChanged ? look(tr.doc) : value),
    },
    props: { decorations: (state) => hintsKey.getState(state).decorations },
  })
}
