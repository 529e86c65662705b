// Opens pages in which vectors of script injection stand in every place that
// people fill, and counts what runs. BASE_URL/list names the pages; each is
// opened with its policy (/on/…) and without (/off/…). The control has to fire.

import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const base = process.env.BASE_URL
const executablePath = [process.env.CONGBO_TEST_CHROMIUM, '/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find((p) => p && existsSync(p))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'] })

// What a vector calls when it runs.
function watch() {
  window.ran = []
  for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = (...a) => { window.ran.push(name + ' ' + String(a[0]).slice(0, 40)); return null }
  window.addEventListener('error', (e) => { if (e.error && !e.filename.includes('/desk/assets/')) window.ran.push('error ' + e.message) })
}

// Everything that an element of the page could still run: handlers are called,
// links followed, and what is no part of a page of ours is named.
function provoke() {
  const found = []
  for (const e of document.querySelectorAll('*')) {
    for (const a of [...e.attributes]) {
      if (/^on/i.test(a.name)) {
        found.push(`<${e.localName} ${a.name}>`)
        try { e.dispatchEvent(new Event(a.name.slice(2).toLowerCase())) } catch {}
      }
      if (/^(href|src|action|formaction|data|to|values|xlink:href|srcdoc)$/i.test(a.name) && /^(javascript|vbscript|data:text)/i.test(a.value.replace(/[\s\x00-\x20]/g, ''))) {
        found.push(`<${e.localName} ${a.name}=${a.value.slice(0, 40)}>`)
        try { e.click() } catch {}
      }
    }
    const own = e.localName === 'script' && (e.type === 'application/ld+json' || e.type === 'application/json' || /^\/desk\/assets\//.test(e.getAttribute('src') ?? ''))
    if (!own && ['script', 'iframe', 'frame', 'object', 'embed', 'base', 'applet', 'portal'].includes(e.localName)) found.push(`<${e.localName}>`)
    if (e.localName === 'meta' && /refresh/i.test(e.httpEquiv)) found.push('<meta refresh>')
  }
  return found
}

// Each vector is pasted into the editor as a browser would paste it.
async function paste(vectors) {
  const into = document.querySelector('.ProseMirror')
  if (!into) return 0
  for (const v of vectors) {
    const data = new DataTransfer()
    data.setData('text/html', v)
    data.setData('text/plain', v)
    into.focus()
    into.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }
  return vectors.length
}

const pages = await (await fetch(base + '/list')).json()
const wrong = []
let opened = 0, pasted = 0, control = 0
for (const mode of ['on', 'off']) {
  const context = await browser.newContext({ javaScriptEnabled: true })
  await context.addInitScript(watch)
  const page = await context.newPage()
  let asked = []
  page.on('dialog', (d) => (d.type() === 'beforeunload' ? d.accept() : d.dismiss()).catch(() => {})) // leaving what was not saved
  page.on('request', (r) => { if (!r.url().startsWith(base) && !/^(data|blob|about):/.test(r.url())) asked.push(r.url()) })
  page.on('popup', (p) => { asked.push('popup ' + p.url()); p.close().catch(() => {}) })
  for (const p of pages) {
    asked = []
    try {
      await page.goto(`${base}/${mode}/${p.path}`, { waitUntil: 'load', timeout: 60_000 })
      if (p.vectors) {
        await page.waitForSelector('.ProseMirror', { timeout: 10_000 }).catch(() => {})
        pasted += await page.evaluate(paste, p.vectors)
      }
      const found = await page.evaluate(provoke)
      await page.waitForFunction(() => new Promise((r) => requestAnimationFrame(() => setTimeout(() => r(true), 30))))
      const ran = await page.evaluate(() => window.ran)
      if (p.control) control += ran.length
      else if (found.length || ran.length || asked.length) wrong.push({ mode, page: p.name, found: found.slice(0, 5), ran: ran.slice(0, 5), asked: asked.slice(0, 5) })
    } catch (e) {
      wrong.push({ mode, page: p.name, found: [String(e).slice(0, 200)] })
    }
    opened++
  }
  await context.close()
}
await browser.close()
console.log(JSON.stringify({ opened, pasted, control, wrong }))
