// What stands in the toolbars.

import { redo, redoDepth, undo, undoDepth } from 'prosemirror-history'
import {
  CellSelection, addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, deleteTable, isInTable, mergeCells, splitCell,
} from 'prosemirror-tables'
import * as c from './commands.js'
import { askLink, removeLink } from './link.js'
import { canNote } from './notes.js'
import { calloutKinds, schema } from './schema.js'
import { askCaption, askTable, cellAlign, headerActive, setCellAlign, switchHeader } from './tables.js'

const { nodes, marks } = schema

// command makes a control of a command; it is usable where the command applies.
const command = (key, icon, cmd, more = {}) => ({
  key, icon, run: (view) => cmd(view.state, view.dispatch, view), enabled: (state) => cmd(state), ...more,
})

const mark = (key, icon, type, keys) => command(key, icon, c.switchMark(type), { active: (state) => c.markActive(state, type), keys, inNote: true })

// A switch that always applies: testing wraps at every keystroke costs, and a
// button that turns grey while one writes helps nobody.
const always = { enabled: undefined }

export function mainGroups({ say, pickImages, pickFiles, pickLibrary, find, notes, askFormula }) {
  return [
    {
      items: [{
        key: 'kind',
        options: ['paragraph', '2', '3', '4'].map((kind) => [kind, say('kind.' + kind)]),
        value: c.blockKind,
        choose: (view, kind) => c.setKind(kind)(view.state, view.dispatch),
      }],
    },
    {
      items: [
        mark('bold', 'bold', marks.strong, 'Ctrl+B'),
        mark('italic', 'italic', marks.em, 'Ctrl+I'),
        { key: 'link', icon: 'link', keys: 'Ctrl+K', run: (view) => askLink(view, say), active: (state) => Boolean(c.linkAround(state)), enabled: c.inText, inNote: true },
      ],
    },
    {
      items: [
        command('bullets', 'bullets', c.switchList(nodes.bullet_list), { active: (s) => c.listAround(s)?.node.type === nodes.bullet_list, ...always }),
        command('numbers', 'numbers', c.switchList(nodes.ordered_list), { active: (s) => c.listAround(s)?.node.type === nodes.ordered_list, ...always }),
        command('indent', 'indent', c.indent),
        command('outdent', 'outdent', c.outdent),
      ],
    },
    {
      items: [
        command('quote', 'quote', c.switchWrap(nodes.blockquote), { active: (s) => Boolean(c.around(s, nodes.blockquote)), ...always }),
        command('callout', 'callout', c.switchWrap(nodes.callout), { active: (s) => Boolean(c.around(s, nodes.callout)), ...always }),
      ],
    },
    {
      items: [
        { key: 'table', icon: 'table', run: (view) => askTable(view, say), enabled: (state) => !isInTable(state) },
        ...(pickImages ? [{ key: 'image', icon: 'image', run: pickImages }] : []),
        ...(pickFiles ? [{ key: 'file', icon: 'file', run: pickFiles }] : []),
        {
          key: 'insert', icon: 'insert',
          items: [
            ...(pickLibrary ? [{ key: 'library', run: pickLibrary }] : []),
            { key: 'footnote.insert', run: () => notes().insert(), enabled: canNote },
            { key: 'formula.insert', run: askFormula, enabled: c.inText, inNote: true },
            ...(pickImages ? [{ key: 'video.insert', run: pickImages }] : []),
            command('rule', null, c.insertRule),
          ],
        },
      ],
    },
    {
      items: [{
        key: 'more', icon: 'more',
        items: [
          mark('underline', null, marks.underline, 'Ctrl+U'),
          mark('strike', null, marks.strike),
          mark('sub', null, marks.sub),
          mark('sup', null, marks.sup),
          mark('code', null, marks.code),
          ...['start', 'center', 'end', 'justify'].map((align) =>
            command('align.' + align, null, c.setAlign(align), { active: (state) => c.textAlign(state) === align })),
          command('clear', null, c.clearMarks, { inNote: true }),
        ],
      }],
    },
    {
      items: [
        { key: 'find', icon: 'find', keys: 'Ctrl+F', run: find, whole: true },
        command('undo', 'undo', undo, { keys: 'Ctrl+Z', whole: true, enabled: (state) => undoDepth(state) > 0 }),
        command('redo', 'redo', redo, { keys: 'Ctrl+Y', whole: true, enabled: (state) => redoDepth(state) > 0 }),
      ],
    },
  ]
}

// placeGroups are the tools for where the cursor is.
export function placeGroups({ say }) {
  const inCallout = (state) => c.around(state, nodes.callout)
  const inNumbers = (state) => {
    const list = c.listAround(state)
    return list?.node.type === nodes.ordered_list ? list : null
  }
  const attribute = (find, name) => ({
    value: (state) => find(state)?.node.attrs[name] ?? '',
    choose: (view, value) => view.dispatch(view.state.tr.setNodeAttribute(find(view.state).pos, name, value)),
  })
  return [
    {
      when: (state) => Boolean(c.linkAround(state)),
      items: [
        { key: 'link.edit', icon: 'edit', run: (view) => askLink(view, say), inNote: true },
        { key: 'link.remove', run: removeLink, inNote: true },
      ],
    },
    {
      when: isInTable,
      items: [
        {
          key: 'table.row',
          items: [
            command('table.row.before', null, addRowBefore),
            command('table.row.after', null, addRowAfter),
            command('table.row.delete', null, deleteRow),
            { key: 'table.row.header', run: (v) => switchHeader('row')(v.state, v.dispatch), active: (s) => headerActive(s, 'row') },
          ],
        },
        {
          key: 'table.column',
          items: [
            command('table.column.before', null, addColumnBefore),
            command('table.column.after', null, addColumnAfter),
            command('table.column.delete', null, deleteColumn),
            { key: 'table.column.header', run: (v) => switchHeader('column')(v.state, v.dispatch), active: (s) => headerActive(s, 'column') },
          ],
        },
        {
          key: 'table.cell',
          items: [
            command('table.merge', null, mergeCells, { enabled: (s) => s.selection instanceof CellSelection && mergeCells(s) }),
            command('table.split', null, splitCell),
            ...['start', 'center', 'end'].map((align) =>
              command('align.' + align, null, setCellAlign(align), { active: (state) => cellAlign(state) === align })),
          ],
        },
        { key: 'table.caption', run: (view) => askCaption(view, say) },
        command('table.delete', null, deleteTable),
      ],
    },
    {
      when: (state) => Boolean(inCallout(state)),
      items: [{ key: 'callout.kind', named: true, options: calloutKinds.map((k) => [k, say('callout.' + k)]), ...attribute(inCallout, 'kind') }],
    },
    {
      when: (state) => Boolean(inNumbers(state)),
      items: [{
        key: 'numbers.kind', named: true,
        options: [['1', '1. 2. 3.'], ['a', 'a. b. c.'], ['A', 'A. B. C.'], ['i', 'i. ii. iii.'], ['I', 'I. II. III.']],
        ...attribute(inNumbers, 'kind'),
      }],
    },
  ]
}
