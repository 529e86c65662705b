// Pictures that the clipboard itself holds.

export const pictures = /^data:(image\/(?:png|jpeg|gif|webp));base64,/i

export function pictureFile(url) {
  const type = pictures.exec(url)[1].toLowerCase()
  return file(Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (c) => c.charCodeAt(0)), type)
}

const file = (bytes, type) => new File([bytes], 'image.' + type.split('/')[1].replace('jpeg', 'jpg'), { type })

const most = 60 << 20 // of the text of a copy, two signs a byte

// rtfPictures returns the pictures of a copy in RTF in their order. In its HTML
// Word names only files of its own machine, which no page may read; in RTF
// their bytes are written out.
export function rtfPictures(rtf) {
  const found = []
  if (rtf.length > most) return found
  for (let at = rtf.indexOf('{\\pict'); at >= 0; at = rtf.indexOf('{\\pict', at + 1)) {
    const inside = rtf.slice(at, endOfGroup(rtf, at))
    const type = /\\pngblip\b/.test(inside) ? 'image/png' : /\\jpegblip\b/.test(inside) ? 'image/jpeg' : null
    const hex = inside.slice(inside.lastIndexOf('}') + 1).replace(/\\[a-z]+-?\d* ?|\s+/g, '')
    if (type && hex.length > 40 && hex.length % 2 === 0 && !/[^0-9a-f]/i.test(hex)) {
      found.push(file(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)), type))
    }
  }
  return found
}

// endOfGroup returns where the group that begins at start closes.
function endOfGroup(rtf, start) {
  const brace = /\\[{}]|[{}]/g
  brace.lastIndex = start
  let depth = 0
  for (let m = brace.exec(rtf); m; m = brace.exec(rtf)) {
    if (m[0] === '{') depth++
    else if (m[0] === '}' && --depth === 0) return m.index
  }
  return rtf.length
}
