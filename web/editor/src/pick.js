// Choosing files of one's own machine.

import { el } from './dom.js'

export const pictureTypes = 'image/jpeg,image/png,image/gif,image/webp'

// pick lets people choose files and hands them on.
export function pick({ accept, multiple = true }, chosen) {
  const input = el('input', { type: 'file', accept, multiple, hidden: true, 'aria-hidden': 'true', tabindex: -1 })
  input.addEventListener('change', () => {
    input.remove()
    if (input.files.length) chosen([...input.files])
  })
  input.addEventListener('cancel', () => input.remove())
  // In the page, because some browsers forget a file input that is not.
  document.body.append(input)
  input.click()
}
