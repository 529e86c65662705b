package editorial

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// Parts of a text that are no blocks of its body and are commented on too. No
// block has such an id.
const (
	PartTitle   = "field:title"
	PartSummary = "field:summary"
	PartAll     = "" // the text as a whole
)

// Budgets of comments.
const (
	maxComment  = 4000 // runes
	maxComments = 500  // on one case
	maxMentions = 20
	maxQuote    = 2000 // runes kept of the part that is commented on
	maxStretch  = 500  // runes of a stretch of words
)

// A Remark is what somebody says about a part of a text.
type Remark struct {
	Part     string // id of a block of the newest revision, or one of the parts above
	Words    string // a stretch of its words that is meant: of an item, a cell, a caption; empty: all of it
	Thread   int64  // the thread that is answered; 0 begins one
	Text     string
	Mentions []people.PersonID // beside those whom the text names: @Full Name
}

// A Thread is a comment on a part of a text with its answers (F-B7).
type Thread struct {
	store.Comment
	Part    string // that it is about
	Stretch bool   // about the words quoted alone, not the whole part
	Replies []store.Comment
	State   PartState
}

// A PartState is what became of the part that a thread is about.
type PartState string

// What becomes of a part.
const (
	PartSame    PartState = ""        // its words are those that were commented on
	PartEdited  PartState = "edited"  // they are other ones
	PartGone    PartState = "gone"    // it is no longer in the text
	PartUnknown PartState = "unknown" // there is no text any more
)

// Comment keeps what a colleague says about a part of a case's text, and tells
// those whom it names and those who take part in the thread. Whoever asked for
// the case, and whoever only works for it from outside, has no part in it.
func (e *Editorial) Comment(ctx context.Context, who cases.Actor, id int64, r Remark) (*store.Comment, error) {
	said := content.ReadSaid(r.Text)
	r.Text, r.Words = said.Text, flat(r.Words)
	if utf8.RuneCountInString(r.Words) > maxStretch {
		return nil, fault.New(fault.TooLarge, "editorial.long_stretch", maxStretch).In("words")
	}
	if r.Text == "" {
		return nil, fault.New(fault.Invalid, "editorial.empty_comment").In("text")
	}
	if utf8.RuneCountInString(r.Text) > maxComment {
		return nil, fault.New(fault.TooLarge, "editorial.long_comment", maxComment).In("text")
	}
	var c store.Comment
	err := e.Cases.Among(ctx, who, id, func(ctx context.Context, tx *store.Tx, v *cases.View) error {
		who.For = v.SpeaksFor(who)
		all, err := tx.Comments(ctx, id)
		if err != nil {
			return err
		}
		if len(all) >= maxComments {
			return fault.New(fault.TooLarge, "editorial.many_comments", maxComments)
		}
		sum := sha256.Sum256([]byte(r.Text))
		c = store.Comment{Case: id, Thread: r.Thread, Block: r.Part, Person: who.Person, For: who.For, Text: r.Text, Digest: hex.EncodeToString(sum[:]), Recoded: said.Recoded}
		told := []people.PersonID{who.Person}
		if r.Thread != 0 {
			i := slices.IndexFunc(all, func(o store.Comment) bool { return o.ID == r.Thread && o.Thread == 0 })
			if i < 0 {
				return fault.New(fault.NotFound, "fault.not_found")
			}
			c.Block = all[i].Block
		} else {
			words, ok := partOf(v.Revision, r.Part)
			if !ok || strings.Contains(r.Part, stretch) {
				return fault.New(fault.Conflict, "editorial.no_such_part")
			}
			c.Quote = clip(words, maxQuote)
			if r.Words != "" {
				if !has(words, r.Words) {
					return fault.New(fault.Invalid, "editorial.words_not_there").In("words")
				}
				c.Block, c.Quote = r.Part+stretch, r.Words
			}
		}
		if v.Revision != nil {
			c.Revision = v.Revision.ID
		}
		if c.Mentions, err = mentioned(v, r); err != nil {
			return err
		}
		if err := tx.AddComment(ctx, &c); err != nil {
			return err
		}
		tx.Record(v.Case.Institution, event.Event{Verb: event.Commented, Case: id, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("comment:%d", c.ID),
			Data: map[string]string{event.KeyDigest: c.Digest}})
		tell := func(template string, p people.PersonID) error {
			if slices.Contains(told, p) || !v.Inside(p) {
				return nil
			}
			told = append(told, p)
			return e.Cases.TellColleague(ctx, tx, v.Dossier, template, p, who, r.Text)
		}
		for _, p := range c.Mentions {
			if err := tell(cases.TemplateMention, p); err != nil {
				return err
			}
		}
		for _, o := range all {
			if r.Thread != 0 && (o.ID == r.Thread || o.Thread == r.Thread) {
				if err := tell(cases.TemplateReply, o.Person); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return &c, err
}

// mentioned are the colleagues whom a remark names, by choice or in its text.
func mentioned(v *cases.View, r Remark) ([]people.PersonID, error) {
	var list []people.PersonID
	add := func(p people.PersonID) {
		if !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	for _, p := range r.Mentions {
		if !v.Inside(p) {
			return nil, fault.New(fault.Invalid, "editorial.no_colleague").In("mention")
		}
		add(p)
	}
	if strings.Contains(r.Text, "@") {
		for _, p := range Named(r.Text, v.Colleagues()) {
			add(p)
		}
	}
	if len(list) > maxMentions {
		return nil, fault.New(fault.TooLarge, "editorial.many_mentions", maxMentions).In("mention")
	}
	return list, nil
}

// Named finds the colleagues whom a text names after an @: by their whole name,
// accents and capitals or not. Of several names that begin alike it means the
// longest.
func Named(text string, all []cases.Colleague) []people.PersonID {
	var list []people.PersonID
	for rest := text; ; {
		i := strings.IndexByte(rest, '@')
		if i < 0 {
			return list
		}
		rest = rest[i+1:]
		best, most := people.PersonID(0), 0
		for _, c := range all {
			n := utf8.RuneCountInString(c.Name)
			if n > most && n > 0 && begins(rest, c.Name, n) {
				best, most = c.Person, n
			}
		}
		if best != 0 && !slices.Contains(list, best) {
			list = append(list, best)
		}
	}
}

// begins reports whether text begins with a name of n runes as a whole.
func begins(text, name string, n int) bool {
	end, count := len(text), 0
	for i := range text {
		if count == n {
			end = i
			break
		}
		count++
	}
	if vi.Fold(text[:end]) != vi.Fold(name) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[end:])
	return end == len(text) || !unicode.IsLetter(next) && !unicode.IsDigit(next)
}

// Threads lists what colleagues say about a case's text, oldest first, for one
// of them; to anybody else it says nothing.
func (e *Editorial) Threads(ctx context.Context, v *cases.View, who cases.Actor) ([]Thread, error) {
	if !v.Inside(who.Person) {
		return nil, nil
	}
	var all []store.Comment
	err := e.Store.View(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Comments(ctx, v.Case.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	var threads []Thread
	at := make(map[int64]int)
	for _, c := range all {
		if c.Thread == 0 {
			at[c.ID] = len(threads)
			threads = append(threads, threadOf(v.Revision, c))
		} else if i, ok := at[c.Thread]; ok {
			threads[i].Replies = append(threads[i].Replies, c)
		}
	}
	return threads, nil
}

// ResolveThread marks a thread as settled, or as open again.
func (e *Editorial) ResolveThread(ctx context.Context, who cases.Actor, id, thread int64, settled bool) error {
	return e.Cases.Among(ctx, who, id, func(ctx context.Context, tx *store.Tx, v *cases.View) error {
		c, err := tx.Comment(ctx, thread)
		if err != nil {
			return err
		}
		if c.Case != id || c.Thread != 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		who.For = v.SpeaksFor(who)
		by, verb := who.Person, event.CommentResolved
		if !settled {
			by, verb = 0, event.CommentReopened
		}
		changed, err := tx.ResolveComment(ctx, thread, by)
		if err != nil || !changed {
			return err
		}
		tx.Record(v.Case.Institution, event.Event{Verb: verb, Case: id, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("comment:%d", thread)})
		return nil
	})
}

// partOf returns the words of a part of a text, and whether it has such a part.
func partOf(r *content.Revision, part string) (string, bool) {
	if r == nil {
		return "", part == PartAll
	}
	words := ""
	switch part {
	case PartAll:
	case PartTitle:
		words = r.Title
	case PartSummary:
		words = r.Summary
	default:
		block, ok := r.Body.Block(part)
		if !ok {
			return "", false
		}
		words = block.PlainText(locale.VI)
	}
	return words, true
}

// stretch stands behind the part in the anchor of a comment that is about some
// of its words, those quoted: list items, cells and captions are found by them
// whatever moves around them. No part has it in its name.
const stretch = "#words"

// flat is a text on one line, for finding words in it.
func flat(s string) string { return strings.Join(strings.Fields(vi.CleanLine(s)), " ") }

// has reports whether words stand in a text, with nothing of a word before or
// behind them.
func has(text, words string) bool {
	text, words = flat(text), flat(words)
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	first, _ := utf8.DecodeRuneInString(words)
	last, _ := utf8.DecodeLastRuneInString(words)
	for from := 0; words != ""; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:from+i])
		after, _ := utf8.DecodeRuneInString(text[from+i+len(words):])
		if !(letter(before) && letter(first)) && !(letter(after) && letter(last)) {
			return true
		}
		_, n := utf8.DecodeRuneInString(text[from+i:])
		from += i + n
	}
	return false
}

func threadOf(r *content.Revision, c store.Comment) Thread {
	t := Thread{Comment: c}
	t.Part, t.Stretch = strings.CutSuffix(c.Block, stretch)
	t.State = stateOf(r, t)
	return t
}

func stateOf(r *content.Revision, t Thread) PartState {
	if r == nil && t.Part != PartAll {
		return PartUnknown
	}
	words, ok := partOf(r, t.Part)
	switch {
	case !ok:
		return PartGone
	case t.Stretch && !has(words, t.Quote), !t.Stretch && clip(words, maxQuote) != t.Quote:
		return PartEdited
	}
	return PartSame
}
