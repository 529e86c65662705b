// The editor as people use it: typed at as Vietnamese input methods do it,
// pasted into, by mouse, by keyboard alone, on a phone.

import assert from 'node:assert/strict'
import { brief } from './brief.mjs'
import { choose, fixture, hands, lines, open, paste, picture, save, sentence, text, tool, until, words } from './editor_kit.mjs'
import { axe, base, noSideways, scenario, shot } from './lib.mjs'

// Where one types: how to get there, and what then stands around the words.
const places = {
  'an empty text': { go: async () => {}, want: (t) => [`p ${t}`] },
  'bold text': { go: (page) => page.keyboard.press('Control+b'), want: (t) => [`p **${t}**`] },
  'a heading': { go: (page) => tool(page, 'kind').selectOption('2').then(() => page.locator(text).focus()), want: (t) => [`h2 ${t}`] },
  'a list': { go: (page) => tool(page, 'bullets').click(), want: (t) => ['ul', '  -', `    p ${t}`] },
  'a call-out': { go: (page) => tool(page, 'callout').click(), want: (t) => ['callout', `  p ${t}`] },
  'a line after a break': { go: async (page) => { await page.keyboard.type('a'); await page.keyboard.press('Shift+Enter') }, want: (t) => [`p a⏎${t}`] },
  'beside marks': {
    go: async (page) => { await page.keyboard.type('a'); await page.keyboard.press('Control+i'); await page.keyboard.type('b'); await page.keyboard.press('Control+i') },
    want: (t) => [`p a*b*${t}`],
  },
  'a footnote': { go: (page) => choose(page, 'insert', 'footnote.insert'), want: (t) => [`p [note: ${t}]`] },
  'a caption': {
    go: async (page) => { await places['a table'].go(page); await tool(page, 'table.caption').click(); await page.locator('dialog [name=caption]').waitFor() },
    done: async (page) => { await page.keyboard.press('Enter'); await page.locator('dialog').waitFor({ state: 'detached' }) },
    want: (t) => [`table caption=${t}`, '  | #[scope=col]', 'p'],
  },
  'a table': {
    go: async (page) => {
      await tool(page, 'table').click()
      await page.locator('dialog [name=rows]').fill('1')
      await page.locator('dialog [name=columns]').fill('1')
      await page.keyboard.press('Enter')
      await page.locator('dialog').waitFor({ state: 'detached' })
    },
    want: (t) => ['table', `  | #[scope=col] ${t}`, 'p'],
  },
}

for (const way of ['composing', 'retyping', 'retypingFast']) {
  scenario(`typing Vietnamese, ${way}`, {}, async (page) => {
    const type = (await hands(page))[way]
    for (const [place, { go, done, want }] of Object.entries(places)) {
      await open(page)
      await page.locator(text).focus()
      await go(page)
      await type()
      await done?.(page)
      await until(page, want(sentence), place)
    }
  })
}

scenario('typing Vietnamese as Windows itself does it: the word is replaced when it is done', {}, async (page) => {
  await open(page)
  await page.locator(text).focus()
  const { compose, commit } = await hands(page)
  await page.keyboard.type('truong')
  await compose('trường', { replacementStart: 0, replacementEnd: 6 })
  await commit('trường')
  await page.keyboard.type(' hoc')
  await until(page, ['p trường hoc'])
})

scenario('typing Vietnamese in the middle of a word and over a selection', {}, async (page) => {
  await open(page)
  await page.locator(text).focus()
  const { compose, commit } = await hands(page)
  await page.keyboard.type('đầu')
  await page.keyboard.press('Enter')
  await page.keyboard.type('abcdef')
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft')
  for (const state of words[4]) await compose(state)
  await commit('đường')
  await until(page, ['p đầu', 'p abcđườngdef'])
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  for (const state of words[3]) await compose(state)
  await commit('nước')
  await until(page, ['p đầu', 'p nướccđườngdef'])
})

scenario('a composition survives the tools, the word count and a hint that appear meanwhile', {}, async (page) => {
  await open(page, 'body=hints')
  // In the heading that carries a hint, at its end.
  await page.locator('h4').click()
  await page.keyboard.press('End')
  const { compose, commit } = await hands(page)
  await page.keyboard.press('Space')
  for (const state of words[0]) {
    await compose(state)
  }
  await commit('Trường')
  assert.equal((await lines(page))[1], 'h4 Nhảy cấp Trường')
})

scenario('undo takes back whole typing, and redo brings it again', {}, async (page) => {
  await open(page)
  await page.locator(text).focus()
  await (await hands(page)).retyping()
  await until(page, [`p ${sentence}`])
  while (await tool(page, 'undo').getAttribute('aria-disabled') === 'false') await page.keyboard.press('Control+z')
  await until(page, ['p'])
  while (await tool(page, 'redo').getAttribute('aria-disabled') === 'false') await page.keyboard.press('Control+y')
  await until(page, [`p ${sentence}`])
})

// ---- The form

scenario('a text with everything in it goes through unchanged', {}, async (page) => {
  await open(page, 'body=full&files=1')
  const answer = await save(page)
  const sent = JSON.parse(answer.fields.body[0])
  assert.deepEqual(sent, JSON.parse(fixture('full.json')))
  assert.equal(answer.fault, undefined)
  assert.deepEqual(answer.body, sent)
  assert.deepEqual(answer.fields.editor_kind, ['rich'])
  assert.equal(answer.fields.markup, undefined)
})

scenario('without JavaScript the plain text form does the work', { javaScript: false }, async (page) => {
  await page.goto(base)
  await page.locator('textarea').fill('Chữ của tôi')
  const answer = await save(page)
  assert.deepEqual(answer.fields.markup, ['Chữ của tôi'])
  assert.deepEqual(answer.fields.editor_kind, ['markup'])
  assert.equal(answer.fields.body, undefined)
})

scenario('a text of a later schema stays with the plain text form', {}, async (page) => {
  await page.goto(`${base}/?body=future`)
  await page.locator('textarea').fill('Chữ')
  assert.equal(await page.locator('.editor').count(), 0)
  assert.deepEqual((await save(page)).fields.editor_kind, ['markup'])
})

scenario('the label names the text and leads to it', {}, async (page) => {
  await open(page)
  await page.getByText('Nội dung bài').click()
  await page.keyboard.type('xin chào')
  await until(page, ['p xin chào'])
  assert.equal(await page.getByRole('textbox', { name: 'Nội dung bài' }).count(), 1)
})

scenario('leaving with changes asks first, saving does not', {}, async (page) => {
  const asked = []
  page.on('dialog', (d) => { asked.push(d.type()); d.accept() })
  await open(page)
  await page.locator(text).click()
  await page.keyboard.type('mất thì tiếc')
  await page.goto(`${base}/?lang=en`)
  assert.deepEqual(asked, ['beforeunload'])
  await page.locator(text).click()
  await page.keyboard.type('saved')
  await save(page)
  assert.deepEqual(asked, ['beforeunload'])
})

// ---- Formatting

scenario('kinds of paragraph, marks, lists, quote and call-out by the toolbar', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await tool(page, 'kind').selectOption('2')
  await page.locator(text).focus()
  await page.keyboard.type('Đề mục')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Chữ ')
  await tool(page, 'bold').click()
  assert.equal(await tool(page, 'bold').getAttribute('aria-pressed'), 'true')
  await page.keyboard.type('đậm')
  await tool(page, 'bold').click()
  await tool(page, 'italic').click()
  await page.keyboard.type('nghiêng')
  await page.keyboard.press('Control+i')
  await page.keyboard.press('Enter')
  await tool(page, 'bullets').click()
  await page.keyboard.type('một')
  await page.keyboard.press('Enter')
  await page.keyboard.type('hai')
  await tool(page, 'indent').click()
  await tool(page, 'numbers').click()
  await tool(page, 'numbers.kind').selectOption('a')
  await page.locator(text).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.type('ba')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await tool(page, 'quote').click()
  await page.keyboard.type('lời')
  await tool(page, 'quote').click()
  await page.keyboard.press('Enter')
  await tool(page, 'callout').click()
  await page.keyboard.type('khung')
  await tool(page, 'callout.kind').selectOption('important')
  await until(page, [
    'h2 Đề mục', 'p Chữ **đậm***nghiêng*',
    'ul', '  -', '    p một', '    ol kind=a', '      -', '        p hai', '  -', '    p ba',
    'p lời', 'callout kind=important', '  p khung',
  ])
})

scenario('the menu of further formats', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await page.keyboard.type('H2O')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Shift+ArrowLeft')
  await choose(page, 'more', 'sub')
  await until(page, ['p H,2,O'])
  await choose(page, 'more', 'sup')
  await until(page, ['p H^2^O'])
  await choose(page, 'more', 'align.center')
  await page.keyboard.press('End')
  await choose(page, 'insert', 'rule')
  await page.keyboard.type('tiếp')
  await until(page, ['p align=center H^2^O', 'horizontal_rule', 'p tiếp'])
})

scenario('links are checked, completed, edited and removed', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await page.keyboard.type('xem đề án')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Control+k')
  const href = page.locator('dialog [name=href]')
  for (const bad of ['', 'javascript:alert(1)', 'không phải địa chỉ', 'https://u:p@example.edu.vn/', '//example.edu.vn', 'data:text/html,x']) {
    await href.fill(bad)
    await page.keyboard.press('Enter')
    await page.locator('dialog [role=alert]:not(:empty)').waitFor()
    assert.equal(await href.getAttribute('aria-invalid'), 'true', bad)
  }
  await href.fill('example.edu.vn/de-an')
  await page.keyboard.press('Enter')
  await until(page, ['p [xem đề án](https://example.edu.vn/de-an)'])
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowLeft')
  await tool(page, 'link.edit').click()
  assert.equal(await href.inputValue(), 'https://example.edu.vn/de-an')
  await href.fill('phongdaotao@example.edu.vn')
  await page.keyboard.press('Enter')
  await until(page, ['p [xem đề án](mailto:phongdaotao@example.edu.vn)'])
  await tool(page, 'link.remove').click()
  await until(page, ['p xem đề án'])
  await page.keyboard.press('End')
  await page.keyboard.type(' ')
  await tool(page, 'link').click()
  await href.fill('/tin-tuc')
  await page.locator('dialog [name=text]').fill('Tin tức của Trường')
  await page.keyboard.press('Enter')
  await until(page, ['p xem đề án [Tin tức của Trường](/tin-tuc)'])
})

// ---- Tables

scenario('a table is made, grown, merged, split and taken away', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await tool(page, 'table').click()
  await page.locator('dialog [name=rows]').fill('0')
  await page.keyboard.press('Enter')
  await page.locator('dialog [role=alert]:not(:empty)').waitFor()
  await page.locator('dialog [name=rows]').fill('2')
  await page.locator('dialog [name=columns]').fill('2')
  await page.locator('dialog [name=caption]').fill('Chỉ tiêu')
  await page.keyboard.press('Enter')
  await page.locator('dialog').waitFor({ state: 'detached' })
  for (const cell of ['Ngành', 'Số', 'Thủy sản', '120']) {
    await page.keyboard.type(cell)
    await page.keyboard.press('Tab')
  }
  // Tab after the last cell made a row.
  await page.keyboard.type('Y')
  const head = '  | #[scope=col] Ngành | #[scope=col] Số'
  await until(page, ['table caption=Chỉ tiêu', head, '  | Thủy sản | 120', '  | Y |', 'p'])
  await choose(page, 'table.column', 'table.column.after')
  await until(page, ['table caption=Chỉ tiêu', '  | #[scope=col] Ngành | #[scope=col] | #[scope=col] Số', '  | Thủy sản | | 120', '  | Y | |', 'p'])
  await choose(page, 'table.column', 'table.column.header')
  await choose(page, 'table.row', 'table.row.before')
  await choose(page, 'table.row', 'table.row.delete')
  await until(page, ['table caption=Chỉ tiêu', '  | #[scope=col] Ngành | #[scope=col] | #[scope=col] Số', '  | #[scope=row] Thủy sản | | 120', '  | #[scope=row] | |', 'p'])
  // Two cells of the second row, by dragging over them.
  await page.locator('td').nth(1).hover()
  await page.mouse.down()
  await page.locator('td').nth(0).hover()
  await page.mouse.up()
  await page.locator('td.selectedCell').nth(1).waitFor()
  await choose(page, 'table.cell', 'table.merge')
  await until(page, ['table caption=Chỉ tiêu', '  | #[scope=col] Ngành | #[scope=col] | #[scope=col] Số', '  | #[scope=row] Thủy sản | [colspan=2] 120', '  | #[scope=row] | |', 'p'])
  await choose(page, 'table.cell', 'table.split')
  await choose(page, 'table.column', 'table.column.header')
  await choose(page, 'table.row', 'table.row.header')
  await tool(page, 'table.caption').click()
  await page.locator('dialog [name=caption]').fill('')
  await page.keyboard.press('Enter')
  await until(page, ['table', '  | Ngành | | Số', '  | Thủy sản | 120 |', '  | | |', 'p'])
  assert.equal(await tool(page, 'table').getAttribute('aria-disabled'), 'true', 'no table within a table')
  await tool(page, 'table.delete').click()
  await until(page, ['p'])
})

// ---- Pictures

scenario('pictures by the button: the words are asked for, and kept', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await page.keyboard.type('Mở đầu')
  const chooser = page.waitForEvent('filechooser')
  await tool(page, 'image').click()
  await (await chooser).setFiles(await picture(page, 'khai giảng.png', '#4f8796'))
  await page.locator('dialog [name=alt]').waitFor()
  await page.locator('dialog .editor-main').click()
  await page.locator('dialog [role=alert]:not(:empty)').waitFor()
  await page.locator('dialog [name=alt]').fill('Sinh viên dự lễ\nkhai giảng')
  await page.locator('dialog [name=caption]').fill('Lễ khai giảng sáng 05/9')
  await page.locator('dialog [name=credit]').fill('Phòng Truyền thông')
  await page.locator('dialog [name=size]').selectOption('wide')
  await page.locator('dialog [name=video]').fill('javascript:alert(1)')
  await page.locator('dialog .editor-main').click()
  await page.locator('dialog [role=alert]:not(:empty)').waitFor()
  await page.locator('dialog [name=video]').fill('video.example.vn/xem')
  await page.locator('dialog .editor-main').click()
  await until(page, ['p Mở đầu', 'image alt=Sinh viên dự lễ khai giảng caption=Lễ khai giảng sáng 05/9 credit=Phòng Truyền thông video=https://video.example.vn/xem size=wide', 'p'])
  // Enter on the selected picture opens its form again.
  await page.keyboard.press('Enter')
  await page.locator('dialog [name=decorative]').check()
  assert.ok(await page.locator('dialog [name=alt]').isDisabled())
  await page.locator('dialog .editor-main').click()
  await until(page, ['p Mở đầu', 'image caption=Lễ khai giảng sáng 05/9 credit=Phòng Truyền thông video=https://video.example.vn/xem decorative=true size=wide', 'p'])
  const answer = await save(page)
  assert.equal(answer.fault, undefined)
  assert.match(answer.body.doc.content[1].attrs.media, /^[0-9a-f]{64}$/)
})

scenario('several pictures at once, dropped and pasted; each asks for its words by a mark', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  const files = [await picture(page, 'một.png', '#8a5a44'), await picture(page, 'hai.png', '#7fa38a')]
  const chooser = page.waitForEvent('filechooser')
  await tool(page, 'image').click()
  await (await chooser).setFiles(files)
  await page.locator('.editor-image img[src]').nth(1).waitFor()
  assert.equal(await page.locator('dialog').count(), 0)
  assert.equal(await page.locator('.editor-hint-mark:visible').count(), 2)
  await page.locator('.editor-hints', { hasText: '2' }).click()
  await page.locator('.editor-message', { hasText: 'mô tả' }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('dialog [name=alt]').fill('Ảnh một')
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+End')
  await paste(page, {}, [await picture(page, 'ba.png', '#cfe3ea')])
  await page.locator('.editor-image img[src]').nth(2).waitFor()
  await page.evaluate(({ bytes }) => {
    const data = new DataTransfer()
    data.items.add(new File([Uint8Array.from(bytes)], 'bốn.png', { type: 'image/png' }))
    const box = document.querySelector('.ProseMirror').getBoundingClientRect()
    document.querySelector('.ProseMirror').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true, clientX: box.left + 30, clientY: box.top + 10 }))
  }, await picture(page, 'bốn.png', '#222'))
  await page.locator('.editor-image img[src]').nth(3).waitFor()
  const answer = await save(page)
  assert.equal(answer.fault, undefined)
  assert.equal(answer.body.doc.content.filter((n) => n.type === 'image').length, 4)
})

scenario('a picture that the server refuses says so, is sent again, and never lost silently', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await page.keyboard.type('Chữ')
  await paste(page, {}, [await picture(page, 'hong.png', '#a5161d')])
  await page.locator('.editor-upload .editor-error', { hasText: 'Không đọc được ảnh này' }).waitFor()
  await page.locator('main > form button').last().click()
  await page.locator('.editor-message', { hasText: 'chưa tải lên được' }).waitFor()
  assert.deepEqual(await lines(page), ['p Chữ', 'p'])
  await axe(page)
  await page.locator('.editor-upload button').first().click()
  await page.locator('.editor-image img[src]').waitFor()
  assert.deepEqual(brief((await save(page)).body.doc.content), ['p Chữ', 'image'])
})

scenario('saving waits for a picture that is on its way', {}, async (page) => {
  let go
  const gate = new Promise((r) => { go = r })
  await page.route('**/media', async (route) => { await gate; await route.continue() })
  await open(page)
  await page.locator(text).click()
  await paste(page, {}, [await picture(page, 'chậm.png', '#4f8796')])
  await page.locator('.editor-upload progress').waitFor()
  await page.locator('main > form button').last().click()
  await page.locator('.editor-message', { hasText: 'Đang tải' }).waitFor()
  go()
  const answer = JSON.parse(await page.locator('#answer').textContent())
  assert.deepEqual(brief(answer.body.doc.content), ['image'])
})

scenario('files are taken where the page allows them', {}, async (page) => {
  await open(page, 'files=1')
  await page.locator(text).click()
  const chooser = page.waitForEvent('filechooser')
  await tool(page, 'file').click()
  await (await chooser).setFiles({ name: 'Quyết định 17.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n') })
  await page.locator('.editor-file', { hasText: 'Quyết định 17' }).waitFor()
  await page.locator('.editor-file .editor-edit').click()
  await page.locator('dialog [name=title]').fill('Quyết định số 17/QĐ-ĐHST')
  await page.keyboard.press('Enter')
  await page.locator('.editor-upload').waitFor({ state: 'hidden' })
  assert.deepEqual(brief((await save(page)).body.doc.content), ['file title=Quyết định số 17/QĐ-ĐHST'])
})

// ---- Keyboard alone

scenario('everything is reached and left by keyboard', {}, async (page) => {
  await open(page)
  const at = () => page.evaluate(() => document.activeElement.dataset.do ?? document.activeElement.className ?? document.activeElement.tagName)
  await page.locator('#title').focus()
  await page.keyboard.press('Tab')
  assert.equal(await at(), 'kind', 'one stop for the toolbar')
  await page.keyboard.press('ArrowRight')
  assert.equal(await at(), 'bold')
  await page.keyboard.press('End')
  assert.equal(await at(), 'redo')
  await page.keyboard.press('ArrowRight')
  assert.equal(await at(), 'kind')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  assert.equal(await at(), 'more')
  await page.keyboard.press('ArrowDown')
  assert.equal(await at(), 'underline')
  await page.keyboard.press('Escape')
  assert.equal(await at(), 'more')
  await page.keyboard.press('Home')
  await page.keyboard.press('Tab')
  assert.match(await at(), /ProseMirror/)
  await tool(page, 'bullets').click()
  await page.keyboard.type('một')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('hai')
  await page.keyboard.press('Tab')
  assert.match(await at(), /ProseMirror/, 'Tab stays in a list')
  await until(page, ['ul', '  -', '    p một', '    ul', '      -', '        p hai'])
  await page.keyboard.press('Alt+F10')
  assert.equal(await at(), 'kind')
  await page.keyboard.press('Escape')
  assert.match(await at(), /ProseMirror/)
  await page.keyboard.press('Escape')
  assert.equal(await at(), 'editor-status')
  await page.keyboard.press('Tab')
  assert.equal(await at(), 'editor-help')
  await page.keyboard.press('Enter')
  await page.locator('dialog[open]').waitFor()
  await axe(page)
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
})

// ---- Looks and access, in each language, width and light

for (const lang of ['vi', 'en']) {
  for (const width of ['desktop', 'phone']) {
    // The colours do not depend on the language.
    for (const dark of lang === 'vi' ? [false, true] : [false]) {
      const name = `editor-${lang}-${width}-${dark ? 'dark' : 'light'}`
      scenario(`access and looks: ${name}`, { lang, width, dark }, async (page) => {
        const check = async (state, rules) => {
          await noSideways(page, state)
          await axe(page, `${name}, ${state}`, rules)
          await shot(page, `${name}-${state}`)
        }
        await open(page, `lang=${lang}`)
        await check('empty')
        await open(page, `lang=${lang}&body=full&files=1`)
        assert.ok(!(await page.locator('form').textContent()).includes('⟨'), 'a message is missing')
        await check('full')
        await page.locator('td').first().click()
        await check('table')
        await tool(page, 'table.row').click()
        await shot(page, `${name}-table-menu`, { fullPage: false })
        await axe(page, `${name}, table menu`)
        await page.keyboard.press('Escape')
        await page.locator('.editor-image .editor-edit').first().click()
        await page.locator('dialog').waitFor()
        await axe(page, `${name}, image form`)
        await shot(page, `${name}-image-form`, { fullPage: false })
        await page.keyboard.press('Escape')
        await page.locator('dialog').waitFor({ state: 'detached' })
        await page.locator('.ProseMirror > p').first().click({ position: { x: 40, y: 12 } })
        await tool(page, 'link').click()
        await page.locator('dialog [name=href]').fill('x y')
        await page.keyboard.press('Enter')
        await axe(page, `${name}, link form`)
        await shot(page, `${name}-link-form`, { fullPage: false })
        await page.keyboard.press('Escape')
        await page.locator('dialog').waitFor({ state: 'detached' })
        await tool(page, 'more').click()
        await axe(page, `${name}, menu`)
        await shot(page, `${name}-menu`, { fullPage: false })
        await page.goto(`${base}/?lang=${lang}&body=hints`)
        await page.locator('.editor-hints').waitFor()
        await check('hints', { except: ['heading-order'] })
      })
    }
  }
}
