// Typing Vietnamese as input methods do it, by Telex and by VNI (digits): with
// real composition events, and letters taken back and sent anew.

import assert from 'node:assert/strict'
import { choose, hands, lines, open, sentence, text, tool, until, vni, words } from './editor_kit.mjs'
import { scenario } from './lib.mjs'

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

// The places where VNI is typed too: those in which a letter far back in a word
// is replaced beside something else.
const fewer = ['an empty text', 'a line after a break', 'beside marks', 'a footnote', 'a caption', 'a table']

for (const [method, list] of Object.entries({ Telex: words, VNI: vni })) for (const way of ['composing', 'retyping', 'retypingFast']) {
  scenario(`typing Vietnamese, ${method}, ${way}`, {}, async (page) => {
    const type = (await hands(page, list))[way]
    for (const [place, { go, done, want }] of Object.entries(places)) {
      if (method === 'VNI' && !fewer.includes(place)) continue
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

// VNI puts the mark of a digit on a letter that stands before others.
scenario('a mark is corrected in the middle of a word, and typed as a digit when pressed twice (VNI)', {}, async (page) => {
  await open(page)
  await page.locator(text).focus()
  const { compose, commit, retype } = await hands(page)
  // hoc 1 5: the second tone takes the place of the first.
  for (const state of ['h', 'ho', 'hoc', 'hóc', 'học']) await compose(state)
  await commit('học')
  await page.keyboard.press('Space')
  // ky 2 3, and luc, of which one letter is taken back: lu + at 6 5.
  await retype(['k', 'ky', 'kỳ', 'kỷ'])
  await retype(['l', 'lu', 'luc', 'lu', 'lua', 'luat', 'luât', 'luật'])
  await until(page, ['p học kỷluật'])
  // In the middle of what stands there: between kỷ and luật.
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Space')
  for (const state of ['c', 'co', 'co6', 'cô', 'côn', 'công', 'công1', 'cống', 'công']) await compose(state)
  await commit('công')
  await page.keyboard.press('Space')
  await until(page, ['p học kỷ công luật'])
  // A digit pressed twice is the digit: D9, 99.
  await page.keyboard.press('End')
  await page.keyboard.press('Space')
  await retype(['D', 'Đ', 'D9'])
  await until(page, ['p học kỷ công luật D9'])
})

scenario('undo and redo of words typed by VNI', {}, async (page) => {
  await open(page)
  await page.locator(text).focus()
  await (await hands(page, vni)).composing()
  await until(page, [`p ${sentence}`])
  while (await tool(page, 'undo').getAttribute('aria-disabled') === 'false') {
    await page.keyboard.press('Control+z')
    const [now] = await lines(page)
    // Never half of a word as the input method had it for a moment.
    assert.ok(`p ${sentence}`.startsWith(now), now)
  }
  await until(page, ['p'])
  while (await tool(page, 'redo').getAttribute('aria-disabled') === 'false') await page.keyboard.press('Control+y')
  await until(page, [`p ${sentence}`])
})
