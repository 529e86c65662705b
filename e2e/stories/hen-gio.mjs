// The hours of a text: a link for somebody without an account, an embargo, a
// publication that is scheduled and changed, an end of display, and several
// texts that are published together (R-B1, F-C1–C5, F-C9).

import assert from 'node:assert/strict'
import { base, look, newPage, scenario } from '../lib.mjs'
import { approve, be, classify, move, openCase, people, request, said, take } from '../office.mjs'

let code

scenario('somebody without an account sees the text as it will look, until the link is taken back', {}, async (page) => {
  code = await request(page, 'songtien', { title: 'Lịch khai giảng lớp tin học', text: 'Lớp tin học khai giảng ngày 5.', name: 'Lý Văn Sang', email: 'sang.ly@khach.example' })
  await be(page, people.office)
  await take(page, code, { title: 'Khai giảng lớp tin học cho người lớn tuổi', summary: 'Lớp học miễn phí.', text: 'Lớp tin học dành cho người lớn tuổi khai giảng ngày 5.' })
  await openCase(page, code)
  const give = page.locator('#previews')
  await give.locator('summary').click()
  await give.locator('#preview-whom').fill('Hội Người cao tuổi xã')
  await give.getByRole('button', { name: 'Tạo liên kết', exact: true }).click()
  const href = await page.locator('#previews a.ext').getAttribute('href')
  await look(page, 'hen-gio-preview-links')
  const guest = await newPage({ width: 'phone' })
  const answer = await guest.goto(base + new URL(href).pathname)
  assert.equal(answer.status(), 200)
  assert.match(answer.headers()['cache-control'], /no-store/)
  assert.match(await guest.locator('.preview-bar').innerText(), /Bản xem trước/)
  assert.match(await guest.locator('h1').first().innerText(), /người lớn tuổi/)
  await look(guest, 'hen-gio-preview')
  await page.locator('#previews').getByRole('button', { name: /Thu hồi/ }).click()
  await page.waitForLoadState()
  assert.notEqual((await guest.goto(base + new URL(href).pathname)).status(), 200)
  await guest.context().close()
  await move(page, code, 'accept')
  await be(page, people.head)
  await approve(page, code, ['content', 'images'])
})

// hour opens one of the forms about hours and sends it with a day.
async function hour(page, title, button, date, time) {
  const form = page.locator('.hours details', { has: page.locator('summary', { hasText: title }) }).first()
  if (!(await form.locator('form').isVisible())) await form.locator('summary').click()
  if (date) {
    await form.locator('input[type=date]').fill(date)
    await form.locator('input[type=time]').fill(time)
  }
  await form.getByRole('button', { name: button, exact: true }).click()
  await page.waitForLoadState()
}

// day is so many days from now, as a date field has it.
const day = (n) => new Date(Date.now() + n * 864e5 + 7 * 36e5).toISOString().slice(0, 10)

scenario('held back, scheduled, put off, taken back, published with an end', {}, async (page) => {
  await be(page, people.webmaster)
  await classify(page, code, 'Tin tức', { 'Trường Đại học Sông Tiền': 'Tin tức – Sự kiện' })
  await openCase(page, code)
  await hour(page, 'Chưa được công bố trước', 'Giữ đến giờ này', day(2), '08:00')
  await said(page, 'Chưa được công bố trước 08:00')
  await hour(page, 'Hẹn giờ đăng', 'Hẹn đăng vào giờ này', day(1), '08:00').catch(() => {})
  await openCase(page, code)
  await hour(page, 'Cho công bố sớm', 'Bỏ giới hạn này')
  await hour(page, 'Hẹn giờ đăng', 'Hẹn đăng vào giờ này', day(3), '08:00')
  await said(page, 'Đã hẹn đăng 08:00')
  await look(page, 'hen-gio-scheduled')
  await hour(page, 'Đổi giờ hẹn đăng', 'Hẹn đăng vào giờ này', day(4), '09:30')
  await said(page, 'Đã hẹn đăng 09:30')
  await page.goto(`${base}/desk`)
  await said(page, 'Hẹn đăng 09:30')
  await openCase(page, code)
  await hour(page, 'Hủy hẹn giờ đăng', 'Hủy hẹn giờ')
  await hour(page, 'Đặt hạn hiển thị', 'Hiển thị đến giờ này', day(30), '17:00')
  await said(page, 'Hiển thị đến 17:00')
})

scenario('a release: one text, published with all that is in it', {}, async (page) => {
  await be(page, people.webmaster)
  await page.goto(`${base}/desk/releases`)
  await page.locator('#release-name').fill('Tin tuần này')
  await page.getByRole('button', { name: 'Lập đợt phát hành' }).click()
  await page.locator('#release-code').fill(code)
  await page.getByRole('button', { name: 'Thêm vào đợt' }).click()
  await said(page, 'Sẵn sàng')
  await look(page, 'hen-gio-release')
  await page.getByRole('button', { name: 'Phát hành tất cả ngay' }).click()
  await said(page, 'Đã phát hành')
  await openCase(page, code)
  await said(page, 'Hiển thị đến 17:00')
})
