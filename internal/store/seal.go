package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"congbo/internal/event"
)

// touched is a row that a transaction wrote.
type touched struct {
	form string
	key  any // int64, or the text of a key of several columns
}

// made notes that the transaction made rows; they are sealed when it ends.
func (tx *Tx) made(form string, keys ...any) { tx.touch(event.RowMade, form, keys) }

// wrote notes that the transaction changed rows. It must have: only a row that
// it changed stays as it is until the commit, so that of two transactions the
// later seal is that of the later change.
func (tx *Tx) wrote(form string, keys ...any) { tx.touch(event.RowChanged, form, keys) }

func (tx *Tx) touch(change event.Change, form string, keys []any) {
	if tx.touched == nil {
		tx.touched = make(map[touched]event.Change)
	}
	for _, key := range keys {
		t := touched{form, key}
		if _, twice := tx.touched[t]; !twice {
			tx.touched[t] = change
			tx.order = append(tx.order, t)
		}
	}
}

// seal reads the rows that the transaction wrote as they now lie in the
// database, and puts their digests into the lines that it adds to the record
// (event.Seal): whatever a method of this package writes is proven by the line
// of whoever called it, without the caller's help. Where there is no line, or
// not enough room, a line of its own is added.
func (tx *Tx) seal(ctx context.Context) error {
	if len(tx.order) == 0 {
		return nil
	}
	seals := make(map[int64][]event.Seal)
	for _, f := range forms {
		var keys []any
		for _, t := range tx.order {
			if t.form == f.name {
				keys = append(keys, t.key)
			}
		}
		if err := tx.sealForm(ctx, f, keys, seals); err != nil {
			return fmt.Errorf("seal %s: %w", f.name, err)
		}
	}
	tx.touched, tx.order = nil, nil
	if of := seals[0]; of != nil { // rows of nobody's: whoever wrote them tells of them
		delete(seals, 0)
		if len(tx.events) > 0 {
			institution := tx.events[0].institution
			seals[institution] = append(seals[institution], of...)
		}
	}
	for _, institution := range slices.Sorted(maps.Keys(seals)) {
		tx.attach(institution, event.JoinSeals(seals[institution]))
	}
	return nil
}

// sealForm reads the rows with these keys, and tells of those that are gone.
func (tx *Tx) sealForm(ctx context.Context, f *form, keys []any, seals map[int64][]event.Seal) error {
	lost := make(map[string]any)
	for _, key := range keys {
		lost[fmt.Sprint(key)] = key
	}
	for _, n := range atOnce {
		if len(keys) < n {
			continue
		}
		query := f.query(`WHERE ` + f.key + ` IN (` + strings.TrimSuffix(strings.Repeat("?,", n), ",") + `) ORDER BY 1`)
		for ; len(keys) >= n; keys = keys[n:] {
			err := tx.eachRow(ctx, f, query, keys[:n], func(id string, institution int64, digest string) error {
				seals[institution] = append(seals[institution], event.Seal{Change: tx.touched[touched{f.name, lost[id]}], Form: f.name, ID: id, Digest: digest})
				delete(lost, id)
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(lost)) {
		if tx.touched[touched{f.name, lost[id]}] == event.RowMade {
			continue // made and taken back
		}
		institution := int64(0) // nobody's: nothing is left to tell whose it was
		if f.keyed {
			if _, err := fmt.Sscan(strings.SplitN(id, "/", 2)[0], &institution); err != nil {
				return err
			}
		}
		seals[institution] = append(seals[institution], event.Seal{Change: event.RowGone, Form: f.name, ID: id})
	}
	return nil
}

// attach puts values of event.KeySeals into the lines that the transaction adds
// to an institution's record, from the first on: where a record begins with a
// seal, all of it was written by a program that seals.
func (tx *Tx) attach(institution int64, values []string) {
	for i := range tx.events {
		if p := &tx.events[i]; p.institution == institution && len(values) > 0 {
			data := maps.Clone(p.event.Data)
			if data == nil {
				data = make(map[string]string)
			}
			data[event.KeySeals] = values[0]
			p.event.Data, values = data, values[1:]
		}
	}
	for _, v := range values {
		tx.Record(institution, event.Event{Verb: event.RowsSealed, Data: map[string]string{event.KeySeals: v}})
	}
}

// eachRow calls fn with the key, the institution and the digest of every row
// that query, made by f.query, finds.
func (tx *Tx) eachRow(ctx context.Context, f *form, query string, args []any, fn func(id string, institution int64, digest string) error) error {
	var key any
	var institution int64
	values := make([]any, strings.Count(f.columns, ",")+1)
	to := []any{&key, &institution}
	for i := range values {
		to = append(to, &values[i])
	}
	return tx.each(ctx, query, args, func(scan func(...any) error) error {
		if err := scan(to...); err != nil {
			return err
		}
		digest, err := event.Digest(f.name, values...)
		if err != nil {
			return fmt.Errorf("%s %v: %w", f.name, key, err)
		}
		return fn(fmt.Sprint(key), institution, digest)
	})
}

// Forms lists the names of the forms in which rows are sealed now.
func Forms() []string {
	names := make([]string, len(forms))
	for i, f := range forms {
		names[i] = f.name
	}
	return names
}

// EachSealable calls fn with every row of a form's table: its key, the
// institution in whose record it is sealed (0: none), and its digest as it
// lies there now. fn must not use the transaction.
func (tx *Tx) EachSealable(ctx context.Context, form string, fn func(id string, institution int64, digest string) error) error {
	f := formOf[form]
	return tx.eachRow(ctx, f, f.query(""), nil, fn)
}

// PlaceOf tells where a person finds a row of a form: the code of a case, an
// address, a short name; "" where the row leads nowhere.
func (tx *Tx) PlaceOf(ctx context.Context, form, id string) (place string, err error) {
	f := formOf[form]
	err = tx.each(ctx, `SELECT coalesce(`+f.place+`, '') FROM `+f.table+` t WHERE CAST(`+f.key+` AS TEXT) = ?`, []any{id},
		func(scan func(...any) error) error { return scan(&place) })
	return place, err
}

// EachRemarkText calls fn with every remark: its number, its words and the
// digest beside them.
func (tx *Tx) EachRemarkText(ctx context.Context, fn func(id int64, text, digest string) error) error {
	return tx.each(ctx, `SELECT id, text, digest FROM case_remark ORDER BY id`, nil, textAndDigest(fn))
}

// EachProcedureText is the same for procedure versions.
func (tx *Tx) EachProcedureText(ctx context.Context, fn func(id int64, text, digest string) error) error {
	return tx.each(ctx, `SELECT id, text, digest FROM procedure_version ORDER BY id`, nil, textAndDigest(fn))
}

func textAndDigest(fn func(id int64, text, digest string) error) func(scan func(...any) error) error {
	return func(scan func(...any) error) error {
		var id int64
		var text, digest string
		if err := scan(&id, &text, &digest); err != nil {
			return err
		}
		return fn(id, text, digest)
	}
}

// EachAuthorship calls fn with every authorship and its number.
func (tx *Tx) EachAuthorship(ctx context.Context, fn func(id int64, a Authorship) error) error {
	return tx.each(ctx, `SELECT id, document_id, revision_id, aspect, person_id, for_id, how, at FROM authorship ORDER BY id`, nil,
		func(scan func(...any) error) error {
			var id int64
			var a Authorship
			if err := scan(&id, &a.Document, refTo(&a.Revision), (*string)(&a.Aspect), (*int64)(&a.Person), (*int64)(&a.For), &a.How, at(&a.At)); err != nil {
				return err
			}
			return fn(id, a)
		})
}
