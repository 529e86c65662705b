// What independent programs say of a running site's public pages: the Nu HTML
// checker of every page that its sitemaps and its first page lead to, Lighthouse of
// the front page, a section, an article and the search, as on a phone and on a
// desktop (98 of 100 in each of its four categories).
//
//	node audit.mjs http://127.0.0.1:8080/w/songtien/ …

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch } from 'chrome-launcher'
import lighthouse, { desktopConfig } from 'lighthouse'

const least = 98
const sites = process.argv.slice(2)
if (!sites.length) {
  console.error('which sites? node audit.mjs ADDRESS …')
  process.exit(2)
}
let wrong = 0

// get reads an address; pages that say that something is not there count too.
async function get(url) {
  const answer = await fetch(url)
  return { type: answer.headers.get('content-type') ?? '', text: await answer.text() }
}

const locations = (xml) => [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map((m) => m[1].replaceAll('&amp;', '&'))

// pagesOf lists what the sitemaps of a site name and what its first page leads to.
async function pagesOf(site) {
  const all = new Set([site, new URL('khong-co-trang-nay', site).href])
  for (const map of locations((await get(new URL('sitemap.xml', site))).text)) {
    for (const page of locations((await get(map)).text)) all.add(page)
  }
  for (const [, href] of (await get(site)).text.matchAll(/<a [^>]*href="([^"#]+)"/g)) {
    const url = new URL(href.replaceAll('&amp;', '&'), site)
    if (url.href.startsWith(site)) all.add(url.href)
  }
  return [...all]
}

// check has the Nu HTML checker read pages, and prints what it finds.
async function check(pages) {
  const jar = fileURLToPath(new URL('node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url))
  const dir = mkdtempSync(path.join(tmpdir(), 'congbo-audit-'))
  const names = new Map()
  for (const page of pages) {
    const { type, text } = await get(page)
    if (!type.startsWith('text/html')) continue
    const name = path.join(dir, `${names.size}.html`)
    writeFileSync(name, text)
    names.set(`file:${name}`, page)
  }
  const java = spawn('java', ['-jar', jar, '--format', 'json', '--exit-zero-always', ...[...names.keys()].map((n) => n.slice('file:'.length))])
  let said = ''
  java.stderr.on('data', (d) => { said += d })
  await new Promise((done, failed) => java.on('close', done).on('error', failed))
  rmSync(dir, { recursive: true })
  const { messages } = JSON.parse(said)
  for (const m of messages) console.log(`  ${names.get(m.url) ?? m.url}:${m.lastLine}: ${m.type}: ${m.message}`)
  wrong += messages.length
  console.log(`${names.size} pages read by the HTML checker, ${messages.length} findings`)
}

// rate has Lighthouse rate pages. Pages of results are not for search engines, so
// of these it does not count that they ask not to be listed.
async function rate(pages) {
  const found = ['/usr/bin/chromium', '/usr/bin/chromium-headless-shell'].find(existsSync)
  const browser = await launch({
    chromePath: process.env.CONGBO_TEST_CHROMIUM ?? found,
    chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  for (const [kind, url] of pages) {
    for (const [device, config] of [['phone'], ['desktop', desktopConfig]]) {
      const { lhr } = await lighthouse(url, { port: browser.port, output: 'json', logLevel: 'error', skipAudits: kind === 'results' ? ['is-crawlable'] : [] }, config)
      const scores = Object.values(lhr.categories)
      console.log(`  ${kind}, ${device}: ${scores.map((c) => `${c.id} ${Math.round(c.score * 100)}`).join(', ')}`)
      for (const c of scores.filter((c) => c.score * 100 < least)) {
        wrong++
        for (const { id, weight } of c.auditRefs) {
          const a = lhr.audits[id]
          if (weight && a.score !== null && a.score < 1) console.log(`    ${id} ${a.score}: ${a.displayValue ?? a.title}`)
        }
      }
    }
  }
  await browser.kill()
}

for (const site of sites) {
  const pages = await pagesOf(site)
  console.log(`${site}: ${pages.length} pages`)
  await check(pages)
  const lang = (await get(site)).text.match(/<html lang="(\w+)"/)[1]
  const search = new URL(lang === 'vi' ? 'tim-kiem' : 'search', site).href
  const below = (page) => page.slice(site.length).split('/')
  const above = (page) => page.slice(0, page.lastIndexOf('/'))
  const article = pages.find((p) => below(p).length === 2 && /-\d+$/.test(p) && pages.includes(above(p)))
  const section = article && above(article)
  await rate([['front page', site], ['section', section], ['article', article], ['search', search], ['results', `${search}?q=2026`]].filter(([, url]) => url))
}
process.exit(wrong ? 1 : 0)
