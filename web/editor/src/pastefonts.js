// Text in the fonts from before Unicode, and in those of symbols. What it says only the server can tell,
// by the rules for files; here is decided what it is asked, and its answer put
// in place, so that it can be taken back.

import { ownStyle } from './pastestyles.js'

const symbolFont = /^["']?(wingdings|symbol)["']?$/i
const oldFont = /^["']?(\.vn|vni|vps)/i
// Letters that Vietnamese has and no old font.
const unicodeOnly = /[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]/

// readFonts notes the font of every text: elements are renamed later, texts
// stay.
export function readFonts(root, classes) {
  const fonts = new WeakMap()
  const walk = (element, inherited) => {
    const own = ownStyle(element, 'font-family') || element.getAttribute('face') || classes.of(element, 'font-family')
    const font = own ? own.split(',')[0].replace(/["']|&quot;/g, '').trim() : inherited
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        if (font) fonts.set(child, font)
      } else if (child.nodeType === Node.ELEMENT_NODE) {
        walk(child, font)
      }
    }
  }
  walk(root, '')
  return fonts
}

// mayBeOld reports whether a line could be in an old font.
export function mayBeOld(text, font = '') {
  if (unicodeOnly.test(text)) return false
  return oldFont.test(font) || /[^\u0000-\u007f\u00a0\u2010-\u2026\ufffc]/.test(text)
}

const line = 'p,h2,h3,h4,li,td,th,caption'

// oldLines returns the lines to be asked about: the texts of each, with fonts.
export function oldLines(root, fonts) {
  const lines = new Map()
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    const text = node.data.replace(/[\t\r\n ]+/g, ' ')
    if (!text.trim()) continue
    const of = node.parentElement.closest(`${line},[data-footnote]`) ?? root
    if (!lines.has(of)) lines.set(of, [])
    lines.get(of).push({ node, text, font: fonts.get(node) })
  }
  return [...lines.values()].filter((texts) => texts.some(({ font }) => symbolFont.test(font ?? '')) ||
    !texts.some(({ text }) => unicodeOnly.test(text)) && texts.some(({ text, font }) => mayBeOld(text, font)))
}

// putLines puts converted texts in place, and lists them as {before, after}.
export function putLines(old, lines) {
  return old.flatMap((texts, i) => texts.flatMap(({ node, text }, j) => {
    const after = lines[i]?.[j]
    if (after === undefined || after === text) return []
    node.data = after
    return [{ before: shown(text), after: shown(after) }]
  }))
}

const shown = (text) => text.normalize('NFC').replace(/\s+/g, ' ').trim()
