package editorial

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// How long somebody counts as being there without a sign of them. An open page
// gives one every 20 seconds; a page without JavaScript gives none, and has the
// time in which a person writes a text.
const (
	presentFor   = 70 * time.Second
	writesFor    = 90 * time.Second
	writesUnseen = 20 * time.Minute
)

// A Neighbour is somebody else who has a case open.
type Neighbour struct {
	Person  people.PersonID
	Name    string
	Writing bool
	Since   time.Time
}

// A Room is who is at a case, seen by one of them (F-B2).
type Room struct {
	Others []Neighbour
	Writer *Neighbour // who has the editor now, if that is somebody else
	Mine   bool       // the editor is one's own
}

// Stay notes that who has a case open, in the editor or not, and tells who else
// has. writes is the revision that the open editor began from, 0 where it is
// not open: whoever writes keeps the editor by it. Whoever asked for the case
// and is no colleague is seen by nobody and sees nobody.
func (e *Editorial) Stay(ctx context.Context, who cases.Actor, id int64, writes int) (*Room, error) {
	v, err := e.Cases.See(ctx, who, id)
	if err != nil {
		return nil, err
	}
	if !e.atWork(v, who) {
		return &Room{}, nil
	}
	room := &Room{}
	err = e.Store.Tx(ctx, func(tx *store.Tx) error {
		writing := writes != 0 && v.Document != nil
		if writing {
			w, err := tx.Writing(ctx, v.Document.ID)
			if err != nil {
				return err
			}
			// An editor that was left by a reload, or lost and given back, is taken up;
			// not one whose text was saved, by a sign that comes late.
			if writing = w == nil && v.MayEdit(who) == nil && writes == v.Document.Number || w != nil && w.Person == who.Person; writing {
				if writing, err = tx.Write(ctx, v.Document.ID, who.Person, 0, tx.Now().Add(writesFor)); err != nil {
					return err
				}
			}
		}
		if err := tx.Stay(ctx, store.Presence{Case: id, Person: who.Person, Writing: writing}, tx.Now().Add(-presentFor)); err != nil {
			return err
		}
		room, err = room.read(ctx, tx, v, who)
		return err
	})
	return room, err
}

// Room tells who is at a case, to somebody who works on it.
func (e *Editorial) Room(ctx context.Context, v *cases.View, who cases.Actor) (*Room, error) {
	room := &Room{}
	if !e.atWork(v, who) {
		return room, nil
	}
	err := e.Store.View(ctx, func(tx *store.Tx) (err error) {
		room, err = room.read(ctx, tx, v, who)
		return err
	})
	return room, err
}

// atWork reports whether somebody sees a case as one who works on it.
func (e *Editorial) atWork(v *cases.View, who cases.Actor) bool {
	return v.Inside(who.Person) || who.Person != 0 && v.MayEdit(who) == nil
}

func (*Room) read(ctx context.Context, tx *store.Tx, v *cases.View, who cases.Actor) (*Room, error) {
	room := &Room{}
	present, err := tx.Present(ctx, v.Case.ID, tx.Now().Add(-presentFor))
	if err != nil {
		return nil, err
	}
	var w *store.Writing
	if v.Document != nil {
		if w, err = tx.Writing(ctx, v.Document.ID); err != nil {
			return nil, err
		}
	}
	if w != nil {
		if room.Mine = w.Person == who.Person; !room.Mine {
			room.Writer = &Neighbour{w.Person, v.Name(w.Person), true, w.Since}
		}
	}
	for _, p := range present {
		if p.Person != who.Person && (w == nil || p.Person != w.Person) {
			room.Others = append(room.Others, Neighbour{p.Person, v.Name(p.Person), false, p.Since})
		}
	}
	return room, nil
}

// Leave notes that who has closed a case; whoever wrote leaves the editor.
func (e *Editorial) Leave(ctx context.Context, who cases.Actor, id int64, writing bool) error {
	v, err := e.Cases.See(ctx, who, id)
	if err != nil {
		return err
	}
	return e.Store.Tx(ctx, func(tx *store.Tx) error {
		if writing && v.Document != nil {
			if err := tx.EndWriting(ctx, v.Document.ID, who.Person); err != nil {
				return err
			}
		}
		return tx.Leave(ctx, id, who.Person)
	})
}

// BeginWriting gives who the editor of a case's text, unless somebody else has
// it: then it returns them, and nothing changes (F-B3).
func (e *Editorial) BeginWriting(ctx context.Context, who cases.Actor, id int64) (*Neighbour, error) {
	v, err := e.mayWrite(ctx, who, id)
	if err != nil {
		return nil, err
	}
	var other *Neighbour
	err = e.Store.Tx(ctx, func(tx *store.Tx) error {
		ok, err := tx.Write(ctx, v.Document.ID, who.Person, 0, tx.Now().Add(writesUnseen))
		if err != nil {
			return err
		}
		if other = nil; !ok {
			w, err := tx.Writing(ctx, v.Document.ID)
			if err != nil || w == nil {
				return err
			}
			other = &Neighbour{w.Person, v.Name(w.Person), true, w.Since}
			return nil
		}
		return tx.Stay(ctx, store.Presence{Case: id, Person: who.Person, Writing: true}, tx.Now().Add(-presentFor))
	})
	return other, err
}

// TakeWriting takes the editor out of the hands of from, who is told. What they
// have typed stays theirs.
func (e *Editorial) TakeWriting(ctx context.Context, who cases.Actor, id int64, from people.PersonID) error {
	v, err := e.mayWrite(ctx, who, id)
	if err != nil {
		return err
	}
	if err := v.May(who.Person, people.TakeWriting); err != nil {
		return err
	}
	return e.Store.Tx(ctx, func(tx *store.Tx) error {
		w, err := tx.Writing(ctx, v.Document.ID)
		if err != nil {
			return err
		}
		ok, err := tx.Write(ctx, v.Document.ID, who.Person, from, tx.Now().Add(writesUnseen))
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Conflict, "editorial.writer_changed")
		}
		if err := tx.Stay(ctx, store.Presence{Case: id, Person: who.Person, Writing: true}, tx.Now().Add(-presentFor)); err != nil {
			return err
		}
		if w == nil || w.Person == who.Person {
			return nil
		}
		tx.Record(v.Case.Institution, event.Event{Verb: event.WritingTaken, Case: id, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("person:%d", w.Person)})
		d, err := e.Cases.Dossier(ctx, tx, id)
		if err != nil {
			return err
		}
		return e.Cases.TellColleague(ctx, tx, d, cases.TemplateWritingTaken, w.Person, who, "")
	})
}

// mayWrite reads a case whose text who may change now.
func (e *Editorial) mayWrite(ctx context.Context, who cases.Actor, id int64) (*cases.View, error) {
	v, err := e.Cases.See(ctx, who, id)
	if err != nil {
		return nil, err
	}
	if v.Document == nil {
		return nil, fault.New(fault.Invalid, "editorial.no_document")
	}
	return v, v.MayEdit(who)
}

// keepWriter refuses to change a text while somebody else has the editor, and
// gives the editor back where it was one's own.
func keepWriter(ctx context.Context, tx *store.Tx, d *cases.Dossier, who cases.Actor) error {
	w, err := tx.Writing(ctx, d.Document.ID)
	if err != nil || w == nil {
		return err
	}
	if w.Person == who.Person {
		return tx.EndWriting(ctx, d.Document.ID, who.Person)
	}
	p, err := tx.Person(ctx, w.Person)
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "editorial.written_by", p.Name, vi.Clock(w.Since))
}
