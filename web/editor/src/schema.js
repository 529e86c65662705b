// The schema of a text (docs/body-schema.md) as ProseMirror needs it. The
// server's check is the one that counts; this one keeps people from making
// what it would refuse.

import { Schema } from 'prosemirror-model'
import { pageHref, safeHref } from './href.js'
import { isFormula } from './math.js'

export const version = 1

export const sizes = ['small', 'medium', 'wide', 'full']
export const imageAligns = ['start', 'center', 'end']
export const calloutKinds = ['note', 'important', 'warning']

const textAligns = ['start', 'center', 'end', 'justify']
const listKinds = ['1', 'a', 'A', 'i', 'I']
const scopes = ['col', 'row', 'colgroup', 'rowgroup']

const oneOf = (words, word, fallback) => (words.includes(word) ? word : fallback)
const text = (dom, name) => dom.getAttribute(name) || null

// Attributes in the DOM are data-…, because the page's policy allows no style.
// Those that hold the default are not written.
function data(node, ...names) {
  const attrs = {}
  for (const name of names) {
    const value = node.attrs[name]
    if (value != null && value !== node.type.spec.attrs[name].default) attrs['data-' + name] = value
  }
  return attrs
}

// Every block may carry an id, by which footnotes, comments and comparisons
// find it again; here it only has to survive.
const identified = (attrs = {}) => ({ ...attrs, id: { default: null } })

const cell = (tag, more = {}) => ({
  content: 'block+',
  isolating: true,
  attrs: identified({ colspan: { default: 1 }, rowspan: { default: 1 }, align: { default: 'start' }, ...more }),
  parseDOM: [{
    tag,
    getAttrs: (dom) => ({
      colspan: span(dom, 'colspan', 100),
      rowspan: span(dom, 'rowspan', 1000),
      align: oneOf(textAligns.slice(0, 3), dom.dataset.align, 'start'),
      scope: oneOf(scopes, dom.getAttribute('scope'), null),
    }),
  }],
  toDOM(node) {
    const { colspan, rowspan, scope } = node.attrs
    const attrs = data(node, 'align')
    if (colspan > 1) attrs.colspan = colspan
    if (rowspan > 1) attrs.rowspan = rowspan
    if (scope) attrs.scope = scope
    return [tag, attrs, 0]
  },
})

function span(dom, name, most) {
  return Math.min(Math.max(parseInt(dom.getAttribute(name), 10) || 1, 1), most)
}

// MathML and the like come as a tree in an attribute, and travel through the
// clipboard as text.
const formula = (tag, group) => ({
  group,
  inline: group === 'inline',
  atom: true,
  attrs: group === 'inline' ? { mathml: {} } : identified({ mathml: {} }),
  parseDOM: [{ tag: `${tag}[data-mathml]`, getAttrs: (dom) => readFormula(dom.dataset.mathml) }],
  toDOM: (node) => [tag, { 'data-mathml': JSON.stringify(node.attrs.mathml) }],
})

function readFormula(json) {
  try {
    const mathml = JSON.parse(json)
    return isFormula(mathml) && { mathml }
  } catch {
    return false
  }
}

const plainMark = (tag, ...more) => ({ parseDOM: [tag, ...more].map((t) => ({ tag: t })), toDOM: () => [tag, 0] })

export const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },

    paragraph: {
      group: 'block',
      content: 'inline*',
      attrs: identified({ align: { default: 'start' } }),
      parseDOM: [{ tag: 'p', getAttrs: (dom) => ({ align: oneOf(textAligns, dom.dataset.align, 'start') }) }],
      toDOM: (node) => ['p', data(node, 'align'), 0],
    },

    heading: {
      group: 'block',
      content: 'inline*',
      defining: true,
      attrs: identified({ level: {} }),
      parseDOM: [2, 3, 4].map((level) => ({ tag: 'h' + level, attrs: { level } })),
      toDOM: (node) => ['h' + node.attrs.level, 0],
    },

    bullet_list: {
      group: 'block',
      content: 'list_item+',
      attrs: identified(),
      parseDOM: [{ tag: 'ul' }],
      toDOM: () => ['ul', 0],
    },

    ordered_list: {
      group: 'block',
      content: 'list_item+',
      attrs: identified({ order: { default: 1 }, kind: { default: '1' } }),
      parseDOM: [{
        tag: 'ol',
        getAttrs: (dom) => ({
          order: Math.min(Math.max(dom.hasAttribute('start') ? parseInt(dom.getAttribute('start'), 10) || 0 : 1, 0), 999_999),
          kind: oneOf(listKinds, dom.getAttribute('type'), '1'),
        }),
      }],
      toDOM({ attrs: { order, kind } }) {
        // data-kind for the style sheet, which reads a and A in type as the same.
        return ['ol', { start: order === 1 ? null : order, type: kind === '1' ? null : kind, 'data-kind': kind }, 0]
      },
    },

    list_item: {
      content: 'block+',
      defining: true,
      attrs: identified(),
      parseDOM: [{ tag: 'li' }],
      toDOM: () => ['li', 0],
    },

    blockquote: {
      group: 'block',
      content: 'block+',
      defining: true,
      attrs: identified({ cite: { default: null } }),
      parseDOM: [{ tag: 'blockquote', getAttrs: (dom) => ({ cite: text(dom, 'data-cite') }) }],
      toDOM: (node) => ['blockquote', data(node, 'cite'), 0],
    },

    callout: {
      group: 'block',
      content: 'block+',
      defining: true,
      attrs: identified({ kind: { default: 'note' } }),
      parseDOM: [{ tag: 'aside', getAttrs: (dom) => ({ kind: oneOf(calloutKinds, dom.dataset.kind, 'note') }) }],
      toDOM: (node) => ['aside', { 'data-kind': node.attrs.kind }, 0],
    },

    table: {
      group: 'block',
      content: 'table_row+',
      tableRole: 'table',
      isolating: true,
      attrs: identified({ caption: { default: null } }),
      parseDOM: [
        { tag: 'caption', ignore: true },
        { tag: 'table', getAttrs: (dom) => ({ caption: text(dom, 'data-caption') }) },
      ],
      toDOM: (node) => ['table', data(node, 'caption'), ['tbody', 0]],
    },

    table_row: {
      content: '(table_header | table_cell)*',
      tableRole: 'row',
      attrs: identified(),
      parseDOM: [{ tag: 'tr' }],
      toDOM: () => ['tr', 0],
    },

    table_header: { ...cell('th', { scope: { default: null } }), tableRole: 'header_cell' },
    table_cell: { ...cell('td'), tableRole: 'cell' },

    image: {
      group: 'block',
      atom: true,
      draggable: true,
      attrs: identified({
        media: {},
        alt: { default: null },
        caption: { default: null },
        credit: { default: null },
        video: { default: null },
        decorative: { default: false },
        size: { default: 'medium' },
        align: { default: 'center' },
        focus: { default: null },
      }),
      parseDOM: [{
        tag: 'figure[data-media]',
        getAttrs: (dom) => ({
          media: dom.dataset.media,
          alt: text(dom, 'data-alt'),
          caption: text(dom, 'data-caption'),
          credit: text(dom, 'data-credit'),
          video: pageHref(dom.dataset.video ?? ''),
          decorative: dom.hasAttribute('data-decorative'),
          size: oneOf(sizes, dom.dataset.size, 'medium'),
          align: oneOf(imageAligns, dom.dataset.align, 'center'),
          focus: text(dom, 'data-focus'),
        }),
      }],
      toDOM: (node) => ['figure', {
        'data-media': node.attrs.media,
        ...data(node, 'alt', 'caption', 'credit', 'video', 'size', 'align', 'focus'),
        'data-decorative': node.attrs.decorative ? '' : null,
      }],
    },

    file: {
      group: 'block',
      atom: true,
      draggable: true,
      attrs: identified({ media: {}, title: { default: null } }),
      parseDOM: [{
        tag: 'div[data-file]',
        getAttrs: (dom) => ({ media: dom.dataset.file, title: text(dom, 'data-title') }),
      }],
      toDOM: (node) => ['div', { 'data-file': node.attrs.media, 'data-title': node.attrs.title }],
    },

    formula_block: formula('div', 'block'),

    horizontal_rule: {
      group: 'block',
      attrs: identified(),
      parseDOM: [{ tag: 'hr' }],
      toDOM: () => ['hr'],
    },

    text: { group: 'inline' },

    hard_break: {
      group: 'inline',
      inline: true,
      selectable: false,
      parseDOM: [{ tag: 'br' }],
      toDOM: () => ['br'],
    },

    // What a note says is written below the text (notes.js).
    footnote: {
      group: 'inline',
      inline: true,
      atom: true,
      content: '(text | hard_break | formula)*',
      attrs: identified(),
      parseDOM: [{ tag: 'span[data-footnote]' }],
      toDOM: () => ['span', { 'data-footnote': '' }, 0],
    },

    formula: formula('span', 'inline'),
  },

  // In the order in which the stored form has them, the outermost first.
  marks: {
    link: {
      attrs: { href: {}, title: { default: null } },
      inclusive: false,
      parseDOM: [{
        tag: 'a[href]',
        getAttrs(dom) {
          const href = safeHref(dom.getAttribute('href'))
          return href && { href, title: text(dom, 'title') }
        },
      }],
      toDOM: (mark) => ['a', { href: mark.attrs.href, title: mark.attrs.title }, 0],
    },
    lang: {
      attrs: { lang: {} },
      parseDOM: [{ tag: 'span[lang]', getAttrs: (dom) => ({ lang: dom.getAttribute('lang') }) }],
      toDOM: (mark) => ['span', { lang: mark.attrs.lang }, 0],
    },
    strong: plainMark('strong', 'b'),
    em: plainMark('em', 'i'),
    underline: plainMark('u'),
    strike: plainMark('s', 'del', 'strike'),
    sub: plainMark('sub'),
    sup: plainMark('sup'),
    code: plainMark('code'),
  },
})
