// Sample pages and which of them are met. A page is there in two languages, and
// one of the portal in up to three themes: with CONGBO_TEST_SHOTS each is met in
// all of them, otherwise every page in one theme and one language, in turn.

export const names = process.env.PAGES.split(' ')
export const all = Boolean(process.env.CONGBO_TEST_SHOTS)

const themes = ['', 'so-nganh-', 'thu-vien-']
const bare = (kind) => kind.replace(/^(so-nganh|thu-vien)-/, '')
const kinds = [...new Set(names.map((n) => n.replace(/\.(vi|en)\.html$/, '')))].sort()
const pages = [...new Set(kinds.map(bare))]

// met lists the pages in a language that have their turn: 0 or 1.
export function met(lang, turn) {
  const has = (kind) => {
    const at = pages.indexOf(bare(kind))
    const there = themes.filter((t) => kinds.includes(t + bare(kind)))
    return at % 2 === turn && kind === there[Math.floor(at / 2) % there.length] + bare(kind)
  }
  return kinds.filter((k) => all || has(k)).map((k) => `${k}.${lang}.html`).filter((n) => names.includes(n))
}
