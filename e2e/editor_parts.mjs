// Footnotes, formulas, finding and replacing in the editor.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFormula } from '../web/editor/src/formula.js'
import { writeFormula } from '../web/editor/src/formulawrite.js'
import { isFormula } from '../web/editor/src/math.js'
import { brief } from './brief.mjs'
import { body, choose, hands, open, paste, save, sentence, text, tool, until } from './editor_kit.mjs'
import { axe, noSideways, scenario, shot } from './lib.mjs'

const note = (page, n) => page.locator('.editor-note .ProseMirror').nth(n - 1)
const gone = (page) => page.locator('dialog').waitFor({ state: 'detached' })

scenario('footnotes are written below the text, numbered, and lead back', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await page.keyboard.type('Mở đầu')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Theo Đề án, có 120 chỉ tiêu.')
  await choose(page, 'insert', 'footnote.insert')
  await page.keyboard.type('Đề án số ')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('05')
  await page.keyboard.press('Enter')
  await page.keyboard.type(' Hết.')
  await until(page, ['p Mở đầu', 'p Theo Đề án, có 120 chỉ tiêu.[note: Đề án số **05**] Hết.'])
  // One before it: both are numbered anew, and each keeps its words.
  await page.keyboard.press('Home')
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight')
  await choose(page, 'insert', 'footnote.insert')
  await page.keyboard.type('Căn cứ')
  await until(page, ['p Mở đầu', 'p Theo[note: Căn cứ] Đề án, có 120 chỉ tiêu.[note: Đề án số **05**] Hết.'])
  assert.deepEqual(await page.locator('.editor-note .ProseMirror').allTextContents(), ['Căn cứ', 'Đề án số 05'])
  await page.getByRole('textbox', { name: 'Chú thích 2' }).click()
  await page.keyboard.press('End')
  await page.keyboard.type('/ĐA')
  // The mark in the text says its words; Enter on it goes to them.
  assert.equal(await page.locator('sup.editor-footnote').nth(1).getAttribute('aria-label'), 'Chú thích: Đề án số 05/ĐA')
  await page.getByRole('button', { name: 'Về chỗ của chú thích 2' }).click()
  await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Enter')
  await page.keyboard.press('End')
  await page.keyboard.type('.')
  await until(page, ['p Mở đầu', 'p Theo[note: Căn cứ] Đề án, có 120 chỉ tiêu.[note: Đề án số **05/ĐA.**] Hết.'])
  await axe(page)
  await page.getByRole('button', { name: 'Xóa chú thích 1' }).click()
  await until(page, ['p Mở đầu', 'p Theo Đề án, có 120 chỉ tiêu.[note: Đề án số **05/ĐA.**] Hết.'])
  await page.keyboard.press('Control+z')
  await until(page, ['p Mở đầu', 'p Theo[note: Căn cứ] Đề án, có 120 chỉ tiêu.[note: Đề án số **05/ĐA.**] Hết.'])
  const answer = await save(page)
  assert.equal(answer.fault, undefined)
})

scenario('the toolbar works in a footnote: marks, links, a formula, undo; what a line cannot hold rests', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await page.keyboard.type('Mở đầu')
  await choose(page, 'insert', 'footnote.insert')
  await tool(page, 'bold').click()
  assert.equal(await tool(page, 'bold').getAttribute('aria-pressed'), 'true')
  await page.keyboard.type('Đề án')
  await tool(page, 'bold').click()
  await page.keyboard.type(' số 5')
  await page.keyboard.press('Shift+ArrowLeft')
  await choose(page, 'more', 'sup')
  await page.keyboard.press('End')
  await tool(page, 'link').click()
  await page.locator('dialog [name=href]').fill('example.edu.vn/de-an')
  await page.locator('dialog [name=text]').fill('xem')
  await page.keyboard.press('Enter')
  await gone(page)
  await until(page, ['p Mở đầu[note: **Đề án** số ^5^[^xem^](https://example.edu.vn/de-an)]'])
  await page.keyboard.press('ArrowLeft')
  await tool(page, 'link.remove').click()
  await page.keyboard.press('End')
  await choose(page, 'insert', 'formula.insert')
  await page.locator('dialog [name=source]').fill('x')
  await page.locator('dialog .editor-main').click()
  await gone(page)
  await until(page, ['p Mở đầu[note: **Đề án** số ^5xem^[formula]]'])
  // What stands on lines of its own is not for a note, and does nothing there.
  for (const key of ['bullets', 'quote', 'callout', 'table', 'indent']) {
    assert.equal(await tool(page, key).getAttribute('aria-disabled'), 'true', key)
    await tool(page, key).click({ force: true })
  }
  assert.ok(await tool(page, 'kind').isDisabled())
  await axe(page)
  await tool(page, 'undo').click()
  await until(page, ['p Mở đầu[note: **Đề án** số ^5xem^]'])
  // Back in the text the tools are the text's again.
  await page.locator(text).getByText('Mở đầu').click()
  await page.keyboard.press('Home')
  assert.equal(await tool(page, 'bullets').getAttribute('aria-disabled'), 'false')
  await tool(page, 'bullets').click()
  await until(page, ['ul', '  -', '    p Mở đầu[note: **Đề án** số ^5xem^]'])
})

scenario('what is typed in a footnote is undone with the text, whole words at once', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await page.keyboard.type('a')
  await choose(page, 'insert', 'footnote.insert')
  await (await hands(page)).composing()
  await until(page, [`p a[note: ${sentence}]`])
  await page.keyboard.press('Control+z')
  await page.waitForFunction((full) => document.querySelector('.editor-note .ProseMirror')?.textContent !== full, sentence)
  const left = (await page.locator('.editor-note .ProseMirror').allTextContents())[0] ?? ''
  assert.ok(sentence.startsWith(left) && (left === '' || sentence[left.length] === ' ' || left.endsWith(' ')), left)
  await page.keyboard.press('Control+y')
  await until(page, [`p a[note: ${sentence}]`])
  // Pasted paragraphs become one line.
  await page.keyboard.press('End')
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text/html', '<p>một</p><table><tr><td>hai</td></tr></table>')
    data.setData('text/plain', ' một\n\nhai')
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await until(page, [`p a[note: ${sentence} một hai]`])
})

scenario('a mark over a whole paragraph leaves notes, breaks and formulas as they are', {}, async (page) => {
  await open(page, 'body=full&files=1')
  await page.locator(text).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+b')
  const answer = await save(page)
  assert.equal(answer.fault, undefined)
})

// ---- Formulas

const formula = async (page) => JSON.stringify((await body(page)).flatMap((b) => [b, ...(b.content ?? [])]).find((n) => n.attrs?.mathml)?.attrs.mathml)

scenario('a formula is typed, seen, checked and changed', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await page.keyboard.type('Ta có ')
  await choose(page, 'insert', 'formula.insert')
  const source = page.locator('dialog [name=source]')
  await page.getByRole('button', { name: 'Phân số' }).click()
  await page.keyboard.type('a+b')
  await page.keyboard.press('Tab')
  await page.keyboard.type('2')
  await page.locator('dialog .editor-formula-preview mfrac').waitFor()
  assert.equal(await source.inputValue(), '\\frac{a+b}{2}')
  await axe(page)
  for (const [wrong, why] of [['\\frac{a', 'Thiếu dấu đóng'], ['\\khong', 'Không có ký hiệu \\khong'], ['x^', 'Thiếu phần'], ['\\sqrt{□}', 'chưa điền'], ['x}', 'Thừa }']]) {
    await source.fill(wrong)
    await page.locator('dialog .editor-main').click()
    await page.locator('dialog [role=alert]', { hasText: why }).waitFor()
  }
  await source.fill('Điểm = \\frac{a+b}{2}')
  await page.locator('dialog .editor-main').click()
  await gone(page)
  await page.keyboard.type('.')
  await until(page, ['p Ta có [formula].'])
  assert.equal(await formula(page), JSON.stringify({ tag: 'math', children: [{ tag: 'mtext', text: 'Điểm' }, { tag: 'mo', text: '=' }, { tag: 'mfrac', children: [
    { tag: 'mrow', children: [{ tag: 'mi', text: 'a' }, { tag: 'mo', text: '+' }, { tag: 'mi', text: 'b' }] }, { tag: 'mn', text: '2' }] }] }))
  // Enter on it opens it as it was typed.
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Enter')
  assert.equal(await source.inputValue(), '\\text{Điểm}=\\frac{a+b}{2}')
  await source.fill('x^2')
  await page.locator('dialog .editor-main').click()
  await gone(page)
  await page.keyboard.press('End')
  await choose(page, 'insert', 'formula.insert')
  await source.fill('\\sum_{i=1}^n i')
  await page.locator('dialog [name=block]').check()
  await page.locator('dialog .editor-main').click()
  await until(page, ['p Ta có [formula].', 'formula_block', 'p'])
  const answer = await save(page)
  assert.equal(answer.fault, undefined)
  assert.deepEqual(brief(answer.body.doc.content), ['p Ta có [formula].', 'formula_block'])
})

// What can be typed comes back as a line that makes the same formula.
test('formulas of a school: typed, kept, typed again', () => {
  for (const source of ['x=\\frac{-b\\pm\\sqrt{b^2-4ac}}{2a}', '\\int_0^1 f(x)dx', '\\lim_{x\\to 0}\\frac{\\sin x}{x}=1', '\\begin{cases} x+y=1 \\\\ x-y=0 \\end{cases}',
    '\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}', "f'(x)=2x", '[0;1)', '[0;1', '\\left|x\\right|\\le 1,5', '\\vec{AB}+\\overline{z}', '\\sqrt[3]{27}=3', '\\binom{n}{k}',
    'H_2SO_4', '\\text{nếu }x>0', '\\underset{x}{max}', '2 \\times 10^{-3}', '\\alpha\\in(0;\\pi)', '\\widehat{ABC}=90\\degree', 'Điểm trung bình = \\frac{a+b}{2}', '{x^2}^3']) {
    const tree = readFormula(source)
    assert.ok(isFormula(tree), source)
    assert.deepEqual(readFormula(writeFormula(tree)), tree, source)
  }
  for (const wrong of ['\\overrightarrow', '\\frac{a', 'x^', 'a}', 'a & b', '\\left(x', '\\begin{cases} x', '('.repeat(40), 'x'.repeat(3000)]) {
    if (wrong[0] === '(') assert.throws(() => readFormula('\\sqrt{'.repeat(40)), wrong)
    else assert.throws(() => readFormula(wrong), wrong)
  }
  assert.equal(writeFormula({ tag: 'math', children: [{ tag: 'menclose', children: [] }] }), null)
})

// ---- Finding and replacing

const found = (page) => page.locator('.editor-find-count')
const option = (page, name) => page.locator(`.editor-find [data-find=${name}]`)

scenario('finding with and without accents, replacing one and all, undone at once', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await page.keyboard.type('Trường hoc và trường học. TRUONG')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('trườ')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('ng nghề, thị trường')
  await page.keyboard.press('Control+f')
  await page.keyboard.type('trường')
  await found(page).filter({ hasText: '4 chỗ' }).waitFor()
  await option(page, 'accents').uncheck()
  await found(page).filter({ hasText: '5 chỗ' }).waitFor()
  await option(page, 'cases').check()
  await found(page).filter({ hasText: '3 chỗ' }).waitFor()
  await option(page, 'cases').uncheck()
  await option(page, 'accents').check()
  await option(page, 'what').focus()
  await page.keyboard.press('Enter')
  await found(page).filter({ hasText: '/4' }).waitFor()
  await axe(page)
  await option(page, 'what').fill('học')
  await option(page, 'accents').uncheck()
  await option(page, 'words').fill('viên')
  await page.keyboard.press('Enter') // goes to the first
  await page.keyboard.press('Enter') // replaces it and goes on
  await until(page, ['p Trường viên và trường học. TRUONG', 'p **trườ**ng nghề, thị trường'])
  await page.keyboard.press('Enter')
  await found(page).filter({ hasText: 'Không có' }).waitFor()
  await option(page, 'what').fill('trường')
  await option(page, 'accents').check()
  await option(page, 'words').fill('Học viện')
  await option(page, 'all').click()
  await found(page).filter({ hasText: 'Đã thay 4 chỗ' }).waitFor()
  await until(page, ['p Học viện viên và Học viện viên. TRUONG', 'p **Học viện** nghề, thị Học viện'])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await until(page, ['p Trường viên và trường viên. TRUONG', 'p **trườ**ng nghề, thị trường'])
})

scenario('finding reaches footnotes and the words of pictures and tables', {}, async (page) => {
  await open(page, 'body=full&files=1')
  const has = (what) => page.evaluate((what) => JSON.stringify(JSON.parse(new FormData(document.querySelector('form[data-editor]')).get('body'))).split(what).length - 1, what)
  await page.locator(text).focus()
  await page.keyboard.press('Control+f')
  const words = await page.evaluate(() => {
    const all = []
    const walk = (n) => {
      for (const name of ['alt', 'caption', 'credit', 'cite', 'title']) if (n.attrs?.[name]) all.push(n.attrs[name].split(' ')[0])
      if (n.type === 'footnote') all.push(n.content[0].text.split(' ')[0])
      n.content?.forEach(walk)
    }
    walk(JSON.parse(new FormData(document.querySelector('form[data-editor]')).get('body')).doc)
    return all
  })
  assert.ok(words.length > 4)
  await option(page, 'cases').check()
  for (const word of words) {
    await option(page, 'what').fill(word)
    await option(page, 'words').fill('ZZ')
    await option(page, 'all').click()
    await page.locator('.editor-find-count', { hasText: 'Đã thay' }).waitFor()
    assert.equal(await has(`"${word}`), 0, word)
  }
  assert.equal((await save(page)).fault, undefined)
})

scenario('what one writes is counted: words by spaces, signs without', {}, async (page) => {
  await open(page)
  await page.locator(text).click()
  await page.keyboard.type('Đại học – Số 2')
  await page.locator('.editor-words', { hasText: '4 tiếng · 10 ký tự' }).waitFor()
})

for (const [lang, width] of [['vi', 'phone'], ['en', 'desktop']]) {
  scenario(`access and looks of notes, formulas and finding: ${lang}, ${width}`, { lang, width }, async (page) => {
    const check = async (state, more) => {
      await noSideways(page, state)
      await axe(page, state)
      await shot(page, `parts-${lang}-${width}-${state}`, more)
    }
    await open(page, `lang=${lang}&body=full&files=1`)
    await note(page, 1).click()
    await check('notes')
    await tool(page, 'find').click()
    await option(page, 'what').fill('a')
    await check('find', { fullPage: false })
    await option(page, 'close').click()
    await page.locator('.editor-page p').first().click({ position: { x: 30, y: 10 } })
    await choose(page, 'insert', 'formula.insert')
    await page.locator('dialog [name=source]').fill('x=\\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}')
    await check('formula', { fullPage: false })
  })
}
