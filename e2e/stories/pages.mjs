// Every page that the main job reaches, in both languages and at both widths:
// it fits its window, shuts nobody out, and complains of nothing.

import assert from 'node:assert/strict'
import { axe, base, inSight, noSideways, scenario, shot, widths } from '../lib.mjs'
import { be, people } from '../office.mjs'

// visits opens a page and judges it.
async function visits(page, path, name, status = 200) {
  const answer = await page.goto(path.startsWith('http') ? path : base + path)
  assert.equal(answer.status(), status, `${path} answers ${answer.status()}`)
  assert.equal(await page.locator('h1').count(), 1, `${path} has one main heading`)
  const text = await page.locator('body').innerText()
  assert.ok(!/⟨[a-z_.-]+⟩/.test(text), `${path} says a message that does not exist: ${text.match(/⟨[^⟩]*⟩/)?.[0]}`)
  await noSideways(page, path)
  await axe(page, path)
  await shot(page, name)
}

// inLanguage has the desk speak a language.
async function inLanguage(page, lang) {
  if ((await page.locator('html').getAttribute('lang')) === lang) return
  await page.evaluate((l) => [...document.querySelectorAll('form.language button')].find((b) => b.value === l).click(), lang)
  await page.waitForFunction((l) => document.documentElement.lang === l, lang)
}

const sites = { vi: '/w/songtien', en: '/w/songtien-en' }
const forms = { vi: '/yeu-cau', en: '/requests' }

for (const width of Object.keys(widths)) {
  for (const lang of ['vi', 'en']) {
    const at = `${width}-${lang}`
    // The pages behind the door are built the same in both languages: in every
    // run each language is judged at one width, and each width in one language;
    // all four where pictures are asked for.
    const behind = process.env.CONGBO_TEST_SHOTS || (width === 'desktop') === (lang === 'vi') ? scenario : () => {}

    scenario(`the public site, ${at}`, { width, lang }, async (page) => {
      const home = sites[lang]
      await visits(page, `${home}/`, `site-home-${at}`)
      const inside = await page.locator('main a').evaluateAll((all, h) => all.map((a) => new URL(a.href).pathname).filter((p) => p.startsWith(h + '/')), home)
      const item = inside.find((p) => /-\d+$/.test(p))
      const section = inside.find((p) => p.split('/').length === 4 && !/-\d+$/.test(p) && !p.startsWith(home + forms[lang]))
      assert.ok(item && section, `the home page leads to items and sections: ${inside.slice(0, 5)}`)
      await visits(page, section, `site-section-${at}`)
      await visits(page, item, `site-item-${at}`)
      await visits(page, home + forms[lang], `site-form-${at}`)
      await page.locator('main form button').last().click() // everything missing is told at once
      await page.waitForLoadState()
      await axe(page, 'form with mistakes')
      await shot(page, `site-form-mistakes-${at}`)
      await visits(page, `${home}/khong-co-trang-nay`, `site-404-${at}`, 404)
    })

    scenario(`the demonstration's pages, ${at}`, { width, lang }, async (page) => {
      await visits(page, `/demo?lang=${lang}`, `demo-houses-${at}`)
      const houses = await page.locator('main h2 a').evaluateAll((all) => all.map((a) => a.href))
      const others = await page.locator('main a[href*="/w/"]').evaluateAll((all) => all.map((a) => a.href))
      assert.equal(houses.length, 3)
      const native = lang === 'vi' // the other looks are looked at once at each width
      for (const house of native ? houses : houses.slice(0, 1)) await visits(page, house, `demo-people-${house.match(/demo\/([a-z-]+)/)[1]}-${at}`)
      for (const home of native ? others.filter((h) => !h.includes('/songtien')) : []) await visits(page, home, `site-home-${home.match(/w\/([a-z-]+)/)[1]}-${at}`)
      await visits(page, '/demo/khong-co', `demo-404-${at}`, 404)
      await visits(page, `/demo/truong-dai-hoc/mail?lang=${lang}`, `demo-mail-${at}`)
      await visits(page, await page.locator('tbody a').first().getAttribute('href'), `demo-letter-${at}`)
    })

    behind(`the desk, ${at}`, { width, lang }, async (page) => {
      await visits(page, '/desk/sign-in', `desk-sign-in-${at}`)
      await visits(page, '/desk/forgotten', `desk-forgotten-${at}`)
      await visits(page, '/desk/reset/khong-co', `desk-link-void-${at}`, 404)
      await be(page, people.officeHead)
      await inLanguage(page, lang)
      await visits(page, '/desk', `desk-work-${at}`)
      await visits(page, '/desk/cases', `desk-cases-${at}`)
      const cases = await page.locator('main a[href^="/desk/cases/PTT-"]').evaluateAll((all) => [...new Set(all.map((a) => new URL(a.href).pathname))])
      for (const path of cases.slice(0, 3)) { // the rest of their states stand in the sample pages
        await visits(page, path, `desk-${path.split('/').pop()}-${at}`)
        await inSight(page, path)
      }
      await visits(page, '/desk/held', `desk-held-${at}`)
      await visits(page, '/desk/diary', `desk-diary-${at}`)
      const unit = (await page.locator('#person option[value^="unit-"]').nth(3).getAttribute('value')).replace('unit-', '')
      await visits(page, `/desk/units/${unit}/diary`, `desk-diary-unit-${at}`)
      await visits(page, '/desk/letters', `desk-letters-${at}`)
      await visits(page, await page.locator('main a[href^="/desk/letters/"]').first().getAttribute('href'), `desk-letter-${at}`)
      await visits(page, '/desk/procedures', `desk-procedures-${at}`)
      await visits(page, await page.locator('main a[href^="/desk/procedures/"]').first().getAttribute('href'), `desk-procedure-${at}`)
      await visits(page, '/desk/account', `desk-account-${at}`)
    })

    behind(`writing, ${at}`, { width, lang }, async (page) => {
      await be(page, people.head)
      await inLanguage(page, lang)
      const first = await page.locator('main a[href^="/desk/cases/PTT-"]').first().getAttribute('href')
      const path = new URL(first, base).pathname
      await visits(page, `${path}/edit`, `desk-edit-${at}`)
      await visits(page, `${path}/revisions/1`, `desk-revision-${at}`)
      await visits(page, '/desk/log', `desk-log-${at}`)
    })

    behind(`administration, ${at}`, { width, lang }, async (page) => {
      await be(page, people.administrator)
      await inLanguage(page, lang)
      await page.goto(`${base}/desk`)
      const pages = await page.locator('nav a[href^="/desk/"], a[href^="/desk/"]').evaluateAll((all) => [...new Set(all.map((a) => new URL(a.href).pathname))])
      for (const path of pages.filter((p) => !/assets|sign-out|log\.csv/.test(p))) await visits(page, path, `admin-${path.replaceAll('/', '-')}-${at}`)
      for (const path of ['/desk/institution', '/desk/mailboxes/1', '/desk/people/1']) {
        await visits(page, path, `admin-${path.replaceAll('/', '-')}-${at}`)
        await inSight(page, path)
      }
    })
  }
}
