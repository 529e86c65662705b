// What every browser story needs: a browser, pages at the two widths we promise
// to be good at, accessibility judged by axe, screenshots, and a watch over
// everything a page complains about. Stories wait for conditions, never for time.
//
// Environment: BASE_URL (what to open), SHOTS (folder for screenshots),
// CONGBO_TEST_SHOTS (set: pictures of what is seen, not only of failures),
// CONGBO_TEST_CHROMIUM (a browser other than the one found).

import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

export const base = (process.env.BASE_URL ?? '').replace(/\/$/, '')
export const widths = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
}
const shots = process.env.SHOTS ?? fileURLToPath(new URL('../out/screens', import.meta.url))
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

if (!base) throw new Error('BASE_URL must say which address to open')

// Debian's Chromium as the container's root, where its own sandbox and its
// calls home cannot work. The pages are our own.
const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
]

let browser

// launch starts the browser once; it ends with the last test.
export async function launch() {
  if (!browser) {
    const programs = [process.env.CONGBO_TEST_CHROMIUM, '/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
    const executablePath = programs.find((p) => p && existsSync(p))
    if (!executablePath) throw new Error('no Chromium found; set CONGBO_TEST_CHROMIUM')
    browser = await chromium.launch({ executablePath, args: flags })
  }
  return browser
}

after(() => browser?.close())

// newPage opens a fresh person's browser: no cookies shared with other pages.
// What the page complains about (scripts that fail, rules of its own content
// security policy that it breaks, requests to other hosts) is kept in
// page.problems; healthy(page) fails on any.
export async function newPage({ width = 'desktop', lang = 'vi', dark = false, javaScript = true } = {}) {
  const context = await (await launch()).newContext({
    viewport: widths[width],
    isMobile: width === 'phone',
    hasTouch: width === 'phone',
    locale: lang === 'en' ? 'en-GB' : 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    javaScriptEnabled: javaScript,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  page.problems = []
  page.on('pageerror', (e) => page.problems.push(`script: ${e.stack ?? e}`))
  page.on('console', (m) => {
    if (m.type() === 'error' && !/^Failed to load resource/.test(m.text())) page.problems.push(`console: ${m.text()}`)
  })
  page.on('request', (r) => {
    const url = new URL(r.url())
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== new URL(base).host && !url.hostname.endsWith('.localhost')) {
      page.problems.push(`request to another host: ${r.url()}`)
    }
  })
  return page
}

export function healthy(page) {
  assert.deepEqual(page.problems, [], 'the page complained')
}

// axe fails on any accessibility violation of the page as it stands, and says
// which elements break which rule. except names rules that what the test has
// people write breaks on purpose.
export async function axe(page, where = page.url(), { except = [] } = {}) {
  // Evaluated rather than added as a script, which our own policy forbids.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  const report = violations.filter((v) => !except.includes(v.id)).map((v) =>
    `${v.id} (${v.impact}): ${v.help}\n` + v.nodes.map((n) => `    ${n.html.slice(0, 200)}\n      ${n.failureSummary?.replace(/\n\s*/g, ' ')}`).join('\n'))
  assert.equal(report.length, 0, `${where}: accessibility\n  ${report.join('\n  ')}`)
}

// noSideways fails when the page is wider than its window, which on a phone
// means that people must push it about to read.
export async function noSideways(page, where = page.url()) {
  const [content, window_] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  assert.ok(content <= window_, `${where}: ${content} px wide in a window of ${window_} px`)
}

// inSight fails when what the keyboard reaches lies under something that stays
// in its place (WCAG 2.2, 2.4.11).
export async function inSight(page, where = page.url()) {
  const under = await page.evaluate(() => [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)')].flatMap((element) => {
    if (!element.checkVisibility() || element.type === 'hidden') return []
    element.focus()
    const { left, top, width, height } = element.getBoundingClientRect()
    const there = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2)
    return there && (element.contains(there) || there.contains(element) || there.closest('label')?.control === element) ? [] : [element.outerHTML.slice(0, 120)]
  }))
  assert.deepEqual(under, [], `${where}: reached and not seen`)
}

// shot keeps a picture of the page for people to look at, where they asked for
// pictures: taking them is a quarter of a story's time.
export async function shot(page, name, { fullPage = true, always = false } = {}) {
  if (!always && !process.env.CONGBO_TEST_SHOTS) return
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage })
}

// scenario is one test with a page of its own, which must end without
// complaints; a failure leaves a picture.
export function scenario(name, options, run) {
  test(name, async () => {
    const page = await newPage(options)
    try {
      await run(page)
      healthy(page)
    } catch (e) {
      if (page.problems.length) e.message += `\nthe page complained: ${page.problems.join('\n')}`
      await shot(page, `failed ${name}`.replace(/[^\p{L}\p{N}]+/gu, '-'), { always: true }).catch(() => {})
      throw e
    } finally {
      await page.context().close()
    }
  })
}

// told is a story in chapters on pages of its own: it goes on only from where it
// has come to, and its pages must end without complaints.
export function told(name, run) {
  test(name, async (t) => {
    const pages = []
    const open = async (options) => {
      const page = await newPage(options)
      pages.push(page)
      return page
    }
    const chapter = async (title, tell) => {
      let failed
      await t.test(title, () => tell().catch((e) => { failed = e; throw e }))
      if (failed) throw new Error(`it ends at: ${title}`)
    }
    try {
      await run({ open, chapter })
      pages.forEach(healthy)
    } catch (e) {
      for (const [i, page] of pages.entries()) await shot(page, `failed ${name} ${i}`.replace(/[^\p{L}\p{N}]+/gu, '-'), { always: true }).catch(() => {})
      throw e
    } finally {
      for (const page of pages) await page.context().close()
    }
  })
}

// look judges a page as it stands and keeps a picture of it.
export async function look(page, name) {
  await noSideways(page)
  await axe(page)
  await shot(page, name)
}
