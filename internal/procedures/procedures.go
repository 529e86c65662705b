// Package procedures is what an office does to its own procedures (R-M8,
// F-A2, F-A16): draft a new version beside the one in force, save it however
// unfinished, submit it, and, by a case of its own, put it into force from a
// day on. Running cases finish under the version they began with.
package procedures

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// Promulgation is the procedure by which procedures come into force, and the
// prefix of the codes of its cases.
const (
	Promulgation = "ban-hanh-quy-trinh"
	codes        = "QT"
)

// Procedures are the verbs of this area.
type Procedures struct {
	Store *store.Store
	Cases *cases.Cases
	Files Files // from which disposal takes bytes away
	// Settle is for how long after they came the bytes of a file are left alone,
	// even where nothing refers to them: a letter that has just brought the same
	// file again is committed some time after its bytes were put down.
	Settle time.Duration
}

// A Version is a version of a procedure with what became of it.
type Version struct {
	store.ProcedureVersion
	Life     *store.ProcedureLife // nil: it came with the program
	CaseCode string               // of the case that promulgates it
}

// Draft begins a new version of a procedure, as a copy of the one promulgated last, or
// of the newest where none is. Of each procedure one version at a time is
// drafted.
func (p *Procedures) Draft(ctx context.Context, who cases.Actor, key string) (v *Version, err error) {
	err = p.change(ctx, who, func(tx *store.Tx) error {
		from, err := base(ctx, tx, who.Institution, key)
		if err != nil {
			return err
		}
		v, err = p.add(ctx, tx, who, key, from.Text, from.ID)
		return err
	})
	return v, err
}

// base is the version that a draft begins from: the one promulgated last, even
// where its day is still to come, so that no newer change is lost.
func base(ctx context.Context, tx *store.Tx, institution int64, key string) (*store.ProcedureVersion, error) {
	from, err := tx.ProcedureInForce(ctx, institution, key, tx.Now().AddDate(1000, 0, 0))
	if err == nil || !fault.Is(err, fault.NotFound) {
		return from, err
	}
	all, err := tx.Procedures(ctx, institution)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(v store.ProcedureVersion) bool { return v.Key == key && v.State != store.ProcedureDropped })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return &all[i], nil
}

// New begins a procedure that the institution does not have yet, from one that
// comes with the program or as a copy of one of its own, under an id of its own
// (F-A3: each site and unit by its own procedure).
func (p *Procedures) New(ctx context.Context, who cases.Actor, id string, title locale.Text, from string) (v *Version, err error) {
	id = strings.ToLower(vi.CleanLine(id))
	title = locale.Text{VI: vi.ReadLine(title.VI), EN: vi.ReadLine(title.EN)}
	if id == "" {
		id = vi.Slug(title.VI, 60)
	}
	err = p.change(ctx, who, func(tx *store.Tx) error {
		var wrong fault.List
		if id == "" || id != vi.Slug(id, 60) {
			wrong = append(wrong, fault.New(fault.Invalid, "procedures.id").In("id"))
		}
		if title.VI == "" {
			wrong = append(wrong, fault.New(fault.Invalid, "procedures.title").In("title_vi"))
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		all, err := tx.Procedures(ctx, who.Institution)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(v store.ProcedureVersion) bool { return v.Key == id }) {
			return fault.New(fault.Conflict, "procedures.taken", id).In("id")
		}
		var text []byte
		based := int64(0)
		if own, err := base(ctx, tx, who.Institution, from); err == nil {
			text, based = []byte(own.Text), own.ID
		} else if shipped, ok := procfile.Named(from); ok {
			text = shipped.Text
		} else {
			return fault.New(fault.Invalid, "procedures.from").In("from")
		}
		if title.EN == "" {
			title.EN = title.VI
		}
		changed, err := procfile.Change(text, procfile.Edit{Path: []string{"id"}, Value: id}, procfile.Edit{Path: []string{"title"}, Value: title})
		if err != nil {
			return err
		}
		v, err = p.add(ctx, tx, who, id, string(changed), based)
		return err
	})
	return v, err
}

func (p *Procedures) add(ctx context.Context, tx *store.Tx, who cases.Actor, key, text string, from int64) (*Version, error) {
	all, err := tx.Procedures(ctx, who.Institution)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Key != key || !open(all[i].State) {
			continue
		}
		ended, err := refused(ctx, tx, &all[i])
		if err != nil {
			return nil, err
		}
		if !ended {
			return nil, fault.New(fault.Conflict, "procedures.drafted_already")
		}
	}
	v := &Version{ProcedureVersion: store.ProcedureVersion{Institution: who.Institution, Key: key, Text: text, Digest: digest(text), State: store.ProcedureDraft}}
	if err := tx.AddProcedure(ctx, &v.ProcedureVersion); err != nil {
		return nil, err
	}
	v.Life = &store.ProcedureLife{Procedure: v.ID, BasedOn: from}
	if err := tx.AddProcedureLife(ctx, v.Life); err != nil {
		return nil, err
	}
	record(tx, who, event.ProcedureDrafted, &v.ProcedureVersion)
	return v, nil
}

// refused reports whether the case of a version ended without putting it into
// force: it is given up then.
func refused(ctx context.Context, tx *store.Tx, v *store.ProcedureVersion) (bool, error) {
	if v.State != store.ProcedureChecked {
		return false, nil
	}
	life, err := tx.ProcedureLife(ctx, v.ID)
	if err != nil || life.Case == 0 {
		return false, err
	}
	c, err := tx.Case(ctx, life.Case)
	return err == nil && !c.EndedAt.IsZero(), err
}

func open(state string) bool { return state == store.ProcedureDraft || state == store.ProcedureChecked }

// Save stores the text of a draft, with whatever mistakes it has, unless
// somebody else has saved since the version was read. While its case runs, the
// hands of its step save it; that voids the approvals of what it said before.
func (p *Procedures) Save(ctx context.Context, who cases.Actor, id, version int64, text string) (*Version, error) {
	text = clean(text)
	if len(text) > procfile.MaxSize {
		return nil, fault.New(fault.TooLarge, "procfile.too_large", procfile.MaxSize>>20)
	}
	var v *Version
	err := p.Store.Tx(ctx, func(tx *store.Tx) error {
		var err error
		if v, err = p.draft(ctx, tx, who, id, version); err != nil {
			return err
		}
		if v.Text == text {
			return nil
		}
		if v.Life.Case == 0 {
			if err := p.may(ctx, tx, who); err != nil {
				return err
			}
			if err := save(ctx, tx, who, v, text); err != nil {
				return err
			}
			record(tx, who, event.ProcedureSaved, &v.ProcedureVersion)
			return nil
		}
		_, err = p.Cases.ActIn(ctx, tx, who, cases.Input{Case: v.Life.Case, Act: flow.Act{Kind: flow.DoRevise},
			Before: func(ctx context.Context, tx *store.Tx, _ *cases.Dossier) error { return save(ctx, tx, who, v, text) }})
		return err
	})
	return v, err
}

func save(ctx context.Context, tx *store.Tx, who cases.Actor, v *Version, text string) error {
	v.Text, v.Digest = text, digest(text)
	if err := tx.SaveProcedureLife(ctx, v.Life); err != nil {
		return err
	}
	if err := tx.SaveProcedure(ctx, &v.ProcedureVersion); err != nil {
		return err
	}
	return tx.AddProcedureSave(ctx, &store.ProcedureSave{Procedure: v.ID, Person: who.Person, For: who.For, Digest: v.Digest})
}

// draft reads a version that is still being written.
func (p *Procedures) draft(ctx context.Context, tx *store.Tx, who cases.Actor, id, version int64) (*Version, error) {
	v, err := read(ctx, tx, who.Institution, id)
	if err != nil {
		return nil, err
	}
	if v.Life == nil || !open(v.State) {
		return nil, fault.New(fault.Conflict, "procedures.no_draft")
	}
	if v.Life.Version != version {
		return nil, meanwhile(ctx, tx, who, v)
	}
	return v, nil
}

// meanwhile says who saved a draft since it was looked at.
func meanwhile(ctx context.Context, tx *store.Tx, who cases.Actor, v *Version) error {
	saves, err := tx.ProcedureSaves(ctx, v.ID)
	if err != nil {
		return err
	}
	if len(saves) == 0 {
		return fault.New(fault.Conflict, "store.changed_meanwhile")
	}
	last := saves[len(saves)-1]
	by, err := tx.Person(ctx, last.Person)
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "procedures.saved_by", by.Name, vi.DateTime(who.Lang, last.At))
}

func read(ctx context.Context, tx *store.Tx, institution, id int64) (*Version, error) {
	pv, err := tx.Procedure(ctx, id)
	if err != nil {
		return nil, err
	}
	if pv.Institution != institution {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	v := &Version{ProcedureVersion: *pv}
	life, err := tx.ProcedureLife(ctx, id)
	switch {
	case err == nil:
		v.Life = life
	case !fault.Is(err, fault.NotFound):
		return nil, err
	}
	if v.Life != nil && v.Life.Case != 0 {
		c, err := tx.Case(ctx, v.Life.Case)
		if err != nil {
			return nil, err
		}
		v.CaseCode = c.Code
	}
	return v, nil
}

// Drop gives up a draft that was not submitted.
func (p *Procedures) Drop(ctx context.Context, who cases.Actor, id, version int64) error {
	return p.change(ctx, who, func(tx *store.Tx) error {
		v, err := p.draft(ctx, tx, who, id, version)
		if err != nil {
			return err
		}
		if v.Life.Case != 0 {
			return fault.New(fault.Conflict, "procedures.in_case", v.CaseCode)
		}
		v.State = store.ProcedureDropped
		record(tx, who, event.ProcedureDropped, &v.ProcedureVersion)
		if err := tx.SaveProcedureLife(ctx, v.Life); err != nil {
			return err
		}
		return tx.SaveProcedure(ctx, &v.ProcedureVersion)
	})
}

// Submit opens the case that is to put a draft into force, and has whoever
// submits it make its first move. A draft with mistakes is refused, with the
// first of them.
func (p *Procedures) Submit(ctx context.Context, who cases.Actor, id, version int64) (*cases.Opened, error) {
	var opened *cases.Opened
	err := p.change(ctx, who, func(tx *store.Tx) error {
		v, err := p.draft(ctx, tx, who, id, version)
		if err != nil {
			return err
		}
		if v.Life.Case != 0 {
			return fault.New(fault.Conflict, "procedures.in_case", v.CaseCode)
		}
		parsed, mistakes := procfile.Parse([]byte(v.Text))
		switch {
		case len(mistakes) > 0:
			return fault.New(fault.Conflict, "procedures.mistakes", len(mistakes))
		case parsed.ID != v.Key:
			return fault.New(fault.Conflict, "procedures.other_id", parsed.ID, v.Key)
		}
		if err := p.promulgation(ctx, tx, who); err != nil {
			return err
		}
		by, err := tx.Person(ctx, who.Person)
		if err != nil {
			return err
		}
		code, err := tx.NextCode(ctx, who.Institution, codes, tx.Now().In(workday.Zone).Year())
		if err != nil {
			return err
		}
		if opened, err = p.Cases.Open(ctx, tx, who, cases.Opening{Institution: who.Institution, Procedure: Promulgation, Code: code, Draft: v.ID,
			Title: locale.T(locale.VI, "procedures.case_title", parsed.Title.VI, v.Version), Sender: by.Name, Wish: flow.WishOwn}); err != nil {
			return err
		}
		v.Life.Case, v.State = opened.Case.ID, store.ProcedureChecked
		if err := tx.SaveProcedureLife(ctx, v.Life); err != nil {
			return err
		}
		if err := tx.SaveProcedure(ctx, &v.ProcedureVersion); err != nil {
			return err
		}
		return p.first(ctx, tx, who, opened)
	})
	return opened, err
}

// first makes the first move of a case that was just opened, where whoever
// opened it may and there is but one that leads on without words.
func (p *Procedures) first(ctx context.Context, tx *store.Tx, who cases.Actor, o *cases.Opened) error {
	d, err := p.Cases.Dossier(ctx, tx, o.Case.ID)
	if err != nil {
		return err
	}
	options, err := p.Cases.OptionsOf(ctx, tx, d, who)
	if err != nil {
		return err
	}
	options = slices.DeleteFunc(options, func(o flow.Option) bool {
		return o.Kind != flow.DoMove || !o.Allowed || o.Reason == flow.ReasonRequired || o.To == "" || len(o.Wants) > 0
	})
	if len(options) != 1 {
		return nil
	}
	res, err := p.Cases.ActIn(ctx, tx, who, cases.Input{Case: o.Case.ID, Act: flow.Act{Kind: flow.DoMove, Move: options[0].Move}})
	if err == nil {
		o.Case, o.State = res.Case, res.State
	}
	return err
}

// promulgation sees to it that the institution has a procedure by which others
// come into force: an older one begins with that of the program.
func (p *Procedures) promulgation(ctx context.Context, tx *store.Tx, who cases.Actor) error {
	_, err := tx.ProcedureInForce(ctx, who.Institution, Promulgation, tx.Now())
	if err == nil || !fault.Is(err, fault.NotFound) {
		return err
	}
	shipped, _ := procfile.Named(Promulgation)
	v := &store.ProcedureVersion{Institution: who.Institution, Key: Promulgation, Text: string(shipped.Text), Digest: digest(string(shipped.Text)), State: store.ProcedureInForce, InForceFrom: tx.Now()}
	if err := tx.AddProcedure(ctx, v); err != nil {
		return err
	}
	record(tx, cases.Program(who.Institution), event.ProcedureInForce, v)
	return nil
}

// Effects is what moves of the promulgating procedure do.
func (p *Procedures) Effects() map[flow.Effect]func(context.Context, *store.Tx, *cases.Dossier, flow.Happening) error {
	return map[flow.Effect]func(context.Context, *store.Tx, *cases.Dossier, flow.Happening) error{flow.Promulgate: p.promulgate}
}

// promulgate puts the version that the case is about into force, and writes down
// who drafted, reviewed and approved it and by which decision.
func (p *Procedures) promulgate(ctx context.Context, tx *store.Tx, d *cases.Dossier, h flow.Happening) error {
	if d.Proposed == nil {
		return fmt.Errorf("case %s is about no procedure", d.Case.Code)
	}
	v := d.Proposed.Version
	parsed, mistakes := procfile.Parse([]byte(v.Text))
	switch {
	case len(mistakes) > 0:
		return fault.New(fault.Conflict, "procedures.mistakes", len(mistakes))
	case parsed.ID != v.Key:
		return fault.New(fault.Conflict, "procedures.other_id", parsed.ID, v.Key)
	}
	life, err := tx.ProcedureLife(ctx, v.ID)
	if err != nil {
		return err
	}
	v.State, v.InForceFrom = store.ProcedureInForce, h.Due
	if err := three(ctx, tx, d, life); err != nil {
		return err
	}
	to := h.Promulgation
	life.DecisionNumber, life.DecisionDate, life.DecisionSigner = vi.ReadLine(to.Decision.Number), to.Decision.Date, vi.ReadLine(to.Decision.Signer)
	life.Effective = to.From
	if err := tx.SaveProcedureLife(ctx, life); err != nil {
		return err
	}
	return tx.SaveProcedure(ctx, v)
}

// three finds those whose names stand under the document, by what they became to
// the case, and when they last did it.
func three(ctx context.Context, tx *store.Tx, d *cases.Dossier, life *store.ProcedureLife) error {
	events, err := tx.CaseEvents(ctx, d.Case.ID)
	if err != nil {
		return err
	}
	when := func(h people.Holder) time.Time {
		for i := len(events) - 1; i >= 0; i-- {
			if e := events[i]; e.Verb == event.CaseMoved && e.Actor == int64(h.Person) {
				return e.At
			}
		}
		return d.State.Opened
	}
	sign := func(to *store.Signature, rel flow.Relation) {
		if hs := d.State.Relations[rel]; len(hs) > 0 {
			last := hs[len(hs)-1]
			*to = store.Signature{Person: last.Person, At: when(last)}
		}
	}
	sign(&life.Drafted, "drafter")
	sign(&life.Reviewed, "reviewer")
	for _, v := range d.State.Verdicts {
		if v.Yes && v.Hash == d.Proposed.Version.Digest {
			life.Approved = store.Signature{Person: v.Person, At: v.At}
		}
	}
	return nil
}

// change is a verb of somebody who keeps the institution's procedures.
func (p *Procedures) change(ctx context.Context, who cases.Actor, fn func(tx *store.Tx) error) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.TouchPlaces(ctx, who.Institution); err != nil { // one at a time
			return err
		}
		if err := p.may(ctx, tx, who); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (p *Procedures) may(ctx context.Context, tx *store.Tx, who cases.Actor) error {
	return p.Cases.May(ctx, tx, who, people.ManageProcedures, people.Scope{Institution: who.Institution})
}

func record(tx *store.Tx, who cases.Actor, verb event.Verb, v *store.ProcedureVersion) {
	tx.Record(v.Institution, event.Event{Verb: verb, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("procedure:%d", v.ID),
		Data: map[string]string{event.KeyProcedure: v.Key, event.KeyVersion: fmt.Sprint(v.Version), event.KeyHash: v.Digest}})
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// clean is what a browser sent as a file is kept: lines end as they do in files.
func clean(text string) string {
	text = strings.TrimRight(vi.Read(strings.ReplaceAll(text, "\r\n", "\n")), "\n \t")
	return text + "\n"
}
