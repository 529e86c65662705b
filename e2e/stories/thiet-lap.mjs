// The first set-up, on a program in which nothing has been made: with the
// one-time code, step by step, back and forth, with a test letter that is
// really sent; then the pages are gone for ever (R-P1, F-N6).

import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { base, look, told } from '../lib.mjs'

const code = process.env.SETUP_CODE

// A mail server that takes everything and keeps what it was given.
function postOffice() {
  const letters = []
  const server = createServer((socket) => {
    let data = null
    socket.setEncoding('utf8')
    socket.write('220 thu.example ESMTP\r\n')
    let rest = ''
    socket.on('data', (chunk) => {
      rest += chunk
      for (let end; (end = rest.indexOf('\r\n')) >= 0;) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (data !== null) {
          if (line === '.') { letters.push(data); data = null; socket.write('250 2.0.0 da nhan\r\n') } else data += line + '\n'
        } else if (/^EHLO/i.test(line)) socket.write('250 thu.example\r\n')
        else if (/^DATA/i.test(line)) { data = ''; socket.write('354 go on\r\n') }
        else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
        else socket.write('250 ok\r\n')
      }
    })
    socket.on('error', () => {})
  })
  server.unref() // a story that fails ends all the same
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port, letters, close: () => server.close() })))
}

told('an administrator who is no programmer sets an institution up', async ({ open, chapter }) => {
  const page = await open()
  const next = () => page.getByRole('button', { name: 'Lưu và tiếp tục' }).click()
  const at = (step) => page.waitForURL(`**/desk/setup/${step}`)
  const post = await postOffice()

  await chapter('nobody comes in without the code', async () => {
    await page.goto(`${base}/`)
    assert.match(page.url(), /\/desk\/setup$/)
    await page.getByLabel('Mã dùng một lần').fill('AAAA-BBBB-CCCC')
    await page.getByRole('button', { name: 'Bắt đầu' }).click()
    await page.getByText('Mã không đúng.').first().waitFor()
    await look(page, 'code')
    await page.goto(`${base}/desk/setup?code=${code}`)
    await page.getByRole('button', { name: 'Bắt đầu' }).click()
    await at('preset')
  })
  await chapter('another browser cannot use it again', async () => {
    const other = await open()
    await other.goto(`${base}/desk/setup?code=${code}`)
    await other.getByRole('button', { name: 'Bắt đầu' }).click()
    await other.getByText('Mã này đã được dùng').first().waitFor()
    await other.goto(`${base}/desk/setup/finish`)
    assert.match(other.url(), /\/desk\/setup$/)
    await other.context().close()
  })
  await chapter('kind, names, websites', async () => {
    await next()
    await page.getByText('Hãy chọn một loại cơ quan.').waitFor()
    await page.getByLabel('Thư viện', { exact: true }).check()
    await look(page, 'preset')
    await next()
    await at('names')
    await page.getByRole('link', { name: 'Quay lại' }).click()
    await at('preset')
    await page.getByLabel('Sở, ban, ngành').check()
    await next()
    await at('names')
    await page.getByLabel(/^Tên cơ quan.*tiếng Việt/).fill('Sở Công Thương Hạ Lưu')
    await page.getByLabel(/^Tên cơ quan.*tiếng Anh/).fill('Ha Luu Department of Industry and Trade')
    await page.getByLabel(/^Tên viết tắt/).fill('SCT')
    await page.getByLabel(/^Tên miền thư/).fill('khong dung')
    await next()
    await page.getByText('Tên miền phải có dạng').first().waitFor()
    await page.getByLabel(/^Tên miền thư/).fill('sct.example.vn')
    await look(page, 'names')
    await next()
    await at('sites')
    await look(page, 'sites')
    await next()
    await at('people')
  })
  await chapter('people by form and from a spreadsheet', async () => {
    await page.getByLabel('Họ và tên').first().fill('Lương Thị Thu')
    await page.getByLabel('Thư điện tử').first().fill('thu@sct.example.vn')
    await page.getByLabel('Vai trò').first().selectOption({ label: 'Tổ Thư ký Ban Biên tập' })
    await page.getByRole('button', { name: 'Thêm vào danh sách' }).click()
    await page.getByRole('cell', { name: 'Lương Thị Thu' }).or(page.getByRole('rowheader', { name: /Lương Thị Thu/ })).first().waitFor()
    await page.getByLabel('Tệp CSV').setInputFiles({ name: 'nguoi.csv', mimeType: 'text/csv', buffer: Buffer.from('Họ và tên;Thư điện tử;Vai trò\nBùi Văn Hai;hai@sct.example.vn;Vua\n') })
    await page.getByRole('button', { name: 'Thêm từ tệp' }).click()
    await page.getByText('Không có vai trò “Vua”').first().waitFor()
    await page.getByLabel('Tệp CSV').setInputFiles({ name: 'nguoi.csv', mimeType: 'text/csv', buffer: Buffer.from('Họ và tên;Thư điện tử;Vai trò\nBùi Văn Hai;hai@sct.example.vn;Trưởng ban Biên tập\n') })
    await page.getByRole('button', { name: 'Thêm từ tệp' }).click()
    await page.getByRole('rowheader', { name: /Bùi Văn Hai/ }).waitFor()
    await look(page, 'people')
    await next()
    await at('hours')
    await look(page, 'hours')
    await next()
    await at('mail')
  })
  await chapter('a test letter is really sent, and its result shown', async () => {
    await page.getByLabel('Máy chủ và cổng').fill('127.0.0.1:1')
    await page.getByLabel('Mã hóa').selectOption('none')
    await page.getByLabel(/^Gửi thư thử đến/).fill('quan-tri@sct.example.vn')
    await page.getByRole('button', { name: 'Gửi thư thử' }).click()
    await page.locator('.flash.warn').waitFor()
    await page.getByLabel('Máy chủ và cổng').fill(`127.0.0.1:${post.port}`)
    await page.getByRole('button', { name: 'Gửi thư thử' }).click()
    await page.locator('.flash.good').getByText('250').waitFor()
    assert.equal(post.letters.length, 1)
    assert.match(post.letters[0], /quan-tri@sct\.example\.vn/)
    await look(page, 'mail')
    await next()
    await at('finish')
  })
  await chapter('all of it is made at once, and the set-up is closed for ever', async () => {
    await page.getByText('lần đăng nhập đầu tiên dẫn ngay đến trang thiết lập mã').waitFor()
    await page.getByLabel('Họ và tên').fill('Mai Quản Trị')
    await page.getByLabel('Mật khẩu', { exact: false }).first().fill('ngắn')
    await page.getByLabel('Nhập lại mật khẩu').fill('ngắn')
    await page.getByRole('button', { name: 'Hoàn tất thiết lập' }).click()
    await page.getByText('Mật khẩu phải có ít nhất').first().waitFor()
    for (const box of [page.getByLabel('Mật khẩu', { exact: false }).first(), page.getByLabel('Nhập lại mật khẩu')]) await box.fill('bốn con cò trắng ngoài ruộng')
    await look(page, 'finish')
    await page.getByRole('button', { name: 'Hoàn tất thiết lập' }).click()
    await page.waitForURL('**/desk/sign-in**')
    await page.getByText('Đã thiết lập Sở Công Thương Hạ Lưu').waitFor()
    for (const path of ['/desk/setup', '/desk/setup/finish', `/desk/setup?code=${code}`]) {
      const answer = await page.request.get(`${base}${path}`)
      assert.equal(answer.status(), 404, path)
    }
    await page.getByLabel('Thư điện tử').fill('quan-tri@sct.example.vn')
    await page.getByLabel('Mật khẩu').fill('bốn con cò trắng ngoài ruộng')
    await page.getByRole('button', { name: 'Đăng nhập' }).click()
    await page.waitForURL('**/desk/sign-in/next**')
    await page.getByRole('heading', { name: 'Thiết lập mã xác thực' }).waitFor()
    await page.getByText('ai biết mật khẩu là duyệt, đăng bài').waitFor()
    await page.goto(`${base}/w/vi/`)
    await page.getByText('Sở Công Thương Hạ Lưu').first().waitFor()
  })
  post.close()
})
