// Tables: making one, its header cells, its caption, and moving about in it.

import { TextSelection } from 'prosemirror-state'
import { Plugin } from 'prosemirror-state'
import { TableMap, addRowAfter, goToNextCell, isInTable, selectedRect } from 'prosemirror-tables'
import { around, putBlocks } from './commands.js'
import { ask } from './dialog.js'
import { el } from './dom.js'
import { schema } from './schema.js'

const { nodes } = schema

export const most = { rows: 100, columns: 20 }

export function askTable(view, say) {
  ask({
    say,
    title: say('table.new'),
    fields: [
      { name: 'rows', half: true, label: say('table.rows'), kind: 'number', value: 3, min: 1, max: most.rows },
      { name: 'columns', half: true, label: say('table.columns'), kind: 'number', value: 3, min: 1, max: most.columns },
      { name: 'header', label: say('table.with_header'), kind: 'check', value: true },
      captionField(say),
    ],
    submit: say('table.insert'),
    closed: () => view.focus(),
    done: (values) => {
      const tr = view.state.tr
      const from = putBlocks(tr, [makeTable(values)])
      // Into the first cell: table, row, cell, paragraph.
      view.dispatch(tr.setSelection(TextSelection.create(tr.doc, from + 4)).scrollIntoView())
    },
  })
}

export function askCaption(view, say) {
  const table = around(view.state, nodes.table)
  if (!table) return
  ask({
    say,
    title: say('table.caption'),
    fields: [{ ...captionField(say), value: table.node.attrs.caption }],
    submit: say('save'),
    closed: () => view.focus(),
    done: ({ caption }) => view.dispatch(view.state.tr.setNodeAttribute(table.pos, 'caption', caption || null)),
  })
}

const captionField = (say) => ({ name: 'caption', label: say('table.caption'), hint: say('table.caption.hint') })

function makeTable({ rows, columns, header, caption }) {
  const cells = (type, attrs) => Array.from({ length: columns }, () => type.createAndFill(attrs))
  return nodes.table.create({ caption: caption || null }, Array.from({ length: rows }, (_, row) =>
    nodes.table_row.create(null, header && row === 0 ? cells(nodes.table_header, { scope: 'col' }) : cells(nodes.table_cell))))
}

// headerActive reports whether the first row ('row') or the first column
// ('column') of the table at the selection consists of header cells.
export function headerActive(state, side) {
  const table = around(state, nodes.table)
  if (!table) return false
  return firstCells(table.node, side).every(({ node }) => node.type === nodes.table_header)
}

// switchHeader makes the first row or column header cells, or plain ones. The
// corner belongs to the row.
export function switchHeader(side) {
  return (state, dispatch) => {
    const table = around(state, nodes.table)
    if (!table) return false
    const on = !headerActive(state, side)
    const other = headerActive(state, side === 'row' ? 'column' : 'row')
    const { tr } = state
    for (const { node, pos, corner } of firstCells(table.node, side)) {
      if (!on && corner && other) continue
      const scope = side === 'row' || (corner && other) ? 'col' : 'row'
      tr.setNodeMarkup(table.pos + 1 + pos, on ? nodes.table_header : nodes.table_cell, { ...node.attrs, scope })
    }
    dispatch?.(tr)
    return true
  }
}

function firstCells(table, side) {
  const map = TableMap.get(table)
  const box = side === 'row'
    ? { left: 0, top: 0, right: map.width, bottom: 1 }
    : { left: 0, top: 0, right: 1, bottom: map.height }
  return map.cellsInRect(box).map((pos) => ({ pos, node: table.nodeAt(pos), corner: pos === map.map[0] }))
}

// scopes gives a new header cell the scope that its place says: those of added
// columns come without. Only tables that were touched are looked at.
export const scopes = new Plugin({
  appendTransaction(transactions, before, after) {
    if (!transactions.some((tr) => tr.docChanged)) return null
    const known = new Set()
    before.doc.descendants((node) => { if (node.type === nodes.table) known.add(node) })
    const { tr } = after
    after.doc.descendants((table, start) => {
      if (table.type !== nodes.table || known.has(table)) return
      const map = TableMap.get(table)
      table.descendants((cell, pos) => {
        if (cell.type !== nodes.table_header || cell.attrs.scope) return
        const { top } = map.findCell(pos)
        tr.setNodeAttribute(start + 1 + pos, 'scope', top === 0 ? 'col' : 'row')
      })
    })
    return tr.docChanged ? tr : null
  },
})

// nextCell moves to the next cell, making a row after the last one.
export function nextCell(state, dispatch, view) {
  if (goToNextCell(1)(state, dispatch)) return true
  if (!isInTable(state)) return false
  if (dispatch) {
    addRowAfter(state, dispatch)
    goToNextCell(1)(view.state, view.dispatch)
  }
  return true
}

export const previousCell = (state, dispatch) => goToNextCell(-1)(state, dispatch) || isInTable(state)

// cellAlign and setCellAlign concern all selected cells.
export function cellAlign(state) {
  const cell = around(state, nodes.table_cell) ?? around(state, nodes.table_header)
  return cell?.node.attrs.align ?? ''
}

export function setCellAlign(align) {
  return (state, dispatch) => {
    if (!isInTable(state)) return false
    const rect = selectedRect(state)
    const { tr } = state
    for (const pos of rect.map.cellsInRect(rect)) tr.setNodeAttribute(rect.tableStart + pos, 'align', align)
    dispatch?.(tr)
    return true
  }
}

// TableView shows a table with its caption. Where the page is narrower than the
// table, the text around it scrolls: a frame of its own would be another stop
// for the keyboard inside the text.
export class TableView {
  constructor(node) {
    this.node = node
    this.caption = el('caption', { contenteditable: 'false' })
    this.contentDOM = el('tbody')
    this.table = el('table', {}, this.caption, this.contentDOM)
    this.dom = el('div', { class: 'editor-table' }, this.table)
    this.update(node)
  }

  update(node) {
    if (node.type !== nodes.table) return false
    this.node = node
    this.caption.textContent = node.attrs.caption ?? ''
    this.caption.hidden = !node.attrs.caption
    return true
  }

  // The caption is ours, not the text's.
  ignoreMutation(mutation) {
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target)
  }
}
