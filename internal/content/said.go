package content

import "strings"

// PartWords is the part of what is recoded of words that stand beside a text:
// a reason, a question, a comment.
const PartWords = "words"

// Said is what a person wrote beside a text, as it may be stored, and what of
// it was read from charsets before Unicode.
type Said struct {
	Text    string
	Recoded []Recoded
}

// ReadSaid reads what a person wrote, as Reading does a text (R-I4).
func ReadSaid(s string) Said {
	var rd Reading
	w := Said{Text: strings.TrimSpace(rd.Text(s))}
	for _, c := range rd.Recoded {
		c.Part = PartWords
		w.Recoded = append(w.Recoded, c)
	}
	return w
}
