// Working together: what one was told, how one wants to be told, several cases
// at once, searches that are kept, the board, and letters in the office's own
// words (F-A15, F-H3, F-K2, F-K5, F-K6).

import assert from 'node:assert/strict'
import { base, look, told } from '../lib.mjs'
import { be, people, request, said } from '../office.mjs'

told('an office works together', async ({ open, chapter }) => {
  const desk = await open()
  const titles = ['Sân trường họp chợ đồ cũ cuối tuần', 'Nhận giữ xe theo tháng tại cổng B']
  const codes = []
  await chapter('two requests come; they stand in the inbox, with a count in the header', async () => {
    for (const title of titles) codes.push(await request(desk, 'songtien', { office: 'Phòng Truyền thông', title, text: 'Đề nghị đăng tin này.', name: 'Lê Hữu Tài', email: 'tai@ngoai.example' }))
    await be(desk, people.office)
    const bell = desk.locator('a.bell')
    const before = Number((await bell.getAttribute('aria-label')).match(/\d+/)[0])
    await bell.click()
    await look(desk, 'inbox')
    await desk.getByRole('button', { name: titles[0] }).first().click()
    await desk.waitForURL(`**/desk/cases/${codes[0]}`)
    assert.equal(Number((await bell.getAttribute('aria-label')).match(/\d+/)[0]), before - 1)
  })
  await chapter('she chooses one letter a day for what is her turn', async () => {
    await desk.goto(`${base}/desk/inbox/choices`)
    await desk.locator('#way_task').selectOption('digest')
    await look(desk, 'choices')
    await desk.locator('.form-end button').click()
    await said(desk, 'Đã lưu cách nhận thông báo')
  })
  await chapter('a search is kept under a name and stands among the tabs with its count', async () => {
    await desk.goto(`${base}/desk/cases?state=open&sender=L%C3%AA+H%E1%BB%AFu+T%C3%A0i`)
    await desk.locator('.keep-search summary').click()
    await desk.locator('#filter-name').fill('Của ông Tài')
    await desk.locator('#filter-name').press('Enter')
    await desk.locator('.saved a[aria-current]', { hasText: 'Của ông Tài 2' }).waitFor()
    await look(desk, 'filter')
  })
  await chapter('both are declined at once, with one reason; each says what came of it', async () => {
    for (const code of codes) await desk.locator(`.choose input[value="${code}"]`).check()
    await desk.locator('.bulk-bar button').click()
    await desk.locator('input[name=move][value=decline]').check()
    await desk.locator('button.main-act').click()
    await said(desk, 'cần lý do, dùng chung')
    await look(desk, 'bulk')
    await desk.locator('[name=reason]').fill('Không thuộc phạm vi website của Trường.')
    await desk.locator('button.main-act').click()
    await said(desk, 'đã làm 2/2 hồ sơ')
    await look(desk, 'bulk-done')
    await desk.goto(`${base}/desk/board`)
    await look(desk, 'board')
  })
  await chapter('the administrator words a letter anew: a slip is told with its place, then it is seen, kept and taken back', async () => {
    await be(desk, people.administrator)
    await desk.goto(`${base}/desk/wordings/stale`)
    const text = desk.locator('#body_vi')
    const shipped = await text.inputValue()
    await text.fill('Kính gửi {ten},\n\n[Mở hồ sơ]{desk}')
    await desk.getByRole('button', { name: 'Lưu mẫu thư' }).click()
    await said(desk, 'Dòng 1, cột 10: không có giá trị {ten}')
    await look(desk, 'wording-wrong')
    await desk.locator('#body_vi').fill('Chào {name},\n\nHồ sơ {code} còn chờ.\n\n[Mở hồ sơ]{desk}')
    await desk.getByRole('button', { name: 'Xem trước' }).click()
    await said(desk, 'Chào Võ Thị Lan,')
    await look(desk, 'wording-preview')
    await desk.getByRole('button', { name: 'Lưu mẫu thư' }).click()
    await said(desk, 'Đã lưu mẫu thư')
    await desk.getByRole('button', { name: 'Đưa về nguyên bản' }).click()
    await said(desk, 'Đã đưa mẫu thư về nguyên bản')
    assert.equal(await desk.locator('#body_vi').inputValue(), shipped)
  })
  await chapter('and finds what was written to whom', async () => {
    await desk.goto(`${base}/desk/letters?to=tai@ngoai.example`)
    assert.ok(await desk.locator('table.letters tbody tr').count() >= 4)
    await look(desk, 'letters')
  })
})
