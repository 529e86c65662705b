// The links that a text may hold, by the same rules as on the server: http and
// https with a host and without a password, mailto, tel, a path of the same
// site, a place in the text. Everything else, first of all script, is no link.

const longest = 2048
const telephone = /^\+?[0-9][0-9 ().;=a-z-]{1,40}$/
const place = /^#[^\s"'<>\\]{1,200}$/

// safeHref returns link as it may be stored, or null.
export function safeHref(link) {
  // eslint-disable-next-line no-control-regex
  link = link.normalize('NFC').replace(/[\u0000-\u001f\u007f-\u009f\u200b\ufeff]/g, '').trim().replaceAll(' ', '%20')
  if (!link || link.length > longest || link.includes('\\')) return null
  if (link.startsWith('#')) return place.test(link) ? link : null
  if (link.startsWith('/')) return link.startsWith('//') ? null : link
  const scheme = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(link)
  if (!scheme) return null
  switch (scheme[1].toLowerCase()) {
    case 'http':
    case 'https':
      try {
        const url = new URL(link)
        return scheme[2].startsWith('//') && url.hostname && !url.username && !url.password ? link : null
      } catch {
        return null
      }
    case 'mailto':
      return /^[^@?]+@[^@?]+/.test(scheme[2]) ? link : null
    case 'tel':
      return telephone.test(decoded(scheme[2])) ? link : null
  }
  return null
}

// pageHref returns a link that leads to a page, or null.
export function pageHref(link) {
  const safe = safeHref(link)
  return safe && /^(\/|https?:)/i.test(safe) ? safe : null
}

// completeHref reads what a person typed into the address field: an address
// without its beginning ("example.edu.vn", "ten@example.edu.vn") gets the likely one.
export function completeHref(typed) {
  typed = typed.trim()
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(typed)) return safeHref('mailto:' + typed)
  if (/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d+)?([/?#].*)?$/u.test(typed)) return safeHref('https://' + typed)
  return safeHref(typed)
}

function decoded(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
