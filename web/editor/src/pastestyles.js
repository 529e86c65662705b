// What the style of pasted text says, read as text: none of it ever applies.

// styleOf reads one property of an element's own style, in lower case.
export function styleOf(element, property) {
  return ownStyle(element, property).toLowerCase()
}

// ownStyle reads it as it is written: the names of fonts have capitals.
export function ownStyle(element, property) {
  return propertyOf(element.dataset?.style ?? '', property)
}

function propertyOf(style, property) {
  const match = new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]+)`, 'i').exec(style)
  return match ? match[1].trim() : ''
}

// readClasses reads what a style sheet says of its classes. of(element,
// property) is the value that one of the element's classes has.
export function readClasses(sheet) {
  const rules = new Map()
  for (const [, selectors, body] of sheet.replace(/<!--|-->|\/\*[\s\S]*?\*\//g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    for (const [, name] of selectors.matchAll(/\.([\w-]+)\s*(?=,|$)/g)) rules.set(name, `${rules.get(name) ?? ''};${body}`)
  }
  return {
    of(element, property) {
      let value = ''
      for (const name of element.classList) value = propertyOf(rules.get(name) ?? '', property) || value
      return value
    },
  }
}
