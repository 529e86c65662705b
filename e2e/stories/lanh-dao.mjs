// A leader reads a letter on a telephone, is shown the text as it will appear,
// asks back without signing in, is answered, and decides by the new link
// (R-P3, F-K3).

import { base, look, told } from '../lib.mjs'
import { be, letter, people, said } from '../office.mjs'

const [text, waiting] = ['Kết quả đánh giá năng lực tiếng Anh', 'Hỗ trợ học phí cho sinh viên ở vùng bị thiệt hại']

told('a leader decides from a letter', async ({ open, chapter }) => {
  const [leader, office] = [await open({ width: 'phone' }), await open()]
  const follow = async (words) => {
    await letter(leader, 'khoi.hm@', words)
    await leader.goto(await leader.locator('main a[href*="/desk/decisions/"]').first().getAttribute('href'))
  }
  let code

  await chapter('a text that must be changed first cannot be approved, and the page says why', async () => {
    await follow(`Trình duyệt: ${waiting}`)
    await said(leader, 'xin chỉnh sửa trước khi duyệt')
    await look(leader, 'nothing to approve')
  })
  await chapter('the letter opens the text, and nothing has happened', async () => {
    await follow(`Trình duyệt: ${text}`)
    await said(leader, 'Xác nhận duyệt')
    code = (await leader.locator('.code').first().innerText()).trim()
    await look(leader, 'decision')
  })
  await chapter('a question goes back and is answered', async () => {
    await leader.locator('#ask textarea').fill('Mức hỗ trợ đã được duyệt chưa?')
    await leader.getByRole('button', { name: 'Gửi câu hỏi' }).click()
    await said(leader, 'Ông/bà đã hỏi thêm')
    await look(leader, 'asked')
    await be(office, people.office)
    await office.goto(`${base}/desk/cases/${code}`)
    await office.getByLabel('Trả lời', { exact: true }).fill('Đã có quyết định ngày 18/11.')
    await office.getByRole('button', { name: 'Gửi trả lời' }).click()
    await said(office, 'Đã gửi câu trả lời')
  })
  await chapter('the answer brings a new link, by which the text is returned', async () => {
    await follow('Trả lời câu hỏi')
    await leader.locator('#return textarea').fill('Bổ sung số quyết định.')
    await leader.getByRole('button', { name: 'Xác nhận trả lại' }).click()
    await said(leader, 'Ông/bà đã trả lại bằng liên kết này')
    await look(leader, 'returned')
  })
})
