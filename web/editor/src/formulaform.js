// The form of a formula: typed as a line, by hand or by buttons, seen at once
// as readers will see it.

import { NodeSelection } from 'prosemirror-state'
import { putBlocks } from './commands.js'
import { ask } from './dialog.js'
import { el } from './dom.js'
import { FormulaError, readFormula } from './formula.js'
import { writeFormula } from './formulawrite.js'
import { mathML } from './math.js'
import { schema } from './schema.js'

const { nodes } = schema
const gap = '□'

// What the buttons write; the first □ is where one goes on typing.
const structures = [
  ['fraction', '\\frac{□}{□}'], ['power', '{□}^{□}'], ['index', '{□}_{□}'], ['root', '\\sqrt{□}'], ['root_n', '\\sqrt[□]{□}'],
  ['sum', '\\sum_{□}^{□} □'], ['integral', '\\int_{□}^{□} □ dx'], ['limit', '\\lim_{□ \\to □} □'], ['absolute', '\\left| □ \\right|'],
  ['vector', '\\vec{□}'], ['mean', '\\overline{□}'], ['matrix', '\\begin{pmatrix} □ & □ \\\\ □ & □ \\end{pmatrix}'],
  ['cases', '\\begin{cases} □ & □ \\\\ □ & □ \\end{cases}'], ['words', '\\text{□}'],
]
const signs = ['\\times', '\\cdot', '\\div', '\\pm', '\\le', '\\ge', '\\ne', '\\approx', '\\in', '\\to', '\\Rightarrow', '\\infty', '\\degree',
  '\\pi', '\\alpha', '\\beta', '\\gamma', '\\lambda', '\\mu', '\\sigma', '\\Delta', '\\Sigma', '\\Omega']

// askFormula opens the form for the formula at pos, or for a new one at the
// selection.
export function askFormula(view, pos, { say }) {
  const node = pos == null ? null : view.state.doc.nodeAt(pos)
  const source = node ? writeFormula(node.attrs.mathml) : ''
  const preview = el('div', { class: 'editor-formula-preview', role: 'img', tabindex: 0, 'aria-label': say('formula.preview') })
  const about = el('p', { class: 'editor-hint', role: 'status' })
  let input
  const draw = () => {
    try {
      const tree = readFormula(input.value, true)
      preview.replaceChildren(mathML(tree))
      preview.classList.remove('editor-stale')
      about.textContent = ''
    } catch (error) {
      // While a brace is still to be closed, what was right before stays in view.
      preview.classList.add('editor-stale')
      about.textContent = explain(error, say)
    }
  }
  const put = (snippet) => {
    const { selectionStart: from, selectionEnd: to, value } = input
    const chosen = value.slice(from, to)
    const before = /[A-Za-z]$/.test(value.slice(0, from)) && /^\\?[A-Za-z]/.test(snippet) ? ' ' : ''
    const after = /\\[A-Za-z]+$/.test(snippet) ? ' ' : ''
    const text = before + (chosen && chosen !== gap ? snippet.replace(gap, chosen) : snippet) + after
    input.focus()
    // Through the browser's own editing, so that Ctrl+Z takes it back.
    if (!document.execCommand('insertText', false, text)) input.setRangeText(text, from, to, 'end')
    const next = input.value.indexOf(gap, from)
    if (next >= 0) input.setSelectionRange(next, next + 1)
    draw()
  }
  const button = (name, snippet, shown) => el('button', { type: 'button', title: name, onclick: () => put(snippet) },
    el('span', { 'aria-hidden': 'true' }, shown), el('span', { class: 'editor-hidden' }, name))
  const palette = el('div', { class: 'editor-palette', role: 'group', 'aria-label': say('formula.palette') },
    ...structures.map(([name, snippet]) => button(say('formula.' + name), snippet, name === 'words' ? 'abc' : mathML(readFormula(snippet)))),
    ...signs.map((sign) => {
      const [{ text }] = readFormula(sign).children
      return button(text, sign, text)
    }))
  ask({
    say,
    wide: true,
    title: say(node ? 'formula.edit' : 'formula.new'),
    lead: source === null ? say('formula.unwritable') : null,
    fields: [
      { name: 'source', label: say('formula.source'), kind: 'area', value: source ?? '', hint: say('formula.hint'), required: 'formula.missing', before: palette, after: [preview, about] },
      ...(node ? [] : [{ name: 'block', label: say('formula.block'), kind: 'check', value: false }]),
    ],
    check: ({ source }) => {
      try {
        readFormula(source)
        return source.includes(gap) ? { field: 'source', text: say('formula.error.gap', gap) } : null
      } catch (error) {
        return { field: 'source', text: explain(error, say) }
      }
    },
    opened: (form) => {
      input = form.querySelector('[name=source]')
      input.setAttribute('spellcheck', 'false')
      input.addEventListener('input', draw)
      input.addEventListener('keydown', (event) => nextGap(event, input))
      if (source) draw()
      else if (node) preview.replaceChildren(mathML(node.attrs.mathml))
    },
    submit: say(node ? 'save' : 'formula.new'),
    closed: () => view.focus(),
    done: ({ source, block }) => {
      const { tr } = view.state
      if (node) {
        view.dispatch(tr.setNodeMarkup(pos, null, { ...node.attrs, mathml: readFormula(source, node.isBlock) }).scrollIntoView())
        return
      }
      if (block) {
        const at = putBlocks(tr, [nodes.formula_block.create({ mathml: readFormula(source, true) })])
        tr.setSelection(NodeSelection.create(tr.doc, at))
      } else {
        tr.replaceSelectionWith(nodes.formula.create({ mathml: readFormula(source) }), false)
      }
      view.dispatch(tr.scrollIntoView())
    },
  })
}

// Tab goes to the next gap while there is one.
function nextGap(event, input) {
  if (event.key !== 'Tab' || event.shiftKey || event.isComposing) return
  const next = input.value.indexOf(gap, input.selectionEnd)
  if (next < 0) return
  event.preventDefault()
  input.setSelectionRange(next, next + 1)
}

function explain(error, say) {
  if (!(error instanceof FormulaError)) throw error
  return say(error.key, error.about)
}
