// Formulas are kept as a tree {tag, attrs, children, text}; the browser's own
// MathML shows them. Only what the schema knows becomes an element, so a tree
// from the clipboard can do no more than a stored one.

// How many children an element has: any, or none but text.
const any = -1
const token = -2
const elements = {
  math: any, mrow: any, mstyle: any, merror: any, mpadded: any, mphantom: any, msqrt: any, menclose: any,
  mi: token, mn: token, mo: token, mtext: token, ms: token, mspace: 0, none: 0, mprescripts: 0,
  mfrac: 2, mroot: 2, msub: 2, msup: 2, msubsup: 3, munder: 2, mover: 2, munderover: 3,
  mmultiscripts: any, mtable: any, mtr: any, mtd: any,
}
const attributes = new Set(('mathvariant displaystyle scriptlevel dir fence separator stretchy symmetric largeop ' +
  'movablelimits form lspace rspace minsize maxsize accent accentunder linethickness notation width height depth ' +
  'voffset columnalign rowalign columnspan rowspan columnlines rowlines columnspacing rowspacing frame').split(' '))
const value = /^[A-Za-z0-9 .%+-]{1,64}$/

const deepest = 40

// mathML returns the element of a tree.
export function mathML(tree, depth = 0) {
  if (!Object.hasOwn(elements, tree?.tag ?? '') || depth > deepest) return document.createTextNode('')
  const node = document.createElementNS('http://www.w3.org/1998/Math/MathML', tree.tag)
  for (const [name, value] of Object.entries(tree.attrs ?? {})) if (attributes.has(name)) node.setAttribute(name, value)
  if (tree.text) node.append(tree.text)
  for (const child of tree.children ?? []) node.append(mathML(child, depth + 1))
  return node
}

// isFormula reports whether the server would take the tree.
export function isFormula(tree, depth = 0) {
  if (typeof tree !== 'object' || !tree || !Object.hasOwn(elements, tree.tag) || depth > deepest) return false
  if ((tree.tag === 'math') !== (depth === 0)) return false
  const want = elements[tree.tag]
  const { text = '', children = [], attrs = {} } = tree
  if (typeof text !== 'string' || !Array.isArray(children)) return false
  if (want === token ? children.length : text.trim() || (want >= 0 && children.length !== want)) return false
  return Object.entries(attrs).every(([name, v]) => attributes.has(name) && value.test(v)) &&
    children.every((child) => isFormula(child, depth + 1))
}

// fromMathML returns the tree of a <math> of another page, or null for one
// that says nothing. Elements that only wrap others give way to what they show.
export function fromMathML(math) {
  const children = row(math)
  const tree = { tag: 'math', ...(math.getAttribute('display') === 'block' ? { attrs: { displaystyle: 'true' } } : {}), children }
  return children.length && isFormula(tree) ? tree : null
}

const row = (element) => [...element.children].flatMap(one)

function one(element) {
  const tag = element.localName
  if (tag === 'semantics' || tag === 'maction') return element.firstElementChild ? one(element.firstElementChild) : []
  if (tag.startsWith('annotation')) return []
  if (!Object.hasOwn(elements, tag) || tag === 'math') return row(element)
  const attrs = {}
  for (const { name, value: v } of element.attributes) if (attributes.has(name) && value.test(v.trim())) attrs[name] = v.trim()
  const about = Object.keys(attrs).length ? { attrs } : {}
  const want = elements[tag]
  if (want === token) return [{ tag, ...about, text: element.textContent.replace(/\s+/g, ' ').trim() }]
  const children = want === 0 ? [] : row(element)
  if (want > 0 && children.length !== want) return children
  return [{ tag, ...about, ...(children.length ? { children } : {}) }]
}

// mathText returns what a formula says, token after token.
export function mathText(tree) {
  return [tree?.text, ...(tree?.children ?? []).map(mathText)].filter(Boolean).join(' ')
}
