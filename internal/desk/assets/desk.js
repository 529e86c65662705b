// What a keyboard adds to the desk for those who deal with forty items a day;
// every page works without it. j and k go through a list, Enter opens what is
// chosen, x ticks it, / goes to the search field. Keys never act while somebody types.

const items = [...document.querySelectorAll('.agenda .item, .notices .item, .list tbody tr')].filter((item) => item.querySelector('.open'))
let at = -1

function choose(next) {
  if (next < 0 || next >= items.length) return
  items[at]?.classList.remove('chosen')
  at = next
  const item = items[at]
  item.classList.add('chosen')
  item.querySelector('.open').focus({ preventScroll: true })
  item.scrollIntoView({ block: 'nearest' })
}

const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)

document.addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || typing(event.target)) return
  const find = document.getElementById('find')
  switch (event.key) {
    case 'j': choose(at + 1); break
    case 'k': choose(at - 1); break
    case 'x': items[at]?.querySelector('.choose input')?.click(); break
    case '/':
      if (!find) return
      find.focus()
      find.select()
      break
    default: return
  }
  event.preventDefault()
})

// A click beside an open menu closes it, and so does Escape.
const menus = [...document.querySelectorAll('details.me, details.more')]
document.addEventListener('click', (event) => {
  for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false
})
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  for (const menu of menus) {
    if (!menu.open) continue
    menu.open = false
    menu.querySelector('summary').focus()
  }
})

// Where the decision is in sight nothing needs to lead to it.
const jump = document.querySelector('.jump')
const decide = document.getElementById('decide')
if (jump && decide) new IntersectionObserver(([seen]) => jump.classList.toggle('there', seen.isIntersecting), { rootMargin: '0px 0px -35%' }).observe(decide)

// What went wrong is where reading goes on.
document.querySelector('.errors')?.focus()

// Help about keys is for those who have them.
for (const keys of document.querySelectorAll('.keys')) keys.hidden = false

// A sign every 20 seconds that a case is open, and who else has it open. What
// cannot be reached for a moment is asked again with the next sign.
const room = document.querySelector('[data-room]')
if (room) {
  const sign = (more = {}) => {
    const form = new URLSearchParams(more)
    if (room.dataset.at) form.set('at', room.dataset.at)
    return form
  }
  const show = ({ lines, taken }) => {
    const told = lines.map((line) => line.text).join('\n')
    if (room.dataset.told !== told) {
      room.dataset.told = told
      room.querySelector('ul').replaceChildren(...lines.map((line) => {
        const item = document.createElement('li')
        item.textContent = line.text
        item.classList.toggle('writes', line.writing)
        return item
      }))
    }
    room.hidden = lines.length === 0
    const alarm = document.querySelector('[data-taken]')
    if (alarm && Boolean(taken) === alarm.hidden) {
      alarm.querySelector('p').textContent = taken ?? ''
      alarm.hidden = !taken
    }
  }
  const beat = async () => {
    if (document.visibilityState !== 'visible') return
    try {
      const answer = await fetch(room.dataset.room, { method: 'POST', body: sign(), headers: { Accept: 'application/json' } })
      if (answer.ok) show(await answer.json())
    } catch { /* offline for a moment */ }
  }
  beat()
  setInterval(beat, 20_000)
  document.addEventListener('visibilitychange', beat)
  addEventListener('pagehide', () => navigator.sendBeacon(room.dataset.room, sign({ do: 'leave' })))
}

// A procedure that is being drafted: what is typed is checked and drawn by the
// server a moment later. The form and the file follow each other; what somebody
// is typing in stays as it is.
const procedure = document.querySelector('[data-procedure]')
if (procedure) {
  const text = procedure.querySelector('#text')
  const state = procedure.querySelector('[data-state]')
  let waiting, asked = 0
  const swap = (page, id) => procedure.querySelector(id).replaceChildren(...page.querySelector(id).childNodes)

  async function look(inFile) {
    const mine = ++asked
    const body = new URLSearchParams(new FormData(procedure))
    body.set('do', 'look')
    const answer = await fetch(procedure.action, { method: 'POST', body })
    if (mine !== asked) return // typed on meanwhile
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    if (!page.querySelector('[data-procedure]')) return
    procedure.querySelector('#wrong').className = page.querySelector('#wrong').className
    for (const id of ['#wrong', '#changes']) swap(page, id)
    if (page.querySelector('#chart svg')) procedure.querySelector('#chart .chart-scroll').replaceChildren(...page.querySelector('#chart .chart-scroll').childNodes)
    state.textContent = page.querySelector('[data-state]').textContent
    if (inFile) {
      const open = [...procedure.querySelectorAll('#form details[open]')].map((part) => part.id)
      swap(page, '#form')
      for (const id of open) if (id) procedure.querySelector('#' + CSS.escape(id))?.setAttribute('open', '')
    } else if (page.querySelector('.errors') === null) {
      text.value = page.querySelector('#text').value
      for (const now of page.querySelectorAll('#form input[type=hidden]')) {
        const was = procedure.querySelector(`#form input[type=hidden][name="${CSS.escape(now.name)}"]`)
        if (was) was.value = now.value
      }
    }
  }
  procedure.addEventListener('input', (event) => {
    state.textContent = ''
    clearTimeout(waiting)
    waiting = setTimeout(look, 500, event.target === text)
  })
  procedure.querySelector('[data-look]').addEventListener('click', (event) => {
    event.preventDefault()
    clearTimeout(waiting)
    look(true)
  })
  procedure.addEventListener('click', (event) => {
    const to = event.target.closest('[data-line]')
    if (!to) return
    event.preventDefault()
    const lines = text.value.split('\n')
    const from = lines.slice(0, to.dataset.line - 1).reduce((sum, line) => sum + line.length + 1, 0)
    text.focus()
    text.setSelectionRange(from, from + (lines[to.dataset.line - 1] ?? '').length)
    text.scrollTop = (to.dataset.line - 4) * parseFloat(getComputedStyle(text).lineHeight)
  })
}

// What is typed into the editor is kept on the server while somebody types, as
// text that is not saved: after a crash, or on another device, it is offered
// again. Nothing is overwritten: where another window has typed in the same
// draft, this one goes on in a draft of its own.
const draft = document.querySelector('form[data-draft]')
if (draft) {
  const says = draft.querySelector('[data-draft-says]')
  const field = (name) => draft.elements.namedItem(name)
  const tell = (text) => {
    says.hidden = !text
    if (says.textContent !== text) says.textContent = text
  }
  let timer = null
  let sending = false
  let changed = false
  let over = false
  let last = 0
  const plan = (wait) => {
    clearTimeout(timer)
    timer = setTimeout(keep, wait)
  }
  const keep = async () => {
    if (sending || over || !changed) return
    sending = true
    changed = false
    last = Date.now()
    const form = new FormData(draft)
    for (const [name, value] of [...form]) if (value instanceof File) form.delete(name)
    try {
      const answer = await fetch(draft.dataset.draft, { method: 'POST', body: form, headers: { Accept: 'application/json' } })
      const { key, version, text } = await answer.json()
      if (key) field('draft_key').value = key
      field('draft_version').value = version
      if (key) changed = true
      tell(key ? '' : text)
    } catch {
      changed = true
      tell(draft.dataset.offline)
    }
    sending = false
    if (changed) plan(10_000)
  }
  const typed = () => {
    changed = true
    plan(Math.max(3_000, 8_000 - (Date.now() - last)))
  }
  draft.addEventListener('input', typed)
  draft.addEventListener('change', typed)
  draft.addEventListener('editor:change', typed)
  addEventListener('online', () => changed && keep())
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && keep())
  draft.addEventListener('submit', (event) => { over = !event.defaultPrevented })
}

// What the editor converted of a paste, or took back, is saved with the text.
document.querySelector('form[data-editor]')?.addEventListener('editor:recoded', ({ currentTarget: form, detail }) => {
  let field = form.querySelector('input[name=recoded]')
  if (!field) {
    field = document.createElement('input')
    field.type = 'hidden'
    field.name = 'recoded'
    form.append(field)
  }
  const told = detail.changed.map(({ before, after }) => ({ part: 'body', came: before, became: after, applied: detail.applied }))
  const others = JSON.parse(field.value || '[]').filter((old) => !told.some((now) => now.came === old.came && now.became === old.became))
  field.value = JSON.stringify([...others, ...told])
})

// What is typed into the editor is looked at by the server a moment later. A fold
// that is open stays open; what is written is not touched.
const checks = document.querySelector('[data-checks]')
if (checks) {
  const form = checks.closest('form')
  let waiting, asked = 0, busy = false
  const look = async () => {
    if (busy) return plan()
    busy = true
    const mine = ++asked
    const body = new FormData(form)
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name)
    body.set('do', 'check')
    try {
      const answer = await fetch(checks.dataset.checks, { method: 'POST', body })
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main #checks')
      if (mine === asked && page) {
        const open = [...checks.querySelectorAll('details[open]')].map((part) => part.id)
        checks.replaceChildren(...page.childNodes)
        for (const id of open) checks.querySelector('#' + CSS.escape(id))?.setAttribute('open', '')
      }
    } catch {} // it is looked at again when something is typed, or saved
    busy = false
  }
  const plan = () => {
    clearTimeout(waiting)
    waiting = setTimeout(look, 1500)
  }
  form.querySelector('[data-checks-saved]').hidden = true
  for (const what of ['input', 'change', 'editor:change']) form.addEventListener(what, plan)
}

// Files are dropped onto the form that adds them to a text, and it is shown how
// far they have got. What is refused stays chosen.
const attach = document.querySelector('form[data-attach]')
if (attach) {
  const input = attach.querySelector('input[type=file]')
  const bar = attach.querySelector('progress')
  const wrong = attach.querySelector('[role=alert]')
  const button = attach.querySelector('button')
  const over = (on) => attach.classList.toggle('over', on)
  attach.addEventListener('dragover', (event) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    over(true)
  })
  attach.addEventListener('dragleave', () => over(false))
  attach.addEventListener('drop', (event) => {
    if (!event.dataTransfer.files.length) return
    event.preventDefault()
    over(false)
    input.files = event.dataTransfer.files
  })
  attach.addEventListener('submit', (event) => {
    event.preventDefault()
    const request = new XMLHttpRequest() // not fetch, which cannot tell how much has been sent
    const end = (text) => {
      bar.hidden = true
      button.disabled = false
      wrong.textContent = text
      wrong.hidden = false
    }
    request.open('POST', attach.action)
    request.setRequestHeader('Accept', 'application/json')
    request.responseType = 'json'
    request.upload.onprogress = (e) => { if (e.lengthComputable) bar.value = e.loaded / e.total }
    request.onerror = () => end(attach.dataset.failed)
    request.onload = () => {
      if (request.response?.to) location.assign(request.response.to)
      else end(request.response?.error ?? attach.dataset.failed)
    }
    request.send(new FormData(attach))
    bar.hidden = false
    button.disabled = true
    wrong.hidden = true
  })
}

// Several files that are chosen or dropped at once get a row each of the form
// that puts them into the library.
const shelve = document.querySelector('form[data-shelve]')
if (shelve) {
  const place = shelve.querySelector('.library-news')
  const most = Number(shelve.dataset.shelve)
  const rows = () => [...place.querySelectorAll('.library-new')]
  const input = (row) => row.querySelector('input[type=file]')
  const ready = (row) => {
    input(row).multiple = true
    input(row).addEventListener('change', () => {
      const [first, ...others] = input(row).files
      if (!others.length) return
      fill(row, first)
      spread(others)
    })
  }
  const fill = (row, file) => {
    const one = new DataTransfer()
    one.items.add(file)
    input(row).files = one.files
  }
  const grow = () => {
    const all = rows()
    if (all.length >= most) return null
    const row = all.at(-1).cloneNode(true)
    const n = String(all.length + 1)
    for (const field of row.querySelectorAll('input, textarea')) {
      field.value = ''
      field.removeAttribute('aria-invalid')
    }
    row.querySelectorAll('.wrong').forEach((p) => p.remove())
    for (const part of row.querySelectorAll('[id], [for], [name], [aria-describedby]')) {
      for (const name of ['id', 'for', 'name', 'aria-describedby']) {
        const value = part.getAttribute(name)
        if (value) part.setAttribute(name, value.replace(/[a-z]+\d+-wrong ?/, '').replace(/\d+/, n))
      }
    }
    const legend = row.querySelector('legend')
    legend.textContent = legend.textContent.replace(/\d+/, n)
    all.at(-1).after(row)
    ready(row)
    return row
  }
  const spread = (files) => {
    for (const file of files) {
      const row = rows().find((r) => !input(r).files.length) ?? grow()
      if (row) fill(row, file)
    }
  }
  // One row is enough for who can have another by a click.
  const blank = (row) => [...row.querySelectorAll('input, textarea')].every((field) => !field.value) && !row.querySelector('.wrong')
  rows().slice(1).filter(blank).forEach((row) => row.remove())
  rows().forEach(ready)
  shelve.querySelector('.library-more a')?.addEventListener('click', (event) => {
    event.preventDefault()
    const row = grow()
    if (row) input(row).focus()
  })
  shelve.addEventListener('dragover', (event) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    place.classList.add('over')
  })
  shelve.addEventListener('dragleave', () => place.classList.remove('over'))
  shelve.addEventListener('drop', (event) => {
    if (!event.dataTransfer.files.length) return
    event.preventDefault()
    place.classList.remove('over')
    spread([...event.dataTransfer.files])
  })
}

// Words that are marked in a part of a text are those that a comment is about.
const commented = document.querySelector('.commented')
if (commented) {
  let marked = null
  document.addEventListener('selectionchange', () => {
    const s = getSelection()
    const part = s.rangeCount && s.anchorNode?.parentElement?.closest('.part-text')
    if (part && part.contains(s.focusNode) && s.toString().trim()) marked = { part: part.parentElement, words: s.toString() }
  })
  commented.addEventListener('toggle', ({ target }) => {
    const field = target.open && target.matches('.add-comment') && target.querySelector('[name=words]')
    if (!field || field.value || marked?.part !== target.closest('.text-part')) return
    const words = marked.words.trim().replace(/\s+/g, ' ')
    if (words.length <= field.maxLength) field.value = words
    marked = null
  }, true)
}

// A look is drawn anew as it is changed, by the button that does so without us.
// The picture of an emblem is sent only when it is kept.
const look = document.getElementById('look')
if (look) {
  const again = document.getElementById('look-try')
  const file = look.querySelector('input[type=file]')
  let soon
  const draw = () => {
    clearTimeout(soon)
    if (file) file.disabled = true
    look.requestSubmit(again)
    if (file) file.disabled = false
  }
  look.addEventListener('input', (event) => {
    if (event.target.type === 'file' || event.target.name === 'add') return
    clearTimeout(soon)
    soon = setTimeout(draw, 500)
  })
  if (look.querySelector('[role=status]')) draw()
  for (const field of look.querySelectorAll('.colour-field')) {
    const text = field.querySelector('input')
    const picker = document.createElement('input')
    picker.type = 'color'
    picker.setAttribute('aria-label', text.labels[0].textContent)
    const hint = document.getElementById(text.id + '-hint')
    const own = () => { picker.value = (/^#[0-9a-f]{6}$/i.exec(text.value) ?? /#[0-9a-f]{6}/i.exec(hint?.textContent ?? '') ?? ['#000000'])[0] }
    own()
    text.addEventListener('input', own)
    picker.addEventListener('input', () => { text.value = picker.value })
    field.append(picker)
  }
}
