// Pages with sample values, met by people who do not come with a mouse and good
// eyes: at four times the size, with letters and lines set apart, by keyboard
// alone, by ear, without movement (WCAG 2.2 AA).

import assert from 'node:assert/strict'
import { base, healthy, noSideways, scenario } from './lib.mjs'
import { met } from './samples.mjs'

for (const [turn, lang] of ['vi', 'en'].entries()) {
  const mine = met(lang, turn)

  scenario(`at 400 %, spaced, by ear and without movement in ${lang}`, { width: 'desktop', lang }, async (page) => {
    await each(mine, async (name) => {
      // 1280 × 1024 at 400 % (1.4.10).
      await page.setViewportSize({ width: 320, height: 256 })
      await page.goto(`${base}/${name}`)
      await noSideways(page, `${name} at 400 %`)
      assert.deepEqual(await cut(page), [], `${name} at 400 %: words cut off`)
      await apart(page)
      await noSideways(page, `${name} at 400 %, spaced`)
      await page.setViewportSize({ width: 1280, height: 1024 })
      await noSideways(page, `${name} spaced`)
      assert.deepEqual(await cut(page), [], `${name} spaced: words cut off`)
      assert.deepEqual(await moving(page), [], `${name}: moves for who asked for none`)
      await heard(page, name)
    })
    healthy(page)
  })

  scenario(`by keyboard in ${lang}`, { width: 'desktop', lang }, async (page) => {
    await each(mine, async (name) => {
      await page.goto(`${base}/${name}`)
      await walk(page, name)
    })
    healthy(page)
  })
}

// each goes on to the next page where one fails, and says of all what is wrong.
async function each(pages, look) {
  const wrong = []
  for (const name of pages) await look(name).catch((e) => wrong.push(e.message))
  assert.deepEqual(wrong, [])
}

// apart sets letters, words, lines and paragraphs as far apart as readers may
// (1.4.12). The policy of the page allows no style sheet but its own; one
// that is adopted is the reader's.
function apart(page) {
  return page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }')
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  })
}

// cut names what shows fewer words than it holds: higher or wider than what is
// seen of it, and not to be scrolled. What is there for the ear alone is meant so.
function cut(page) {
  return page.evaluate(() => [...document.querySelectorAll('body *')].flatMap((element) => {
    const style = getComputedStyle(element)
    if (!element.checkVisibility() || element.clientWidth <= 1 || element.clientHeight <= 1 || !element.innerText?.trim()) return []
    const hides = (axis) => ['hidden', 'clip'].includes(style[`overflow${axis}`])
    const wide = hides('X') && element.scrollWidth > element.clientWidth + 1
    const high = hides('Y') && element.scrollHeight > element.clientHeight + 2
    return wide || high ? [element.outerHTML.slice(0, 120)] : []
  }))
}

// moving names what takes time to change although the reader asked for less
// movement (2.3.3); a hundredth of a second is none.
function moving(page) {
  return page.evaluate(() => [...document.querySelectorAll('*')].flatMap((element) => {
    const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(element)
    const long = (all) => all.split(', ').some((d) => parseFloat(d) > 0.01)
    return long(transitionDuration) || (animationName !== 'none' && long(animationDuration)) || scrollBehavior === 'smooth'
      ? [element.outerHTML.slice(0, 120)] : []
  }))
}

// heard fails unless the page makes sense to who hears it: one main part and one
// first heading, a name for whatever can be used and for each picture that is
// told of, different names for parts of a kind, and headings without gaps.
async function heard(page, where) {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  const said = nodes.filter((n) => !n.ignored).map((n) => ({
    role: n.role?.value, name: (n.name?.value ?? '').trim(),
    level: n.properties?.find((p) => p.name === 'level')?.value.value,
  }))
  const of = (...roles) => said.filter((n) => roles.includes(n.role))
  assert.equal(of('main').length, 1, `${where}: main parts`)
  assert.equal(of('heading').filter((h) => h.level === 1).length, 1, `${where}: first headings`)
  const nameless = of('link', 'button', 'textbox', 'searchbox', 'combobox', 'checkbox', 'radio', 'image', 'spinbutton', 'DisclosureTriangle', 'Date', 'heading').filter((n) => !n.name)
  assert.deepEqual(nameless, [], `${where}: without a name`)
  for (const role of ['navigation', 'complementary', 'region', 'form', 'search']) {
    const names = of(role).map((n) => n.name).filter((n) => n || role !== 'form') // a form without a name is no part of its own
    assert.equal(new Set(names).size, names.length, `${where}: ${role} parts with the same name: ${names}`)
  }
  const headings = await page.evaluate(() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
    .filter((h) => h.checkVisibility()).map((h) => ({ level: Number(h.tagName[1]), name: h.textContent.trim() })))
  let before = 1 // what stands before the first heading has one of the second level at most
  for (const { level, name } of headings) {
    assert.ok(level <= before + 1, `${where}: heading “${name}” of level ${level} after one of level ${before}`)
    before = level
  }
}

// walk goes through the page by Tab, and fails unless all that can be used is
// reached, in the order in which it stands, is seen where it is reached and shown
// to be reached (2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11, 2.4.13), and the first
// of all leads over what every page begins with (2.4.1).
async function walk(page, where) {
  const there = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')]
      .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility() && !(e.type === 'radio' && !e.checked && document.querySelector(`input[name="${CSS.escape(e.name)}"]:checked`)))
    all.forEach((e, i) => { e.dataset.walked = i })
    return all.length
  })
  const seen = []
  for (let i = 0; i < there + 20; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const e = document.activeElement
      if (!e || e === document.body) return null
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(e)
      const box = e.getClientRects()[0] ?? e.getBoundingClientRect()
      const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2 // of what is in the window
      const on = document.elementFromPoint(box.left + Math.min(box.width / 2, 20), y)
      return {
        html: e.outerHTML.slice(0, 120), number: e.dataset.walked ?? '', radio: e.type === 'radio',
        shown: (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/, 0\)$|transparent/.test(outlineColor)) || boxShadow !== 'none',
        seen: Boolean(on) && (e.contains(on) || on.contains(e) || on.closest('label')?.control === e),
      }
    })
    if (!at) break
    if (at.number !== '' && at.number === seen.at(-1)?.number && !/type="(date|month|time)"/.test(at.html)) assert.fail(`${where}: the keyboard does not leave ${at.html}`)
    seen.push(at)
    if (at.number === String(there - 1) && !/type="(date|month)"/.test(at.html)) break
  }
  const numbers = [...new Set(seen.map((s) => s.number).filter((n) => n !== ''))].map(Number)
  assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b), `${where}: not in the order of the page`)
  // A field for a date is reached once for each of its parts; the browser shows the last, its calendar, in a way of its own.
  const shown = new Set(seen.filter((s) => s.shown).map((s) => s.number))
  assert.deepEqual(seen.filter((s) => !s.shown && !(s.number && shown.has(s.number))).map((s) => s.html), [], `${where}: reached without being shown to be`)
  assert.deepEqual(seen.filter((s) => !s.seen).map((s) => s.html), [], `${where}: reached where nobody sees it`)
  const radios = await page.evaluate(() => [...document.querySelectorAll('[data-walked]')].filter((e) => e.type === 'radio').map((e) => Number(e.dataset.walked)))
  const missed = [...Array(there).keys()].filter((n) => !numbers.includes(n) && !radios.includes(n))
  assert.deepEqual(await page.evaluate((ns) => ns.map((n) => document.querySelector(`[data-walked="${n}"]`).outerHTML.slice(0, 120)), missed), [], `${where}: never reached`)
  if (there > 0 && seen[0]?.html.includes('href="#')) {
    await page.evaluate(() => document.querySelector('[data-walked="0"]').focus())
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    const inside = await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest('main, main ~ *, [data-walked="0"]')))
    assert.ok(inside, `${where}: the way to the text does not lead there`)
  } else if (await page.evaluate(() => document.querySelectorAll('nav').length > 0)) {
    assert.fail(`${where}: no way over what every page begins with`)
  }
}
