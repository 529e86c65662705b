// Formulas in what is pasted: MathML of web pages, and Word's own form, which
// the server reads.

import { fromMathML } from './math.js'

// What web pages wrap around a formula, with a picture or signs beside it for
// browsers that have no MathML.
const wrappers = '.mwe-math-element,.katex-display,.katex,mjx-container,.MathJax_Display,.MathJax'

// takeFormulas leaves marks in the places of formulas, and returns those of
// Word.
export function takeFormulas(root) {
  const document = root.ownerDocument
  for (const math of root.querySelectorAll('math')) {
    if (!math.isConnected) continue
    const tree = fromMathML(math)
    const whole = math.closest(wrappers) ?? math
    if (!tree) {
      whole.replaceWith(math.textContent.replace(/\s+/g, ' '))
      continue
    }
    whole.replaceWith(mark(document, { mathml: JSON.stringify(tree) }))
  }
  const formulas = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT)
  const found = []
  while (walker.nextNode()) found.push(walker.currentNode)
  for (const comment of found) {
    const omml = /^\[if gte msEquation \d+\]>([\s\S]*)<!\[endif\]$/i.exec(comment.data)?.[1]
    if (omml) {
      formulas.push(omml)
      comment.replaceWith(mark(document, { formula: formulas.length - 1 }))
    } else if (/^\[if !msEquation\]/i.test(comment.data)) {
      // The picture for programs that know no formulas.
      while (comment.nextSibling && !(comment.nextSibling.nodeType === Node.COMMENT_NODE && /^\[endif\]/i.test(comment.nextSibling.data))) comment.nextSibling.remove()
    }
  }
  return formulas
}

function mark(document, data) {
  const span = document.createElement('span')
  Object.assign(span.dataset, data)
  // With a sign of its own, so that no step takes it for empty.
  span.textContent = '\ufffc'
  return span
}

// putFormulas puts what the server made of Word's formulas in place, or their
// words where there is no answer, and sets those that are alone on lines of
// their own.
export function putFormulas(root, formulas, trees) {
  for (const span of root.querySelectorAll('span[data-formula]')) {
    const tree = trees[span.dataset.formula]
    if (tree) span.dataset.mathml = JSON.stringify(tree)
    else span.replaceWith(formulas[span.dataset.formula].replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim())
  }
  for (const span of root.querySelectorAll('span[data-mathml]')) {
    span.textContent = ''
    const tree = JSON.parse(span.dataset.mathml)
    if (tree.attrs?.displaystyle !== 'true') continue
    const line = span.closest('p') ?? (blank(span.previousSibling) && blank(span.nextSibling) ? span : null)
    if (!line || line.textContent.trim() || line.querySelectorAll('[data-mathml],figure').length > 1 || line.closest('h2,h3,h4')) continue
    const div = root.ownerDocument.createElement('div')
    div.dataset.mathml = span.dataset.mathml
    line.replaceWith(div)
  }
}

// blank reports whether beside a formula stands nothing of its line.
function blank(beside) {
  if (!beside) return true
  return beside.nodeType === Node.TEXT_NODE ? !beside.data.trim() : !beside.matches?.('strong,em,u,s,a,sub,sup,code,span,b,i,font,br')
}
