// A unit's own website: what was sent to the unit is moderated by its delegate,
// posted by its webmaster and confirmed by another; who looks after the
// institution's cases has no part in it (U IV.b at unit level; R-P1, R-P3).

import assert from 'node:assert/strict'
import { base, look, told } from '../lib.mjs'
import { approve, be, classify, move, openCase, people, request, said, take } from '../office.mjs'

const who = { teacher: 'Khưu Thành Nhân', webmaster: 'Lưu Kim Ngân', delegate: 'Tăng Quốc Khánh' }

told('a faculty publishes on its own site', async ({ open, chapter }) => {
  const desk = await open()
  const title = 'Lịch trực phòng thí nghiệm bệnh học thủy sản tuần 48'
  let code
  await chapter('a teacher sends it by the form of the faculty, whose office stands chosen', async () => {
    await be(desk, who.teacher)
    code = await request(desk, 'thuysan', { title, text: 'Phòng thí nghiệm mở cửa từ 7 giờ 30 đến 16 giờ 30, thứ Tư trực đến 20 giờ.' })
    assert.match(code, /^KTS-/)
  })
  await chapter('the faculty’s webmaster takes it in', async () => {
    await be(desk, who.webmaster)
    await look(desk, 'work')
    await take(desk, code, { title, summary: 'Mở cửa cả tuần, riêng thứ Tư trực đến 20 giờ.' })
    await move(desk, code, 'accept')
  })
  await chapter('the delegate moderates it; the office of the university does not', async () => {
    await be(desk, people.office)
    await desk.goto(`${base}/desk/cases/${code}`)
    assert.equal(await desk.locator('button[name=do][value^="move:"]').count(), 0)
    await be(desk, who.delegate)
    await approve(desk, code, ['content', 'images'])
  })
  await chapter('it appears on the faculty’s site', async () => {
    await be(desk, who.webmaster)
    await classify(desk, code, 'Thông báo', { 'Khoa Thủy sản': 'Tin hoạt động' })
    await look(desk, 'post')
    await move(desk, code, 'publish')
    await be(desk, who.delegate)
    await move(desk, code, 'confirm')
    await said(desk, 'Hoàn tất')
    await openCase(desk, code)
    await look(desk, 'settled')
    await desk.goto(`${base}/w/thuysan/hoat-dong`)
    await desk.getByRole('link', { name: title }).first().click()
    await desk.getByRole('heading', { level: 1, name: title }).waitFor()
    await look(desk, 'page')
  })
})
