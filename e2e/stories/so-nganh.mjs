// A department: what an office supplies is edited, gathered, approved and posted;
// a question is assigned, answered and published without its asker; the partner
// sees what was given to it and nothing else (D 7.1, 7.2, 9.2d; R-I6, R-P2).

import assert from 'node:assert/strict'
import { base, look, told } from '../lib.mjs'
import { approve, be, classify, letter, mailbox, move, openCase, request, said, take, tick } from '../office.mjs'

const house = 'so-nganh'
const who = {
  provider: 'Liêu Thị Bích Ngân', member: 'Mạc Thị Lan Chi', secretary: 'Bành Thị Kim Tuyền', head: 'Võ Trần Minh Quang', deputy: 'Hà Thị Ngọc Trâm',
  technical: 'Từ Vĩnh Tường', officer: 'Sơn Minh Triết', office: 'Kim Thành Đô', partner: 'Tống Thị Thiên Kim',
}
const become = (page, name) => be(page, name, house)

told('a department publishes what an office supplies', async ({ open, chapter }) => {
  const desk = await open()
  const title = 'Khai trương điểm bán hàng Việt tại chợ Cồn Lá'
  let code
  await chapter('the provider sends it to the board', async () => {
    await become(desk, who.provider)
    code = await request(desk, 'sct', { office: 'Ban Biên tập Website Sở', title, text: 'Ngày 20/11/2026, Trung tâm khai trương điểm bán hàng Việt thứ chín của tỉnh tại chợ Cồn Lá.' })
  })
  await chapter('the member of that office edits it', async () => {
    await become(desk, who.member)
    await take(desk, code, { title, summary: 'Điểm bán thứ chín của tỉnh có 120 mặt hàng của 34 cơ sở.' })
    await openCase(desk, code)
    await look(desk, 'member')
    await move(desk, code, 'submit')
  })
  await chapter('the secretariat gathers and submits it', async () => {
    await become(desk, who.secretary)
    await move(desk, code, 'submit')
    await said(desk, 'Duyệt nội dung, hình ảnh')
  })
  await chapter('the head approves words and pictures', async () => {
    await become(desk, who.head)
    await approve(desk, code, ['content', 'images'])
    await look(desk, 'approved')
  })
  await chapter('the technical office posts it', async () => {
    await become(desk, who.secretary)
    await move(desk, code, 'pass')
    await become(desk, who.technical)
    await classify(desk, code, 'Tin tức', { 'Sở Công Thương tỉnh Tiền Châu': 'Tin tức, sự kiện' })
    await look(desk, 'post')
    await move(desk, code, 'publish')
    await desk.goto(`${base}/w/sct/tin-tuc-su-kien`)
    await desk.getByRole('link', { name: title }).first().click()
    await desk.getByRole('heading', { level: 1, name: title }).waitFor()
    await look(desk, 'page')
  })
})

told('a question is answered without naming its asker', async ({ open, chapter }) => {
  const desk = await open()
  const outside = await open({ width: 'phone' })
  const asker = { name: 'Huỳnh Thị Mộng Thường', email: 'mongthuong@hoi.example' }
  const question = 'Hộ nuôi tôm có được hưởng giá điện sản xuất không?'
  let code
  await chapter('somebody asks by mail', async () => {
    await outside.goto(mailbox(house))
    await outside.getByLabel('Họ và tên người gửi').fill(asker.name)
    await outside.getByLabel('Địa chỉ người gửi').fill(asker.email)
    await outside.getByLabel('Tiêu đề').fill(question)
    await outside.getByLabel('Nội dung').fill(`Tôi là ${asker.name}, nuôi 2 ha tôm ở xã Cồn Lá. Xin hỏi điện cho máy quạt nước tính giá nào?`)
    await outside.getByRole('button', { name: 'Gửi thư' }).click()
    await outside.getByRole('status').waitFor()
    await look(outside, 'mailbox')
    await letter(outside, asker.email, 'HD-', house)
    code = (await outside.locator('main').innerText()).match(/HD-\d{4}-\d{6}/)[0]
  })
  await chapter('it is given to the energy office, with a date', async () => {
    await become(desk, who.secretary)
    await move(desk, code, 'submit')
    await become(desk, who.deputy)
    await openCase(desk, code)
    await desk.locator('[name="unit.move.assign"]').selectOption({ label: 'Phòng Quản lý Năng lượng' })
    const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)
    await desk.locator('[name="date.move.assign"]').fill(day)
    await desk.locator('[name="time.move.assign"]').fill('16:00')
    await look(desk, 'assign')
    await move(desk, code, 'assign')
    await said(desk, 'Phòng Quản lý Năng lượng')
  })
  await chapter('which answers', async () => {
    await become(desk, who.officer)
    await take(desk, code, {
      title: question, summary: 'Điện cho máy quạt nước, máy bơm phục vụ nuôi trồng tính theo giá điện sản xuất.',
      text: 'Điện dùng cho máy bơm, máy quạt nước trong nuôi trồng thủy sản được tính theo giá bán lẻ điện cho các ngành sản xuất. Hộ nuôi đề nghị đơn vị điện lực lắp công tơ riêng.',
    })
    await become(desk, who.office)
    await move(desk, code, 'submit')
    await become(desk, who.secretary)
    await openCase(desk, code)
    await tick(desk)
    await look(desk, 'answer')
    await move(desk, code, 'submit')
  })
  await chapter('and whose answer is approved and posted', async () => {
    await become(desk, who.head)
    await approve(desk, code, ['content'])
    await become(desk, who.technical)
    await classify(desk, code, 'Hỏi đáp', { 'Sở Công Thương tỉnh Tiền Châu': 'Hỏi đáp' })
    await move(desk, code, 'publish')
  })
  await chapter('the asker gets the link; readers are not told who asked', async () => {
    await letter(outside, asker.email, 'Trả lời câu hỏi', house)
    const page = (await outside.locator('.words a').evaluateAll((all) => all.map((a) => a.href))).find((l) => /giai-dap-vuong-mac/.test(l))
    await outside.goto(page)
    const text = await outside.locator('main').innerText()
    assert.ok(text.includes('giá bán lẻ điện cho các ngành sản xuất') && !text.includes(asker.name), text.slice(0, 400))
    await look(outside, 'answered')
  })
  await chapter('the partner sees the translation it was given and no other case', async () => {
    await become(desk, who.partner)
    await look(desk, 'partner')
    await desk.locator('main a', { hasText: 'Mười nhóm hàng bình ổn' }).first().waitFor()
    assert.equal((await desk.goto(`${base}/desk/cases/${code}`)).status(), 404)
  })
})
