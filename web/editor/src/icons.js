// Line drawings on a grid of 20, drawn in the colour of the text around them.

const shapes = {
  bold: 'M6 4h5a3 3 0 0 1 0 6H6zM6 10h6a3 3 0 0 1 0 6H6z',
  italic: 'M8 4h7M5 16h7M12 4 8 16',
  link: 'M8.5 11.5a3 3 0 0 0 4.2 0l2.9-2.9a3 3 0 0 0-4.2-4.2l-1 1M11.5 8.5a3 3 0 0 0-4.2 0l-2.9 2.9a3 3 0 0 0 4.2 4.2l1-1',
  bullets: 'M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01',
  numbers: 'M9 5h8M9 10h8M9 15h8M3 4l1-.7V8M3 12.4c.2-1 2-1 2 .1 0 .8-2 1.7-2 2.7h2.1',
  indent: 'M3 4h14M9 8h8M9 12h8M3 16h14M3 8l3 2-3 2z',
  outdent: 'M3 4h14M9 8h8M9 12h8M3 16h14M6 8l-3 2 3 2z',
  quote: 'M4 4v12M8 6h8M8 10h8M8 14h5',
  callout: 'M3 4h14v10H9l-4 3v-3H3zM10 7v3M10 12h.01',
  table: 'M3 4h14v12H3zM3 8h14M3 12h14M8 4v12M12.5 4v12',
  image: 'M3 4h14v12H3zM3 14l4-4 3 3 3-4 4 4M7 7.5h.01',
  file: 'M5 3h7l3 3v11H5zM12 3v3h3M8 10h4M8 13h4',
  undo: 'M7 4 3.5 7.5 7 11M3.5 7.5H12a4 4 0 0 1 0 8H8',
  redo: 'M13 4l3.5 3.5L13 11M16.5 7.5H8a4 4 0 0 0 0 8h4',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  warning: 'M10 3.5 17.5 16h-15zM10 8v4M10 14h.01',
  edit: 'M4 16l.8-3.4L13 4.4l2.6 2.6-8.2 8.2zM11.5 6l2.6 2.6',
  down: 'M6 8l4 4 4-4',
  up: 'M6 12l4-4 4 4',
  close: 'M5 5l10 10M15 5 5 15',
  find: 'M8.5 3.5a5 5 0 1 1 0 10 5 5 0 0 1 0-10M12.2 12.2l4.3 4.3',
  insert: 'M10 4v12M4 10h12',
}

export function icon(name) {
  const ns = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(ns, 'svg')
  svg.setAttribute('viewBox', '0 0 20 20')
  svg.setAttribute('class', 'editor-icon')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(ns, 'path')
  path.setAttribute('d', shapes[name])
  svg.append(path)
  return svg
}
