// Forms in dialogs, described by their fields.

import { el, newID } from './dom.js'

// ask opens a modal dialog and calls done with its values once they are right.
//
//   title    what the dialog is for
//   fields   [{name, label, kind, value, hint, options, required, min, max, disables, half}]
//            kind: text, area, number, check, choice; required: the message
//            when it is empty; a ticked check disables the fields named in
//            disables; half: two of them stand beside each other
//   submit   the text of the button that accepts
//   others   further buttons: [{label, run}]
//   check    (values) => {field, text} when something is wrong
//   done     (values) => what happens
//   opened   (form) => once it is shown
//   wide     whether it needs room
//   A field may have a node before it, and nodes after.
//   closed   () => after the dialog is gone, however it ended
//
// It stands outside the page's own form, so that nothing in it is sent along.
export function ask({ title, lead, fields, submit, others = [], check, done, opened, closed, say, wide }) {
  const titleID = newID('title')
  const inputs = fields.map(makeField)
  const values = () => Object.fromEntries(inputs.map(({ field, read }) => [field.name, read()]))
  const form = el('form', { method: 'dialog', novalidate: true, onsubmit: accept },
    el('h2', { id: titleID }, title),
    lead && el('p', { class: 'editor-hint' }, lead),
    ...inputs.map(({ row }) => row),
    el('div', { class: 'editor-dialog-buttons' },
      el('button', { type: 'submit', class: 'editor-main' }, submit),
      el('button', { type: 'button', onclick: () => dialog.close() }, say('cancel')),
      ...others.map(({ label, run }) => el('button', { type: 'button', class: 'editor-other', onclick: () => { dialog.close(); run() } }, label))))
  const dialog = el('dialog', { class: wide ? 'editor-dialog editor-wide' : 'editor-dialog', 'aria-labelledby': titleID, onclose: gone }, form)

  for (const { field, input } of inputs) {
    if (!field.disables) continue
    const follow = () => {
      for (const other of inputs) if (field.disables.includes(other.field.name)) other.input.disabled = input.checked
    }
    input.addEventListener('change', follow)
    follow()
  }

  function accept(event) {
    event.preventDefault()
    const all = values()
    inputs.forEach(({ complain }) => complain(''))
    const wrong = missing(inputs, say) ?? check?.(all)
    if (wrong) {
      const { complain, input } = inputs.find(({ field }) => field.name === wrong.field)
      complain(wrong.text)
      input.focus()
      return
    }
    dialog.close()
    done(all)
  }

  function gone() {
    dialog.remove()
    closed?.()
  }

  document.body.append(dialog)
  dialog.showModal()
  opened?.(form)
  const [first] = inputs
  first.input.focus()
  first.input.select?.()
  return dialog
}

// tell opens a dialog that has only something to read; others are further
// buttons, as above.
export function tell({ title, content, others = [], closed, say }) {
  const titleID = newID('title')
  const dialog = el('dialog', { class: 'editor-dialog', 'aria-labelledby': titleID, onclose: () => { dialog.remove(); closed?.() } },
    el('form', { method: 'dialog' },
      el('h2', { id: titleID }, title),
      content,
      el('div', { class: 'editor-dialog-buttons' }, el('button', { class: 'editor-main' }, say('close')),
        ...others.map(({ label, run }) => el('button', { type: 'button', class: 'editor-other', onclick: () => { dialog.close(); run() } }, label)))))
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

function missing(inputs, say) {
  for (const { field, input, read } of inputs) {
    if (input.disabled) continue
    const value = read()
    if (field.required && value === '') return { field: field.name, text: say(field.required) }
    if (field.kind === 'number' && !(value >= field.min && value <= field.max)) {
      return { field: field.name, text: say('number.range', field.min, field.max) }
    }
  }
  return null
}

function makeField(field) {
  const id = newID(field.name)
  const errorID = id + '-error'
  const hintID = id + '-hint'
  const described = field.hint ? `${hintID} ${errorID}` : errorID
  const common = { id, name: field.name, 'aria-describedby': described, 'aria-required': field.required ? 'true' : null }
  const error = el('p', { id: errorID, class: 'editor-error', role: 'alert' })
  const label = el('label', { for: id }, field.label)
  const hint = field.hint && el('p', { id: hintID, class: 'editor-hint' }, field.hint)

  let input
  let row
  let read = () => input.value.normalize('NFC').replace(/\s+/g, ' ').trim()
  switch (field.kind) {
    case 'area':
      input = el('textarea', { ...common, rows: 3 })
      break
    case 'number':
      input = el('input', { ...common, type: 'number', inputmode: 'numeric', min: field.min, max: field.max })
      read = () => (input.value === '' ? NaN : Number(input.value))
      break
    case 'check':
      input = el('input', { ...common, type: 'checkbox' })
      input.checked = field.value
      read = () => input.checked
      row = el('div', { class: 'editor-check' }, input, label)
      break
    case 'choice':
      input = el('select', common, ...field.options.map(([value, text]) => el('option', { value }, text)))
      read = () => input.value
      break
    default:
      input = el('input', { ...common, type: 'text', autocomplete: 'off', inputmode: field.inputmode })
  }
  if (field.kind !== 'check') input.value = field.value ?? ''
  row ??= el('div', { class: field.half ? 'editor-field editor-half' : 'editor-field' }, label, field.before, input, hint, error, ...(field.after ?? []))

  const complain = (text) => {
    error.textContent = text
    if (text) input.setAttribute('aria-invalid', 'true')
    else input.removeAttribute('aria-invalid')
  }
  return { field, row, input, read, complain }
}
