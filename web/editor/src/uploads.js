// Files on their way to the server. A picture stands in the text at once under
// the name of its upload ("upload:1"), which the stored form replaces by the
// media the server gave it; one that did not arrive is never stored.

const prefix = 'upload:'

export class Uploads {
  #url
  #items = new Map()
  #listeners = new Set()

  // url takes one file a request, in the field "file" of a multipart form, and
  // answers {media, url, width, height, name} or {error}.
  constructor(url, say) {
    this.#url = url
    this.say = say
  }

  // add starts sending file and returns the name it has until then.
  add(file) {
    const name = prefix + (this.#items.size + 1)
    this.#items.set(name, { file, name: file.name, state: 'sending', share: 0 })
    this.#send(name)
    return name
  }

  // miss returns the name of a place for a file that is still to be chosen.
  miss(label) {
    const name = prefix + (this.#items.size + 1)
    this.#items.set(name, { name: label, state: 'missing' })
    return name
  }

  // fill sends the file that was chosen for such a place.
  fill(media, file) {
    this.#change(media, { file, name: file.name, state: 'sending', share: 0 })
    this.#send(media)
  }

  // get returns {state, share, name, media, url, error} of an upload, or null.
  // state is missing, sending, done or failed; share goes from 0 to 1.
  get(media) {
    return this.#items.get(media) ?? null
  }

  retry(media) {
    this.#change(media, { state: 'sending', share: 0, error: null })
    this.#send(media)
  }

  // stored returns the media that the server knows, or null for a file that
  // has not reached it.
  stored(media) {
    return media.startsWith(prefix) ? (this.get(media)?.media ?? null) : media
  }

  // on calls listener(media, upload) at every change; the result ends that.
  on(listener) {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #change(media, more) {
    Object.assign(this.#items.get(media), more)
    this.#listeners.forEach((listener) => listener(media, this.get(media)))
  }

  // Not fetch, which cannot tell how much has been sent.
  #send(media) {
    const { file } = this.get(media)
    const body = new FormData()
    body.append('file', file, file.name)
    const request = new XMLHttpRequest()
    const fail = (error) => this.#change(media, { state: 'failed', error: error || this.say('upload.failed') })
    request.open('POST', this.#url)
    request.setRequestHeader('Accept', 'application/json')
    request.responseType = 'json'
    request.upload.onprogress = (e) => e.lengthComputable && this.#change(media, { share: e.loaded / e.total })
    request.onerror = () => fail(this.say('upload.offline'))
    request.onload = () => {
      const answer = request.response
      if (answer?.media && !answer.error && request.status < 300) {
        this.#change(media, { state: 'done', share: 1, media: answer.media, url: answer.url, name: answer.name || file.name })
      } else {
        fail(request.status === 413 && !answer?.error ? this.say('upload.too_large') : answer?.error)
      }
    }
    request.send(body)
  }
}
