package app

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/reporting"
	"congbo/internal/store"
)

// raw is the house's database as somebody with a shell has it.
func (h *house) raw() *sql.DB { return h.rawAt(h.Config.Data) }

// rawAt opens the database of a copy of the house's data.
func (h *house) rawAt(data string) *sql.DB {
	h.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "congbo.db")+"?_pragma=foreign_keys(0)&_pragma=busy_timeout(10000)")
	h.must(err)
	h.t.Cleanup(func() { db.Close() })
	return db
}

func (h *house) exec(db *sql.DB, query string, args ...any) {
	h.t.Helper()
	res, err := db.Exec(query, args...)
	h.must(err)
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		h.t.Fatalf("%s: %d rows, %v", query, n, err)
	}
}

func (h *house) verify() *reporting.Verdict {
	h.t.Helper()
	v, err := h.Verify(h.t.Context())
	h.must(err)
	return v
}

// damaged expects the damage of one thing, and that it is named in both languages.
func (h *house) damaged(what, id, key string) {
	h.t.Helper()
	v := h.verify()
	for _, d := range v.Damages {
		for _, l := range locale.Langs {
			if s := locale.T(l, d.Key, d.Args...); strings.ContainsAny(s, "⟨⟩{}") {
				h.t.Errorf("%s: %s", l, s)
			}
		}
		if d.What == what && d.ID == id && d.Key == key {
			return
		}
	}
	h.t.Errorf("%s %s %s is not found; found %+v", what, id, key, v.Damages)
}

// forget writes the record anew as a program would have that sealed nothing.
func (h *house) forget(db *sql.DB) {
	h.t.Helper()
	rows, err := db.Query("SELECT institution_id, seq, at, actor_id, on_behalf_of, verb, case_id, subject, data FROM event ORDER BY seq")
	h.must(err)
	var lines []event.Event
	for rows.Next() {
		var e event.Event
		var at int64
		var data string
		h.must(rows.Scan(&e.Chain, &e.Seq, &at, &e.Actor, &e.OnBehalfOf, &e.Verb, &e.Case, &e.Subject, &data))
		e.At, e.Data = time.UnixMicro(at), dataOf(h.t, data)
		delete(e.Data, event.KeySeals)
		lines = append(lines, e)
	}
	h.must(errors.Join(rows.Err(), rows.Close()))
	h.exec(db, "DELETE FROM event")
	prev := event.Genesis
	for _, e := range lines {
		if e.Verb == event.RowsSealed {
			e.Verb, e.Data = event.SettingChanged, map[string]string{}
		}
		e = e.Chained(e.Seq-1, prev)
		prev = e.Hash
		h.exec(db, "INSERT INTO event (institution_id, seq, at, actor_id, on_behalf_of, verb, case_id, subject, data, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			e.Chain, e.Seq, e.At.UnixMicro(), e.Actor, e.OnBehalfOf, string(e.Verb), e.Case, e.Subject, dataText(h.t, e.Data), e.Prev, e.Hash)
	}
}

func dataOf(t testing.TB, text string) (data map[string]string) {
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		t.Fatal(err)
	}
	return data
}

func dataText(t testing.TB, data map[string]string) string {
	text, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A record from before rows were sealed is whole, and proves what it always
// did: the words of reasons, and now also who became an author by saving. What
// is written to it from then on is sealed (R-T9, invariants 2 and 6).
func TestVerifyOldRecord(t *testing.T) {
	h := newHouse(t, "")
	id := h.atReview()
	h.act("head", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Reason: "Thiếu nguồn"})
	db := h.raw()
	h.forget(db)
	if v := h.verify(); !v.OK() || v.Rows != 0 {
		t.Fatalf("%d rows measured; %+v", v.Rows, v.Damages)
	}
	h.exec(db, "UPDATE case_remark SET text = 'Đạt' WHERE id = 1")
	h.damaged("remark", "1", "verify.row_changed")
	h.exec(db, "UPDATE case_remark SET text = 'Thiếu nguồn' WHERE id = 1")
	h.exec(db, "CREATE TABLE kept AS SELECT * FROM authorship")
	h.exec(db, "DELETE FROM authorship WHERE revision_id = 2")
	h.damaged("authorship", "2", "verify.author_missing")
	h.exec(db, "INSERT INTO authorship SELECT * FROM kept WHERE revision_id = 2")
	h.exec(db, "UPDATE authorship SET person_id = person_id + 1 WHERE id = 1")
	h.damaged("authorship", "1", "verify.author_unfounded")
	h.exec(db, "UPDATE authorship SET person_id = person_id - 1 WHERE id = 1")

	h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "request-changes", Reason: "Bổ sung nguồn"})
	if v := h.verify(); !v.OK() || v.Rows == 0 {
		t.Fatalf("%d rows measured after another act; %+v", v.Rows, v.Damages)
	}
	h.exec(db, "UPDATE case_file SET state = state || ' '")
	h.damaged("case", "1", "verify.row_changed")
	h.exec(db, "UPDATE case_file SET state = substr(state, 1, length(state) - 1)")
	h.exec(db, "INSERT INTO case_remark (case_id, kind, text, digest, at) SELECT case_id, kind, text, digest, at FROM case_remark WHERE id = 2")
	h.damaged("remark", "3", "verify.row_added")
	h.exec(db, "DELETE FROM case_remark WHERE id >= 2")
	h.damaged("remark", "2", "verify.row_missing")
}

// What stands beside an edition for lists is what the document and the term say
// (invariant 6).
func TestVerifyBesideEdition(t *testing.T) {
	h := newHouse(t, "")
	_, err := h.Seed(t.Context(), 3)
	h.must(err)
	db := h.raw()
	for change, back := range map[string]string{"until_at = 1": "until_at = NULL", "unit_id = unit_id + 1": "unit_id = unit_id - 1"} {
		h.exec(db, "UPDATE edition SET "+change+" WHERE id = 2")
		h.damaged("edition", "2", "verify.edition_differs")
		h.exec(db, "UPDATE edition SET "+back+" WHERE id = 2")
	}
	if v := h.verify(); !v.OK() {
		t.Errorf("%+v", v.Damages)
	}
}

// Personal data can be taken out of the rows by the program, which says so in
// the record: the record stays whole, and what stays is proven as it now is.
func TestVerifyErasedPerson(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.receive(firstLetter)
		who := h.who["deputy"].Person
		h.must(h.Store.Tx(t.Context(), func(tx *store.Tx) error {
			p, err := tx.Person(t.Context(), who)
			if err != nil {
				return err
			}
			p.Name, p.Email, p.State = "—", "erased", store.PersonDisabled
			tx.Record(h.inst, event.Event{Verb: event.PersonErased, Subject: "person:4"})
			return tx.SavePerson(t.Context(), p)
		}))
		if v := h.verify(); !v.OK() {
			t.Errorf("%+v", v.Damages)
		}
	})
}

// Who gives up gets no verdict, not one of a damaged record.
func TestVerifyGivenUp(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		for range 5 {
			h.receive(strings.Replace(firstLetter, "Message-ID: <", "Message-ID: <x", 1))
		}
		for wait := time.Duration(0); wait < 6*time.Millisecond; wait += 150 * time.Microsecond {
			ctx, cancel := context.WithTimeout(t.Context(), wait)
			v, err := h.Verify(ctx)
			cancel()
			if err == nil && !v.OK() || v != nil && len(v.Damages) > 0 {
				t.Fatalf("given up after %v: %+v", wait, v.Damages)
			}
		}
	})
}
