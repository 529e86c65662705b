// Takes out of HTML from elsewhere what a browser notices even in a document that
// is never shown: it reports style sheets, styles and handlers to the policy of
// our page, and bases for addresses, and asks for the tracks of videos where no
// policy forbids it.

export const styleSheet = /<style\b[\s\S]*?(?:<\/style>|$)/gi
const fetching = /<(\/?)(?=(?:video|audio|track|base)[\s/>])/gi

// A tag's begin, and an attribute with what stands before it and its value, as
// browsers read them (WHATWG HTML, 13.2.5.32–38): a name may hold quotation
// marks and "<".
const begin = /<[a-z][^\t\n\f\r />]*/gi
const attribute = /([\t\n\f\r /]*)([^\t\n\f\r />][^\t\n\f\r />=]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^\t\n\f\r >"'][^\t\n\f\r >]*)?)?/y

// defuse returns html without style sheets, with other names for styles,
// handlers, bases, videos and sounds. What stands in a tag depends on where the one
// before ended, which only a parser knows: so every "<" that could begin one
// counts, in a comment and between quotation marks, too.
export function defuse(html) {
  for (let before; before !== html; ) [before, html] = [html, html.replace(styleSheet, '')]
  html = html.replace(fetching, '<$1x-')
  const names = new Map() // what is renamed, by where it stands
  const read = new Set() // places from which attributes were read before
  for (const tag of html.matchAll(begin)) {
    attribute.lastIndex = tag.index + tag[0].length
    for (let at = attribute.lastIndex, found; !read.has(at) && (found = attribute.exec(html)); at = attribute.lastIndex) {
      read.add(at)
      if (/^(?:style$|on)/i.test(found[2])) names.set(at + found[1].length, found[2])
    }
  }
  let safe = '', from = 0
  for (const [at, name] of [...names].sort(([a], [b]) => a - b)) {
    if (at < from) continue
    safe += html.slice(from, at) + (/^style$/i.test(name) ? 'data-style' : 'data-off')
    from = at + name.length
  }
  return safe + html.slice(from)
}
