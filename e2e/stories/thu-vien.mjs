// A library: information is found, checked by another, classified, posted and
// archived by the software centre, and verified; what is wrong goes back (L III).

import assert from 'node:assert/strict'
import { base, look, told } from '../lib.mjs'
import { be, classify, move, openCase, request, said, take, write } from '../office.mjs'

const house = 'thu-vien'
const who = { section: 'Ưng Thị Mai Hiên', finder: 'Cù Thị Bạch Sen', checker: 'Tiêu Nguyên Vũ', chief: 'Vi Thị Hồng Đào', software: 'Đàm Hải Nam' }
const become = (page, name) => be(page, name, house)

told('a library updates its portal', async ({ open, chapter }) => {
  const desk = await open()
  const title = 'Mười hai cơ sở dữ liệu dùng thử đến hết tháng 12/2026'
  let code
  await chapter('a section sends information', async () => {
    await become(desk, who.section)
    code = await request(desk, 'thuvien-ktbs', { title, text: 'Trung tâm được dùng thử mười hai cơ sở dữ liệu từ ngày 23/11 đến 31/12/2026.' })
    await look(desk, 'received')
  })
  await chapter('a librarian finds it and may not check it', async () => {
    await become(desk, who.finder)
    await take(desk, code, { title, summary: 'Bạn đọc truy cập trong mạng của Trường, không cần đăng ký.' })
    await move(desk, code, 'submit')
    await openCase(desk, code)
    assert.equal(await desk.locator('button[value="move:accept"]').count(), 0)
  })
  await chapter('another one returns it, then finds it exact', async () => {
    await become(desk, who.checker)
    await openCase(desk, code)
    await look(desk, 'check')
    await move(desk, code, 'return', 'Chưa nêu địa chỉ truy cập.')
    await become(desk, who.finder)
    await write(desk, code, { summary: 'Bạn đọc truy cập trong mạng của Trường tại mục Tra cứu, không cần đăng ký.' })
    await move(desk, code, 'submit')
    await become(desk, who.checker)
    await move(desk, code, 'accept')
  })
  await chapter('it is classified and handed over with a batch to the software centre, which posts it', async () => {
    await classify(desk, code, 'Giới thiệu tài liệu mới', { 'Cổng Thông tin – Thư viện': 'Tài liệu mới' })
    await move(desk, code, 'pass')
    await openCase(desk, code)
    assert.equal(await desk.locator('button[value="move:hand-over"]').count(), 0)
    await desk.locator('.note a[href^="/desk/batches/"]').click()
    await look(desk, 'batch')
    await desk.locator('button[value="send"]').click()
    await desk.getByText('Đã chuyển đợt').waitFor()
    await become(desk, who.software)
    await desk.goto(`${base}/desk/batches`)
    await look(desk, 'batches')
    await openCase(desk, code)
    await desk.locator('.note a[href^="/desk/batches/"]').click()
    await desk.locator('button[value="receive"]').click()
    await desk.getByText('Đã xác nhận nhận đợt').waitFor()
    await openCase(desk, code)
    await look(desk, 'update')
    await move(desk, code, 'publish')
  })
  await chapter('the deputy director verifies: once wrong, then exact', async () => {
    await become(desk, who.chief)
    await move(desk, code, 'wrong', 'Trang chưa có chú thích thời hạn dùng thử.')
    await become(desk, who.software)
    await move(desk, code, 'publish')
    await become(desk, who.chief)
    await move(desk, code, 'confirm')
    await said(desk, 'Hoàn tất')
    await look(desk, 'done')
  })
  await chapter('what is looked for stands in the plans and on the work list, and is done', async () => {
    await become(desk, who.finder)
    await look(desk, 'duties')
    await desk.goto(`${base}/desk/plans`)
    await look(desk, 'plans')
    await desk.getByLabel('Kết quả').first().fill('Có hai cơ sở dữ liệu mới.')
    await desk.getByRole('button', { name: 'Đã thực hiện' }).first().click()
    await desk.getByText('Đã ghi nhận hoàn thành').waitFor()
    const phone = await open({ width: 'phone', lang: 'en' })
    await become(phone, who.chief)
    await phone.goto(`${base}/desk/plans`)
    await look(phone, 'plans-phone')
    const change = phone.locator('main a[href^="/desk/plans/"]').first()
    if (await change.count()) {
      await change.click()
      await phone.waitForLoadState()
      await look(phone, 'plan-phone')
    }
  })
  await chapter('readers find it', async () => {
    await desk.goto(`${base}/w/thuvien-ktbs/tai-lieu-moi`)
    await desk.getByRole('link', { name: title }).first().click()
    await desk.getByRole('heading', { level: 1, name: title }).waitFor()
    await look(desk, 'page')
  })
})
