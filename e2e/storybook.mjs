// Pages with sample values, in all their states. Vietnamese pages are seen on a
// desktop by day and on a phone by night, English ones the other way round, so
// that every page is seen in each of the four. The Vietnamese ones leave
// their pictures.

import { axe, base, noSideways, scenario, shot } from './lib.mjs'

const names = process.env.PAGES.split(' ')

for (const [width, dark] of [['desktop', false], ['phone', true], ['desktop', true], ['phone', false]]) {
  const lang = (width === 'desktop') === dark ? 'en' : 'vi'
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
