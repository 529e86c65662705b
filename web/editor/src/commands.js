// Commands on blocks and marks that ProseMirror's own packages leave to the
// schema, all of the form (state, dispatch) => whether it applies.

import { setBlockType, toggleMark, wrapIn } from 'prosemirror-commands'
import { NodeRange } from 'prosemirror-model'
import { liftListItem, sinkListItem, wrapInList } from 'prosemirror-schema-list'
import { TextSelection } from 'prosemirror-state'
import { liftTarget } from 'prosemirror-transform'
import { schema } from './schema.js'

const { nodes, marks } = schema
const lists = [nodes.bullet_list, nodes.ordered_list]

// ancestor returns the innermost node around (or at) the selection that fits,
// with its position and depth, or null.
export function ancestor(state, fits) {
  const { $from, to, node } = state.selection
  if (node && fits(node)) return { node, pos: $from.pos, depth: $from.depth + 1 }
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth)
    if (fits(node) && to <= $from.end(depth)) return { node, pos: $from.before(depth), depth }
  }
  return null
}

export const around = (state, type) => ancestor(state, (node) => node.type === type)
export const listAround = (state) => ancestor(state, (node) => lists.includes(node.type))

// inText reports whether the selection is of letters, not of a picture or cells.
export const inText = (state) => state.selection.$from.parent.inlineContent

// chosenNode returns the one picture, note or the like that is selected, by
// itself or as the only thing in a selection of text.
export function chosenNode({ selection }) {
  const { node, $from, from, to } = selection
  const after = $from.nodeAfter
  return node ?? (after?.isAtom && !after.isText && from + after.nodeSize === to ? after : null)
}

// blockKind names the kind of the text blocks in the selection: 'paragraph',
// '2', '3', '4', or '' when they differ.
export function blockKind(state) {
  const kinds = new Set()
  state.doc.nodesBetween(state.selection.from, state.selection.to, (node) => {
    if (node.isTextblock) kinds.add(node.type === nodes.heading ? String(node.attrs.level) : 'paragraph')
  })
  return kinds.size === 1 ? [...kinds][0] : ''
}

export function setKind(kind) {
  return kind === 'paragraph' ? setBlockType(nodes.paragraph) : setBlockType(nodes.heading, { level: Number(kind) })
}

// textAlign returns how the paragraph at the selection is aligned, or ''.
export function textAlign(state) {
  const { parent } = state.selection.$from
  return parent.type === nodes.paragraph ? parent.attrs.align : ''
}

export function setAlign(align) {
  return (state, dispatch) => {
    const { tr } = state
    let any = false
    for (const { $from, $to } of state.selection.ranges) {
      state.doc.nodesBetween($from.pos, $to.pos, (node, pos) => {
        if (node.type !== nodes.paragraph) return
        any = true
        tr.setNodeAttribute(pos, 'align', align)
      })
    }
    if (any) dispatch?.(tr)
    return any
  }
}

export function markActive(state, type) {
  const { from, to, $from, empty } = state.selection
  return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type)
}

// switchMark sets or takes away a mark. A letter is not raised and lowered at
// once.
export function switchMark(type) {
  const rival = { sub: marks.sup, sup: marks.sub }[type.name]
  const command = toggleMark(type)
  if (!rival) return command
  return (state, dispatch) => command(state, dispatch && ((tr) => {
    const { from, to, empty } = state.selection
    dispatch(empty ? tr.removeStoredMark(rival) : tr.removeMark(from, to, rival))
  }))
}

export function clearMarks(state, dispatch) {
  const { from, to, empty } = state.selection
  if (empty) return false
  dispatch?.(state.tr.removeMark(from, to))
  return true
}

// inTurn does one command and then another on its result, as one change that
// is undone at once.
function inTurn(first, second) {
  return (state, dispatch) => {
    let tr = null
    first(state, (t) => { tr = t })
    if (!tr) return second(state, dispatch)
    let more = null
    if (!second(state.apply(tr), (t) => { more = t })) return false
    more.steps.forEach((step) => tr.step(step))
    dispatch?.(tr.scrollIntoView())
    return true
  }
}

// switchList puts the selected blocks into a list, changes the kind of the
// list they are in, or takes them out of one that is already of that kind.
// Headings become plain text first: an item is not a heading.
export function switchList(type) {
  return (state, dispatch) => {
    const list = listAround(state)
    if (!list) return inTurn(setBlockType(nodes.paragraph), wrapInList(type))(state, dispatch)
    if (list.node.type === type) return outdent(state, dispatch)
    dispatch?.(state.tr.setNodeMarkup(list.pos, type, { id: list.node.attrs.id }))
    return true
  }
}

export const indent = sinkListItem(nodes.list_item)
export const outdent = liftListItem(nodes.list_item)

// switchWrap puts the selected blocks into a quote or call-out, or takes
// everything out of the one around them.
export function switchWrap(type) {
  return (state, dispatch) => {
    const wrap = around(state, type)
    if (!wrap) return wrapIn(type)(state, dispatch)
    const start = state.doc.resolve(wrap.pos + 1)
    const end = state.doc.resolve(wrap.pos + wrap.node.nodeSize - 1)
    const range = new NodeRange(start, end, wrap.depth)
    const target = liftTarget(range)
    if (target == null) return false
    dispatch?.(state.tr.lift(range, target))
    return true
  }
}

// putBlocks inserts blocks at the selection without cutting a paragraph in
// two: in place of an empty one, before one whose first letter the cursor is
// at, else after it. A paragraph follows the last block of a text, so that
// people can write on.
export function putBlocks(tr, blocks) {
  const { $to } = tr.selection
  let from = $to.pos
  let to = from
  if ($to.parent.isTextblock) {
    from = $to.parentOffset === 0 ? $to.before() : $to.after()
    to = $to.parent.content.size === 0 ? $to.after() : from
  }
  tr.replaceWith(from, to, blocks)
  const end = from + blocks.reduce((size, block) => size + block.nodeSize, 0)
  if (!tr.doc.resolve(end).nodeAfter) tr.insert(end, nodes.paragraph.create())
  return from
}

export function insertRule(state, dispatch) {
  const { tr } = state
  const from = putBlocks(tr, [nodes.horizontal_rule.create()])
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(from + 1))).scrollIntoView())
  return true
}

// linkAround returns the extent {from, to, mark} of the link in which the
// selection lies, or null.
export function linkAround(state) {
  const { $from, to: selectionEnd } = state.selection
  const { parent } = $from
  const markAt = (i) => (i >= 0 && i < parent.childCount ? marks.link.isInSet(parent.child(i).marks) : null)
  let at = $from.index()
  // At its last letter the cursor stands before the next piece of text.
  if (!markAt(at) && $from.textOffset === 0) at--
  const mark = markAt(at)
  if (!mark) return null
  let first = at
  let last = at
  while (markAt(first - 1)?.eq(mark)) first--
  while (markAt(last + 1)?.eq(mark)) last++
  let from = $from.start()
  for (let i = 0; i < first; i++) from += parent.child(i).nodeSize
  let to = from
  for (let i = first; i <= last; i++) to += parent.child(i).nodeSize
  return selectionEnd <= to ? { from, to, mark } : null
}
