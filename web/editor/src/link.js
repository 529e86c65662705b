// The form of a link.

import { inText, linkAround } from './commands.js'
import { ask } from './dialog.js'
import { completeHref } from './href.js'
import { schema } from './schema.js'

const type = schema.marks.link

export function askLink(view, say) {
  if (!inText(view.state)) return
  const link = linkAround(view.state)
  const { from, to, empty } = link ?? view.state.selection
  const needsText = !link && empty
  ask({
    say,
    title: say(link ? 'link.edit' : 'link.new'),
    fields: [
      { name: 'href', label: say('link.href'), value: link?.mark.attrs.href, inputmode: 'url', required: 'link.href.missing', hint: say('link.href.hint') },
      ...(needsText ? [{ name: 'text', label: say('link.text'), hint: say('link.text.hint') }] : []),
    ],
    check: ({ href }) => (completeHref(href) ? null : { field: 'href', text: say('link.href.bad') }),
    submit: say(link ? 'save' : 'link.insert'),
    others: link ? [{ label: say('link.remove'), run: () => removeLink(view) }] : [],
    closed: () => view.focus(),
    done: ({ href, text }) => {
      const mark = type.create({ href: completeHref(href), title: link?.mark.attrs.title })
      const { tr } = view.state
      if (needsText) tr.replaceSelectionWith(schema.text(text || href, [mark, ...view.state.selection.$from.marks()]), false)
      else tr.removeMark(from, to, type).addMark(from, to, mark)
      view.dispatch(tr.scrollIntoView())
    },
  })
}

export function removeLink(view) {
  const link = linkAround(view.state)
  if (link) view.dispatch(view.state.tr.removeMark(link.from, link.to, type))
  view.focus()
}
