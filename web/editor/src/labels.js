// speaker returns the function that says a message of the editor. The texts
// come from the program's catalogs through the page, in the reader's language;
// {0}, {1} … stand for values. A text that is missing shows its key, so that
// whoever sees it can name it.
export function speaker(texts) {
  return (key, ...values) =>
    (texts[key] ?? `⟨${key}⟩`).replace(/\{(\d)\}/g, (whole, i) => values[i] ?? whole)
}
