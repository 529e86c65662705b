// el makes an element. Properties whose name begins with "on" are listeners,
// true is an empty attribute, false and null are none; children are nodes or
// texts. There is no way to pass HTML, so nothing here can become markup.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value)
    else if (value === true) node.setAttribute(name, '')
    else if (value !== false && value != null) node.setAttribute(name, value)
  }
  node.append(...children.filter((c) => c != null && c !== false))
  return node
}

let lastID = 0

// newID makes an id that no other element of the page has.
export function newID(name) {
  return `editor-${name}-${++lastID}`
}

// settle makes the editor's state agree with what the page shows as selected.
// Browsers tell of a new selection a moment late; a command given at once, by
// a quick hand or a program that types, must not act on the old one.
export function settle(view) {
  view.domObserver.flush()
}

// shortcut writes a keyboard shortcut as the keys of this computer are named.
export function shortcut(keys) {
  return /Mac|iP(hone|ad)/.test(navigator.platform) ? keys.replace('Ctrl+', '⌘').replace('Shift+', '⇧') : keys
}
