package editorial

import (
	"context"
	"fmt"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// maxVouch is how many characters a reason may have.
const maxVouch = 500

// Reread puts the other reading of what was recoded into a case's text, as a
// revision of its own (R-I4): what came in place of what the program made of
// it, or the other way round. key is that of content.Recoded; base as in Save.
func (e *Editorial) Reread(ctx context.Context, who cases.Actor, id int64, base int, key string) (*cases.Result, *content.Revision, error) {
	return e.revise(ctx, who, id, base, func(_ context.Context, tx *store.Tx, d *cases.Dossier) (content.Revision, error) {
		r, ok := d.Revision.Reread(key)
		if !ok {
			return r, fault.New(fault.Conflict, "editorial.recoded_gone")
		}
		verb, note := event.TextPutBack, "editorial.put_back"
		charset := ""
		for _, c := range r.Recoded {
			if c.Key() == key {
				charset = string(c.Charset)
				if c.Applied {
					verb, note = event.TextRecoded, "editorial.recoded"
				}
			}
		}
		r.Note = locale.T(who.Lang, note, charset)
		tx.Record(d.Case.Institution, event.Event{Verb: verb, Case: d.Case.ID, Actor: int64(who.Person), OnBehalfOf: int64(who.For),
			Subject: fmt.Sprintf("document:%d", d.Document.ID), Data: map[string]string{event.KeyName: charset}})
		return r, nil
	})
}

// Vouch notes that who holds a line of a case's text to be right as it stands,
// which else would keep it from being published: words of another language, a
// program's text, the number of an office. It changes nothing that readers see,
// and so voids no approval.
func (e *Editorial) Vouch(ctx context.Context, who cases.Actor, id int64, base int, line, reason string) (*cases.Result, *content.Revision, error) {
	reason = vi.ReadLine(reason)
	if err := CheckVouch(reason); err != nil {
		return nil, nil, err
	}
	return e.revise(ctx, who, id, base, func(_ context.Context, tx *store.Tx, d *cases.Dossier) (content.Revision, error) {
		r := *d.Revision
		stands := false
		r.Lines(func(_ string, _ int, l string) { stands = stands || l == line })
		if !stands || strings.TrimSpace(line) == "" {
			return r, fault.New(fault.Conflict, "editorial.line_gone")
		}
		r.Vouched = append(r.Vouched[:len(r.Vouched):len(r.Vouched)], content.Vouched{Line: line, Reason: reason})
		r.Note = locale.T(who.Lang, "editorial.vouched", reason)
		tx.Record(d.Case.Institution, event.Event{Verb: event.TextVouched, Case: d.Case.ID, Actor: int64(who.Person), OnBehalfOf: int64(who.For),
			Subject: fmt.Sprintf("document:%d", d.Document.ID)})
		return r, nil
	})
}

// CheckVouch refuses a reason that says nothing or too much.
func CheckVouch(reason string) error {
	switch {
	case reason == "":
		return fault.New(fault.Invalid, "editorial.vouch_reason").In("reason")
	case len([]rune(reason)) > maxVouch:
		return fault.New(fault.Invalid, "editorial.vouch_long", maxVouch).In("reason")
	}
	return nil
}

// settle completes what a revision tells of its own words: what no longer
// stands in it goes, and who vouches for what is new is said by nobody else.
func settle(tx *store.Tx, who cases.Actor, before *content.Revision, r *content.Revision) {
	*r = r.Standing()
	for i := range r.Vouched {
		v := &r.Vouched[i]
		known := false
		for _, old := range before.Vouched {
			known = known || old == *v
		}
		if !known {
			v.By, v.For, v.At = int64(who.Person), int64(who.For), tx.Now().UTC()
		}
	}
}
