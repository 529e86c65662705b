// A body written as lines, so that a test can show what it expects.

const wrap = { strong: '**', em: '*', underline: '_', strike: '~', sub: ',', sup: '^', code: '`' }

function inline(nodes = []) {
  return nodes.map((n) => {
    if (n.type === 'hard_break') return '⏎'
    if (n.type === 'footnote') return `[note: ${inline(n.content)}]`
    if (n.type === 'formula') return '[formula]'
    return (n.marks ?? []).reduceRight((text, { type, attrs }) => {
      if (type === 'link') return `[${text}](${attrs.href})`
      if (type === 'lang') return `{${attrs.lang}: ${text}}`
      return wrap[type] + text + wrap[type]
    }, n.text)
  }).join('')
}

const attrs = (n, ...names) => names.filter((a) => n.attrs?.[a] !== undefined).map((a) => ` ${a}=${n.attrs[a]}`).join('')

function cell(n) {
  const head = n.type === 'table_header' ? '#' : ''
  const about = attrs(n, 'colspan', 'rowspan', 'align', 'scope').trim()
  return `${head}${about && `[${about}]`} ${brief(n.content).map((line) => line.replace(/^p ?/, '')).join(' / ')}`
}

// brief returns the lines of a list of blocks.
export function brief(blocks = [], indent = '') {
  return blocks.flatMap((n) => {
    const inner = () => brief(n.content, indent + '  ')
    switch (n.type) {
      case 'paragraph': return [`${indent}p${attrs(n, 'align')} ${inline(n.content)}`.trimEnd()]
      case 'heading': return [`${indent}h${n.attrs.level} ${inline(n.content)}`.trimEnd()]
      case 'list_item': return [`${indent}-`, ...inner()]
      case 'bullet_list': return [`${indent}ul`, ...inner()]
      case 'ordered_list': return [`${indent}ol${attrs(n, 'kind', 'order')}`, ...inner()]
      case 'table_row': return [indent + `| ${n.content.map(cell).join(' | ')}`.replace(/ +/g, ' ').trimEnd()]
      case 'image': return [`${indent}image${attrs(n, 'alt', 'caption', 'credit', 'video', 'decorative', 'size', 'align')}`]
      default: return [`${indent}${n.type}${attrs(n, 'kind', 'caption', 'cite', 'title')}`, ...inner()]
    }
  })
}
