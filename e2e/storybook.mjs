// Pages with sample values, in all their states. Each is seen in Vietnamese on
// a desktop by day and in English on a phone by night; with
// CONGBO_TEST_SHOTS in five ways: either language at both widths, by day and by
// night, and the Vietnamese ones leave their pictures.

import { axe, base, noSideways, scenario, shot } from './lib.mjs'

const names = process.env.PAGES.split(' ')

const ways = [['vi', 'desktop', false], ['en', 'phone', true]]
if (process.env.CONGBO_TEST_SHOTS) {
  ways.push(['vi', 'phone', true], ['en', 'desktop', true], ['en', 'phone', false])
}

for (const [lang, width, dark] of ways) {
  scenario(`pages in ${lang}, ${width}, ${dark ? 'dark' : 'light'}`, { width, dark, lang }, async (page) => {
    for (const name of names.filter((n) => n.endsWith(`.${lang}.html`))) {
      await page.goto(`${base}/${name}`)
      await noSideways(page)
      await axe(page)
      if (lang === 'vi' && !/^(so-nganh|thu-vien)-(list|request|track|home-bare)/.test(name)) {
        await shot(page, `${name.replace('.html', '')}-${width}-${dark ? 'dark' : 'light'}`)
      }
    }
  })
}
