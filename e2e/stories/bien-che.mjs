// People, papers and more time: the board's roster as it stands and as it stood,
// people taken in from a table whose mistakes are told, the covering paper of a
// request, and a later date that somebody else grants (F-A11, F-C13, F-E12; R-P4, R-I10).

import assert from 'node:assert/strict'
import { base, look, told } from '../lib.mjs'
import { be, openCase, people, request, said } from '../office.mjs'

const day = (back) => new Date(Date.now() + 7 * 3_600_000 - back * 86_400_000).toISOString().slice(0, 10)

told('a board keeps its roster, its people and its papers', async ({ open, chapter }) => {
  const desk = await open()
  const code = await request(desk, 'songtien', { office: 'Phòng Truyền thông', title: 'Kết quả hội thi nghiệp vụ', text: 'Đề nghị đăng kết quả.', name: 'Ngô Gia Bảo', email: 'bao@ngoai.example' })
  await chapter('the head divides the work: it stands on the roster of today, which can be printed', async () => {
    await be(desk, people.head)
    await desk.goto(`${base}/desk/roster`)
    await desk.locator('.roster-forms summary', { hasText: people.deputy }).click()
    await desk.locator('.roster-forms details[open] textarea').fill('Phụ trách tin đào tạo, tuyển sinh.')
    await desk.getByRole('button', { name: 'Lưu phân công' }).and(desk.locator(':visible')).click()
    await said(desk, 'Đã lưu phân công.')
    const list = desk.locator('article.roster')
    assert.equal(await list.locator('b', { hasText: people.officeHead }).count(), 1, 'who has several seats is listed once')
    assert.match(await list.innerText(), /Phụ trách tin đào tạo, tuyển sinh\./)
    await look(desk, 'roster')
    await desk.emulateMedia({ media: 'print' })
    assert.ok(await list.isVisible() && !(await desk.locator('.roster-forms').isVisible()), 'only the list is printed')
    await desk.emulateMedia({ media: 'screen' })
  })
  await chapter('that of yesterday lacks it and offers nothing to change; the history has every seat', async () => {
    await desk.locator('#day').fill(day(1))
    await desk.getByRole('button', { name: 'Xem', exact: true }).click()
    await desk.waitForURL(/day=/)
    const text = await desk.locator('main').innerText()
    assert.ok(!text.includes('Phụ trách tin đào tạo'))
    assert.equal(await desk.locator('.roster-forms').count(), 0)
    assert.match(text, /Quá trình[\s\S]*Trịnh Thị Diệu Hiền/)
  })
  await chapter('the administrator takes in a table: the wrong row is named, nothing is done until it is mended', async () => {
    await be(desk, people.administrator)
    await desk.goto(`${base}/desk/people/table`)
    const [sheet] = await Promise.all([desk.waitForEvent('download'), desk.getByRole('link', { name: 'Tải tệp mẫu' }).click()])
    assert.match(sheet.suggestedFilename(), /\.csv$/)
    const table = (second) => ({
      name: 'nguoi.csv', mimeType: 'text/csv',
      buffer: Buffer.from(`Họ và tên;Thư điện tử;Đơn vị;Vai trò\nPhan Thị Xuân;xuan.pt@songtien.example;Phòng Đào tạo;Cán bộ, viên chức\nĐỗ Minh Tâm;${second};Phòng Đào tạo;\n`),
    })
    const choose = async (file) => {
      await desk.locator('#file').setInputFiles(file)
      await desk.getByRole('button', { name: 'Xem trước' }).click()
      await desk.waitForLoadState()
    }
    await choose(table('tam songtien'))
    await said(desk, '“tam songtien” không phải là địa chỉ thư điện tử hợp lệ')
    await said(desk, 'Chưa thực hiện gì vì có dòng sai')
    await look(desk, 'people-table-wrong')
    await choose(table('tam.dm@songtien.example'))
    await desk.getByRole('button', { name: 'Thực hiện 2 dòng' }).click()
    await said(desk, '2 người mới')
    assert.match(await desk.locator('tr', { hasText: 'Đỗ Minh Tâm' }).innerText(), /chờ kích hoạt/)
  })
  await chapter('a request comes with a covering paper: how long it took to be supplied is told in working days', async () => {
    await be(desk, people.office)
    await openCase(desk, code)
    await desk.getByText('Ghi văn bản kèm theo').click()
    await desk.locator('#paper_number').fill('45/ĐTN')
    await desk.locator('#paper_dated').fill(day(7))
    await desk.locator('#paper_signer').fill('Ninh Hải Đăng')
    await desk.locator('#paper_completed').fill(day(14))
    await desk.getByRole('button', { name: 'Lưu văn bản' }).click()
    await said(desk, 'Đã lưu văn bản kèm theo.')
    assert.match(await desk.locator('.covering').innerText(), /Cung cấp sau khi hoàn thành\s+\d+ ngày làm việc/)
  })
  await chapter('more time is asked for with a reason; somebody else grants it, and the history has both dates', async () => {
    await desk.locator('summary', { hasText: 'Đề nghị gia hạn' }).click()
    await desk.locator('#extend-reason').fill('Chờ ban tổ chức xác nhận danh sách giải.')
    await desk.getByRole('button', { name: 'Gửi đề nghị' }).click()
    await said(desk, 'Đã gửi đề nghị gia hạn.')
    assert.equal(await desk.getByRole('button', { name: 'Cho gia hạn' }).count(), 0, 'nobody grants what they asked for')
    await be(desk, people.leader)
    await openCase(desk, code)
    await desk.getByRole('button', { name: 'Cho gia hạn', exact: true }).click()
    await desk.waitForLoadState()
    await openCase(desk, code)
    await said(desk, 'Chờ ban tổ chức xác nhận danh sách giải.')
    assert.match(await desk.locator('main').innerText(), /Lương Thị Bích Thủy.*gia hạn/)
    await look(desk, 'extension-granted')
  })
})
