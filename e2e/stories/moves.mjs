// What else happens to a request: the web form, with and without an account;
// "not a request", which sends nothing; a refusal, which says why; writing
// without JavaScript; two who save at once (R-I2, R-M5, R-M10; F-A9, F-B1,
// F-F7).

import assert from 'node:assert/strict'
import { axe, base, scenario, shot } from '../lib.mjs'
import { be, letter, mailbox, openCase, people, press, request, said } from '../office.mjs'

const send = (page, what) => request(page, 'songtien', what)

scenario('a form without an account is declined with a reason', {}, async (page) => {
  const email = 'lan.tran@khach.example'
  const code = await send(page, { title: 'Quảng cáo khóa học tiếng Anh', text: 'Đề nghị đăng quảng cáo khóa học.', name: 'Trần Thị Lan', email })
  await axe(page)
  await shot(page, 'form-received')
  await letter(page, email, 'Đã tiếp nhận yêu cầu')
  await be(page, people.office)
  await openCase(page, code)
  await page.locator('#decide summary', { hasText: 'Từ chối tiếp nhận' }).click()
  await page.locator('button[name=do][value="move:decline"]').click()
  await page.waitForLoadState()
  assert.match(await page.locator('main').innerText(), /lý do/i, 'a refusal needs its reason')
  if (!(await page.locator('[name="reason.move.decline"]').isVisible())) await page.locator('#decide summary', { hasText: 'Từ chối tiếp nhận' }).click()
  await page.locator('[name="reason.move.decline"]').fill('Thông tin quảng cáo không thuộc phạm vi đăng tải.')
  await page.locator('button[name=do][value="move:decline"]').click()
  await letter(page, email, 'Phản hồi về thông tin')
  await said(page, 'Thông tin quảng cáo không thuộc phạm vi đăng tải.')
})

scenario('what is not a request is closed without a letter', {}, async (page) => {
  const email = 'cuong.le@khach.example'
  const code = await send(page, { title: 'Cảm ơn phòng', text: 'Cảm ơn quý phòng đã hỗ trợ.', name: 'Lê Văn Cường', email })
  await letter(page, email, 'Đã tiếp nhận yêu cầu')
  await be(page, people.office)
  await openCase(page, code)
  await press(page, 'Không phải yêu cầu')
  await page.waitForLoadState()
  if (await page.locator('button[name=do][value="move:not-a-request"]').isVisible()) await page.locator('button[name=do][value="move:not-a-request"]').click()
  await page.goto(mailbox())
  assert.equal(await page.locator('tr', { hasText: email }).count(), 1, 'only the acknowledgement went out')
})

scenario('writing without JavaScript', { javaScript: false }, async (page) => {
  const code = await send(page, { title: 'Thông báo lịch trực', text: 'Lịch trực tuần 48.', name: 'Phan Văn Bình', email: 'binh.phan@khach.example' })
  await be(page, people.office)
  await openCase(page, code)
  await page.getByRole('button', { name: 'Lập tin bài từ yêu cầu' }).first().click()
  await page.goto(`${base}/desk/cases/${code}/edit`)
  await page.locator('textarea[name=markup]').fill('Lịch trực **tuần 48** như sau:\n\n- Thứ Hai: Phòng Đào tạo\n- Thứ Ba: nghỉ Ngày Văn hóa Việt Nam\n\n## Ghi chú\n\nMọi thay đổi xin báo trước.')
  await page.locator('[name=own_work]').check()
  await shot(page, 'editor-without-javascript')
  await page.locator('button[value=save]').click()
  await openCase(page, code)
  assert.equal(await page.locator('main strong', { hasText: 'tuần 48' }).count() > 0, true, 'the markup became text')
  await said(page, 'Thứ Ba: nghỉ Ngày Văn hóa Việt Nam')
})

scenario('a stale save is refused and both texts are shown', { javaScript: false }, async (page) => {
  const code = await send(page, { title: 'Hai người cùng sửa', text: 'Nội dung ban đầu.', name: 'Đỗ Thị Mai', email: 'mai.do@khach.example' })
  await be(page, people.office)
  await openCase(page, code)
  await page.getByRole('button', { name: 'Lập tin bài từ yêu cầu' }).first().click()
  const other = await page.context().newPage()
  await other.goto(`${base}/desk/cases/${code}/edit`)
  await page.goto(`${base}/desk/cases/${code}/edit`)
  await page.locator('textarea[name=markup]').fill('Nội dung của người thứ nhất.')
  await page.locator('button[value=save]').click()
  await other.locator('textarea[name=markup]').fill('Nội dung của người thứ hai.')
  await other.locator('button[value=save]').click()
  await other.waitForLoadState()
  await said(other, 'người thứ nhất')
  assert.match(await other.locator('textarea[name=markup]').inputValue(), /người thứ hai/, 'what was typed is still there')
  await shot(other, 'stale-save')
})
