// An administrator gives a site other colours, a header and blocks: sees them
// drawn while they are typed, is told what cannot be read, applies them and goes
// back. Readers see nothing before that (F-M4, F-M5).

import assert from 'node:assert/strict'
import { axe, base, look, newPage, noSideways, scenario, shot } from '../lib.mjs'
import { be, people, said } from '../office.mjs'

const site = `${base}/w/songtien/`

// open goes to the look of the university's own site.
async function open(page) {
  await page.goto(`${base}/desk/sites`)
  await page.locator('main a[href$="/look"]').first().click()
  await page.waitForURL(/\/look$/)
}

// shifts are how much what readers look at moved about while the page came.
const shifts = (page) => page.evaluate(() => new Promise((resolve) => {
  let sum = 0
  new PerformanceObserver((list) => { for (const s of list.getEntries()) if (!s.hadRecentInput) sum += s.value }).observe({ type: 'layout-shift', buffered: true })
  requestAnimationFrame(() => setTimeout(() => resolve(sum), 200))
}))

scenario('a look is drafted, tried, applied and taken back', {}, async (page) => {
  await be(page, people.administrator)
  await open(page)
  await look(page, 'giao-dien')
  const frame = page.frameLocator('#look-frame')
  await page.locator('[name=brand]').fill('#ffd400')
  await frame.locator('.preview-bar', { hasText: '#ffd400 khó đọc' }).waitFor()
  await page.locator('button[value=apply]').click()
  await page.locator('.errors').waitFor()
  await said(page, 'Màu gần nhất đọc được là')
  await look(page, 'giao-dien-khong-dat')

  await page.locator('[name=brand]').fill('#1d5b3a')
  await page.locator('[name=accent]').fill('#8a3b12')
  await page.locator('[name=header]').selectOption('paper')
  await page.locator('[name=name]').fill('Đại học Sông Tiền')
  await frame.locator('.name', { hasText: /^Đại học Sông Tiền$/ }).waitFor()
  await page.locator('[name=add]').selectOption('text')
  await page.locator('button[value=add]').click()
  await said(page, 'chưa được lưu')
  const last = page.locator('.look-block').last()
  await last.locator('textarea').fill('Trường mở cửa đón **bạn đọc** từ thứ Hai đến thứ Sáu.')
  await last.locator('input[type=text]').fill('Lời chào')
  await frame.locator('.words', { hasText: 'Trường mở cửa' }).waitFor()
  await page.locator('button[value=save]').click()
  await said(page, 'Đã lưu bản nháp giao diện')
  await look(page, 'giao-dien-nhap')

  const reader = await newPage()
  await reader.goto(site)
  assert.equal(await reader.locator('[data-header]').count(), 0, 'a reader sees a draft')
  await page.locator('button[value=apply]').click()
  await said(page, 'Đã áp dụng giao diện mới')
  await reader.goto(site)
  assert.equal(await reader.locator('html[data-header=paper] .words').count(), 1, 'the reader sees what was applied')
  assert.equal(await reader.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--brand').trim()), '#1d5b3a')
  assert.equal(await shifts(reader), 0, 'nothing moves about')
  await axe(reader, 'the site in its own colours')
  await noSideways(reader)
  await shot(reader, 'giao-dien-cong')
  await reader.context().close()
  for (const [name, options] of Object.entries({ dark: { dark: true }, phone: { width: 'phone' } })) {
    const other = await newPage(options)
    await other.goto(site)
    assert.equal(await shifts(other), 0, `nothing moves about: ${name}`)
    await axe(other, `the site in its own colours: ${name}`)
    await noSideways(other)
    await shot(other, `giao-dien-cong-${name}`)
    await other.context().close()
  }

  const phone = await newPage({ width: 'phone' })
  await be(phone, people.administrator)
  await open(phone)
  await noSideways(phone)
  await axe(phone)
  await shot(phone, 'giao-dien-phone')
  await phone.context().close()

  await page.locator('form[action$="/restore"] button').last().click()
  await said(page, 'Đã dùng lại giao diện cũ')
})

scenario('a look is changed without JavaScript', { javaScript: false }, async (page) => {
  await be(page, people.administrator)
  await open(page)
  await page.locator('[name=line]').fill('Dòng thử không cần JavaScript')
  await page.locator('#look-try').click()
  await page.frameLocator('#look-frame').locator('.motto', { hasText: 'Dòng thử' }).waitFor({ state: 'attached' })
  await page.locator('button[value=save]').click()
  await said(page, 'Đã lưu bản nháp giao diện')
  await page.locator('form[action$="/drop"] button').click()
  await said(page, 'Đã bỏ bản nháp giao diện')
})
