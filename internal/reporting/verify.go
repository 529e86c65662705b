package reporting

import (
	"context"
	"crypto/ed25519"
	"fmt"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/store"
)

// A Damage is one thing in the database that is not as the program wrote it.
type Damage struct {
	What string // "event", "head", "file", or the form of a row (store.Forms)
	ID   string // which one
	Key  string // message key: verify.…
	Args []any
}

// A Verdict is what Verify found.
type Verdict struct {
	Institutions, Events, Revisions, Approvals, Editions, Cases, Files int
	Heads                                                              int // signed heads that were compared
	Rows                                                               int // rows that were measured against their seals
	Taken                                                              int // rows and files that were taken away by an approved disposal
	Damages                                                            []Damage

	found map[[3]string]bool
}

// OK reports whether everything is whole.
func (v *Verdict) OK() bool { return len(v.Damages) == 0 }

func (v *Verdict) damage(what, id, key string, args ...any) {
	this := [3]string{what, id, key}
	if v.found[this] {
		return // found in two ways
	}
	if v.found == nil {
		v.found = make(map[[3]string]bool)
	}
	v.found[this] = true
	v.Damages = append(v.Damages, Damage{what, id, key, append([]any{id}, args...)})
}

// A Keeper tells whether the bytes of a file are still those of its name.
type Keeper interface {
	Check(ctx context.Context, id string) error
}

// Verifier proves the record whole (R-T9): every line of every institution's
// chain in order and linked, the signed heads that are kept outside the
// database, every row that a line has sealed, revisions against their hashes,
// authors against the revisions they saved, approvals against the revisions
// they name, editions against the revisions they show, words against the
// digests that lines carry, files against their names. It changes nothing.
type Verifier struct {
	Store *store.Store
	Files Keeper
	Heads []event.Head      // kept outside the database
	Key   ed25519.PublicKey // of those heads
}

func line(institution, seq int64) string { return fmt.Sprintf("%d/%d", institution, seq) }

// Verify reads everything once and says what is not as it was written. Of a
// chain only the first bad line is named: those behind it cannot be told apart.
func (r *Verifier) Verify(ctx context.Context) (*Verdict, error) {
	v := &Verdict{}
	told := newTold()
	err := r.Store.View(ctx, func(tx *store.Tx) error {
		if err := told.readTaken(ctx, tx); err != nil {
			return err
		}
		chains, err := tx.Chains(ctx)
		if err != nil {
			return err
		}
		for _, institution := range chains {
			v.Institutions++
			if err := r.chain(ctx, tx, institution, v, told); err != nil {
				return err
			}
		}
		for _, check := range []func(context.Context, *store.Tx, *Verdict) error{told.rows, told.words, told.revisions, r.approvals, r.editions, r.cases, told.takenAway, r.search} {
			if err := check(ctx, tx, v); err != nil {
				return err
			}
		}
		return r.files(ctx, tx, v, told)
	})
	return v, err
}

// chain reads the record of an institution and gathers what its lines tell.
func (r *Verifier) chain(ctx context.Context, tx *store.Tx, institution int64, v *Verdict, told *told) error {
	prev, seq := event.Genesis, int64(0)
	at := make(map[int64]string) // hashes that signed heads name
	for _, h := range r.Heads {
		if h.Chain == institution {
			at[h.Seq] = ""
		}
	}
	broken := false
	err := tx.EachEvent(ctx, institution, 0, func(e event.Event) error {
		told.hear(e)
		if broken {
			return nil
		}
		id := line(institution, seq+1)
		switch {
		case e.Seq != seq+1:
			v.damage("event", id, "verify.event_missing")
		case e.Prev != prev:
			v.damage("event", id, "verify.event_unlinked")
		case event.Link(prev, e) != e.Hash:
			v.damage("event", id, "verify.event_changed")
		default:
			prev, seq = e.Hash, e.Seq
			if _, ok := at[seq]; ok {
				at[seq] = e.Hash
			}
			v.Events++
			return nil
		}
		broken = true
		return nil
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		// A line that cannot even be read is a damaged one. What those behind
		// it tell is not known, so that rows cannot be measured against them.
		told.deaf[institution] = true
		if !broken {
			v.damage("event", line(institution, seq+1), "verify.event_unreadable")
		}
	}
	if broken || err != nil {
		return nil
	}
	for _, h := range r.Heads {
		if h.Chain != institution {
			continue
		}
		v.Heads++
		id := fmt.Sprintf("%d/%d", h.Chain, h.Seq)
		switch {
		case !h.Verify(r.Key):
			v.damage("head", id, "verify.head_forged")
		case h.Seq > seq:
			v.damage("event", fmt.Sprintf("%d/%d", institution, seq+1), "verify.event_truncated", h.Seq)
			return nil
		case h.Seq > 0 && at[h.Seq] != h.Hash:
			v.damage("head", id, "verify.head_differs")
		}
	}
	return nil
}

func (r *Verifier) approvals(ctx context.Context, tx *store.Tx, v *Verdict) error {
	return tx.EachApproval(ctx, func(a store.Approval, hashes content.Hashes, told bool) error {
		v.Approvals++
		switch id := fmt.Sprint(a.ID); {
		case hashes.Of(content.Aspect(a.Aspect)) != a.Hash:
			v.damage("approval", id, "verify.approval_unbound", a.Revision)
		case !told:
			v.damage("approval", id, "verify.approval_unrecorded", a.Case)
		}
		return nil
	})
}

func (r *Verifier) editions(ctx context.Context, tx *store.Tx, v *Verdict) error {
	return tx.EachEdition(ctx, func(e store.Edition, hash string, same, told bool, state string) error {
		v.Editions++
		ended := e.State == store.EditionWithdrawn || e.State == store.EditionRemoved || e.State == store.EditionExpired
		switch id := fmt.Sprint(e.ID); {
		case hash != e.Hash || !same:
			v.damage("edition", id, "verify.edition_differs", e.Revision)
		case !told:
			v.damage("edition", id, "verify.edition_unrecorded", e.Case)
		case e.State != state && !(state == "ended" && ended):
			v.damage("edition", id, "verify.edition_state", e.State)
		}
		return nil
	})
}

// cases compares where each case stands with where the record last led it.
func (r *Verifier) cases(ctx context.Context, tx *store.Tx, v *Verdict) error {
	err := tx.EachMiscount(ctx, func(code string, verdicts, toldVerdicts, editions, toldEditions int) error {
		if verdicts != toldVerdicts {
			v.damage("case", code, "verify.approval_missing", verdicts, toldVerdicts)
		}
		if editions != toldEditions {
			v.damage("case", code, "verify.edition_missing", editions, toldEditions)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return tx.EachCaseStep(ctx, func(id int64, code, step, told string) error {
		v.Cases++
		if told != "" && told != step {
			v.damage("case", code, "verify.case_moved", step, told)
		}
		return nil
	})
}

// files measures files against their names. One that was taken away may be there
// or not, as long as nothing refers to it that was not taken away with it.
func (r *Verifier) files(ctx context.Context, tx *store.Tx, v *Verdict, told *told) error {
	if r.Files == nil {
		return nil
	}
	var gone []string
	err := tx.EachMedia(ctx, func(m store.Media) error {
		v.Files++
		err := r.Files.Check(ctx, m.ID)
		switch {
		case fault.Is(err, fault.NotFound) && told.files[m.ID]:
			gone = append(gone, m.ID)
		case fault.Is(err, fault.NotFound):
			v.damage("file", m.ID, "verify.file_missing")
		case err != nil:
			v.damage("file", m.ID, "verify.file_changed")
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range gone {
		used, err := tx.MediaUsed(ctx, id)
		if err != nil {
			return err
		}
		if used {
			v.damage("file", id, "verify.file_missing")
		}
	}
	return nil
}
