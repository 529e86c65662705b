// An office changes one of its own procedures: a limit in the form, a mistake that
// is told where it stands, then by its case into force. A case that runs keeps
// the version it began with (R-M8, F-A2, F-A16).

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { base, look, told } from '../lib.mjs'
import { be, people, press, said } from '../office.mjs'

const procedure = `${base}/desk/procedures/dang-tin-cap-truong`

told('an office puts a version of its own procedure into force', async ({ open, chapter }) => {
  const page = await open()
  let path
  await chapter('a step is added and taken out by buttons alone, without a script', async () => {
    const plain = await open({ javaScript: false })
    await be(plain, people.administrator)
    await plain.goto(procedure)
    await plain.getByRole('button', { name: 'Sửa quy trình' }).click()
    await plain.waitForURL(/\/draft$/)
    await plain.locator('#part-review > summary').click()
    await plain.locator('#part-review > .inside > .draft-add > summary').last().click()
    await plain.locator('[name="n.steps/review/vi"]').fill('Ký số')
    await plain.locator('[name="n.steps/review/by"]').selectOption('leadership')
    await plain.locator('button[value="add steps/review"]').click()
    await plain.locator('#wrong', { hasText: 'Bước “Ký số” chưa có lối ra' }).waitFor()
    assert.match(await plain.locator('#text').inputValue(), /id: ky-so\n/)
    await plain.getByRole('button', { name: 'Xóa bước: Ký số' }).click()
    await plain.locator('#wrong', { hasText: 'Quy trình hợp lệ' }).waitFor()
    assert.match(await plain.locator('#text').inputValue(), /# who asked and posts is one person only/)
  })
  await chapter('a limit is changed in the form, a mistake is told where it stands', async () => {
    await be(page, people.administrator)
    await page.goto(`${procedure}/draft`)
    await page.locator('#part-post > summary').click()
    await page.locator('#f-steps-post-within').fill('nhanh')
    await page.locator('#wrong', { hasText: 'Thời hạn “nhanh” chưa đúng' }).waitFor()
    assert.match(await page.locator('#wrong code').innerText(), /within: nhanh/)
    await page.locator('#f-steps-post-within').fill('4 giờ')
    await page.locator('#changes', { hasText: 'thời hạn đổi từ 1 ngày làm việc thành 4 giờ làm việc' }).waitFor()
    await page.locator('#chart text', { hasText: 'Trong 4 giờ làm việc' }).waitFor()
    assert.match(await page.locator('#text').inputValue(), /by: webmaster\n {4}within: 4h/)
    await look(page, 'quy-trinh-soan')
    await page.getByRole('button', { name: 'Lưu và trình xem xét' }).click()
    await page.waitForURL(/\/desk\/cases\/QT-/)
    path = page.url()
  })
  await chapter('three people and a decision put it into force', async () => {
    await be(page, people.head)
    await page.goto(path)
    await said(page, 'thời hạn đổi từ 1 ngày làm việc thành 4 giờ làm việc')
    await press(page, 'Đồng ý, trình phê duyệt')
    await be(page, people.leader)
    await page.goto(path)
    await page.locator('#decide').getByLabel('Đạt', { exact: true }).check()
    await press(page, 'Phê duyệt, chuyển ban hành')
    await be(page, people.officeHead)
    await page.goto(path)
    await page.getByLabel('Số quyết định').fill('45/QĐ-ĐHST')
    await page.getByLabel('Người ký').fill('Hiệu trưởng')
    await look(page, 'quy-trinh-ban-hanh')
    await press(page, 'Ban hành')
    await said(page, 'Đã ban hành')
  })
  await chapter('the new version is in force, the old one is kept', async () => {
    await page.goto(procedure)
    await said(page, '45/QĐ-ĐHST')
    await said(page, '4 giờ làm việc')
    await page.goto(`${procedure}/compare`)
    await said(page, 'thời hạn đổi từ 1 ngày làm việc thành 4 giờ làm việc')
    await look(page, 'quy-trinh-so-sanh')
  })
  await chapter('it is taken as paper, and what is kept how long is listed', async () => {
    await page.goto(procedure)
    await look(page, 'quy-trinh')
    for (const [name, begins] of [['In ra PDF', '%PDF'], ['Tải bản Word', 'PK']]) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()])
      const bytes = await readFile(await file.path())
      assert.equal(bytes.subarray(0, begins.length).toString(), begins)
      assert.match(file.suggestedFilename(), /^dang-tin-cap-truong-2\./)
    }
    await page.goto(`${base}/desk/register`)
    await said(page, 'Hồ sơ yêu cầu đưa thông tin')
    await look(page, 'bieu-mau-ho-so')
  })
})
