// Somebody without an account is asked for a piece, says a word, sends it by the
// link in their letter, and follows it to the editor, while the board follows it
// up (R-I6, F-F10). An English text goes from its Vietnamese original to its page,
// and the desk says in English that the original is another one (D 11.3, R-B5).

import assert from 'node:assert/strict'
import { base, look, told } from '../lib.mjs'
import { docx } from '../files.mjs'
import { approve, be, classify, letter, move, openCase, said, write } from '../office.mjs'

const house = 'so-nganh'
const who = { secretary: 'Bành Thị Kim Tuyền', member: 'Đỗ Thị Hải Yến', trade: 'Lý Gia Bảo Khang', head: 'Võ Trần Minh Quang', technical: 'Từ Vĩnh Tường', partner: 'Tống Thị Thiên Kim' }
const become = (page, name) => be(page, name, house)

told('a contributor without an account', async ({ open, chapter }) => {
  const email = 'lan.giaoviec@cong-tac-vien.example'
  const title = 'Nghề dệt chiếu ở Cồn Lá'
  const desk = await open()
  const guest = await open({ width: 'phone' })
  let code, link
  await chapter('is asked for a piece on the wish of the leadership', async () => {
    await become(desk, who.secretary)
    await desk.goto(`${base}/desk/commissions`)
    await desk.getByRole('link', { name: 'Đặt cộng tác viên chưa có tài khoản' }).click()
    await desk.getByLabel('Họ và tên').fill('Phan Thị Lan')
    await desk.getByLabel('Địa chỉ thư điện tử').fill(email)
    await desk.getByLabel('Tên bài, chủ đề').fill(title)
    await desk.getByLabel('Yêu cầu cụ thể').fill('Khoảng 800 chữ, có ảnh chụp khung dệt.')
    await desk.getByLabel('Theo nhu cầu của').selectOption({ label: 'Lãnh đạo' })
    await desk.getByLabel('Đơn vị biên tập bài').selectOption({ label: 'Phòng Quản lý Công nghiệp' })
    await look(desk, 'giao-viec-form')
    await desk.getByRole('button', { name: 'Gửi thư đặt bài' }).click()
    await said(desk, 'Theo dõi bài đặt')
    code = desk.url().match(/BBT-\d{4}-\d{6}/)[0]
  })
  await chapter('says a word by the link in the letter, and is still awaited', async () => {
    await letter(guest, email, 'Đặt bài', house)
    link = (await guest.locator('.words a').evaluateAll((all) => all.map((a) => a.href))).find((l) => /dat-bai/.test(l))
    const answer = await guest.goto(link)
    assert.match(answer.headers()['x-robots-tag'], /noindex/)
    await guest.locator('#f-text').fill('Xin hỏi: có cần phỏng vấn người dệt không?')
    await guest.locator('button[value=word]').click()
    await said(guest, 'Đang chờ bài của ông/bà')
    await look(guest, 'giao-viec-guest')
  })
  await chapter('sends the piece as a Word file', async () => {
    await guest.locator('#f-files').setInputFiles({ name: 'Det chieu.docx', mimeType: 'application/octet-stream',
      buffer: docx({ title, paragraphs: ['Mỗi khung dệt hai người, một ngày được ba chiếc chiếu.'], table: [['Hộ', 'Khung'], ['Cồn Lá', '12']] }) })
    await guest.locator('#f-pledge').check()
    await guest.locator('button[value=piece]').click()
    await said(guest, 'Đã nhận. Cảm ơn ông/bà.')
    await look(guest, 'giao-viec-sent')
  })
  await chapter('which a member of the board takes, and the board follows', async () => {
    await desk.goto(`${base}/desk/commissions?state=in-hand`)
    await said(desk, title)
    await look(desk, 'giao-viec-list')
    await become(desk, who.member)
    await openCase(desk, code)
    await said(desk, 'có cần phỏng vấn người dệt không?')
    await desk.getByRole('button', { name: 'Lập tin bài từ yêu cầu' }).first().click()
    await said(desk, 'Mỗi khung dệt hai người')
    await move(desk, code, 'return', 'Xin thêm ảnh chụp khung dệt.')
  })
  await chapter('sent back for changes, it is followed by the same link', async () => {
    await guest.goto(link)
    await said(guest, 'Đề nghị bổ sung, chỉnh sửa')
    await said(guest, 'Xin thêm ảnh chụp khung dệt.')
    await look(guest, 'giao-viec-back')
  })
})

told('an English text and its Vietnamese original', async ({ open, chapter }) => {
  const [original, translation] = ['BBT-2026-000001', 'BBT-2026-000012']
  const title = 'Ten groups of goods kept at stable prices for the New Year'
  const desks = new Map() // one browser for each: coming back costs nothing
  const as = async (name) => {
    if (!desks.has(name)) {
      desks.set(name, await open())
      await become(desks.get(name), name)
    }
    await desks.get(name).goto('about:blank') // nobody goes on from what they saw before
    return desks.get(name)
  }
  const reader = await open({ lang: 'en' })
  let desk
  await chapter('the partner writes it beside the original', async () => {
    desk = await as(who.partner)
    await desk.goto(`${base}/desk/cases/${translation}/edit`)
    await said(desk, 'Bản tiếng Việt')
    await write(desk, translation, { title, summary: 'Stocks are 12% larger than a year ago.', text: 'Ten groups of goods are kept at stable prices until the end of the holidays.' })
    await move(desk, translation, 'submit')
  })
  await chapter('it is checked, approved and posted', async () => {
    desk = await as(who.secretary)
    await move(desk, translation, 'submit')
    desk = await as(who.head)
    await approve(desk, translation, ['content', 'images', 'translation'])
    desk = await as(who.technical)
    await classify(desk, translation, 'Tin tức', { 'Tien Chau Department of Industry and Trade': 'News and events' })
    await move(desk, translation, 'publish')
  })
  await chapter('each page leads to the other', async () => {
    const pair = (lang) => reader.locator(`a[rel=alternate][hreflang=${lang}]`).first()
    await openCase(desk, translation)
    await reader.goto(await desk.locator('#public-h ~ ul a.ext').first().getAttribute('href'))
    await reader.getByRole('heading', { level: 1, name: title }).waitFor()
    await look(reader, 'giao-viec-english')
    await pair('vi').click()
    await reader.getByRole('heading', { level: 1, name: /Mười nhóm hàng bình ổn/ }).waitFor()
    await pair('en').click()
    await reader.getByRole('heading', { level: 1, name: title }).waitFor()
  })
  await chapter('the original is corrected', async () => {
    desk = await as(who.trade)
    await openCase(desk, original)
    const part = desk.locator('details', { has: desk.locator('summary', { hasText: 'Đính chính (bài có sai sót)' }) }).last()
    await part.locator('summary').first().click()
    await part.locator('textarea').fill('Sai số điểm bán.')
    await part.getByRole('button', { name: 'Bắt đầu đính chính' }).click()
    await desk.goto(`${base}/desk/cases/${original}/edit`)
    await desk.getByLabel('Tóm tắt', { exact: false }).first().fill('Doanh nghiệp cam kết giá thấp hơn thị trường từ 5% đến 10%, bán tại 65 điểm.')
    await desk.locator('[name=change_note]').fill('Bản trước ghi sai số điểm bán; số đúng là 65.')
    await desk.locator('button[value=save]').click()
    await desk.waitForURL(/cases\/[A-Z0-9-]+(?!\/edit)$/)
    await move(desk, original, 'submit')
    desk = await as(who.secretary)
    await move(desk, original, 'submit')
    desk = await as(who.head)
    await approve(desk, original, ['content', 'images'])
    desk = await as(who.secretary)
    await move(desk, original, 'pass')
    desk = await as(who.technical)
    await move(desk, original, 'publish')
  })
  await chapter('and the desk says so in English', async () => {
    desk = await as(who.partner)
    await openCase(desk, translation)
    await desk.evaluate(() => [...document.querySelectorAll('form.language button')].find((b) => b.value === 'en').click())
    await desk.waitForFunction(() => document.documentElement.lang === 'en')
    await desk.goto(`${base}/desk/cases/${translation}`)
    await said(desk, 'The original changed')
    await said(desk, 'Out of date: the Vietnamese text that is public is no longer the one translated.')
    await look(desk, 'giao-viec-old')
    await desk.getByRole('link', { name: 'Compare the original, old and new' }).click()
    await said(desk, 'What changed in the original')
    await said(desk, 'số đúng là 65')
    await look(desk, 'giao-viec-source')
  })
})
