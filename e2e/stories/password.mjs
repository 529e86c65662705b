// Coming in with a letter: an invitation, and a password that was forgotten
// (F-K6; OWASP ASVS 6.4.3: whether an address has an account is not told).

import assert from 'node:assert/strict'
import { axe, base, newPage, healthy, noSideways, shot, scenario } from '../lib.mjs'
import { be, letter, linkIn, people, said } from '../office.mjs'

const first = 'ngựa tía ăn cỏ khô'
const second = 'bốn con trâu đen về đồng'

async function signIn(page, email, password) {
  await page.goto(`${base}/desk/sign-in`)
  await page.getByLabel('Thư điện tử').fill(email)
  await page.getByLabel('Mật khẩu').fill(password)
  await page.locator('main').getByRole('button', { name: 'Đăng nhập' }).click()
  await page.waitForLoadState()
}

for (const width of ['desktop', 'phone']) {
  scenario(`an invitation and a forgotten password, ${width}`, { width }, async (page) => {
    const look = async (name) => {
      await noSideways(page)
      await axe(page)
      await shot(page, `${name}-${width}`)
    }
    const email = `ly.moi.${width}@songtien.example`

    const office = await newPage()
    await be(office, people.administrator)
    await office.goto(`${base}/desk/people/new`)
    await office.getByLabel('Họ và tên').fill('Lý Thị Mới')
    await office.getByLabel('Thư điện tử').fill(email)
    await office.locator('main form .main-act').click()
    await office.waitForURL(/people\/\d+$/)
    healthy(office)
    await office.context().close()

    await letter(page, email, 'Mời sử dụng')
    await look('invited')
    await linkIn(page, '/desk/invitation/')
    await said(page, email)
    await look('invitation')
    await page.getByLabel('Mật khẩu mới').fill('ngắn')
    await page.locator('main form .main-act').click()
    await said(page, 'ít nhất 12 ký tự')
    await look('invitation-short')
    await page.getByLabel('Mật khẩu mới').fill(first)
    await page.locator('main form .main-act').click()
    await page.waitForURL(/\/desk\/account$/) // there is no role yet
    await said(page, 'chưa được giao vai trò')
    await look('no-role')

    await page.context().clearCookies()
    await page.goto(`${base}/desk/sign-in`)
    await page.getByRole('link', { name: 'Quên mật khẩu' }).click()
    await look('forgotten')
    await page.locator('main form .main-act').click()
    await said(page, 'Hãy nhập địa chỉ thư điện tử')
    await look('forgotten-empty')
    await page.getByLabel('Thư điện tử').fill(email)
    await page.locator('main form .main-act').click()
    await said(page, 'Nếu địa chỉ này có tài khoản')
    await look('forgotten-sent')

    await letter(page, email, 'Đặt lại mật khẩu')
    const used = page.url()
    await linkIn(page, '/desk/reset/')
    await look('reset')
    await page.getByLabel('Mật khẩu mới').fill(second)
    await page.locator('main form .main-act').click()
    await said(page, 'Đã đặt mật khẩu mới')
    await look('reset-done')

    await signIn(page, email, first)
    await said(page, 'không đúng')
    await signIn(page, email, second)
    assert.equal(new URL(page.url()).pathname, '/desk/account')

    await page.goto(used)
    await linkIn(page, '/desk/reset/')
    await said(page, 'Liên kết này đã được dùng')
    await look('link-void')
    await page.getByRole('link', { name: 'Gửi lại liên kết' }).click()
    await page.waitForURL(/forgotten/)
  })
}
