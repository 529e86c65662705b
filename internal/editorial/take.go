package editorial

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A Take says what a document is made of.
type Take struct {
	Site int64 // that it is for; 0: as the case has it
	// From is the attachment whose text is taken; 0: the first that is a text,
	// else the letter; FromLetter: the letter.
	From       int64
	NoComments bool // what stands beside the text in the file is left there
}

// FromLetter takes the text from the letter, whatever is attached to it.
const FromLetter = -1

// among returns the files of which a text is to be made, the first that can be
// read.
func (t Take) among(files []store.Attachment) ([]store.Attachment, error) {
	var chosen []store.Attachment
	for _, f := range files {
		switch {
		case t.From == FromLetter:
		case t.From > 0 && f.ID == t.From, t.From == 0 && IsText(f):
			chosen = append(chosen, f)
		}
	}
	if t.From > 0 && len(chosen) == 0 {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return chosen, nil
}

// IsText reports whether a file is one that people write texts in: of it a
// document is made unless somebody chooses otherwise. Tables, PDFs and pages
// are taken when they are chosen: mostly they come to be attached.
func IsText(f store.Attachment) bool {
	switch convert.KindByType(f.Type, f.Name) {
	case convert.Docx, convert.Odt, convert.RTF, convert.Doc:
		return true
	}
	return false
}

// MayBeText reports whether a text can be made of a file at all, with the
// program for it where it needs one.
func MayBeText(f store.Attachment) bool {
	return f.InlineID == "" && convert.KindByType(f.Type, f.Name) != ""
}

// moveComments follows the blocks that comments stand at when pictures that
// cannot be shown leave the text.
func moveComments(comments []convert.Comment, before []content.Node, names map[string]string) {
	if len(comments) == 0 {
		return
	}
	moved := make([]int, len(before))
	n := 0
	for i, b := range before {
		moved[i] = n
		key, _ := b.Attrs["media"].(string)
		if _, kept := names[key]; b.Type != "image" || kept {
			n++
		}
	}
	for i, c := range comments {
		if c.Block >= 0 && c.Block < len(moved) {
			comments[i].Block = moved[c.Block]
		}
	}
}

// addComments makes comments on the case of those that stood in its file, each
// at its paragraph or words. They say who wrote them as the file has it: that is
// nobody's word here, so whoever takes the file over stands for them.
func addComments(ctx context.Context, tx *store.Tx, d *cases.Dossier, who cases.Actor, r *content.Revision, comments []convert.Comment) error {
	blocks := r.Body.Identified().Doc.Content
	for _, c := range comments[:min(len(comments), maxComments)] {
		said := c.Author
		if said == "" {
			said = locale.T(who.Lang, "editorial.comment_nobody")
		}
		text := locale.T(who.Lang, "editorial.comment_from_file", said, c.Text)
		if at, err := time.Parse("2006-01-02T15:04:05", c.Date[:min(len(c.Date), 19)]); err == nil {
			text = locale.T(who.Lang, "editorial.comment_from_file_on", said, vi.Date(who.Lang, at), c.Text)
		}
		text = clip(vi.Clean(text), maxComment)
		sum := sha256.Sum256([]byte(text))
		kept := store.Comment{Case: d.Case.ID, Revision: r.ID, Block: PartAll, Person: who.Person, For: who.For, Text: text, Digest: hex.EncodeToString(sum[:])}
		if c.Block >= 0 && c.Block < len(blocks) {
			if id, _ := blocks[c.Block].Attrs["id"].(string); id != "" {
				words, _ := partOf(r, id)
				kept.Block, kept.Quote = id, clip(words, maxQuote)
				if quote := flat(c.Quote); quote != "" && len([]rune(quote)) <= maxStretch && has(words, quote) {
					kept.Block, kept.Quote = id+stretch, quote
				}
			}
		}
		if err := tx.AddComment(ctx, &kept); err != nil {
			return err
		}
		tx.Record(d.Case.Institution, event.Event{Verb: event.Commented, Case: d.Case.ID, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("comment:%d", kept.ID),
			Data: map[string]string{event.KeyDigest: kept.Digest}})
	}
	return nil
}

// Sources lists the files of a case of which a text can be made, those that are
// texts first: what is offered when its document is made.
func Sources(files []store.Attachment) []store.Attachment {
	all := slices.DeleteFunc(slices.Clone(files), func(f store.Attachment) bool { return !MayBeText(f) })
	slices.SortStableFunc(all, func(a, b store.Attachment) int {
		switch {
		case IsText(a) == IsText(b):
			return 0
		case IsText(a):
			return -1
		}
		return 1
	})
	return all
}
