// Pages with sample values, in all their states. Each is seen in one of two
// ways, in one theme, every other in Vietnamese on a desktop by day and the rest
// in English on a phone by night; with CONGBO_TEST_SHOTS in five ways: either language at both
// widths, by day and by night, and they leave their pictures.

import { axe, base, noSideways, scenario, shot } from './lib.mjs'
import { all, met } from './samples.mjs'

const ways = [['vi', 'desktop', false], ['en', 'phone', true]]
if (all) {
  ways.push(['vi', 'phone', true], ['en', 'desktop', true], ['en', 'phone', false])
}

for (const [way, [lang, width, dark]] of ways.entries()) {
  scenario(`pages in ${lang}, ${width}, ${dark ? 'dark' : 'light'}`, { width, dark, lang }, async (page) => {
    for (const name of met(lang, way)) {
      await page.goto(`${base}/${name}`)
      await noSideways(page)
      await axe(page)
      await shot(page, `${name.replace('.html', '')}-${width}-${dark ? 'dark' : 'light'}`)
    }
  })
}
