// The pages of a website as its readers have them: every kind of page in both
// languages and at both widths, the language switch, the print view, the search,
// what readers say of a page and report of it (R-B9, R-B10, F-M1, F-M2, F-M4 – F-M6).

import assert from 'node:assert/strict'
import { axe, base, look, newPage, noSideways, scenario, shot, told, widths } from '../lib.mjs'
import { be, openCase, people, said } from '../office.mjs'

const sites = { vi: '/w/songtien', en: '/w/songtien-en' }
const words = {
  vi: { guide: '/so-do-trang', chart: '/co-cau-to-chuc', contacts: '/lien-he', all: '/theo-thang', search: '/tim-kiem', topic: '/chu-de/', unit: '/don-vi/', kind: '/the-loai/', visitors: '/luot-truy-cap' },
  en: { guide: '/site-map', chart: '/organisation', contacts: '/contacts', all: '/by-month', search: '/search', topic: '/topics/', unit: '/units/', kind: '/kinds/', visitors: '/visitors' },
}
const other = { vi: 'en', en: 'vi' }

// weighs tells what a page fetched, packed, without pictures: it is what somebody
// waits for who was never here.
const weighs = (page) => page.evaluate(() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter((e) => !/\.(svg|png|jpe?g|webp|avif)$/.test(new URL(e.name).pathname))
  .reduce((sum, e) => sum + e.encodedBodySize, 0))

// generous names the pictures whose file a phone chose for a wider place than
// they have: of a picture in several widths a browser tells as its own width what
// its sizes say.
const generous = (page) => page.evaluate(() => innerWidth > 480 ? [] : [...document.querySelectorAll('main img[srcset]')]
  .filter((i) => i.complete && i.clientWidth > innerWidth / 2 && i.naturalWidth > i.clientWidth + 2)
  .map((i) => `${i.currentSrc} for ${i.naturalWidth} in a place of ${i.clientWidth}`))

async function visits(page, path, name, status = 200) {
  const answer = await page.goto(path.startsWith('http') ? path : base + path)
  assert.equal(answer.status(), status, `${path} answers ${answer.status()}`)
  assert.equal(await page.locator('h1').count(), 1, `${path} has one main heading`)
  const text = await page.locator('body').innerText()
  assert.ok(!/⟨[a-z_.-]+⟩/.test(text), `${path} says a message that does not exist`)
  const weight = await weighs(page)
  assert.ok(weight < 60 << 10, `${path} weighs ${weight} bytes`)
  assert.deepEqual(await generous(page), [], `${path} fetches larger pictures than it shows`)
  await noSideways(page, path)
  await axe(page, path)
  await shot(page, name)
}

const paths = (page, selector) => page.locator(selector).evaluateAll((all) => [...new Set(all.map((a) => new URL(a.href).pathname))])

// turns follows the language switch and tells where it leads.
async function turns(page) {
  const to = await page.locator('.tongue a').getAttribute('href')
  const answer = await page.goto(new URL(to, page.url()).href)
  assert.equal(answer.status(), 200, `the switch leads to ${to}`)
  return new URL(page.url()).pathname
}

for (const width of Object.keys(widths)) {
  for (const lang of ['vi', 'en']) {
    const at = `${width}-${lang}`
    const home = sites[lang]
    const w = words[lang]
    // In every run each language is judged at one width, and each width in one
    // language; all four where pictures are asked for.
    const half = process.env.CONGBO_TEST_SHOTS || (width === 'desktop') === (lang === 'vi') ? scenario : () => {}

    scenario(`pages of the site, ${at}`, { width, lang }, async (page) => {
      await visits(page, `${home}${w.guide}`, `portal-guide-${at}`)
      const places = await paths(page, 'main a')
      const first = (word) => places.find((p) => p.startsWith(home + word) && p.length > (home + word).length)
      await visits(page, `${home}/`, `portal-home-${at}`)
      assert.ok((await page.locator('.foot-visitors iframe').count()) === 1, 'the foot has the figures')
      for (const [what, word] of [['topic', w.topic], ['unit', w.unit], ['kind', w.kind]]) {
        const path = first(word)
        assert.ok(path, `the site map leads to a ${what}`)
        await visits(page, path, `portal-${what}-${at}`)
        const there = await turns(page)
        assert.ok(there.startsWith(sites[other[lang]] + words[other[lang]][what]), `the switch of a ${what} leads to ${there}`)
        assert.equal(await turns(page), path, `and back`)
      }
      await visits(page, home + w.all, `portal-all-${at}`)
      const month = (await paths(page, 'main a')).find((p) => /\/\d{4}-\d\d$/.test(p))
      await visits(page, month, `portal-month-${at}`)
      await visits(page, home + w.chart, `portal-chart-${at}`)
      assert.equal(await turns(page), sites[other[lang]] + words[other[lang]].chart)
      await visits(page, home + w.contacts, `portal-contacts-${at}`)
      const frame = await page.request.get(base + home + w.visitors)
      assert.equal(frame.status(), 200)
      assert.equal(frame.headers()['set-cookie'], undefined, 'no cookie')
      await page.goto(base + home + w.visitors)
      await axe(page)
      await noSideways(page)
      await shot(page, `portal-visitors-${at}`)
    })

    half(`an article and what stands by itself, ${at}`, { width, lang }, async (page) => {
      await page.goto(`${base}${home}/`)
      const inside = await paths(page, 'main a')
      const item = inside.find((p) => p.startsWith(home + '/') && /-\d+$/.test(p) && !p.startsWith(home + w.unit))
      await visits(page, item, `portal-item-${at}`)
      await page.emulateMedia({ media: 'print' })
      for (const gone of ['.feedback', '.foot-visitors', '.share', '.crumbs']) {
        for (const part of await page.locator(gone).all()) assert.ok(!(await part.isVisible()), `${gone} is printed`)
      }
      assert.ok((await page.locator('main').innerText()).includes(home), 'the address is printed')
      await shot(page, `portal-print-${at}`)
      await page.emulateMedia({ media: 'screen' })
      await page.goto(`${base}${home}${w.guide}`)
      const menu = (await paths(page, 'main a')).filter((p) => p.startsWith(home + '/') && p.split('/').length === 4)
      let standing
      for (const path of menu) {
        await page.goto(base + path)
        if (await page.locator('body.is-text').count()) { standing = path; break }
      }
      if (standing) await visits(page, standing, `portal-standing-${at}`)
      await visits(page, `${home}/khong-co-${lang}`, `portal-404-${at}`, 404)
    })

    half(`searching, ${at}`, { width, lang }, async (page) => {
      await visits(page, home + w.search, `search-empty-${at}`)
      const ask = async (q) => {
        await page.goto(`${base}${home}${w.search}?${new URLSearchParams(typeof q === 'string' ? { q } : q)}`)
        assert.equal(await page.locator('h1').count(), 1)
        await noSideways(page)
        await axe(page, JSON.stringify(q))
        return page.locator('.headline').allInnerTexts()
      }
      const field = page.getByRole('searchbox').last()
      const text = lang === 'vi' ? 'học bổng' : 'students'
      await field.pressSequentially(text) // as an input method gives it: letter by letter, accents composed
      await field.press('Enter')
      await page.waitForURL(/q=/)
      const typed = await page.locator('.headline').allInnerTexts()
      assert.ok(typed.length > 0, `${text} is found`)
      await axe(page)
      await shot(page, `search-found-${at}`)
      if (lang === 'vi') {
        const decomposed = await ask('học bổng'.normalize('NFD'))
        assert.deepEqual(decomposed, typed, 'marks typed one by one find the same')
        const bare = await ask('hoc bong')
        for (const title of typed) assert.ok(bare.includes(title) || bare.length >= 10, `without accents, too: ${title}`)
        assert.ok((await ask('"học bổng"')).length > 0, 'a phrase is found')
        await ask('hocj boongr') // keys of Telex with no input method
        await page.getByRole('link', { name: 'học bổng', exact: true }).waitFor()
        const numbered = await ask('744/QĐ-ĐHST')
        assert.ok(numbered.some((title) => title.includes('học bổng')), 'the decision is found by its number')
        for (const spelt of ['744/qđ-đhst', '744/QD-DHST', 'số 744/QĐ-ĐHST', '744 qd dhst']) {
          assert.equal((await ask(spelt))[0], numbered[0], `by its number spelt as ${spelt}`)
        }
      }
      await ask(text)
      await page.locator('.seek-more summary').click()
      const [kind, section] = await page.locator('.found-item .meta').first().locator('span').allInnerTexts()
      await page.locator('#f-kind').selectOption({ label: kind })
      await page.locator('#f-section').selectOption({ label: section })
      await shot(page, `search-filters-${at}`)
      await page.locator('main form button').first().click()
      await page.waitForURL(/section=[^&]/)
      const kept = await page.locator('.found-item .meta').evaluateAll((all) => all.map((m) => [...m.querySelectorAll('span')].map((s) => s.innerText)))
      assert.ok(kept.length > 0 && kept.every(([k, s]) => k === kind && s === section), `only ${kind} of ${section}: ${kept}`)
      assert.equal(await page.locator('#f-kind option:checked').textContent(), kind, 'what was chosen stands in the form')
      await axe(page, 'filtered')
      await shot(page, `search-filtered-${at}`)
      const off = page.locator('.found-filters a')
      assert.equal(await off.count(), 2, 'both filters are in sight')
      await off.first().click()
      await page.waitForURL((u) => !u.searchParams.has('section'))
      assert.equal(await off.count(), 1, 'one was taken off')
      assert.deepEqual(await ask('zzqqxxyy'), [])
      await shot(page, `search-none-${at}`)
      await ask(lang === 'vi' ? 'hojc bổng' : 'studnets')
      await shot(page, `search-misspelt-${at}`)
      const sorted = await ask({ q: text, sort: 'newest', from: '2026-01-01', to: '2027-12-31' })
      assert.deepEqual([...sorted].sort(), [...new Set(sorted)].sort(), 'each once')
      assert.deepEqual(await ask({ q: text, to: '1999-12-31' }), [], 'nothing of before')
      await page.goto(`${base}${home}${w.search}?q=${encodeURIComponent(text)}&from=khong`)
      await axe(page)
      await shot(page, `search-wrong-${at}`)
      await page.goto(`${base}${home}${w.search}?q=${encodeURIComponent(text)}`)
      const there = await page.locator('.tongue a').getAttribute('href')
      assert.ok(there.includes(words[other[lang]].search + '?q='), 'the switch keeps the words')
    })

    half(`saying that a page was of use, and what is wrong, ${at}`, { width, lang }, async (page) => {
      await page.goto(`${base}${home}/`)
      const item = (await paths(page, 'main a')).find((p) => p.startsWith(home + '/') && /-\d+$/.test(p) && !p.startsWith(home + w.unit))
      await page.goto(base + item)
      await page.locator('.feedback button[value="1"]').click()
      await page.locator('.done-head').waitFor()
      await look(page, `portal-rated-${at}`)
      await page.goBack()
      await page.locator('.feedback a').click()
      await look(page, `portal-report-${at}`)
      await page.locator('main form button').click() // everything missing is told
      await page.locator('.problems').waitFor()
      await look(page, `portal-report-mistakes-${at}`)
      await page.locator('#f-text').fill('Đúng là ngày 26, không phải ngày 25.')
      await page.locator('main form button').click()
      await page.locator('.ticket-code').waitFor()
      assert.match(await page.locator('.ticket-code').innerText(), /^BL-\d{4}-\d{6}$/)
      await look(page, `portal-reported-${at}`)
      assert.equal((await page.context().cookies()).length, 0, 'no cookie for a reader')
    })
  }
}

told('a reader without script reports an error, and the desk corrects it', async ({ open, chapter }) => {
  const reader = await open({ javaScript: false })
  const desk = await open()
  let item, title, report, code
  await chapter('the reader reports it', async () => {
    await reader.goto(`${base}${sites.vi}/`)
    const all = await reader.locator('main a.headline').all()
    item = new URL(await all[0].getAttribute('href'), base).href
    await reader.goto(item)
    title = await reader.locator('h1').innerText()
    code = await reader.locator('.record .code').innerText()
    await reader.getByRole('link', { name: /Báo lỗi/ }).click()
    await reader.locator('#f-text').fill('Tên giảng viên ghi sai.')
    await reader.locator('#f-email').fill('bandoc@thu.example')
    await reader.getByRole('button', { name: 'Gửi báo lỗi' }).click()
    await reader.getByText('Cần đồng ý').first().waitFor()
    await reader.locator('#f-consent').check()
    await reader.getByRole('button', { name: 'Gửi báo lỗi' }).click()
    await reader.getByText('Đã nhận, chờ xem xét').waitFor()
    report = await reader.locator('.ticket-code').innerText()
  })
  await chapter('the desk has it in the work list and at the case of the article', async () => {
    await be(desk, people.head)
    await desk.goto(`${base}/desk/reports`)
    await desk.getByText('Tên giảng viên ghi sai.').waitFor()
    await look(desk, 'desk-reports')
    await openCase(desk, code)
    await said(desk, report)
    await look(desk, 'desk-case-report')
  })
  await chapter('it is answered, and the reader sees it', async () => {
    const item = desk.locator('#reports li', { hasText: report })
    await item.getByText('Trả lời bạn đọc').click()
    await item.getByLabel('Lời trả lời').fill('Tên đã đúng theo quyết định của Trường.')
    await item.getByRole('button', { name: 'Giữ nguyên nội dung' }).click()
    await desk.getByText('Đã trả lời bạn đọc.').waitFor()
    await reader.reload()
    await reader.getByText('Tên đã đúng theo quyết định của Trường.').waitFor()
    assert.ok(title)
  })
})
