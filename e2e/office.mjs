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
  await page.waitForLoadState()
  let text = await page.locator('main').innerText()
  if (!text.includes(words)) { // a page that still comes says less
    await page.locator('main', { hasText: words }).waitFor({ timeout: 10_000 }).catch(() => {})
    text = await page.locator('main').innerText()
  }
  assert.ok(text.includes(words), `the page does not say “${words}” but: ${text.slice(0, 600)}`)
}

// request fills in the public form of a site and returns the code of the request.
export async function request(page, site, { office, title, text, name, email }) {
  await page.goto(`${base}/w/${site}/yeu-cau`)
  if (office) await page.locator('[name=mailbox]').selectOption({ label: office })
  if (name) {
    await page.locator('[name=name]').fill(name)
    await page.locator('[name=email]').fill(email)
  }
  await page.locator('[name=title]').fill(title)
  await page.locator('[name=text]').fill(text)
  await page.locator('[name=pledge]').check()
  await page.locator('main form button').last().click()
  await page.waitForURL(/da-nhan/)
  return (await page.locator('main').innerText()).match(/[A-Z]+-\d{4}-\d{6}/)[0]
}

// take makes a document of what was sent and says what it is.
export async function take(page, code, { title, summary, text }) {
  await openCase(page, code)
  await page.getByRole('button', { name: 'Lập tin bài từ yêu cầu' }).first().click()
  await page.waitForLoadState()
  await write(page, code, { title, summary, text })
}

// write saves the text of a case, as the institution's own work.
export async function write(page, code, { title, summary, text }) {
  await page.goto(`${base}/desk/cases/${code}/edit`)
  if (title) await page.locator('[name=title]').fill(title)
  await page.getByLabel('Tóm tắt', { exact: false }).first().fill(summary)
  if (text) {
    await page.locator('.editor-page > .ProseMirror').click()
    await page.keyboard.press('Control+A')
    await page.keyboard.insertText(text)
  }
  await page.locator('[name=own_work]').check()
  await page.locator('button[value=save]').click()
  await page.waitForURL(new RegExp(`/desk/cases/${code}(?!/edit)`))
}

// move makes a move of the procedure by its id, with the reason it may want.
export async function move(page, code, id, reason) {
  if (!page.url().endsWith(`/desk/cases/${code}`)) await openCase(page, code)
  const button = page.locator(`button[name=do][value="move:${id}"]`)
  if (!(await button.isVisible())) await page.locator('#decide details', { has: button }).locator('summary').first().click()
  if (reason) await page.locator(`[name="reason.move.${id}"]`).fill(reason)
  await button.click()
  await page.waitForLoadState()
}

// approve gives a yes on the aspects named, ticks what is asked, and moves on.
export async function approve(page, code, aspects) {
  await openCase(page, code)
  for (const a of aspects) await page.locator(`input[name="verdict.${a}"][value=yes]`).check()
  await tick(page)
  await move(page, code, 'approve')
}

// tick ticks whatever the checklist wants of a person.
export async function tick(page) {
  for (const box of await page.locator('#decide li:has(.must) input[type=checkbox]').all()) await box.check()
}

// classify says on the case's page what a text is and where it is to appear.
export async function classify(page, code, kind, places) {
  await openCase(page, code)
  // It is closed where this is known already, as of a translation from its original.
  if (!(await page.locator('#kind').isVisible())) await page.locator('details:has(#kind) > summary').click()
  await page.locator('#kind').selectOption({ label: kind })
  for (const [site, section] of Object.entries(places)) {
    const row = page.locator('.site-row', { hasText: site }).first()
    await row.getByRole('checkbox').check()
    await row.locator('select').selectOption({ label: section })
  }
  await page.getByRole('button', { name: 'Lưu phân loại' }).click()
  await page.waitForLoadState()
}
