// The front door of any site: it opens, names itself and its language, has one
// main heading, fits its window, and shuts nobody out.

import assert from 'node:assert/strict'
import { axe, base, noSideways, scenario, shot, widths } from './lib.mjs'

for (const width of Object.keys(widths)) {
  for (const dark of [false, true]) {
    const name = `front door, ${width}, ${dark ? 'dark' : 'light'}`
    scenario(name, { width, dark }, async (page) => {
      const answer = await page.goto(base)
      assert.equal(answer.status(), 200)
      assert.notEqual(await page.title(), '')
      assert.match(await page.locator('html').getAttribute('lang') ?? '', /^[a-z]{2}/)
      assert.equal(await page.locator('h1').count(), 1, 'one main heading')
      await noSideways(page)
      await axe(page)
      await shot(page, name.replaceAll(', ', '-').replaceAll(' ', '-'))
    })
  }
}
