package app

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/people"
	"congbo/internal/reporting"
	"congbo/internal/store"
)

// An office gathers manyCases cases in some years; a fifth of them are open
// after a summer in which nobody looked. It begins with fewCases.
const (
	manyCases = 100_000
	fewCases  = 1_000
)

// BenchmarkManyCases times what a person waits for where there are very many
// cases: lists, searches, the inbox and figures. Each is done by turns where
// there are few and where there are many, so that a busy machine does harm to
// both alike: x/few tells how it grows.
func BenchmarkManyCases(b *testing.B) {
	few, many := officeWith(b, fewCases), officeWith(b, manyCases)
	for _, name := range slices.Sorted(maps.Keys(many)) {
		b.Run(name, func(b *testing.B) {
			var took [2][]float64
			for b.Loop() {
				for i, run := range []func(){few[name], many[name]} {
					begun := time.Now()
					run()
					took[i] = append(took[i], float64(time.Since(begun).Microseconds()))
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(took[0]), "µs/few")
			b.ReportMetric(median(took[1]), "µs/many")
			b.ReportMetric(median(took[1])/max(median(took[0]), 1), "x/few")
		})
	}
}

// officeWith is what people do in an office with n cases, by name.
func officeWith(b *testing.B, n int) map[string]func() {
	h := newHouse(b, "")
	id := h.ready()
	h.multiply(id, n)
	ctx := b.Context()
	person := func(name string) cases.Actor { return h.who[name] }
	outsider := h.stranger()
	search := func(who cases.Actor, q cases.Query) func() {
		return func() {
			_, err := h.Cases.Find(ctx, who, q, 0, 51)
			h.must(err)
		}
	}
	return map[string]func(){
		"TasksOfTheHead":   func() { _, err := h.Cases.Tasks(ctx, person("head")); h.must(err) },
		"TasksOfTheOffice": func() { _, err := h.Cases.Tasks(ctx, person("communications")); h.must(err) },
		"WorkOfTheHead":    func() { _, err := h.Cases.Worklist(ctx, person("head")); h.must(err) },
		"WorkOfTheOffice":  func() { _, err := h.Cases.Worklist(ctx, person("communications")); h.must(err) },
		"WorkOfAUnit":      func() { _, err := h.Cases.Worklist(ctx, outsider); h.must(err) },
		"Board": func() {
			_, err := h.Cases.Find(ctx, person("head"), cases.Query{State: "open", Procedure: "dang-tin-cap-truong"}, 0, 400)
			h.must(err)
		},
		"SearchWord":       search(person("head"), cases.Query{Text: "hoc bong"}),
		"SearchNothing":    search(person("head"), cases.Query{Text: "khong co gi nhu the"}),
		"SearchCode":       search(person("head"), cases.Query{Text: "ptt-2026-000001"}),
		"SearchOverdue":    search(person("head"), cases.Query{Due: "overdue"}),
		"SearchFlag":       search(person("head"), cases.Query{State: "all", Flag: "reopened"}),
		"SearchKind":       search(person("head"), cases.Query{State: "all", Kind: "press-release"}),
		"SearchSender":     search(person("head"), cases.Query{State: "all", Sender: "khong co ai"}),
		"SearchStepOfNone": search(person("head"), cases.Query{State: "open", Step: "post"}),
		"SearchOfAUnit":    search(outsider, cases.Query{State: "all"}),
		"Inbox":            func() { _, err := h.Notify.Inbox(ctx, person("head"), true, 0, 51); h.must(err) },
		"InboxAll":         func() { _, err := h.Notify.Inbox(ctx, person("head"), false, 0, 51); h.must(err) },
		"DigestsWhereNobodyDoes": func() {
			h.must(h.Store.View(ctx, func(tx *store.Tx) error { _, err := tx.Undigested(ctx); return err }))
		},
		"ForcedOfAYear": func() {
			h.must(h.Store.View(ctx, func(tx *store.Tx) error {
				_, err := reporting.ReadForced(ctx, h.Cases, tx, person("head"), 2026)
				return err
			}))
		},
		"Diary": func() {
			h.must(h.Store.View(ctx, func(tx *store.Tx) error {
				_, err := reporting.ReadDiary(ctx, tx, h.inst, person("head").Person, h.clock.Now())
				return err
			}))
		},
		"LogOfAVerb": func() {
			h.must(h.Store.View(ctx, func(tx *store.Tx) error {
				_, err := tx.Events(ctx, store.EventFilter{Institution: h.inst, Verb: "calendar-changed", Limit: 1})
				return err
			}))
		},
		"LettersOfState": func() {
			h.must(h.Store.View(ctx, func(tx *store.Tx) error {
				_, err := tx.FindLetters(ctx, store.LetterFilter{Institution: h.inst, State: store.LetterFailed, Limit: 51})
				return err
			}))
		},
		"LettersTo": func() {
			h.must(h.Store.View(ctx, func(tx *store.Tx) error {
				_, err := tx.FindLetters(ctx, store.LetterFilter{Institution: h.inst, To: "khong-co@", Limit: 51})
				return err
			}))
		},
		"OneCase": func() { _, err := h.Cases.See(ctx, person("head"), id); h.must(err) },
	}
}

// stranger is a colleague of a unit that has no cases.
func (h *house) stranger() (who cases.Actor) {
	h.must(h.Store.Tx(context.Background(), func(tx *store.Tx) error {
		u := store.Unit{Institution: h.inst, Active: true}
		u.Name.VI = "Khoa Luật"
		h.must(tx.AddUnit(context.Background(), &u))
		p := store.Person{Institution: h.inst, Name: "Người Khoa Luật", Email: "luat@songtien.example", Unit: u.ID, Lang: "vi", State: store.PersonActive}
		h.must(tx.AddPerson(context.Background(), &p))
		h.must(tx.AddAppointment(context.Background(), &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: people.UnitHead, Place: people.Place{Kind: people.Unit, ID: u.ID}, From: h.clock.Now().AddDate(0, 0, -1)}}))
		who = cases.Actor{Person: p.ID, Name: p.Name, Institution: h.inst, Lang: "vi"}
		return nil
	}))
	return who
}

// multiply makes many cases of one, straight in the database: the record does
// not tell of them.
func (h *house) multiply(id int64, n int) {
	h.t.Helper()
	db, err := sql.Open("sqlite", "file:"+h.Config.Data+"/congbo.db?_pragma=foreign_keys(0)&_pragma=busy_timeout(10000)&_pragma=synchronous(off)")
	h.must(err)
	defer db.Close()
	numbers := `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ` + strconv.Itoa(n) + `) `
	open := strconv.Itoa(n - n/5)
	h.exec(db, numbers+`INSERT INTO case_file (id, institution_id, code, procedure_id, request_id, document_id, mailbox_id, title, sender, folded, unit_id, site_id, step, state, waiting, assignee_id, flags, opened_at, entered_at, due_at, ended_at, outcome, version)
		SELECT 1000 + i, institution_id, 'PTT-2020-' || i, procedure_id, NULL, document_id, mailbox_id, title, sender, 'ptt-2020-' || i || ' ' || title || sender, unit_id, site_id, step, state, waiting, assignee_id, flags,
			opened_at - 100000000 * i, entered_at, CASE WHEN i > `+open+` THEN due_at + 1000000 * i END, CASE WHEN i > `+open+` THEN NULL ELSE entered_at END, CASE WHEN i > `+open+` THEN '' ELSE 'settled' END, 1
		FROM case_file, n WHERE id = ?`, id)
	h.exec(db, `INSERT INTO case_hand (case_id, role, aspect, barred) SELECT c.id, x.role, x.aspect, x.barred FROM case_file c, case_hand x WHERE c.id > 1000 AND c.ended_at IS NULL AND x.case_id = ?`, id)
	for k := range 5 {
		h.exec(db, `INSERT INTO event (institution_id, seq, at, actor_id, verb, case_id, subject, prev, hash) SELECT institution_id, 1000000 * (1 + ?) + id, opened_at + 3600000000 * ?, (SELECT max(id) - ? FROM person), ?, id, '', '', '' FROM case_file WHERE id > 1000`,
			k, k, k, []string{"case-opened", "text-revised", "case-moved", "verdict-given", "published"}[k])
	}
	h.exec(db, `INSERT INTO letter (institution_id, case_id, person_id, template, lang, to_name, to_email, data, subject, body, html, message_id, state, created_at) SELECT institution_id, id, 1, 'task', 'vi', 'Ai', 'ai@songtien.example', '{}', 'Đến lượt', '', '', 'm' || id, 'sent', opened_at FROM case_file WHERE id > 1000`)
	h.exec(db, `INSERT INTO notice (institution_id, person_id, case_id, sort, template, data, way, created_at, read_at) SELECT c.institution_id, p.id, c.id, 'task', 'task', '{}', 'mail', c.opened_at, CASE WHEN c.id % 10 = 0 THEN NULL ELSE c.opened_at END FROM case_file c, person p WHERE c.id > 1000 AND p.id <= 4`)
	h.exec(db, `ANALYZE`)
}
