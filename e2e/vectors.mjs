// Opens pages in which vectors of script injection stand in every place that
// people fill, and tells what ran. What to open comes in as JSON: houses with
// two addresses each, with the policy of their pages (on) and without (off), and
// pages. See internal/app/vectors_show_test.go.

import { existsSync, readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

const { houses, pages } = JSON.parse(readFileSync(0, 'utf8'))
const executablePath = [process.env.CONGBO_TEST_CHROMIUM, '/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find((p) => p && existsSync(p))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-remote-fonts', '--no-first-run', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'] })

// What a vector calls when it runs, in every frame.
function watch() {
  const ran = []
  Object.defineProperty(window, 'ran', { value: ran })
  const note = (s) => { ran.push(String(s).slice(0, 120)) }
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = (...a) => { note(`${name} ${a[0]}`); return null }
  document.write = document.writeln = (a) => note(`write ${a}`)
  window.addEventListener('error', (e) => { if (e.error && !e.filename.includes('/desk/assets/')) note(`error ${e.message}`) }, true)
  window.addEventListener('unhandledrejection', (e) => note(`rejection ${e.reason}`))
  document.addEventListener('securitypolicyviolation', (e) => note(`against the policy: ${e.effectiveDirective} ${e.blockedURI} ${e.sample}`))
}

// Everything that an element of the page could still run: handlers are called,
// links followed, and what is no part of a page of ours is named.
// The frames of a page of the test's own (own) are looked at instead of it.
function provoke(own) {
  const found = [], windows = own ? Array.from(window.frames) : [window]
  for (const f of document.querySelectorAll('iframe[data-ends]')) {
    const ends = f.contentDocument.querySelectorAll('hr.x-end').length
    if (ends !== +f.dataset.ends) found.push(`${ends} ends of ${f.dataset.ends} letters`)
  }
  let base
  const bad = (value) => {
    try {
      const u = new URL(value, base)
      return !['http:', 'https:', 'mailto:', 'tel:', 'blob:'].includes(u.protocol) && !/^data:image\/(png|gif|jpeg|webp|svg\+xml)[;,]/i.test(u.href)
    } catch {
      return /^[\s\0-\x20]*(javascript|vbscript|data)\s*:/i.test(value)
    }
  }
  for (const e of windows.flatMap((w) => { try { return [...w.document.querySelectorAll('*')] } catch { return [] } })) {
    base = e.ownerDocument.baseURI
    for (const a of [...e.attributes]) {
      if (/^on/i.test(a.name)) {
        found.push(`<${e.localName} ${a.name}>`)
        try { e.dispatchEvent(new Event(a.name.slice(2).toLowerCase())) } catch {}
      }
      if (/^(href|src|action|formaction|data|to|from|values|poster|background|ping|cite|manifest|xlink:href)$/i.test(a.name) && bad(a.value) && !(a.name === 'cite')) {
        found.push(`<${e.localName} ${a.name}=${a.value.slice(0, 60)}>`)
        try { e.click() } catch {}
      }
      if (/^(srcdoc|is|nonce|http-equiv)$/i.test(a.name)) found.push(`<${e.localName} ${a.name}=${a.value.slice(0, 60)}>`)
    }
    const script = e.localName === 'script' && (['application/ld+json', 'application/json'].includes(e.type) || /^\/desk\/assets\/[^<>"']+$/.test(e.getAttribute('src') ?? '') && !e.text)
    if (!script && ['script', 'iframe', 'frame', 'frameset', 'object', 'embed', 'base', 'applet', 'portal', 'fencedframe', 'marquee', 'style', 'animate', 'set', 'foreignObject', 'handler', 'listener', 'plaintext', 'xmp', 'noembed', 'noframes', 'template', 'keygen', 'isindex', 'bgsound', 'xss', 'x'].includes(e.localName)) found.push(`<${e.localName}>`)
    if (e.localName === 'link' && !/^(stylesheet|icon|canonical|alternate|preload|prev|next|apple-touch-icon|manifest)$/.test(e.rel)) found.push(`<link rel=${e.rel}>`)
    if (e.localName === 'form' && new URL(e.getAttribute('action') ?? '', base).host !== location.host) found.push(`<form action=${e.getAttribute('action')}>`)
  }
  const ran = () => [window, ...Array.from(window.frames)].flatMap((w) => { try { return [...(w.ran ?? [])] } catch { return [] } })
  return new Promise((done) => setTimeout(() => done({ found: found.slice(0, 20), ran: ran().slice(0, 20) }), 0))
}

// Pages of a list that follow this one.
const following = () => Array.from(window.frames).flatMap((w) => [...w.document.links]).map((a) => a.href)
  .filter((h) => h.startsWith(location.origin) && (/[?&](below|before|after|page|from|older|newer)=\d/.test(h) || /\/(trang|page)\/\d+$/.test(h)))

const said = { opened: {}, pasted: {}, took: {}, control: {}, refused: [], wrong: [] }

// The browser has one clipboard for all its pages.
let clipboard = Promise.resolve()
const withClipboard = (run) => (clipboard = clipboard.then(run, run))

// pasteAll pastes each vector into an empty text, as HTML with its words and as
// words alone, and then saves all that came of it as one.
async function pasteAll(page, vectors, mode) {
  await page.waitForSelector('.editor-page > .ProseMirror', { timeout: 120_000 })
  // What is copied is what the vector says, as a page would put it on the
  // clipboard: the browser itself cleans nothing of it.
  await page.evaluate(() => {
    document.addEventListener('copy', (e) => {
      for (const [type, text] of Object.entries(window.clip ?? {})) e.clipboardData.setData(type, text)
      e.preventDefault()
      e.stopImmediatePropagation()
    }, true)
    document.addEventListener('paste', (e) => { window.came ||= e.isTrusted && (e.clipboardData.getData('text/html') + e.clipboardData.getData('text/plain')) !== '' }, true)
    window.blocks = []
    window.pastes = 0
    window.form = document.querySelector('form[data-editor]')
    // What the server reads of a paste comes into the text a moment later.
    const asking = new Set(), fetched = window.fetch
    const wait = (answer) => {
      asking.add(answer)
      const done = () => asking.delete(answer)
      answer.then(done, done)
      return answer
    }
    window.fetch = (...of) => wait(fetched(...of).then((answer) => {
      const json = answer.json.bind(answer)
      answer.json = () => wait(json())
      return answer
    }))
    const settled = async () => {
      do {
        await Promise.allSettled(asking)
        await new Promise((done) => setTimeout(done))
      } while (asking.size)
    }
    // next keeps what came of a paste, and copies what is pasted next.
    window.next = async (clip) => {
      await settled()
      const came = window.came
      if (came) {
        window.pastes++
        window.blocks.push(...JSON.parse(new FormData(window.form).get('body')).doc.content)
      }
      window.came = false
      window.clip = clip
      const into = document.querySelector('.ProseMirror')
      into.focus()
      for (const key of [{ key: 'a', keyCode: 65, ctrlKey: true }, { key: 'Backspace', keyCode: 8 }]) into.dispatchEvent(new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true }))
      if (into.querySelectorAll(':scope > *').length !== 1 || into.textContent) window.full = true
      getSelection().selectAllChildren(into)
      if (clip) document.execCommand('copy')
      return came
    }
  })
  const keys = await page.context().newCDPSession(page)
  const clips = [...vectors.map((v) => ({ 'text/html': v, 'text/plain': v })), { 'text/plain': vectors.join('\n') }]
  const want = clips.length
  for (let i = 0; i <= clips.length; i++) {
    const came = await page.evaluate((clip) => window.next(clip), clips[i])
    if (i > 0 && !came && clips.length < want + 20) clips.push(clips[i - 1]) // once more
    if (i === clips.length) break
    await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'v', code: 'KeyV', windowsVirtualKeyCode: 86, modifiers: 2, commands: ['Paste'] })
    await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'v', code: 'KeyV', windowsVirtualKeyCode: 86, modifiers: 2 })
  }
  const { came, saved } = await page.evaluate(async () => {
    const data = new FormData(window.form)
    const body = JSON.parse(data.get('body'))
    body.doc.content = window.blocks
    data.set('body', JSON.stringify(body))
    const answer = await fetch(window.form.action, { method: 'POST', body: data })
    return { came: window.full ? 'into a text that was not empty: 0' : window.pastes, saved: answer.status === 200 && answer.redirected && answer.url === location.href.replace(/\/edit$/, '') ? '' : `${answer.status} ${answer.url}: ${(await answer.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').slice(0, 3000)}` }
  })
  if (came !== want) said.refused.push(`${came} of ${want} pastes came`)
  if (saved) said.refused.push(saved)
  said.pasted[mode] = (said.pasted[mode] ?? 0) + came
}

// together opens pages in frames of an empty page of the test's own, and tells of
// each what is wrong with it.
async function together(addresses) {
  document.body.replaceChildren()
  const frames = await Promise.all(addresses.map((address) => new Promise((done) => {
    const f = document.createElement('iframe')
    f.onload = () => done(f)
    f.src = address
    document.body.append(f)
  })))
  return frames.map((f) => ({ there: !!f.contentDocument?.querySelector('main, h1') }))
}

const atOnce = 16

async function visit(mode) {
  const contexts = []
  for (const h of houses) {
    const base = mode === 'on' ? h.On : h.Off
    const context = await browser.newContext({ acceptDownloads: false, viewport: { width: 480, height: 320 }, permissions: ['clipboard-read', 'clipboard-write'], locale: 'vi' })
    await context.addInitScript(watch)
    await context.addCookies([{ name: 'congbo_desk', value: h.Cookie, url: base }])
    contexts.push({ base, context, page: null, asked: [], batches: 0 })
  }
  const fresh = async (c) => {
    await c.page?.close()
    const page = c.page = await c.context.newPage()
    page.on('dialog', (d) => { // leaving what was not saved
      if (d.type() !== 'beforeunload') c.asked.push(`dialog ${d.message()}`)
      d.accept().catch(() => {})
    })
    page.on('request', (r) => { if (!r.url().startsWith(c.base + '/') && !/^(data|blob|about):/.test(r.url())) c.asked.push(r.url().slice(0, 200)) })
    page.on('response', (r) => { if (r.status() >= 400 && r.request().resourceType() === 'document' && !r.url().endsWith('none=1')) c.asked.push(`${r.status()} ${r.url()}`) })
    page.on('popup', (p) => { c.asked.push(`popup ${p.url()}`); p.close().catch(() => {}) })
    page.on('framenavigated', (f) => { if (!f.url().startsWith(c.base + '/') && !/^about:(blank|srcdoc)$/.test(f.url())) c.asked.push(`went to ${f.url()}`) })
  }
  const wrong = (c, p, { found, ran }) => {
    if (found.length || ran.length || c.asked.length) said.wrong.push({ mode, page: p.name, path: p.path, found: found.slice(0, 5), ran: ran.slice(0, 5), asked: c.asked.slice(0, 5) })
  }
  const opened = (name, n, began) => {
    said.opened[mode] = (said.opened[mode] ?? 0) + n
    const t = said.took[name] ??= [0, 0]
    t[0] += n, t[1] += Math.round(performance.now() - began)
  }
  // one opens a page by itself.
  const one = async (p) => {
    const c = contexts[p.house], began = performance.now()
    await fresh(c)
    const { page, base } = c
    c.asked = []
    let result = { found: [], ran: [] }
    try {
      await page.goto(base + p.path + (p.paste ? '/edit' : ''), { waitUntil: 'load', timeout: 300_000 })
      if (p.paste) {
        await withClipboard(() => pasteAll(page, p.paste, mode))
        result = await page.evaluate(provoke)
        await page.goto(base + p.path + '/edit', { waitUntil: 'load', timeout: 300_000 })
      }
      const more = await page.evaluate(provoke, p.frames)
      result = { found: [...result.found, ...more.found], ran: [...result.ran, ...more.ran] }
    } catch (e) {
      result.found.push(String(e).slice(0, 300))
    }
    if (p.control) {
      const { found, ran } = result
      said.control[`${p.control} ${mode}`] = { ran: ran.filter((s) => !s.startsWith('against')).length, found: found.length, asked: c.asked.length }
      await fresh(c)
    } else wrong(c, p, result)
    opened(p.name ?? 'control', 1, began)
  }
  // many opens pages beside each other; where something is wrong, each again by
  // itself, so that it is told of which.
  const many = async (c, list, queue) => {
    const began = performance.now()
    if (!c.page?.url().endsWith('/x-host') || ++c.batches % 20 === 0) { // a page that has framed many grows slow
      await fresh(c)
      await c.page.goto(c.base + '/x-host')
    }
    c.asked = []
    let bad = ''
    try {
      const there = await c.page.evaluate(together, list.map((p) => p.path))
      const { found, ran } = await c.page.evaluate(provoke, true)
      bad = [...found, ...ran, ...c.asked, ...list.filter((_, i) => !there[i].there).map((p) => `nothing at ${p.path}`)].join(' ')
      for (const h of list.some((p) => p.next) ? await c.page.evaluate(following) : []) {
        const path = h.slice(c.base.length), from = list.find((p) => p.next > 0 && path.startsWith(p.path.split('?')[0]))
        if (from && !seen.has(from.house + path)) seen.add(from.house + path), queue.push({ ...from, path, next: from.next - 1 })
      }
      if (list.some((p) => p.print) && !c.printed) {
        c.printed = true
        await c.page.emulateMedia({ media: 'print' })
        bad += (await c.page.evaluate(provoke, true)).ran.join(' ')
        await c.page.emulateMedia({ media: null })
      }
    } catch (e) {
      bad = String(e)
    }
    opened(`${list.length > 1 ? '' : 'one '}of ${list[0].name}`, list.length, began)
    if (!bad) return
    if (list.length === 1) wrong(c, list[0], { found: [bad.slice(0, 600)], ran: [] })
    else for (const p of list) await many(c, [p], [])
  }
  const seen = new Set()
  const mine = pages.filter((p) => !p.mode || p.mode === mode)
  const alone = (p) => p.control || p.paste || p.frames
  for (const p of mine.filter(alone)) await one(p)
  for (const [i, c] of contexts.entries()) {
    const queue = mine.filter((p) => p.house === i && !alone(p))
    while (queue.length) await many(c, queue.splice(0, atOnce), queue)
  }
  await Promise.all(contexts.map((c) => c.context.close()))
}

await Promise.all(['on', 'off'].map(visit))
await browser.close()
console.log(JSON.stringify(said))
