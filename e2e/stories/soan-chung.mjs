// Two people at one text: who is there, one writes at a time and is taken over
// from, what was typed is kept, comments on a paragraph, any two revisions
// compared, an earlier one restored (R-M10; F-B2–B7).

import assert from 'node:assert/strict'
import { base, look, told } from '../lib.mjs'
import { be, letter, people, request, said, take } from '../office.mjs'

told('two people write one text', async ({ open, chapter }) => {
  const [first, second] = [await open(), await open({ width: 'phone' })]
  const path = (rest = '') => `${base}/desk/cases/${code}${rest}`
  // A page gives its sign when it comes into sight, and not only in 20 seconds.
  const sign = (page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  // A page that goes out of sight keeps what was typed at once.
  const leave = (page) => page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
    delete document.visibilityState
  })
  const secret = 'Con số này chưa ai duyệt'
  let code

  await chapter('a request becomes a text', async () => {
    code = await request(first, 'songtien', { title: 'Hội nghị nghiên cứu khoa học sinh viên', text: 'Nhờ đăng thông báo.', name: 'Tô Thị Sen', email: 'sen.to@khach.example' })
    await be(first, people.office)
    await take(first, code, { summary: 'Nhận bài đến hết tháng 12.', text: 'Hội nghị nhận bài của sinh viên năm thứ hai đến năm thứ tư. Mỗi bài dài không quá mười trang.' })
  })
  await chapter('one writes; the other sees who, and takes over', async () => {
    await first.goto(path('/edit'))
    await first.context().setOffline(true) // what is typed now is kept once the connection is back, and stays on the page until then
    await first.locator('#title').fill('Hội nghị nghiên cứu khoa học sinh viên lần thứ 12')
    await leave(first)
    await first.locator('[data-draft-says]', { hasText: 'ết nối' }).waitFor()
    assert.match(await first.locator('#title').inputValue(), /lần thứ 12/)
    await first.context().setOffline(false)
    await first.getByText('Đã giữ bản chưa lưu').waitFor()
    await be(second, people.officeHead)
    await second.goto(path('/edit'))
    await said(second, `${people.office} đang soạn văn bản này`)
    await look(second, 'occupied')
    await second.getByText('Lấy quyền soạn').first().click()
    await second.getByRole('button', { name: 'Lấy quyền soạn' }).click()
    await second.locator('#summary').waitFor()
    await sign(first)
    await first.getByText('đã lấy quyền soạn. Phần ông/bà').waitFor()
    await second.locator('#summary').fill('Nhận bài đến hết ngày 31/12/2026.')
    await look(second, 'editor')
    await second.locator('button[value=save]').click()
    await second.waitForURL(path())
  })
  await chapter('what was typed is offered again, and overwrites nothing', async () => {
    await first.goto(path('/edit'))
    await said(first, 'bản chưa lưu từ')
    await first.locator('.draft summary').click()
    await look(first, 'draft')
    await first.getByRole('link', { name: 'Soạn tiếp bản này' }).click()
    assert.match(await first.locator('#title').inputValue(), /lần thứ 12/)
    await first.locator('button[value=save]').click()
    await first.locator('.stale').waitFor()
    await said(first, 'ngày 31/12/2026')
    await first.locator('#summary').fill('Nhận bài đến hết ngày 31/12/2026.')
    await first.locator('button[value=save]').click()
    await first.waitForURL(path())
    await first.goto(path('/edit'))
    assert.equal(await first.locator('.draft').count(), 0, 'what was saved is offered no more')
  })
  await chapter('a comment on a paragraph names a colleague, is answered and settled', async () => {
    await second.goto(path('/comments'))
    await second.locator('#part-1 .add-comment > summary').click()
    await second.locator('#part-1 .add-comment textarea').fill(`${secret}. @${people.office} kiểm tra giúp.`)
    await second.locator('#part-1 .add-comment button').click()
    await said(second, secret)
    await look(second, 'comments')
    await letter(first, 'hanh', 'nhắc đến')
    await said(first, secret)
    await first.goto(path('/comments'))
    await first.locator('.thread-acts > details > summary').click()
    await first.locator('.thread textarea').fill('Đã kiểm tra với Phòng Khoa học.')
    await look(first, 'comments-wide')
    await first.locator('.thread form button', { hasText: 'Trả lời' }).click()
    await said(first, 'Đã kiểm tra với Phòng Khoa học.')
    await first.getByRole('button', { name: 'Xử lý xong' }).click()
    await said(first, 'đánh dấu xong')
  })
  await chapter('any two revisions are compared, and an earlier one restored', async () => {
    await second.goto(path('/revisions'))
    await second.getByRole('radio', { name: 'Bản trước: Phiên bản 2' }).check()
    await second.getByRole('button', { name: 'So sánh' }).click()
    await said(second, 'Phiên bản 2 và phiên bản 4')
    assert.ok(await second.locator('.title-words ins', { hasText: 'lần thứ 12' }).count())
    await look(second, 'compare')
    await second.goto(path('/revisions/3'))
    await second.getByText('Khôi phục phiên bản này').click()
    await look(second, 'restore')
    await second.getByRole('button', { name: 'Khôi phục phiên bản 3' }).click()
    await said(second, 'Đã khôi phục phiên bản 3')
  })
  await chapter('whoever asked reads nothing of it', async () => {
    await letter(first, 'sen.to@khach.example', 'Đã tiếp nhận')
    const link = await first.locator('main a[href*="/theo-doi"]').first().getAttribute('href').catch(() => null)
    if (link) await first.goto(base + new URL(link, base).pathname)
    assert.equal((await first.locator('main').innerText()).includes(secret), false)
  })
})
