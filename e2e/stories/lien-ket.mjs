// One text for two sites, of which one has closed its section: the other has it,
// the closed one says why and gets it by hand; and a link in it that leads
// nowhere is in the report (F-C10, F-C13).

import { base, look, newPage, scenario } from '../lib.mjs'
import { approve, be, classify, eventually, move, openCase, people, request, said, take } from '../office.mjs'

const [own, faculty] = ['Trường Đại học Sông Tiền', 'Khoa Thủy sản']

// section opens or closes the faculty's section.
async function section(page, open) {
  await be(page, people.administrator)
  await page.goto(`${base}/desk/sites`)
  await page.locator('main tr', { hasText: faculty }).first().locator('a[href$="/sections"]').first().click()
  await page.waitForLoadState()
  await page.locator('main a', { hasText: 'Giới thiệu' }).first().click()
  await page.waitForLoadState()
  await page.locator('main [name=active]').setChecked(open)
  await page.locator('main').getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.waitForURL(/sections$/)
}

scenario('a text for two sites, of which one cannot show it yet', {}, async (page) => {
  const title = 'Mở lớp bồi dưỡng kỹ thuật nuôi cá tra giống'
  const code = await request(page, 'songtien', { title, text: 'Lớp mở ngày 5.', name: 'Lý Văn Sang', email: 'sang.ly@khach.example' })
  await be(page, people.office)
  await take(page, code, { title, summary: 'Lớp học mười buổi, miễn phí.' })
  const plain = await newPage({ javaScript: false }) // the text in its light markup
  await be(plain, people.office)
  await plain.goto(`${base}/desk/cases/${code}/edit`)
  await plain.locator('textarea[name=markup]').fill('Lớp mở ngày 5 tháng 12. Tài liệu xem ở [thông báo năm trước](/tin-tuc/lop-nuoi-ca-tra-999999).')
  await plain.locator('button[value=save]').click()
  await plain.waitForURL(new RegExp(`/desk/cases/${code}(?!/edit)`))
  await plain.context().close()
  await openCase(page, code)
  await move(page, code, 'accept')
  await be(page, people.head)
  await approve(page, code, ['content', 'images'])
  await be(page, people.webmaster)
  await classify(page, code, 'Tin tức', { [own]: 'Tin tức – Sự kiện', [faculty]: 'Giới thiệu' })
  await section(page, false)
  await be(page, people.webmaster)
  await move(page, code, 'publish')
  await openCase(page, code)
  await said(page, 'Chưa đăng được trên 1 trong 2 website')
  await said(page, 'chuyên mục đã chọn không còn dùng')
  await look(page, 'lien-ket-delivery')
  await page.goto(`${base}/desk/deliveries`)
  await said(page, title)
  await look(page, 'lien-ket-deliveries')
  await section(page, true)
  await be(page, people.webmaster)
  await openCase(page, code)
  await page.getByRole('button', { name: /Đăng lại ngay/ }).click()
  await page.waitForLoadState()
  await eventually(page, `${base}/desk/cases/${code}`, async () => (await page.locator('.deliveries .tag.good').count()) === 2, 'both sites have it')

  await eventually(page, `${base}/desk/links`, async () => (await page.locator('main').innerText()).includes('thông báo năm trước'), 'the broken link is reported')
  await said(page, 'Trang này của cơ quan không được đăng.')
  await look(page, 'lien-ket-report')
  const phone = await newPage({ width: 'phone' })
  await be(phone, people.webmaster)
  await phone.goto(`${base}/desk/links`)
  await look(phone, 'lien-ket-report-phone')
  await phone.context().close()
  await page.getByRole('link', { name: /Sửa bài/ }).first().click()
  await page.waitForLoadState()
  await page.goto(`${base}/desk/links`)
  await page.locator('.links-list summary').first().click()
  await page.locator('.links-list [name=reason]').first().fill('Giữ để tham khảo tên lớp cũ')
  await page.getByRole('button', { name: 'Giữ nguyên', exact: true }).first().click()
  await page.waitForLoadState()
  await said(page, 'Giữ để tham khảo tên lớp cũ')
})
