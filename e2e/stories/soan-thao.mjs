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
  await chapter('while it is written the program says what it sees, and how strongly the procedure wants it', async () => {
    await desk.goto(path('/edit'))
    await desk.locator('[name=own_work]').uncheck()
    await desk.locator(text).focus()
    await desk.keyboard.press('Control+End')
    await desk.keyboard.type(' Hỏi ông Tư, căn cước 079203001234, điện thoại 0912 345 678, hoặc xem ')
    await desk.keyboard.press('Control+k')
    await desk.locator('dialog [name=href]').fill('http://example.edu.vn/ho-so')
    await desk.locator('dialog [name=text]').fill('tại đây')
    await desk.keyboard.press('Enter')
    await desk.locator('dialog').waitFor({ state: 'detached' })
    const told = (words, how) => desk.locator('#checks li', { hasText: words }).filter({ hasText: how }).first().waitFor()
    await told('số căn cước', 'Nên sửa')
    await told('số điện thoại', 'Nên sửa')
    await told('Liên kết mang chữ “tại đây”', 'Nên sửa')
    await told('không mã hóa', 'Nên sửa')
    await told('Chưa ghi nguồn trích dẫn', 'Bắt buộc')
    await desk.locator('#checks-items summary').click()
    await told('Không có bí mật nhà nước', 'bắt buộc ở bước')
    await look(desk, 'checks')
    // What is mended goes from the list; a fold that was opened stays open.
    await desk.locator('[name=own_work]').check()
    await desk.locator('#checks li', { hasText: 'Chưa ghi nguồn trích dẫn' }).waitFor({ state: 'detached' })
    assert.ok(await desk.locator('#checks-items').evaluate((fold) => fold.open))
    await desk.locator('button[value=save]').click()
    await desk.waitForURL(path())
  })
  await chapter('a passage in an old font is taken back by one press, and stays so until somebody wants it otherwise', async () => {
    const came = 'Céng hoµ x· héi chñ nghÜa ViÖt Nam'
    await desk.goto(path('/edit'))
    await desk.locator(text).focus()
    await desk.keyboard.press('Control+Home')
    await paste(desk, { 'text/plain': `${came}\n` })
    await desk.locator('.editor-message', { hasText: 'phông cũ' }).waitFor()
    await desk.locator('.editor-message').getByRole('button', { name: 'Trả lại như cũ' }).click()
    await desk.locator(text).getByText(came).waitFor()
    for (const save of ['taken back', 'opened again']) {
      if (save === 'opened again') await desk.goto(path('/edit'))
      await desk.locator(text).getByText(came).waitFor()
      await desk.locator('button[value=save]').click()
      await desk.waitForURL(path())
      await said(desk, came)
    }
    await said(desk, 'đã trả về như khi đến')
    await said(desk, 'Chưa thể đăng: 1 đoạn')
    await look(desk, 'legacy')
    await desk.getByRole('button', { name: 'Đổi sang Unicode' }).click()
    await said(desk, 'Cộng hoà xã hội chủ nghĩa Việt Nam')
    assert.equal(await desk.locator('.article', { hasText: came }).count(), 0)
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
