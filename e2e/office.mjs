// How people move about in a demonstration: becoming somebody, finding a case,
// reading everybody's mail. Stories say what happens; this says how to get there.

import assert from 'node:assert/strict'
import { base } from './lib.mjs'

export const people = {
  office: 'Đặng Thị Mỹ Hạnh',
  officeHead: 'Bùi Quang Nghị',
  head: 'Huỳnh Minh Khôi',
  deputy: 'Trịnh Thị Diệu Hiền',
  leader: 'Lương Thị Bích Thủy',
  webmaster: 'Kiều Thanh Toàn',
  administrator: 'Mai Xuân Phúc',
}

// mailbox is where everybody's letters of an institution lie.
export const mailbox = (house = 'truong-dai-hoc') => `${base}/demo/${house}/mail?lang=vi`

// be becomes one of the demonstration's people, with one click.
export async function be(page, name, house = 'truong-dai-hoc') {
  await page.goto(`${base}/demo/${house}?lang=vi`)
  await page.getByRole('button', { name: `Vào với vai ${name}` }).click()
  await page.waitForURL(/\/desk$/)
}

// eventually asks again, by loading the page anew, until something is there.
export async function eventually(page, url, look, what) {
  for (let i = 0; i < 60; i++) {
    await page.goto(url, { waitUntil: 'networkidle' })
    const found = await look()
    if (found) return found
  }
  assert.fail(`never came: ${what}`)
}

// linkIn follows the link that the open letter has to a path.
export async function linkIn(page, path) {
  const href = await page.locator(`main a[href*="${path}"]`).getAttribute('href')
  await page.goto(base + new URL(href).pathname)
}

// letter opens the newest letter to an address whose subject has some words.
export async function letter(page, to, words, house = 'truong-dai-hoc') {
  const row = page.locator('tr', { hasText: to }).filter({ hasText: words }).first()
  await eventually(page, mailbox(house), () => row.count(), `a letter to ${to} about ${words}`)
  await row.getByRole('link').click()
  await page.waitForURL(/\/demo\/[a-z-]+\/mail\/\d+/)
}

export async function openCase(page, code) {
  await page.goto(`${base}/desk/cases/${code}`)
  assert.match(await page.title(), /Bàn làm việc/)
}

// press presses a button of the decision, opening the part it lies in.
export async function press(page, name) {
  const button = page.locator('#decide').getByRole('button', { name, exact: true })
  if (!(await button.isVisible())) {
    await page.locator('#decide summary', { hasText: name }).first().click()
  }
  await button.click()
  await page.waitForLoadState()
}

// said fails unless the page says something, naming what it says instead.
export async function said(page, words) {
  const text = await page.locator('main').innerText()
  assert.ok(text.includes(words), `the page does not say “${words}” but: ${text.slice(0, 600)}`)
}
