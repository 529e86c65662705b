// A formula as people type it, a part of TeX, and as the text keeps it, a tree
// of MathML. readFormula makes the tree, writeFormula the line that makes it
// again, so that a formula from a Word file can be changed by typing as well.
//
// Not quite TeX where offices write otherwise: brackets grow by themselves,
// 1,5 and 1.234 are numbers, words with Vietnamese letters are words.

import { fences, functions, integrals, limits, named, over, spaces, typed, under } from './symbols.js'

export class FormulaError extends Error {
  // key is the message, about what it is about.
  constructor(key, about = '') {
    super(key)
    this.key = key
    this.about = about
  }
}

const lexer = /\s+|\\(?:begin|end)\s*\{[a-z]*\}|\\[A-Za-z]+|\\.|[0-9]+(?:[.,][0-9]+)*|<=|>=|!=|->|=>|\+-|\p{L}\p{M}*|./gsu
const open = { '(': ')', '[': ']', '⟨': '⟩' }
const closing = new Set([')', ']', '⟩'])
const longest = 2000

// readFormula returns the tree of source, or throws a FormulaError.
export function readFormula(source, block = false) {
  if (source.length > longest) throw new FormulaError('formula.error.long', longest)
  const reader = new Reader(source.normalize('NFC'))
  const children = reader.row()
  if (reader.next !== undefined) throw new FormulaError('formula.error.extra', reader.next)
  return { tag: 'math', ...(block ? { attrs: { displaystyle: 'true' } } : {}), children }
}

const leaf = (tag, text, attrs) => ({ tag, ...(attrs ? { attrs } : {}), text })
const node = (tag, ...children) => ({ tag, children })
const single = (row) => (row.length === 1 ? row[0] : node('mrow', ...row))

class Reader {
  constructor(source) {
    this.tokens = source.match(lexer) ?? []
    this.at = 0
    this.depth = 0
    this.stops = [] // what ends the rows that are open, in brackets that are not closed too
  }

  get next() {
    this.blanks()
    return this.tokens[this.at]
  }

  blanks() {
    while (/^\s/.test(this.tokens[this.at] ?? '')) this.at++
  }

  take() {
    const token = this.next
    this.at++
    return token
  }

  // row reads until one of the tokens in stops, which it leaves.
  row(...stops) {
    if (++this.depth > 12) throw new FormulaError('formula.error.deep')
    this.stops.push(...stops)
    const out = []
    for (let t = this.next; t !== undefined && !this.stops.includes(t) && t !== '}'; t = this.next) out.push(this.scripted())
    this.stops.length -= stops.length
    this.depth--
    return spaced(out)
  }

  scripted() {
    const { stacked, ...base } = this.atom()
    let sub = null
    let sup = null
    for (let t = this.next; t === '_' || t === '^' || t === "'"; t = this.next) {
      this.take()
      if (t === "'") {
        let primes = typed[t]
        while (this.next === t) primes += typed[this.take()]
        sup = sup ? single([leaf('mo', primes), sup]) : leaf('mo', primes)
      } else if (t === '_') {
        sub = this.argument()
      } else {
        sup = sup ? single([sup, this.argument()]) : this.argument()
      }
    }
    if (!sub && !sup) return base
    if (sub && sup) return node(stacked ? 'munderover' : 'msubsup', base, sub, sup)
    return sub ? node(stacked ? 'munder' : 'msub', base, sub) : node(stacked ? 'mover' : 'msup', base, sup)
  }

  // argument reads what stands in braces, or the next sign alone.
  argument() {
    const t = this.next
    if (t === undefined || t === '}') throw new FormulaError('formula.error.argument')
    if (t !== '{') {
      const { stacked, ...base } = this.atom()
      return base
    }
    this.take()
    const outside = this.stops
    this.stops = []
    const inner = this.row()
    this.stops = outside
    if (this.take() !== '}') throw new FormulaError('formula.error.brace')
    return single(inner)
  }

  // words reads braces as they are written.
  words() {
    if (this.take() !== '{') throw new FormulaError('formula.error.argument')
    let text = ''
    for (;;) {
      const t = this.tokens[this.at++]
      if (t === undefined) throw new FormulaError('formula.error.brace')
      if (t === '}') return text.replace(/\s+/g, ' ').trim()
      text += t
    }
  }

  atom() {
    const t = this.take()
    if (t === undefined) throw new FormulaError('formula.error.argument')
    if (t === '{') {
      this.at--
      return this.argument()
    }
    const environment = /^\\begin\s*\{([a-z]*)\}$/.exec(t)
    if (environment) return this.table(environment[1])
    if (/^\\[A-Za-z]/.test(t)) return this.command(t.slice(1))
    if (t[0] === '\\') {
      if (Object.hasOwn(spaces, t[1])) return { tag: 'mspace', attrs: { width: spaces[t[1]] } }
      if (t[1] === '|') return leaf('mo', '‖')
      return leaf('mo', t[1])
    }
    if (/^[0-9]/.test(t)) return leaf('mn', t)
    if (/^\p{L}/u.test(t)) return this.letters(t)
    if (Object.hasOwn(open, t)) return this.fenced(t)
    if (t === '^' || t === '_' || t === '&') throw new FormulaError('formula.error.extra', t)
    if (closing.has(t)) return leaf('mo', t, { stretchy: 'false' })
    return leaf('mo', typed[t] ?? t)
  }

  // letters is one variable, or words where a letter is none of mathematics.
  letters(first) {
    let end = this.at
    let text = first
    while (/^\p{L}/u.test(this.tokens[end] ?? '')) text += this.tokens[end++]
    if (!/[^\u0000-\u007f\u0370-\u03ff]/u.test(text)) return leaf('mi', first)
    for (;;) {
      let word = ''
      let to = end
      if (this.tokens[to] !== ' ') break
      for (to++; /^\p{L}/u.test(this.tokens[to] ?? ''); to++) word += this.tokens[to]
      if (word.length < 2) break
      text += ' ' + word
      end = to
    }
    this.at = end
    return leaf('mtext', text)
  }

  // fenced reads brackets with what is between them; half-open intervals too.
  fenced(left) {
    const at = this.at
    const inner = this.row(...closing)
    const right = this.next
    if (!closing.has(right)) {
      this.at = at
      return leaf('mo', left, { stretchy: 'false' })
    }
    this.take()
    return node('mrow', leaf('mo', left), ...inner, leaf('mo', right))
  }

  command(name) {
    switch (name) {
      case 'frac': case 'dfrac': case 'tfrac': return node('mfrac', this.argument(), this.argument())
      case 'binom': {
        const pair = node('mfrac', this.argument(), this.argument())
        return node('mrow', leaf('mo', '('), { ...pair, attrs: { linethickness: '0' } }, leaf('mo', ')'))
      }
      case 'sqrt': return this.root()
      case 'text': case 'mbox': return leaf('mtext', this.words())
      case 'mathrm': case 'operatorname': return leaf('mi', this.words(), { mathvariant: 'normal' })
      case 'mathbf': return leaf('mi', this.words(), { mathvariant: 'bold' })
      case 'overset': { const top = this.argument(); return node('mover', this.argument(), top) }
      case 'underset': { const below = this.argument(); return node('munder', this.argument(), below) }
      case 'left': return this.sized()
      case 'right': throw new FormulaError('formula.error.extra', '\\right')
    }
    if (Object.hasOwn(over, name)) return node('mover', this.argument(), leaf('mo', over[name], stretch(name)))
    if (Object.hasOwn(under, name)) return node('munder', this.argument(), leaf('mo', under[name]))
    if (Object.hasOwn(spaces, name)) return { tag: 'mspace', attrs: { width: spaces[name] } }
    if (Object.hasOwn(integrals, name)) return leaf('mo', integrals[name])
    if (Object.hasOwn(limits, name)) return { ...leaf('mo', limits[name]), stacked: true }
    if (functions.has(name)) return leaf('mi', name)
    const sign = named.get(name)
    if (sign) return { ...sign }
    throw new FormulaError('formula.error.unknown', '\\' + name)
  }

  root() {
    if (this.next !== '[') return node('msqrt', ...flat(this.argument()))
    this.take()
    const degree = single(this.row(']'))
    if (this.take() !== ']') throw new FormulaError('formula.error.brace')
    return node('mroot', this.argument(), degree)
  }

  // table reads the cells of a matrix or of cases.
  table(name) {
    if (!Object.hasOwn(fences, name)) throw new FormulaError('formula.error.unknown', `\\begin{${name}}`)
    const end = `\\end{${name}}`
    const rows = [[]]
    for (;;) {
      rows.at(-1).push(node('mtd', ...this.row('&', '\\\\', end)))
      const t = this.take()
      if (t === end) break
      if (t === undefined || t === '}') throw new FormulaError('formula.error.end', end)
      if (t === '\\\\') rows.push([])
    }
    // A line break after the last row begins none.
    if (rows.length > 1 && rows.at(-1).length === 1 && !rows.at(-1)[0].children.length) rows.pop()
    const table = node('mtable', ...rows.map((cells) => node('mtr', ...cells)))
    const [left, right] = fences[name]
    if (!left) return table
    return node('mrow', leaf('mo', left, { fence: 'true' }), table, ...(right ? [leaf('mo', right, { fence: 'true' })] : []))
  }

  // sized reads \left( … \right), in which either sign may be a point: none.
  sized() {
    const sign = (t) => (t === '.' ? [] : [leaf('mo', { '\\{': '{', '\\}': '}', '\\|': '‖' }[t] ?? t, { fence: 'true' })])
    const left = this.take()
    const inner = this.row('\\right')
    if (left === undefined || this.take() !== '\\right' || this.next === undefined) throw new FormulaError('formula.error.right')
    return node('mrow', ...sign(left), ...inner, ...sign(this.take()))
  }
}

const stretch = (name) => (['hat', 'dot', 'ddot', 'tilde', 'bar'].includes(name) ? { stretchy: 'false' } : undefined)

// spaced sets words apart from what they stand beside.
function spaced(trees) {
  const apart = (a, b) => (a.tag === 'mtext' || b.tag === 'mtext') && ![a.tag, b.tag].some((tag) => tag === 'mo' || tag === 'mspace')
  return trees.flatMap((tree, i) => (i && apart(trees[i - 1], tree) ? [{ tag: 'mspace', attrs: { width: spaces[' '] } }, tree] : [tree]))
}

const flat = (tree) => (tree.tag === 'mrow' && tree.children[0]?.tag !== 'mo' ? tree.children : [tree])
