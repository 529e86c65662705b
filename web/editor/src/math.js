// Formulas are kept as a tree {tag, attrs, children, text}; the browser's own
// MathML shows them. Only what the schema knows becomes an element, so a tree
// from the clipboard can do no more than a stored one.

const elements = new Set(('math mrow mstyle merror mpadded mphantom msqrt menclose mi mn mo mtext ms mspace none ' +
  'mprescripts mfrac mroot msub msup msubsup munder mover munderover mmultiscripts mtable mtr mtd').split(' '))
const attributes = new Set(('mathvariant displaystyle scriptlevel dir fence separator stretchy symmetric largeop ' +
  'movablelimits form lspace rspace minsize maxsize accent accentunder linethickness notation width height depth ' +
  'voffset columnalign rowalign columnspan rowspan columnlines rowlines columnspacing rowspacing frame').split(' '))

const deepest = 40

export function mathML(tree, depth = 0) {
  if (!elements.has(tree?.tag) || depth > deepest) return document.createTextNode('')
  const node = document.createElementNS('http://www.w3.org/1998/Math/MathML', tree.tag)
  for (const [name, value] of Object.entries(tree.attrs ?? {})) if (attributes.has(name)) node.setAttribute(name, value)
  if (tree.text) node.append(tree.text)
  for (const child of tree.children ?? []) node.append(mathML(child, depth + 1))
  return node
}
