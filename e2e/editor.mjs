// The editor as people use it: by mouse, by keyboard alone, on a phone.

import assert from 'node:assert/strict'
import { choose, fixture, open, save, text, tool, until } from './editor_kit.mjs'
import { axe, base, noSideways, scenario, shot } from './lib.mjs'

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
