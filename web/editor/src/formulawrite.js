// The line that makes a formula again (see formula.js).

import { fences, functions, integrals, limits, named, over, spaces, typed, under } from './symbols.js'

const turned = (entries) => new Map(entries.map(([name, text]) => [text, name]).reverse())
const names = turned([...named].map(([name, { text }]) => [name, text]))
const keys = turned(Object.entries(typed).filter(([key]) => key !== "'"))
const limitNames = turned(Object.entries(limits))
const integralNames = turned(Object.entries(integrals))
const overNames = turned(Object.entries(over))
const underNames = turned(Object.entries(under))

class Unwritable extends Error {}

// writeFormula returns the line that makes the tree, or null for a formula
// with parts that cannot be typed.
export function writeFormula(tree) {
  try {
    return row(tree.children ?? []).trim()
  } catch (error) {
    if (error instanceof Unwritable) return null
    throw error
  }
}

// A name or script and a letter after it stand apart.
const row = (trees) => trees.map(write).filter(Boolean).reduce((line, next) =>
  line + (/(\\[A-Za-z]+|[_^][0-9A-Za-z])$/.test(line) && /^[0-9A-Za-z]/.test(next) ? ' ' : '') + next, '')

const braced = (tree) => `{${tree.tag === 'mrow' && !fencedBy(tree) ? row(tree.children ?? []) : write(tree)}}`
const script = (tree) => (/^[0-9A-Za-z]$/.test(tree.text ?? '') ? tree.text : braced(tree))
const base = (tree) => (tree.tag === 'mrow' && !fencedBy(tree) ? braced(tree) : tree.children && /^m(sub|sup|subsup|frac)$/.test(tree.tag) ? braced(tree) : write(tree))

const opening = '([⟨'
const closing = ')]⟩'

// fencedBy returns the signs around a row, or null.
function fencedBy(tree) {
  const [first] = tree.children ?? []
  const last = tree.children?.at(-1)
  if (tree.children?.length < 2 || first?.tag !== 'mo') return null
  const right = last.tag === 'mo' && first !== last && '()[]{}|⟨⟩‖'.includes(last.text) ? last.text : ''
  if (!'()[]{|⟨‖'.includes(first.text) || (!right && first.text !== '{')) return null
  return [first.text, right]
}

function write(tree) {
  const { tag, text = '', attrs = {}, children = [] } = tree
  const [a, b, c] = children
  switch (tag) {
    case 'mrow': case 'mstyle': case 'mpadded': return group(tree)
    case 'mi': return identifier(text, attrs)
    case 'mn': return /^[0-9]+(?:[.,][0-9]+)*$/.test(text) ? text : words(text)
    case 'mo': return operator(text)
    case 'mtext': case 'ms': return words(text)
    case 'mspace': return '\\' + (Object.keys(spaces).find((name) => spaces[name] === attrs.width) ?? ',')
    case 'none': return '{}'
    case 'mfrac':
      if (parseFloat(attrs.linethickness) === 0) throw new Unwritable()
      return `\\frac${braced(a)}${braced(b)}`
    case 'msqrt': return `\\sqrt{${row(children)}}`
    case 'mroot': return `\\sqrt[${write(b)}]${braced(a)}`
    case 'msub': return `${base(a)}_${script(b)}`
    case 'msup': return /^′+$/.test(b.text ?? '') ? base(a) + "'".repeat(b.text.length) : `${base(a)}^${script(b)}`
    case 'msubsup': return `${base(a)}_${script(b)}^${script(c)}`
    case 'munder':
      if (limitNames.has(a.text)) return `\\${limitNames.get(a.text)}_${script(b)}`
      if (underNames.has(b.text)) return `\\${underNames.get(b.text)}${braced(a)}`
      return `\\underset${braced(b)}${braced(a)}`
    case 'mover':
      if (limitNames.has(a.text)) return `\\${limitNames.get(a.text)}^${script(b)}`
      if (overNames.has(b.text)) return `\\${b.attrs?.stretchy === 'false' || b.text === '→' ? overNames.get(b.text) : wide(b.text)}${braced(a)}`
      return `\\overset${braced(b)}${braced(a)}`
    case 'munderover':
      if (limitNames.has(a.text)) return `\\${limitNames.get(a.text)}_${script(b)}^${script(c)}`
      return `\\overset${braced(c)}{\\underset${braced(b)}${braced(a)}}`
    case 'mtable': return table(tree, 'matrix')
  }
  throw new Unwritable()
}

const wide = (sign) => ({ '¯': 'overline', '^': 'widehat' }[sign] ?? overNames.get(sign))

function group(tree) {
  const fence = tree.tag === 'mrow' ? fencedBy(tree) : null
  const { children = [] } = tree
  if (!fence) return row(children)
  const [left, right] = fence
  const inner = children.slice(1, right ? -1 : undefined)
  if (inner.length === 1 && inner[0].tag === 'mtable') {
    const name = Object.keys(fences).find((name) => fences[name][0] === left && fences[name][1] === right)
    if (name) return table(inner[0], name)
  }
  if (inner.length === 1 && inner[0].tag === 'mfrac' && parseFloat(inner[0].attrs?.linethickness) === 0 && left === '(') {
    return `\\binom${braced(inner[0].children[0])}${braced(inner[0].children[1])}`
  }
  if (opening.includes(left) && closing.includes(right) && right) return left + row(inner) + right
  const sign = (s) => ({ '': '.', '{': '\\{', '}': '\\}', '‖': '\\|' }[s] ?? s)
  return `\\left${sign(left)} ${row(inner)} \\right${sign(right)}`
}

function table(tree, name) {
  const rows = (tree.children ?? []).map((tr) => (tr.children ?? []).map((td) => row(td.children ?? [])).join(' & '))
  return `\\begin{${name}} ${rows.join(' \\\\ ')} \\end{${name}}`
}

function identifier(text, attrs) {
  if (functions.has(text)) return '\\' + text
  if (attrs.mathvariant?.startsWith('bold')) return `\\mathbf{${text}}`
  if (/^[A-Za-z]$/.test(text) && attrs.mathvariant !== 'normal') return text
  if (names.has(text)) return '\\' + names.get(text)
  return /^[A-Za-z ]+$/.test(text) ? `\\mathrm{${text}}` : words(text)
}

function operator(text) {
  if (/^[\u2061-\u2064]?$/.test(text)) return '' // of use to machines only
  if (limitNames.has(text)) return '\\' + limitNames.get(text)
  if (integralNames.has(text)) return '\\' + integralNames.get(text)
  if (keys.has(text)) return keys.get(text)
  if (names.has(text)) return '\\' + names.get(text)
  if (/^[a-z]+$/i.test(text)) return functions.has(text) ? '\\' + text : `\\mathrm{${text}}`
  return /^[{}#_^&\\]$/.test(text) ? '\\' + text : text
}

const words = (text) => (text ? `\\text{${text.replace(/[{}\\]/g, '')}}` : '')
