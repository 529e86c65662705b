package reporting

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/store"
)

// told is what the lines of the records tell of rows.
type told struct {
	newest map[string]heard           // seals, by form and key
	seen   map[string]bool            // rows that are there
	since  map[since]int64            // the smallest number of a row that was made under seal
	all    map[int64]bool             // institutions whose rows were sealed from the first line on
	mixed  bool                       // some institution's record began before rows were sealed
	deaf   map[int64]bool             // institutions whose record could not be read to its end
	digest map[string]map[int64]heard // of words, by the row's form and number

	taken map[string]*emptied // rows whose words were taken away, by form and key
	files map[string]bool     // files that were
}

// since is a form of rows of an institution.
type since struct {
	institution int64
	form        string
}

type heard struct {
	digest           string
	gone             bool
	institution, seq int64
}

func newTold() *told {
	return &told{newest: make(map[string]heard), seen: make(map[string]bool), since: make(map[since]int64), all: make(map[int64]bool), deaf: make(map[int64]bool),
		digest: map[string]map[int64]heard{"remark": {}, "procedure": {}}, taken: make(map[string]*emptied), files: make(map[string]bool)}
}

// hear notes what a line tells.
func (t *told) hear(e event.Event) {
	if e.Seq == 1 {
		t.all[e.Chain] = e.Data[event.KeySeals] != ""
		t.mixed = t.mixed || !t.all[e.Chain]
	}
	for _, s := range e.Seals() {
		if x := t.taken[s.Row()]; x != nil {
			x.hear(s)
		}
		t.newest[s.Row()] = heard{s.Digest, s.Change == event.RowGone, e.Chain, e.Seq}
		if n, err := strconv.ParseInt(s.ID, 10, 64); err == nil && s.Change == event.RowMade {
			key := since{e.Chain, s.Form}
			if first, ok := t.since[key]; !ok || n < first {
				t.since[key] = n
			}
		}
	}
	// Lines named the digests of words before rows were sealed.
	if n, err := strconv.ParseInt(e.Data[event.KeyReason], 10, 64); err == nil && e.Data[event.KeyDigest] != "" {
		t.digest["remark"][n] = heard{digest: e.Data[event.KeyDigest], institution: e.Chain, seq: e.Seq}
	}
	if id, ok := strings.CutPrefix(e.Subject, "procedure:"); ok && e.Verb == event.ProcedureInForce && e.Data[event.KeyHash] != "" {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			t.digest["procedure"][n] = heard{digest: e.Data[event.KeyHash], institution: e.Chain, seq: e.Seq}
		}
	}
}

// older reports whether a row without a seal is older than sealing. Numbers
// of rows count up, so one that came after a sealed one was put in by hand; and
// where even the first line of a record has seals there is no older row at all.
// A row of an institution without a record, or of none, is as old as the oldest.
func (t *told) older(form, id string, institution int64) bool {
	all, recorded := t.all[institution]
	if all || !recorded && !t.mixed {
		return false
	}
	n, err := strconv.ParseInt(id, 10, 64)
	first, ok := t.since[since{institution, form}]
	return err != nil || !ok || n < first
}

type rowDamage struct {
	form, id, key string
	heard         heard
}

// rows measures every row against its newest seal.
func (t *told) rows(ctx context.Context, tx *store.Tx, v *Verdict) error {
	var bad []rowDamage
	known := make(map[string]bool)
	for _, form := range store.Forms() {
		known[form] = true
		err := tx.EachSealable(ctx, form, func(id string, institution int64, digest string) error {
			row := form + ":" + id
			h, sealed := t.newest[row]
			delete(t.newest, row)
			switch {
			case t.deaf[institution] || sealed && t.deaf[h.institution]:
			case !sealed && t.older(form, id, institution):
			case !sealed:
				bad = append(bad, rowDamage{form, id, "verify.row_added", heard{}})
			case h.gone:
				bad = append(bad, rowDamage{form, id, "verify.row_back", h})
			case h.digest != digest:
				bad = append(bad, rowDamage{form, id, "verify.row_changed", h})
			default:
				v.Rows++
			}
			return nil
		})
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("rows of %s: %w", form, err)
		}
	}
	var lost []rowDamage
	for row, h := range t.newest {
		if form, id, _ := strings.Cut(row, ":"); !h.gone && !t.deaf[h.institution] {
			if known[form] {
				lost = append(lost, rowDamage{form, id, "verify.row_missing", h})
			} else {
				lost = append(lost, rowDamage{form, id, "verify.form_unknown", h})
			}
		}
	}
	slices.SortFunc(lost, func(a, b rowDamage) int {
		return cmp.Or(cmp.Compare(a.heard.institution, b.heard.institution), cmp.Compare(a.heard.seq, b.heard.seq), cmp.Compare(a.form, b.form), cmp.Compare(a.id, b.id))
	})
	for _, b := range append(bad, lost...) {
		if err := t.say(ctx, tx, v, b); err != nil {
			return err
		}
	}
	return nil
}

// say names a row by what it is and where a person finds it.
func (t *told) say(ctx context.Context, tx *store.Tx, v *Verdict, b rowDamage) error {
	place := ""
	if b.key != "verify.row_missing" && b.key != "verify.form_unknown" {
		var err error
		if place, err = tx.PlaceOf(ctx, b.form, b.id); err != nil {
			return err
		}
	}
	name := fault.New(fault.Internal, "verify.row."+b.form, b.id)
	if b.key == "verify.form_unknown" {
		name = fault.New(fault.Internal, "verify.row", b.form, b.id)
	}
	if place != "" {
		name = fault.New(fault.Internal, "verify.row_at", name, place)
	}
	v.damage(b.form, b.id, b.key, name, line(b.heard.institution, b.heard.seq))
	return nil
}

// words measures what people wrote, and the rules of procedures, against the
// digests that lines carried before rows were sealed.
func (t *told) words(ctx context.Context, tx *store.Tx, v *Verdict) error {
	for form, each := range map[string]func(context.Context, func(int64, string, string) error) error{"remark": tx.EachRemarkText, "procedure": tx.EachProcedureText} {
		there := t.digest[form]
		err := each(ctx, func(id int64, text, digest string) error {
			sum := sha256.Sum256([]byte(text))
			is := hex.EncodeToString(sum[:])
			h, ok := there[id]
			delete(there, id)
			if t.taken[form+":"+fmt.Sprint(id)] != nil {
				return nil // its seal says that it is empty
			}
			switch name := fault.New(fault.Internal, "verify.row."+form, fmt.Sprint(id)); {
			case ok && h.digest != is:
				v.damage(form, fmt.Sprint(id), "verify.row_changed", name, line(h.institution, h.seq))
			case digest != "" && digest != is:
				v.damage(form, fmt.Sprint(id), "verify.words_changed", name)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for id, h := range there {
			v.damage(form, fmt.Sprint(id), "verify.row_missing", fault.New(fault.Internal, "verify.row."+form, fmt.Sprint(id)), line(h.institution, h.seq))
		}
	}
	return nil
}
