// After publication: a correction written beside the public text, approved,
// told to readers, whose new picture is found at the address of the one that it
// replaced; a page withdrawn with a notice; one removed whose address
// leads on; the redirects of a site (R-B1, F-A1, F-B11, F-C6–C8, F-C14, F-C15, F-L3).

import assert from 'node:assert/strict'
import { picture } from '../editor_kit.mjs'
import { base, look, newPage, scenario } from '../lib.mjs'
import { be, openCase, people, said } from '../office.mjs'

const site = `${base}/w/songtien`
// after opens one of the things that can be done with a public text.
async function after(page, words) {
  const part = page.locator('details', { has: page.locator('summary', { hasText: words }) }).last()
  if ((await part.getAttribute('open')) === null) await part.locator('summary').first().click()
  return part
}

scenario('a correction', {}, async (page) => {
  const code = 'PTT-2026-000016'
  await be(page, people.office)
  await openCase(page, code)
  const address = await page.locator('#public-h ~ ul a.ext').first().getAttribute('href')
  let part = await after(page, 'Đính chính (bài có sai sót)')
  await part.locator('textarea').fill('Sai số cây.')
  await look(page, 'after-publication')
  await part.getByRole('button', { name: 'Bắt đầu đính chính' }).click()
  await said(page, 'Bản đang đăng giữ nguyên')
  part = page.locator('section[aria-labelledby=placed-h] details').first()
  await part.locator('summary').click()
  await part.locator('[name=file]').setInputFiles(await picture(page, 'trồng bần.png', '#7f2f4a'))
  await part.locator('button').click()
  await said(page, 'trồng bần.png')
  await look(page, 'replaced')
  await page.goto(`${base}/desk/cases/${code}/edit`)
  await page.locator('[name=change_note]').fill('Bản trước ghi sai số cây; số đúng là 3.200.')
  await look(page, 'change-note')
  await page.locator('button[value=save]').click()
  await page.waitForURL(new RegExp(`/desk/cases/${code}`))
  await said(page, 'Bản trước ghi sai số cây')

  const reader = await newPage({})
  await reader.goto(address)
  assert.equal(await reader.locator('.change').count(), 0, 'readers see a draft')
  const shown = () => reader.locator('main article img[src*="/media/"]').first().getAttribute('src')
  const before = await shown()

  await openCase(page, code)
  for (const box of await page.locator('#decide input[type=checkbox]').all()) if (await box.isVisible()) await box.check()
  await page.locator('#decide button[value="move:accept"]').click()
  await page.waitForLoadState()
  await be(page, people.head)
  await openCase(page, code)
  for (const box of await page.locator('#decide input[type=checkbox]').all()) {
    if (!(await box.isVisible())) await page.locator('#decide details.checklist summary').click()
    await box.check()
  }
  for (const yes of await page.locator('#decide input[type=radio][value=yes]').all()) await yes.check()
  await page.locator('#decide button[value="move:approve"]').click()
  await page.waitForLoadState()
  await be(page, people.webmaster)
  await openCase(page, code)
  await page.locator('#decide button[value="move:publish"]').click()
  await page.waitForLoadState()

  await reader.goto(address)
  await said(reader, 'Đính chính ngày')
  await said(reader, 'Phiên bản 2.0')
  await look(reader, 'corrected-page')
  const now = await shown()
  assert.notEqual(now, before)
  const led = await reader.context().request.get(new URL(before, reader.url()).href, { maxRedirects: 0 })
  assert.equal(led.status(), 302)
  assert.match(led.headers().location, new RegExp(now.match(/[0-9a-f]{64}/)[0]))
  await reader.context().close()
})

scenario('a text is withdrawn, another removed', { width: 'phone' }, async (page) => {
  await be(page, people.head)
  await openCase(page, 'PTT-2026-000004')
  const address = await page.locator('#public-h ~ ul a.ext').first().getAttribute('href')
  let part = await after(page, 'Gỡ bài, để lại thông báo')
  await part.locator('[name="reason.notice"]').fill('Quy định này đang được rà soát; xin xem bản mới trong ít ngày tới.')
  await part.locator('[name="reason.take-down"]').fill('Phụ lục chưa đúng.')
  await look(page, 'withdraw')
  await part.getByRole('button', { name: 'Gỡ bài ngay' }).click()
  await said(page, 'ở địa chỉ cũ bạn đọc thấy thông báo')
  const gone = await page.context().request.get(address)
  assert.equal(gone.status(), 410)
  assert.match(await gone.text(), /đang được rà soát/)

  part = await after(page, 'Gỡ bỏ hẳn')
  await part.locator('[name="redirect"]').fill('https://khac.example/')
  await part.locator('[name="reason.remove"]').fill('Đã có quy định mới.')
  await part.getByRole('button', { name: 'Gỡ bỏ ngay' }).click()
  await said(page, 'không thuộc các website của cơ quan')
  part = await after(page, 'Gỡ bỏ hẳn')
  await part.locator('[name="redirect"]').fill('/thong-bao')
  await part.locator('[name="reason.remove"]').fill('Đã có quy định mới.')
  await part.getByRole('button', { name: 'Gỡ bỏ ngay' }).click()
  await page.waitForLoadState()
  const led = await page.context().request.get(address, { maxRedirects: 0 })
  assert.equal(led.status(), 301)
  assert.match(led.headers().location, /\/thong-bao$/)
})

scenario('the redirects of a site', {}, async (page) => {
  await be(page, people.webmaster)
  await page.goto(`${base}/desk/sites`)
  await page.getByRole('link', { name: 'Xem chuyển hướng' }).first().click()
  await page.getByLabel('Địa chỉ cũ').fill('/gioi-thieu-cu')
  await page.getByLabel('Dẫn đến').fill('https://khac.example/')
  await page.getByRole('button', { name: 'Thêm chuyển hướng' }).click()
  await said(page, 'không thuộc các website của cơ quan')
  await page.getByLabel('Dẫn đến').fill('/tin-tuc')
  await page.getByRole('button', { name: 'Thêm chuyển hướng' }).click()
  await said(page, '/gioi-thieu-cu')
  await look(page, 'redirects')
  const led = await page.context().request.get(`${site}/gioi-thieu-cu`, { maxRedirects: 0 })
  assert.equal(led.status(), 301)
  await page.getByRole('button', { name: 'Bỏ chuyển hướng từ /gioi-thieu-cu' }).click()
  await said(page, 'Đã bỏ chuyển hướng')
  assert.equal((await page.context().request.get(`${site}/gioi-thieu-cu`)).status(), 404)
})
