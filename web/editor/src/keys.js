// The keyboard. No shortcut uses Ctrl+Alt, which on Windows is the AltGr with
// which the Vietnamese layout types digits, and nothing is rewritten while one
// types: input methods change letters already written, and must find them.

import { baseKeymap, chainCommands, exitCode } from 'prosemirror-commands'
import { redo, undo } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import { splitListItem } from 'prosemirror-schema-list'
import { indent, listAround, outdent, switchList, switchMark } from './commands.js'
import { schema } from './schema.js'
import { nextCell, previousCell } from './tables.js'

const { nodes, marks } = schema

// keys returns the plugins; askLink, edit (the form of a selected picture),
// find, leave and toTools act on the editor as a whole.
export function keys({ askLink, edit, find, leave, toTools }) {
  const hardBreak = chainCommands(exitCode, (state, dispatch) => {
    dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView())
    return true
  })
  // In a list Tab indents where it can and never leaves by accident; Escape
  // leaves.
  const inList = (state) => Boolean(listAround(state))
  const always = (run) => () => (run(), true)
  return [
    keymap({
      'Mod-b': switchMark(marks.strong),
      'Mod-i': switchMark(marks.em),
      'Mod-u': switchMark(marks.underline),
      'Mod-k': always(askLink),
      'Mod-f': always(find),
      'Mod-h': always(find),
      'Mod-z': undo,
      'Mod-y': redo,
      'Shift-Mod-z': redo,
      'Shift-Mod-7': switchList(nodes.ordered_list),
      'Shift-Mod-8': switchList(nodes.bullet_list),
      Enter: chainCommands(edit, splitListItem(nodes.list_item)),
      'Shift-Enter': hardBreak,
      'Mod-Enter': hardBreak,
      Tab: chainCommands(nextCell, indent, inList),
      'Shift-Tab': chainCommands(previousCell, outdent, inList),
      Escape: always(leave),
      'Alt-F10': always(toTools),
    }),
    keymap(baseKeymap),
  ]
}
