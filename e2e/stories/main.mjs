// From a letter to a verified page: the main job, told by hand (R-I1, R-I5,
// R-I8, R-M1, R-M5 – R-M7, R-B1 – R-B3, R-T5; F-F1 – F-F3, F-F8, F-A4, F-A6,
// F-A10, F-C11, F-C12).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axe, base, healthy, newPage, noSideways, shot } from '../lib.mjs'
import { docx, png } from '../files.mjs'
import { be, eventually, letter, mailbox, openCase, people, press, said } from '../office.mjs'

const sender = { name: 'Nguyễn Hữu Phước', email: 'huuphuoc@doanhnghiep.example' }
const title = 'Doanh nghiệp thủy sản tặng Trường 30 suất học bổng “Giống nước ngọt”'

test('from a letter to a verified page', async (t) => {
  // A story goes on only from where it has come to.
  const chapter = async (name, run) => {
    let failed
    await t.test(name, () => run().catch((e) => { failed = e; throw e }))
    if (failed) throw new Error(`it ends at: ${name}`)
  }
  const desk = await newPage()
  const outside = await newPage()
  let code, page, answer

  const look = async (p, name) => {
    await noSideways(p)
    await axe(p)
    await shot(p, name)
  }

  await chapter('a requester mails a text with a Word file, two photos and a table', async () => {
    await outside.goto(mailbox())
    await outside.getByLabel('Họ và tên người gửi').fill(sender.name)
    await outside.getByLabel('Địa chỉ người gửi').fill(sender.email)
    await outside.getByLabel('Tiêu đề').fill(title)
    await outside.getByLabel('Nội dung').fill('Kính gửi Phòng Truyền thông,\n\nCông ty đề nghị Trường đăng tin trao học bổng. Bài viết và ảnh ở tệp đính kèm.\n\nTrân trọng.')
    await outside.getByLabel('Tệp đính kèm').setInputFiles([
      { name: 'Trao hoc bong.docx', mimeType: 'application/octet-stream', buffer: docx({ title, paragraphs: ['Chiều 20/11/2026, tại hội trường B, bốn doanh nghiệp trao 30 suất học bổng cho sinh viên Khoa Thủy sản.', 'Mỗi suất 10 triệu đồng, kèm một đợt thực tập hai tháng.'], table: [['Doanh nghiệp', 'Số suất'], ['Trại giống Cồn Lá', '18'], ['Hợp tác xã Vàm Nhựt', '12']] }) },
      { name: 'anh-1.png', mimeType: 'image/png', buffer: png(1200, 800, [70, 140, 170]) },
      { name: 'anh-2.png', mimeType: 'image/png', buffer: png(1200, 800, [190, 120, 60]) },
    ])
    await outside.getByRole('button', { name: 'Gửi thư' }).click()
    await outside.getByRole('status').waitFor()
    await letter(outside, sender.email, 'Đã tiếp nhận yêu cầu')
    const text = await outside.locator('main').innerText()
    code = text.match(/PTT-\d{4}-\d{6}/)[0]
    assert.match(text, /trước \d\d:\d\d/, 'the acknowledgement names the due time')
    assert.match(text, /Bước tiếp theo/)
    await look(outside, '01-acknowledgement')
  })

  await chapter('the office finds it, makes a document of it and edits it', async () => {
    await be(desk, people.office)
    await desk.locator('a', { hasText: title }).first().waitFor()
    await look(desk, '02-work')
    await openCase(desk, code)
    await said(desk, 'Trao hoc bong.docx')
    await look(desk, '03-case-received')
    await desk.getByRole('button', { name: 'Lập tin bài từ yêu cầu' }).first().click()
    await said(desk, 'Trại giống Cồn Lá')
    await desk.goto(`${base}/desk/cases/${code}/edit`)
    await desk.getByLabel('Tóm tắt', { exact: false }).first().fill('Bốn doanh nghiệp trao 30 suất học bổng, mỗi suất 10 triệu đồng, cho sinh viên Khoa Thủy sản.')
    await desk.locator('[name="source.title"]').first().fill('Biên bản trao học bổng')
    await desk.locator('[name="source.number"]').first().fill('05/BB-TS')
    await desk.locator('.ProseMirror').waitFor()
    for (const i of [0, 1]) { // the photographs of the letter get their descriptions
      const picture = desk.locator('.ProseMirror [data-image], .ProseMirror figure').nth(i)
      await picture.dblclick()
      await desk.locator('dialog [name=alt]').fill(['Sinh viên nhận bảng học bổng trên sân khấu', 'Đại diện doanh nghiệp phát biểu'][i])
      await desk.locator('dialog button[type=submit], dialog button:not([type=button])').last().click()
    }
    await look(desk, '04-editor')
    await desk.getByRole('button', { name: 'Lưu phiên bản mới' }).or(desk.locator('button[value=save]')).first().click()
    await desk.waitForURL(new RegExp(`/desk/cases/${code}`))
  })

  await chapter('and passes it on', async () => {
    await openCase(desk, code)
    await press(desk, 'Tiếp nhận, chuyển kiểm duyệt')
    await said(desk, 'Kiểm duyệt')
  })

  await chapter('the head asks the leadership, who answer; the clock stands still meanwhile', async () => {
    await be(desk, people.head)
    await openCase(desk, code)
    await look(desk, '05-case-review')
    await desk.locator('details.act-ask > summary').click()
    await desk.locator('[name="reason.ask"]').fill('Có được nêu tên các doanh nghiệp tặng học bổng không?')
    await desk.locator('form[action$="/acts"] button[name=do][value=ask]').click()
    await be(desk, people.officeHead)
    await openCase(desk, code)
    await desk.locator('[name="reason.put"]').fill('Đề xuất: được nêu, vì đã có văn bản tài trợ.')
    await desk.locator('button[name=do][value=put]').click()
    await be(desk, people.leader)
    await openCase(desk, code)
    await look(desk, '06-consultation')
    await desk.locator('input[name=answer][value=yes]').check()
    await desk.locator('[name="reason.answer"]').fill('Đồng ý. Nêu đúng tên theo văn bản tài trợ.')
    await desk.locator('button[name=do][value=answer]').click()
    await said(desk, 'Đồng ý')
  })

  await chapter('content and images get separate verdicts', async () => {
    await be(desk, people.deputy)
    await openCase(desk, code)
    await desk.locator('input[name="verdict.images"][value=yes]').check()
    await desk.locator('button[name=do][value=save]').click()
    await be(desk, people.head)
    await openCase(desk, code)
    await desk.locator('input[name="verdict.content"][value=yes]').check()
    await desk.getByLabel('Không có bí mật nhà nước', { exact: false }).check()
    await desk.locator('button[name=do][value="move:approve"]').click()
    await said(desk, 'Đăng tải thông tin')
  })

  await chapter('the webmaster classifies and posts; the page is public at once', async () => {
    await be(desk, people.webmaster)
    await desk.goto(`${base}/desk/cases/${code}/edit`)
    await desk.locator('select[name=kind]').selectOption({ label: 'Tin tức' })
    await desk.getByLabel('Trường Đại học Sông Tiền', { exact: true }).check()
    await desk.locator('select[name^="section."]').first().selectOption({ label: 'Tin tức – Sự kiện' })
    await desk.locator('button[value=save]').click()
    await openCase(desk, code)
    await desk.locator('button[name=do][value="move:publish"]').click()
    await letter(outside, sender.email, 'Thông tin đã được đăng')
    const links = await outside.locator('.words a').evaluateAll((all) => all.map((a) => a.href))
    page = links.find((l) => /\/tin-tuc\//.test(l))
    answer = links.find((l) => /ket-qua/.test(l))
    assert.ok(page && answer, `links in the letter: ${links}`)
    assert.equal((await outside.goto(page)).status(), 200)
    assert.equal(await outside.locator('h1').innerText(), title)
    assert.equal(await outside.locator('main img').count() >= 2, true, 'both photographs are shown')
    await look(outside, '07-page')
  })

  await chapter('robots have looked; the poster cannot confirm his own page', async () => {
    await eventually(desk, `${base}/desk/cases/${code}`, async () => (await desk.locator('main').innerText()).includes('Trang đạt'), 'the robot’s findings')
    assert.equal(await desk.locator('button[name=do][value="move:confirm"]').count(), 0)
  })

  await chapter('the requester finds a mistake, which reopens posting', async () => {
    await outside.goto(answer)
    await look(outside, '08-answer')
    await outside.locator('textarea').fill('Số suất của Hợp tác xã Vàm Nhựt là 12, đề nghị kiểm tra lại tiêu đề.')
    await outside.getByRole('button', { name: /Chưa đúng|Gửi/ }).last().click()
    await openCase(desk, code)
    await said(desk, 'đề nghị kiểm tra lại tiêu đề')
    await desk.locator('button[name=do][value="move:publish"]').click()
  })

  await chapter('then says that it is right, and the case is settled', async () => {
    await outside.goto(answer)
    await outside.getByRole('button', { name: /Đúng/ }).first().click()
    await openCase(desk, code)
    const text = await desk.locator('main').innerText()
    assert.match(text, /IV\.b\.3/, 'the history cites clauses')
    await look(desk, '09-settled')
  })

  await chapter('the day’s diary has written itself', async () => {
    await desk.goto(`${base}/desk/diary`)
    await said(desk, code)
    await look(desk, '10-diary')
  })

  healthy(desk)
  healthy(outside)
  await desk.context().close()
  await outside.context().close()
})
