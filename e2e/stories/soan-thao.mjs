// A text is written at the desk with all that an office's papers have: pasted
// from Word in an old font, with a formula, a footnote and a table; its readers'
// page is previewed, two revisions are compared on a phone, and without
// JavaScript nothing is lost (R-I3, R-I4, R-M10; F-B5).

import assert from 'node:assert/strict'
import { choose, fixture, paste, text } from '../editor_kit.mjs'
import { base, look, told } from '../lib.mjs'
import { be, people, request, said, take } from '../office.mjs'

told('a text with all that an office’s papers have', async ({ open, chapter }) => {
  const [desk, phone, plain] = [await open(), await open({ width: 'phone' }), await open({ javaScript: false })]
  const path = (rest = '') => `${base}/desk/cases/${code}${rest}`
  let code

  await chapter('it is pasted from Word, and given a footnote and a formula', async () => {
    code = await request(desk, 'songtien', { title: 'Tuyển sinh ngành Thủy sản', text: 'Nhờ đăng.', name: 'Tô Thị Sen', email: 'sen.to@khach.example' })
    await be(desk, people.office)
    await take(desk, code, { summary: 'Nhận hồ sơ đến hết tháng 12.', text: 'Kính gửi bạn đọc.' })
    await desk.goto(path('/edit'))
    await desk.locator(text).focus()
    await desk.keyboard.press('Control+a')
    await paste(desk, { 'text/html': fixture('wordold.html').replace(/<p class=MsoNormal><span[^>]*><!--\[if gte vml 1\]>.*?<\/p>/, ''), 'text/plain': 'x' })
    await desk.locator('.editor-message', { hasText: 'phông cũ' }).waitFor()
    await desk.locator(text).getByText('tuyển sinh năm 2026.').click()
    await desk.keyboard.press('End')
    await choose(desk, 'insert', 'footnote.insert')
    await desk.keyboard.type('Theo Đề án số 05/ĐA-ĐHST.')
    await desk.keyboard.press('Enter')
    await choose(desk, 'insert', 'formula.insert')
    await desk.locator('dialog [name=source]').fill('\\frac{a+b}{2}')
    await look(desk, 'formula')
    await desk.locator('dialog .editor-main').click()
    await look(desk, 'editor')
    await desk.locator('button[value=save]').click()
    await desk.waitForURL(path())
  })
  await chapter('its page shows them', async () => {
    await said(desk, 'Trường Đại học Thủy sản tuyển sinh năm 2026.')
    await said(desk, 'Theo Đề án số 05/ĐA-ĐHST.')
    assert.equal(await desk.locator('.article math').count(), 2)
    await desk.locator('.article .footnotes').waitFor()
  })
  await chapter('a cell, words and the footnote change; a head reads the difference on a phone', async () => {
    await desk.goto(path('/edit'))
    await desk.locator('td', { hasText: /^12$/ }).click()
    await desk.keyboard.press('End')
    await desk.keyboard.type('5')
    await desk.locator('.editor-note .ProseMirror').click()
    await desk.keyboard.press('End')
    await desk.keyboard.type(' Đã sửa.')
    await desk.locator('button[value=save]').click()
    await desk.waitForURL(path())
    await be(phone, people.officeHead)
    await phone.goto(path('/revisions'))
    await phone.getByRole('radio', { name: 'Bản trước: Phiên bản 3' }).check()
    await phone.getByRole('button', { name: 'So sánh' }).click()
    await phone.locator('ins', { hasText: '125' }).waitFor()
    await phone.locator('ins', { hasText: 'Đã sửa.' }).waitFor()
    await look(phone, 'compare')
  })
  await chapter('on a phone its tools lie under the thumb', async () => {
    await phone.goto(path('/edit'))
    await look(phone, 'editor-phone')
  })
  await chapter('without JavaScript it is light markup, which loses nothing', async () => {
    await be(plain, people.officeHead)
    await plain.goto(path('/edit'))
    const markup = await plain.locator('[name=markup]').inputValue()
    assert.ok(markup.includes('^[Theo Đề án số 05/ĐA-ĐHST. Đã sửa.]') && markup.includes('${') && markup.includes(':::node'), markup)
    await plain.locator('button[value=save]').click()
    await said(plain, 'Không có gì thay đổi.')
  })
})
