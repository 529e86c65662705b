// What people paste into the editor, from the programs that they have.

import assert from 'node:assert/strict'
import { brief } from './brief.mjs'
import { body, fixture, lines, open, paste, picture, save, text, tool, until } from './editor_kit.mjs'
import { axe, scenario } from './lib.mjs'

const pasted = {
  word: [
    'h2 Thông báo tuyển sinh', 'h3 1. Đối tượng',
    'p Trường thông báo tuyển sinh **đợt 2** năm 2026 cho sinh viên* hệ chính quy*, xem [đề án tuyển sinh](https://example.edu.vn/tuyen-sinh).[note: Đề án số 05/ĐA-ĐHST.]',
    'ul', '  -', '    p Kỹ thuật phần mềm', '    ul', '      -', '        p Chương trình chuẩn', '      -', '        p Chương trình chất lượng cao', '  -', '    p Nuôi trồng thủy sản',
    'p Hồ sơ gồm:', 'ol kind=a order=3', '  -', '    p Đơn đăng ký', '  -', '    p Học bạ',
    'table', '  | #[align=center scope=col] Ngành | #[colspan=2 scope=col] Chỉ tiêu', '  | Thủy sản | [align=end] 120 | 30',
    'p E = mc^2^, H,2,O, ~bỏ~_gạch chân_',
  ],
  docs: [
    'h2 Kế hoạch tuần', 'p align=center **Ban Biên tập** họp lúc *8 giờ*, xem [lịch công tác](https://example.edu.vn/lich)',
    'ul', '  -', '    p Việc một', '    ul', '      -', '        p Việc con', '  -', '    p Việc hai', 'p ^chỉ số^',
  ],
  hostile: ['p Chữ bẫy và bẫy hai, ba, bốn, năm, [đúng](https://example.edu.vn/dung)', 'p [formula]', 'p một ô', 'h4 Nhỏ', 'p abc tến'],
  excel: [
    'table', '  | #[align=center scope=col] Ngành | #[align=center scope=col] Học phí | #[align=center scope=col] Tăng',
    '  | **Thủy sản** | [align=end] 12.345.678,50 | [align=end] 7,5%', '  | Kinh tế | [colspan=2 align=end] 09/12/2025',
  ],
  libreoffice: [
    'h2 Kế hoạch', 'p align=center **Về việc** tuyển sinh[note: Theo Quyết định 17.]',
    'ol kind=a', '  -', '    p Một', '    ul', '      -', '        p Con', '  -', '    p Hai',
    'table', '  | #[scope=col] Tên | #[scope=col] Số', '  | [rowspan=2] A | [align=end] 1.234,50', '  | [align=end] 2',
  ],
  web: [
    'h2 Diện tích', 'p Diện tích hình tròn là [formula], xem [bài này](https://vi.wikipedia.org/wiki/Hình_tròn)^[1]^.', 'formula_block',
    'table caption=Bảng đo', '  | #[scope=col] r | #[scope=col] S', '  | 1 | 3,14', 'p **Bán kính**', 'p một nửa đường kính',
  ],
  wordonline: ['ul', '  -', '    p Một', '    ul', '      -', '        p Một phẩy một', '  -', '    p Hai'],
}

// Those whose pictures are not in the copy.
const lacking = ['word', 'docs', 'hostile', 'libreoffice']

for (const [name, want] of Object.entries(pasted)) {
  scenario(`pasting from ${name}`, {}, async (page) => {
    await open(page)
    await paste(page, { 'text/html': fixture(`${name}.html`), 'text/plain': 'x' })
    await until(page, want)
    // A place for a picture that did not come is told once, and never saved.
    if (await page.locator('.editor-upload').count()) {
      await page.locator('main > form button').last().click()
      await page.locator('.editor-message', { hasText: 'chưa chọn ảnh' }).waitFor()
      assert.ok(lacking.includes(name), name)
    }
    const answer = await save(page)
    assert.equal(answer.fault, undefined)
    assert.deepEqual(brief(answer.body.doc.content), want.map((l) => l.replace('viên* hệ chính quy*', 'viên *hệ chính quy*')))
  })
}

// Numbers are cited: lists count on as they did, by letters and from where they
// were told to.
scenario('pasting lists that say by style or item how they count, signs of Wingdings, marks of remarks', {}, async (page) => {
  await open(page)
  const item = (style, words) => `<li dir="ltr" style="list-style-type:${style}"><p><span>${words}</span></p></li>`
  await paste(page, { 'text/html': `<b style="font-weight:normal" id="docs-internal-guid-1"><ol>${item('lower-alpha', 'một')}<ol>${item('upper-roman', 'con')}</ol>${item('lower-alpha', 'hai')}</ol></b>` +
    '<ol start="5"><li>năm</li><li value="9">chín</li><li>mười</li></ol>', 'text/plain': 'x' })
  await until(page, ['ol kind=a', '  -', '    p một', '    ol kind=I', '      -', '        p con', '  -', '    p hai',
    'ol order=5', '  -', '    p năm', 'ol order=9', '  -', '    p chín', '  -', '    p mười'])
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await paste(page, { 'text/html': '<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><p class=MsoNormal><span style="font-family:Wingdings;mso-char-type:symbol"><span ' +
    'style="mso-char-type:symbol;mso-symbol-font-family:Wingdings">þ</span></span> Đồng ý<a class=msocomanchor href="#_msocom_1">[A1]</a></p></body></html>', 'text/plain': 'x' })
  await until(page, ['p ☑ Đồng ý'])
})

// What Word tracked is accepted, and told; what a page strikes out stays so.
scenario('pasting tracked changes of Word, and what other pages strike out', {}, async (page) => {
  await open(page)
  const change = 'cite="mailto:Lan" datetime="2026-01-05T10:00"'
  await paste(page, { 'text/html': `<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><p class=MsoNormal>Nộp <span class=msoDel><del ${change}>trước</del></span>` +
    `<span class=msoIns><ins ${change}>sau</ins></span> Tết, <s>bỏ</s></p></body></html>`, 'text/plain': 'x' })
  await until(page, ['p Nộp sau Tết, ~bỏ~'])
  await page.locator('.editor-message', { hasText: 'đã chấp nhận' }).waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await paste(page, { 'text/html': `<p>Nộp <del ${change}>trước</del><ins ${change}>sau</ins> <span class="TextRun TrackedChange TrackChangeTextDeletion">bỏ</span>Tết</p>`, 'text/plain': 'x' })
  await until(page, ['p Nộp sau Tết'])
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await paste(page, { 'text/html': '<p>Giá <del datetime="2026-01-05" cite="https://x.vn/sua">5</del> <ins datetime="2026-01-05">4</ins></p>', 'text/plain': 'x' })
  await until(page, ['p Giá ~5~ _4_'])
  assert.equal(await page.locator('.editor-message', { hasText: 'đã chấp nhận' }).count(), 0)
})

scenario('pasting fields to fill in: what they show stays', {}, async (page) => {
  await open(page)
  await paste(page, { 'text/html': '<ul><li><input type="checkbox" checked disabled>xong</li><li><input type="checkbox"> chưa</li></ul>' +
    '<p>Họ tên:<input value="Lê Lan">, sinh <input type="date" value="2001-03-09"></p><p>Lớp <select><option>1A</option><option selected>1B</option></select></p>' +
    '<textarea>một\nhai</textarea><p><input type="search" value="tìm"><input type="hidden" value="ẩn"><button>Gửi</button>hết</p>', 'text/plain': 'x' })
  await until(page, ['ul', '  -', '    p ☑ xong', '  -', '    p ☐ chưa', 'p Họ tên: Lê Lan , sinh 09/03/2001', 'p Lớp 1B', 'p một⏎hai', 'p hết'])
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  const item = (checked, alt, words) => `<li dir="ltr" role="checkbox" aria-checked="${checked}" style="list-style-type:none;"><img src="data:image/png;base64,iVBORw0KGgo=" ` +
    `width="17.6px" height="17.6px" alt="${alt}" aria-roledescription="checkbox" /><p dir="ltr"><span>${words}</span></p></li>`
  await paste(page, { 'text/html': `<b style="font-weight:normal" id="docs-internal-guid-1"><ul>${item('true', 'checked', 'xong')}${item('false', 'unchecked', 'chưa')}</ul></b>`, 'text/plain': 'x' })
  await until(page, ['ul', '  -', '    p ☑ xong', '  -', '    p ☐ chưa'])
})

// What is wrong for a person who writes tags is none for a browser that reads
// them; a page that ended with the policy told of something would fail.
scenario('pasting tags written in odd ways asks for nothing and is reported to no policy', {}, async (page) => {
  await open(page)
  for (const odd of [
    `</title></style>"/</textarea><a' onclick=alert()//>một</a>*/alert()/*`,
    `<D3"<"/OncLick="1>[confirm\`\`]"<">hai`,
    `<SVg </onlOad ="1> (_=prompt,_(1)) "">`,
    `<body onLoad body onLoad="alert(1)">ba`,
    `<textarea><a title="</textarea><img src=x onerror=alert(1)>bốn`,
    `<!-- <a title=" --><p onclick=alert(1)>năm</p>`,
    `<st<style></style>yle>p{color:red}</style><p style=color:red>sáu</p>`,
    `<base href=//evil.example><video><track default src=https://evil.example/x.vtt></video><p/style=color:red/onclick='x'>bảy</p>`,
  ]) await paste(page, { 'text/html': odd, 'text/plain': 'x' })
  assert.match(JSON.stringify(await body(page)), /một.*hai.*ba.*bốn.*năm.*sáu.*bảy/)
})

const wordOld = (...pictures) => [
  `p align=center **THÔNG BÁO**`, 'p Trường Đại học **Thủy sản** tuyển sinh năm 2026.', 'p Đoạn này đã là Unicode.',
  'p Khoa Công nghệ thông tin mời sinh viên dự lễ.',
  'ol', '  -', '    p Hồ sơ', '    ol kind=a', '      -', '        p Đơn đăng ký', '  -', '    p Lệ phí',
  'formula_block', ...pictures, 'p Ảnh trên.',
  'table', '  | #[rowspan=2 scope=col] Ngành | #[colspan=2 scope=col] Số lượng', '  | 12 | 7',
]

scenario('pasting from Word in fonts of the nineties: converted, shown before and after, taken back with one button', {}, async (page) => {
  await open(page)
  await paste(page, { 'text/html': fixture('wordold.html'), 'text/plain': 'x' })
  await until(page, wordOld())
  await page.locator('.editor-message', { hasText: '5 đoạn' }).waitFor()
  await page.getByRole('button', { name: 'Xem trước và sau' }).click()
  await page.locator('dialog td', { hasText: 'Thñy s¶n' }).waitFor()
  await page.locator('dialog td', { hasText: 'Thủy sản' }).waitFor()
  await axe(page)
  await page.keyboard.press('Escape')
  // Somebody writes on, and then sees that it was none.
  await page.keyboard.type(' mới')
  await page.getByLabel('Tình trạng bài soạn').getByRole('button', { name: 'Trả lại như cũ' }).click()
  const back = await lines(page)
  assert.equal(back[1], 'p Tr\u00adêng §¹i häc **Thñy s¶n** tuyÓn sinh n¨m 2026.')
  assert.equal(back[0], 'p align=center **th«ng b¸o**')
  assert.equal(back.at(-1), '  | 12 | 7 mới')
  await page.keyboard.press('Control+z')
  assert.equal((await lines(page))[1], wordOld()[1])
})

scenario('a place for a picture that did not come is filled from a file', {}, async (page) => {
  await open(page)
  await paste(page, { 'text/html': fixture('libreoffice.html') })
  await page.locator('.editor-upload', { hasText: 'Sơ đồ' }).waitFor()
  await page.locator('.editor-message', { hasText: ': 1.' }).waitFor()
  await axe(page)
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Chọn ảnh' }).click()
  await (await chooser).setFiles(await picture(page, 'sơ đồ.png', '#4f8796'))
  await page.locator('.editor-image img[src]').waitFor()
  assert.equal((await lines(page)).at(-1), 'image alt=Sơ đồ')
  assert.equal((await save(page)).fault, undefined)
})

scenario('Word brings its pictures in the other form of the copy', {}, async (page) => {
  await open(page)
  const { bytes } = await picture(page, 'x.png', '#4f8796')
  const hex = Buffer.from(bytes).toString('hex').replace(/(.{128})/g, '$1\n')
  const blip = `{\\pict{\\*\\picprop\\shplid1025{\\sp{\\sn shapeType}{\\sv 75}}}\\picscalex100\\picw8467\\pich4763\\pngblip\\bliptag-123{\\*\\blipuid f8a1}${hex}}`
  const small = blip.replace(hex, Buffer.from(bytes).toString('hex'))
  await paste(page, {
    'text/html': fixture('wordold.html').replace(/<!\[if !msEquation\]>.*<!\[endif\]>/, ''), 'text/plain': 'x',
    'text/rtf': `{\\rtf1\\ansi {\\*\\shppict${small}}{\\nonshppict{\\pict\\wmetafile8 0100090000}}\\par}`,
  })
  await page.locator('.editor-image img[src]').waitFor()
  await until(page, wordOld('image alt=Lễ khai giảng'))
  assert.equal((await save(page)).fault, undefined)
})

scenario('without an answer of the server everything is pasted as it is', {}, async (page) => {
  await page.route('**/paste', (route) => route.fulfill({ status: 500, body: '' }))
  await open(page)
  await paste(page, { 'text/html': fixture('wordold.html'), 'text/plain': 'x' })
  await page.locator('.editor-page li').first().waitFor()
  const have = await lines(page)
  assert.ok(have[1].includes('§¹i häc') && have.includes('p S= a+b 2'), have.join('\n'))
  await page.locator(text).focus()
})

scenario('plain text in an old font', {}, async (page) => {
  await open(page)
  await paste(page, { 'text/plain': 'Tr\u00adêng §¹i häc Thñy s¶n\nĐoạn hai' })
  await until(page, ['p Trường Đại học Thủy sản', 'p Đoạn hai'])
  await page.getByRole('button', { name: 'Trả lại như cũ' }).click()
  assert.ok((await lines(page))[0].includes('§¹i häc'))
})

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

