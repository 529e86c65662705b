// Makes what people paste from Word, Google Docs, web pages and mail into the
// few elements that the schema reads. Everything is decided here from the
// element and its style as text: the page's policy keeps styles from applying,
// and nothing pasted ever touches the page. The server checks the result again.

import { defuse, styleSheet } from './defuse.js'
import { safeHref } from './href.js'
import { readFonts, oldLines, putLines } from './pastefonts.js'
import { putFormulas, takeFormulas } from './pasteformulas.js'
import { buildLists, countLists } from './pastelists.js'
import { acceptChanges, showFields } from './pasteshown.js'
import { pictureFile, pictures, rtfPictures } from './pastepictures.js'
import { readClasses, styleOf } from './pastestyles.js'

const dropped = 'script,style,meta,link,title,xml,iframe,object,embed,applet,svg,math,canvas,x-video,x-audio,noscript,' +
  'template,button,datalist,nav,map,area,colgroup,col,[hidden],[aria-hidden="true"],' +
  '[data-style*="display:none"],[data-style*="mso-hide:all"]'
// what the schema has a form for
const kept = new Set(('p h2 h3 h4 ul ol li blockquote table caption thead tbody tfoot tr td th hr br a strong em u s sub sup code ' +
  'figure span').split(' '))
const blocks = 'p,h1,h2,h3,h4,h5,h6,ul,ol,li,dl,dt,dd,div,blockquote,table,hr,pre,figure,section,article,header,footer,main,aside,address,details,figcaption'

// readHTML takes pasted HTML apart and returns a Paste: what it asks of the
// server, whether changes that somebody tracked were accepted, and finish, which
// makes of the answer what the schema reads. put(file),
// if pictures can be sent, accepts one that the clipboard itself holds and returns the
// name under which it stands; miss(name), for one that is lost, returns a name for
// a place to put it; rtf is the same copy in that form, in which Word
// has its pictures; lostText(alt) is what stands where one is missing.
export function readHTML(html, { put, miss, rtf = '', lostText }) {
  const root = new DOMParser().parseFromString(defuse(html), 'text/html').body
  const word = /urn:schemas-microsoft-com:office|class="?Mso|mso-|ListContainerWrapper/.test(html)
  const sheet = [...html.matchAll(styleSheet)].map((match) => match[0]).join('\n')
  const classes = readClasses(sheet)

  const fonts = readFonts(root, classes)
  const formulas = takeFormulas(root)
  root.querySelectorAll(dropped).forEach((e) => e.remove())
  comments(root)
  const accepted = acceptChanges(root, word)
  showFields(root)
  footnotes(root)
  if (word) buildLists(root, sheet)
  countLists(root)
  const lost = images(root, { put, miss, lostText, held: rtfPictures(rtf) })
  headings(root)
  tables(root, classes)
  structure(root)
  inline(root, classes)
  links(root)
  const old = oldLines(root, fonts)
  return {
    lost,
    accepted,
    asks: old.length || formulas.length ? { lines: old.map((line) => line.map(({ text, font }) => ({ text, font }))), formulas } : null,
    // finish(answer) returns {html, changed}; without an answer all text stays as it was.
    finish(answer = {}) {
      const changed = putLines(old, answer.lines ?? [])
      putFormulas(root, formulas, answer.formulas ?? [])
      texts(root, word)
      tidy(root)
      return { html: root.innerHTML, changed }
    },
  }
}

function rename(element, tag) {
  const other = element.ownerDocument.createElement(tag)
  for (const { name, value } of element.attributes) other.setAttribute(name, value)
  other.append(...element.childNodes)
  element.replaceWith(other)
  return other
}

const unwrap = (element) => element.replaceWith(...element.childNodes)

function wrapContent(element, tag) {
  const inner = element.ownerDocument.createElement(tag)
  inner.append(...element.childNodes)
  element.append(inner)
}

function comments(root) {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_COMMENT)
  const found = []
  while (walker.nextNode()) found.push(walker.currentNode)
  found.forEach((c) => c.remove())
  // Word's remarks of reviewers, and names with a colon (o:p, w:sdt, st1:place).
  root.querySelectorAll('[data-style*="mso-element:comment"],.MsoCommentReference,.msocomanchor,.msocomtxt').forEach((e) => e.remove())
  ;[...root.querySelectorAll('*')].filter((e) => e.localName.includes(':')).forEach(unwrap)
}

// footnotes puts the text of a note, which Word and Google Docs keep at the
// end, into the place that refers to it.
function footnotes(root) {
  const used = new Set()
  for (const a of root.querySelectorAll('a[href*="#"]')) {
    const match = /#_?((?:ftn|edn|ftnt|sdfootnote|sdendnote)\d+)(?:sym)?$/.exec(a.getAttribute('href'))
    const note = match && (root.querySelector(`div[id="${match[1]}"]`) ?? root.querySelector(`a[id="${match[1]}"]`)?.closest('div,p'))
    if (!note) continue
    used.add(note)
    const span = root.ownerDocument.createElement('span')
    const copy = note.cloneNode(true)
    copy.querySelectorAll('a[href*="ref"],a.sdfootnotesym,a.sdendnotesym').forEach((back) => back.remove())
    span.dataset.footnote = ''
    span.textContent = copy.textContent.replace(/\s+/g, ' ').trim()
    const place = a.closest('sup') ?? a
    if (span.textContent) place.replaceWith(span)
    else place.remove()
  }
  used.forEach((note) => note.remove())
  root.querySelectorAll('[data-style*="mso-element:footnote-list"],[data-style*="mso-element:endnote-list"]').forEach((e) => e.remove())
}

function images(root, { put, miss, lostText, held }) {
  let lost = 0
  const here = [...root.querySelectorAll('img')].filter((img) => /^file:/i.test(img.getAttribute('src') ?? ''))
  // Word has its pictures in the other form of the copy, in the same order.
  const bytes = new Map(here.length === held.length ? here.map((img, i) => [img, held[i]]) : [])
  const figure = (img, media, alt) => {
    const figure = root.ownerDocument.createElement('figure')
    figure.dataset.media = media
    if (alt) figure.dataset.alt = alt
    img.replaceWith(figure)
  }
  for (const img of root.querySelectorAll('img')) {
    const src = img.getAttribute('src') ?? ''
    const alt = (img.getAttribute('alt') ?? '').replace(/\s+/g, ' ').trim()
    const small = ['width', 'height'].some((side) => img.hasAttribute(side) && parseInt(img.getAttribute(side), 10) <= 3)
    if (small) {
      img.remove()
    } else if (/^\p{Extended_Pictographic}/u.test(alt)) {
      img.replaceWith(alt)
    } else if (put && pictures.test(src)) {
      figure(img, put(pictureFile(src)), alt)
    } else if (put && bytes.has(img)) {
      figure(img, put(bytes.get(img)), alt)
    } else if (miss) {
      lost++
      figure(img, miss(lostText(alt)), alt)
    } else {
      lost++
      const mark = root.ownerDocument.createElement('em')
      mark.textContent = lostText(alt)
      img.replaceWith(mark)
    }
  }
  return lost
}

// headings moves the levels so that the highest is 2: the title of the page is
// the one heading of level 1.
function headings(root) {
  root.querySelectorAll('p.MsoTitle').forEach((p) => rename(p, 'h1'))
  const down = root.querySelector('h1') ? 1 : 0
  for (const h of root.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    const level = Math.min(Math.max(Number(h.localName[1]) + down, 2), 4)
    h.querySelectorAll('b,strong').forEach(unwrap)
    h.dataset.style = ''
    rename(h, 'h' + level)
  }
}

function tables(root, classes) {
  for (const table of root.querySelectorAll('table table')) flatten(table)
  for (const table of root.querySelectorAll('table')) {
    // One cell is a frame for looks, not a table.
    if (table.querySelectorAll('td,th').length <= 1) {
      flatten(table)
      continue
    }
    const caption = table.querySelector('caption')
    if (caption) {
      const text = caption.textContent.replace(/\s+/g, ' ').trim()
      if (text) table.dataset.caption = text
      caption.remove()
    }
    table.querySelectorAll('thead td').forEach((td) => rename(td, 'th'))
    boldHead(table, classes)
    table.querySelectorAll('thead th').forEach((th) => { if (!th.hasAttribute('scope')) th.setAttribute('scope', 'col') })
    for (const cell of table.querySelectorAll('td,th')) {
      const first = cell.firstElementChild ?? cell
      const align = styleOf(cell, 'text-align') || cell.getAttribute('align') || styleOf(first, 'text-align') || first.getAttribute('align') ||
        classes.of(cell, 'text-align')
      const to = { center: 'center', right: 'end', end: 'end' }[align]
      if (to) cell.dataset.align = to
      cell.querySelectorAll('p').forEach((p) => { p.dataset.style = ''; p.removeAttribute('align') })
      if (cell.localName === 'th') cell.querySelectorAll('b,strong').forEach(unwrap)
    }
  }
}

// boldHead takes a first row in bold above others that are not for header
// cells: spreadsheets know none.
function boldHead(table, classes) {
  if (table.querySelector('th')) return
  const rows = [...table.querySelectorAll('tr')]
  const isBold = (cell) => !cell.textContent.trim() || bold.test(styleOf(cell, 'font-weight') || classes.of(cell, 'font-weight')) ||
    [...cell.querySelectorAll('b,strong,span')].some((e) => e.textContent.trim() === cell.textContent.trim() && (e.matches('b,strong') || bold.test(styleOf(e, 'font-weight'))))
  const all = rows.map((row) => [...row.children].every(isBold) && row.textContent.trim() !== '')
  if (rows.length < 2 || !all[0] || all.every(Boolean)) return
  for (const td of [...rows[0].children]) rename(td, 'th').setAttribute('scope', 'col')
}

// flatten leaves the text of a table, cell after cell.
function flatten(table) {
  const parts = [...table.querySelectorAll('td,th')].map((cell) => {
    const div = cell.ownerDocument.createElement('div')
    div.append(...cell.childNodes)
    return div
  })
  table.replaceWith(...parts)
}

// structure leaves only the block elements of the schema.
function structure(root) {
  root.querySelectorAll('dt').forEach((dt) => wrapContent(dt, 'strong'))
  root.querySelectorAll('dt,dd,figcaption,summary,address').forEach((e) => rename(e, 'p'))
  for (const pre of root.querySelectorAll('pre')) {
    const p = rename(pre, 'p')
    const lines = p.textContent.replace(/\n$/, '').split('\n')
    p.replaceChildren(...lines.flatMap((line, i) => (i ? [p.ownerDocument.createElement('br'), line] : [line])))
  }
  const align = { center: 'center', right: 'end', end: 'end', justify: 'justify' }
  for (const block of root.querySelectorAll('p,div')) {
    if (block.closest('td,th')) continue
    const to = align[styleOf(block, 'text-align') || block.getAttribute('align')]
    // Nearly every document from Word is justified, which is the site's affair.
    if (to && to !== 'justify') block.dataset.align = to
  }
  for (const div of [...root.querySelectorAll('div,section,article,header,footer,main,aside,details,dl,fieldset,center')].reverse()) {
    if (div.querySelector(blocks)) unwrap(div)
    else rename(div, 'p')
  }
}

const bold = /^(bold|bolder|[6-9]00)$/
const notBold = /^(normal|[1-4]00)$/

// inline makes the looks of runs of text into marks.
function inline(root, classes) {
  const names = { b: 'strong', i: 'em', cite: 'em', dfn: 'em', var: 'em', ins: 'u', del: 's', strike: 's', tt: 'code', kbd: 'code', samp: 'code' }
  for (const e of [...root.querySelectorAll(Object.keys(names).join(',') + ',strong,em,u,s')]) {
    const off = (e.matches('b,strong') && notBold.test(styleOf(e, 'font-weight'))) ||
      (e.matches('i,em') && styleOf(e, 'font-style') === 'normal') ||
      (e.matches('u,ins') && (/none/.test(styleOf(e, 'text-decoration')) || e.closest('a') || e.querySelector('a')))
    if (off) unwrap(e)
    else if (names[e.localName]) rename(e, names[e.localName])
  }
  for (const cell of root.querySelectorAll('td[class]')) {
    if (bold.test(classes.of(cell, 'font-weight'))) wrapContent(cell, 'strong')
  }
  for (const e of root.querySelectorAll('span,font,p,li,a')) {
    if (!e.dataset.style) continue
    const decoration = styleOf(e, 'text-decoration') + styleOf(e, 'text-decoration-line')
    const vertical = styleOf(e, 'vertical-align')
    if (bold.test(styleOf(e, 'font-weight'))) wrapContent(e, 'strong')
    if (/^(italic|oblique)/.test(styleOf(e, 'font-style'))) wrapContent(e, 'em')
    if (/underline/.test(decoration) && !e.closest('a') && !e.querySelector('a')) wrapContent(e, 'u')
    if (/line-through/.test(decoration)) wrapContent(e, 's')
    if (vertical === 'super') wrapContent(e, 'sup')
    if (vertical === 'sub') wrapContent(e, 'sub')
  }
}

function links(root) {
  for (const a of root.querySelectorAll('a')) {
    let href = (a.getAttribute('href') ?? '').trim()
    // Google Docs and Gmail lead through a page of their own.
    const through = /^https?:\/\/www\.google\.com\/url\?/.test(href) && new URL(href).searchParams
    if (through) href = through.get('q') ?? through.get('url') ?? href
    const safe = safeHref(href)
    // A place within the other document leads nowhere in this one.
    if (!safe || safe.startsWith('#') || !a.textContent.trim()) unwrap(a)
    else a.setAttribute('href', safe)
  }
}

// texts composes letters, drops invisible characters, and makes the no-break
// spaces with which Word fills lines into plain ones.
function texts(root, word) {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    let text = node.data.normalize('NFC').replace(/[\u00ad\u200b\u2060\ufeff]/g, '')
    if (word) text = text.replace(/\u00a0/g, ' ')
    text = text.replace(/\u00a0(?=[\s\u00a0]|$)|(^|\s)\u00a0/g, '$1 ').replace(/[\t\r\n ]+/g, ' ')
    if (text !== node.data) node.data = text
  }
}

// standAlone divides a paragraph around a picture, which is a block.
function standAlone(figure) {
  const p = figure.closest('p,h2,h3,h4')
  const range = p.ownerDocument.createRange()
  range.setStartAfter(figure)
  range.setEndAfter(p.lastChild)
  const rest = p.cloneNode(false)
  rest.append(range.extractContents())
  p.after(figure, rest)
}

const attributes = new Set(['href', 'title', 'colspan', 'rowspan', 'scope', 'start', 'type', 'data-align', 'data-caption',
  'data-media', 'data-alt', 'data-footnote', 'data-mathml'])

// tidy leaves known elements with known attributes, and no empty blocks.
function tidy(root) {
  for (const figure of root.querySelectorAll('p figure,h2 figure,h3 figure,h4 figure')) standAlone(figure)
  for (const e of [...root.querySelectorAll('*')].reverse()) {
    // Between blocks a line break says nothing, as at the end of one.
    if (e.localName === 'br' && e.parentNode === root && root.querySelector(blocks)) {
      e.remove()
      continue
    }
    if (e.localName === 'div' && 'mathml' in e.dataset) continue
    if (!kept.has(e.localName) || (e.localName === 'span' && !('footnote' in e.dataset) && !('mathml' in e.dataset))) {
      unwrap(e)
      continue
    }
    for (const { name } of [...e.attributes]) if (!attributes.has(name)) e.removeAttribute(name)
    const empty = !e.textContent.trim() && !e.querySelector('figure,hr,br,td,th,[data-mathml]')
    if (empty && e.matches('p,h2,h3,h4,li,ul,ol,blockquote,a')) e.remove()
    // A line break at the end of a block shows nothing.
    else if (e.matches('p,h2,h3,h4,li,td,th') && e.lastChild?.localName === 'br') e.lastChild.remove()
    if (empty && e.matches('strong,em,u,s,sub,sup,code')) unwrap(e)
  }
}
