// What people paste into the editor, from the programs that they have.

import assert from 'node:assert/strict'
import { brief } from './brief.mjs'
import { body, fixture, lines, open, paste, picture, save, text, tool, until } from './editor_kit.mjs'
import { scenario } from './lib.mjs'

const pasted = {
  word: [
    'h2 Thông báo tuyển sinh', 'h3 1. Đối tượng',
    'p Trường thông báo tuyển sinh **đợt 2** năm 2026 cho sinh viên* hệ chính quy*, xem [đề án tuyển sinh](https://example.edu.vn/tuyen-sinh).[note: Đề án số 05/ĐA-ĐHST.]',
    'ul', '  -', '    p Kỹ thuật phần mềm', '    ul', '      -', '        p Chương trình chuẩn', '      -', '        p Chương trình chất lượng cao', '  -', '    p Nuôi trồng thủy sản',
    'p Hồ sơ gồm:', 'ol kind=a order=3', '  -', '    p Đơn đăng ký', '  -', '    p Học bạ',
    'table', '  | #[align=center scope=col] Ngành | #[colspan=2 scope=col] Chỉ tiêu', '  | Thủy sản | [align=end] 120 | 30',
    'p *[Ảnh chưa lấy được: Khai giảng năm học]*', 'p E = mc^2^, H,2,O, ~bỏ~_gạch chân_',
  ],
  docs: [
    'h2 Kế hoạch tuần', 'p align=center **Ban Biên tập** họp lúc *8 giờ*, xem [lịch công tác](https://example.edu.vn/lich)',
    'ul', '  -', '    p Việc một', '    ul', '      -', '        p Việc con', '  -', '    p Việc hai', 'p ^chỉ số^*[Ảnh chưa lấy được]*',
  ],
  hostile: ['p Chữ bẫy và bẫy hai, ba, bốn, năm, [đúng](https://example.edu.vn/dung)', 'p *[Ảnh chưa lấy được]*', 'p một ô', 'h4 Nhỏ', 'p abc tến'],
  wordonline: ['ul', '  -', '    p Một', '    ul', '      -', '        p Một phẩy một', '  -', '    p Hai'],
}

for (const [name, want] of Object.entries(pasted)) {
  scenario(`pasting from ${name}`, {}, async (page) => {
    await open(page)
    await paste(page, { 'text/html': fixture(`${name}.html`), 'text/plain': 'x' })
    await until(page, want)
    const answer = await save(page)
    assert.equal(answer.fault, undefined)
    assert.deepEqual(brief(answer.body.doc.content), want.map((l) => l.replace('viên* hệ chính quy*', 'viên *hệ chính quy*')))
  })
}

scenario('pasting a picture that the clipboard holds', {}, async (page) => {
  await open(page)
  const { bytes } = await picture(page, 'x.png', '#4f8796')
  const data = `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`
  await paste(page, { 'text/html': `<p>Trước</p><p><img src="${data}" alt="Ao cá"></p><p>Sau</p>` })
  await page.locator('.editor-image img[src]').waitFor()
  const answer = await save(page)
  assert.deepEqual(brief(answer.body.doc.content), ['p Trước', 'image alt=Ao cá', 'p Sau'])
})

scenario('a copy within the editor keeps everything', {}, async (page) => {
  await open(page, 'body=full&files=1')
  const before = (await body(page)).map((n) => JSON.stringify(n, (k, v) => (k === 'id' ? undefined : v)).replaceAll(',"attrs":{}', ''))
  await page.locator(text).focus()
  await page.keyboard.press('Control+a')
  const copied = await page.evaluate(() => {
    const data = new DataTransfer()
    document.querySelector('.ProseMirror').dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }))
    return data.getData('text/html')
  })
  await page.keyboard.press('Delete')
  await until(page, ['p'])
  await paste(page, { 'text/html': copied })
  const after = (await body(page)).map((n) => JSON.stringify(n))
  assert.deepEqual(after, before)
})

scenario('pasted plain text is composed and split into paragraphs', {}, async (page) => {
  await open(page)
  await paste(page, { 'text/plain': 'Tiê\u0301ng Viê\u0323t\n\nĐoạn hai' })
  await until(page, ['p Tiếng Việt', 'p Đoạn hai'])
})

