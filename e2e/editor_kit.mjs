// What the tests of the editor share: how they open it, type into it and read
// what the form would send.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { brief } from './brief.mjs'
import { base } from './lib.mjs'

export const fixture = (name) => readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8')
export const text = '.editor-page > .ProseMirror'

export async function open(page, query = '') {
  await page.goto(`${base}/?${query}`)
  await page.locator(text).waitFor()
}

// body returns what the form would send now.
export const body = (page) => page.evaluate(() => JSON.parse(new FormData(document.querySelector('form[data-editor]')).get('body')).doc.content)
export const lines = async (page) => brief(await body(page))

// until waits for the text to have these lines, and shows the difference.
export async function until(page, want, where) {
  const deadline = Date.now() + 10_000
  let have
  do {
    have = await lines(page)
    if (JSON.stringify(have) === JSON.stringify(want)) return
    await page.evaluate(() => new Promise(requestAnimationFrame))
  } while (Date.now() < deadline)
  assert.deepEqual(have, want, where)
}

export async function save(page) {
  await page.locator('main > form button').last().click()
  return JSON.parse(await page.locator('#answer').textContent())
}

export const tool = (page, key) => page.locator(`.editor-tools [data-do="${key}"]`)
export async function choose(page, menu, key) {
  await tool(page, menu).click()
  await tool(page, key).locator('visible=true').click()
}

export async function paste(page, types, files = []) {
  await page.locator(text).focus()
  await page.evaluate(([types, files]) => {
    const data = new DataTransfer()
    for (const [type, value] of Object.entries(types)) data.setData(type, value)
    for (const { name, type, bytes } of files) data.items.add(new File([Uint8Array.from(bytes)], name, { type }))
    document.querySelector('.ProseMirror').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, [types, files])
}

// A picture of one colour, made here so that no file needs to lie about.
export async function picture(page, name, colour) {
  const bytes = await page.evaluate(async (colour) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 })
    const c = canvas.getContext('2d')
    c.fillStyle = colour
    c.fillRect(0, 0, 320, 180)
    c.fillStyle = '#fff'
    c.fillRect(40, 90, 240, 60)
    const blob = await new Promise((r) => canvas.toBlob(r, 'image/png'))
    return [...new Uint8Array(await blob.arrayBuffer())]
  }, colour)
  return { name, mimeType: 'image/png', type: 'image/png', bytes, buffer: Buffer.from(bytes) }
}

// ---- Typing Vietnamese

// What the input method shows after each key of a word typed by Telex.
export const words = [
  ['T', 'Tr', 'Tru', 'Truo', 'Trươ', 'Trườ', 'Trườn', 'Trường'],
  ['Đ', 'Đa', 'Đai', 'Đại'],
  ['h', 'ho', 'hoc', 'học'],
  ['n', 'nư', 'nươ', 'nướ', 'nước'],
  ['đ', 'đư', 'đươ', 'đườ', 'đườn', 'đường'],
  ['t', 'ti', 'tiê', 'tiế', 'tiến', 'tiếng'],
]
// The same typed by VNI, whose users put the digits behind the word: Truong72.
export const vni = [
  ['T', 'Tr', 'Tru', 'Truo', 'Truon', 'Truong', 'Trương', 'Trường'],
  ['D', 'Da', 'Dai', 'Đai', 'Đại'],
  ['h', 'ho', 'hoc', 'học'],
  ['n', 'nu', 'nuo', 'nuoc', 'nươc', 'nước'],
  ['d', 'du', 'duo', 'duon', 'duong', 'đuong', 'đương', 'đường'],
  ['t', 'ti', 'tie', 'tien', 'tieng', 'tiêng', 'tiếng'],
]
export const sentence = words.map((w) => w.at(-1)).join(' ')

// hands returns the ways in which letters reach the editor.
export async function hands(page, list = words) {
  const cdp = await page.context().newCDPSession(page)
  const send = (event) => cdp.send('Input.dispatchKeyEvent', event)
  const backspace = { key: 'Backspace', code: 'Backspace', windowsVirtualKeyCode: 8, nativeVirtualKeyCode: 8 }
  const back = [{ type: 'rawKeyDown', ...backspace }, { type: 'keyUp', ...backspace }]
  // Programs such as UniKey send letters as a "packet" key (VK_PACKET).
  const letter = (c) => {
    const packet = { key: c, windowsVirtualKeyCode: 231, nativeVirtualKeyCode: 231 }
    return [{ type: 'rawKeyDown', ...packet }, { type: 'char', key: c, text: c, unmodifiedText: c }, { type: 'keyUp', ...packet }]
  }
  const compose = (t, replace) => cdp.send('Input.imeSetComposition', { text: t, selectionStart: t.length, selectionEnd: t.length, ...replace })
  const commit = (t) => cdp.send('Input.insertText', { text: t })
  const strokes = (states) => states.flatMap((now, i) => {
    const before = states[i - 1] ?? ''
    let same = 0
    while (same < before.length && before[same] === now[same]) same++
    return [...Array.from({ length: before.length - same }, () => back).flat(), ...[...now.slice(same)].flatMap(letter)]
  })
  return {
    compose,
    commit,
    // A word as it grows, letters taken back and sent anew.
    retype: async (states) => {
      for (const event of strokes(states)) await send(event)
    },
    // macOS, iBus and Android: an underlined word that is replaced as it grows.
    composing: async () => {
      for (const states of list) {
        for (const state of states) await compose(state)
        await commit(states.at(-1))
        if (states !== list.at(-1)) await page.keyboard.press('Space')
      }
    },
    // UniKey, EVKey: letters taken back and sent anew.
    retyping: async () => {
      for (const states of list) {
        for (const event of strokes(states)) await send(event)
        if (states !== list.at(-1)) await page.keyboard.press('Space')
      }
    },
    // The same as fast as the system delivers it, without waiting in between.
    retypingFast: async () => {
      for (const states of list) {
        await Promise.all(strokes(states).map(send))
        if (states !== list.at(-1)) await page.keyboard.press('Space')
      }
    },
  }
}
