package app

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/procedures"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// An oldHouse is the demonstration, many years later.
type oldHouse struct {
	t    *testing.T
	a    *App
	mu   sync.Mutex
	time time.Time
}

func (h *oldHouse) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

func (h *oldHouse) later(years int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = h.time.AddDate(years, 0, 0)
}

func openOld(t *testing.T, data, database string) *oldHouse {
	t.Helper()
	h := &oldHouse{t: t, time: storetest.At(pastEnd).Now()}
	h.a = played(t, data, database, h.now)
	t.Cleanup(func() { h.a.Close() })
	return h
}

func (h *oldHouse) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// may is somebody of an institution who may do something, but not one of others.
func (h *oldHouse) may(institution int64, action people.Action, but ...people.PersonID) cases.Actor {
	h.t.Helper()
	var who cases.Actor
	h.must(h.a.Store.View(h.t.Context(), func(tx *store.Tx) error {
		all, err := tx.People(h.t.Context(), store.PersonFilter{Institution: institution})
		for _, p := range all {
			if who.Person == 0 && !slices.Contains(but, p.ID) && h.a.Cases.May(h.t.Context(), tx, actorOf(p), action, people.Scope{Institution: institution}) == nil {
				who = actorOf(p)
			}
		}
		return err
	}))
	if who.Person == 0 {
		h.t.Fatalf("nobody of %d may %s", institution, action)
	}
	return who
}

func (h *oldHouse) drain() {
	h.t.Helper()
	if _, err := h.a.Runner.Drain(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *oldHouse) whole(what string) {
	h.t.Helper()
	v, err := h.a.Verify(h.t.Context())
	h.must(err)
	for _, d := range v.Damages {
		h.t.Errorf("%s: %+v", what, d)
	}
}

// What the demonstration's institutions have settled is taken away when its
// retention has ended, proposed by one and approved by another: senders, letters
// and files are nowhere any more, what was published still is, and the record is
// whole throughout (R-T10, R-T9).
func TestDisposalTakesAway(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		data := filepath.Join(t.TempDir(), "data")
		h := openOld(t, data, "")
		h.takesAway("sqlite", "file:"+filepath.Join(data, "congbo.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := storetest.PostgresURL(t)
		openOld(t, t.TempDir(), url).takesAway("pgx", url)
	})
}

func (h *oldHouse) takesAway(driver, dsn string) {
	t, ctx := h.t, h.t.Context()
	h.drain()
	db, err := sql.Open(driver, dsn)
	h.must(err)
	defer db.Close()
	_, err = db.ExecContext(ctx, `DELETE FROM job`) // nobody waits for the alarms of all those years
	h.must(err)
	h.later(30)
	var institutions []store.Institution
	h.must(h.a.Store.View(ctx, func(tx *store.Tx) (err error) {
		institutions, err = tx.Institutions(ctx)
		return err
	}))
	staff, senders, files := h.staff(), make(map[string]bool), make(map[string]bool)
	taken := 0
	var ids []int64
	for _, in := range institutions {
		by := h.may(in.ID, people.ManageProcedures)
		gone, err := h.a.Procedures.Expired(ctx, by)
		h.must(err)
		if len(gone) == 0 {
			continue
		}
		var codes []string
		for _, x := range gone {
			codes = append(codes, x.Code)
			h.remember(x.Case, senders, files)
		}
		taken += len(codes)
		id, err := h.a.Procedures.Propose(ctx, by, procedures.Proposal{Codes: codes, Reason: "Hết thời hạn lưu", NoTitle: true})
		h.must(err)
		ids = append(ids, id)
		if err := h.a.Procedures.Dispose(ctx, id); !fault.Is(err, fault.Denied) {
			t.Fatalf("taken away before anybody approved: %v", err)
		}
		chief := h.may(in.ID, people.DecideDisposal, by.Person)
		h.must(h.a.Procedures.Decide(ctx, chief, id, procedures.Decision{Yes: true, Number: "12/QĐ", Version: 1}))
	}
	if taken < 5 || len(senders) < 3 || len(files) < 3 {
		t.Fatalf("the demonstration has settled %d cases of %d senders with %d files", taken, len(senders), len(files))
	}
	kills := 0
	for _, id := range ids {
		kills += h.killed(id)
	}
	if kills < 10 {
		t.Errorf("the job was killed %d times", kills)
	}
	h.drain()
	h.toldOnce(ids)
	for _, id := range ids {
		h.noneHalf(id)
		h.must(h.a.Store.View(ctx, func(tx *store.Tx) error {
			w, err := tx.DisposalWork(ctx, id)
			if w.Done.IsZero() {
				t.Errorf("disposal %d is not done", id)
			}
			return err
		}))
	}
	h.whole("when all is taken away")
	h.nowhere(db, driver, senders, staff)
	h.filesGone(files)
	h.pagesStay()

	lines := h.lines()
	for _, id := range ids {
		h.must(h.a.Procedures.Dispose(ctx, id))
	}
	if again := h.lines(); again != lines {
		t.Errorf("done twice, it wrote %d lines more", again-lines)
	}
	h.doubted(db)
	h.writes()
}

// staff are the addresses that stay: of people with an account.
func (h *oldHouse) staff() map[string]bool {
	known := make(map[string]bool)
	h.must(h.a.Store.View(h.t.Context(), func(tx *store.Tx) error {
		institutions, err := tx.Institutions(h.t.Context())
		for _, in := range institutions {
			all, err := tx.People(h.t.Context(), store.PersonFilter{Institution: in.ID})
			if err != nil {
				return err
			}
			for _, p := range all {
				known[p.Email] = true
			}
		}
		return err
	}))
	return known
}

// remember notes who asked for a case and what files came with it.
func (h *oldHouse) remember(id int64, senders, files map[string]bool) {
	ctx := h.t.Context()
	h.must(h.a.Store.View(ctx, func(tx *store.Tx) error {
		c, err := tx.Case(ctx, id)
		if err != nil || c.Request == 0 {
			return err
		}
		r, err := tx.Request(ctx, c.Request)
		if err != nil {
			return err
		}
		others, err := tx.CasesOfRequest(ctx, c.Request)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(others, func(o store.Case) bool { return o.EndedAt.IsZero() }) {
			return nil // needed for what is still open
		}
		if r.SenderEmail != "" {
			senders[r.SenderEmail] = true
		}
		messages, err := tx.Messages(ctx, c.Request)
		if err != nil {
			return err
		}
		kept, err := tx.ArchivedOf(ctx, c.Document)
		if err != nil {
			return err
		}
		for _, x := range kept {
			files[x.Papers] = true
		}
		for _, m := range messages {
			if m.Raw != "" {
				files[m.Raw] = true
			}
		}
		return nil
	}))
}

// nowhere looks for the senders in every text of the database. Those who have
// written about something that is still open may be there.
func (h *oldHouse) nowhere(db *sql.DB, driver string, senders, staff map[string]bool) {
	h.t.Helper()
	ctx := h.t.Context()
	open := make(map[string]bool)
	rows, err := db.QueryContext(ctx, `SELECT DISTINCT sender_email FROM request WHERE sender_email <> ''`)
	h.must(err)
	for rows.Next() {
		var s string
		h.must(rows.Scan(&s))
		open[s] = true
	}
	h.must(rows.Close())
	looked := 0
	for table, columns := range textColumns(h.t, db, driver) {
		for _, column := range columns {
			for sender := range senders {
				if staff[sender] || open[sender] {
					continue
				}
				looked++
				var n int
				h.must(db.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(*) FROM %s WHERE %s LIKE '%%%s%%'`, table, column, sender)).Scan(&n))
				if n > 0 {
					h.t.Errorf("%s.%s still names %s in %d rows", table, column, sender, n)
				}
			}
		}
	}
	if looked < 100 {
		h.t.Errorf("only %d places were looked at", looked)
	}
}

func textColumns(t *testing.T, db *sql.DB, driver string) map[string][]string {
	t.Helper()
	query := `SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND p.type = 'TEXT'`
	if driver == "pgx" {
		query = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND data_type = 'text'`
	}
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns := make(map[string][]string)
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		columns[table] = append(columns[table], column)
	}
	return columns
}

// filesGone looks for the bytes of letters.
func (h *oldHouse) filesGone(files map[string]bool) {
	h.t.Helper()
	for id := range files {
		used := false
		h.must(h.a.Store.View(h.t.Context(), func(tx *store.Tx) (err error) {
			used, err = tx.MediaUsed(h.t.Context(), id)
			return err
		}))
		f, err := h.a.Blobs.Get(h.t.Context(), id)
		if err == nil {
			f.Close()
		}
		if used != (err == nil) {
			h.t.Errorf("file %s: needed %v, and %v", id, used, err)
		}
	}
}

// pagesStay reads what is public: its text is there.
func (h *oldHouse) pagesStay() {
	h.t.Helper()
	ctx := h.t.Context()
	var live []store.Edition
	h.must(h.a.Store.View(ctx, func(tx *store.Tx) error {
		err := tx.EachEdition(ctx, func(e store.Edition, _ string, _, _ bool, _ string) error {
			live = append(live, e)
			return nil
		})
		for _, e := range live {
			r, rerr := tx.Revision(ctx, e.Revision)
			if rerr != nil || r.Title == "" || len(r.Body.Doc.Content) == 0 {
				h.t.Errorf("edition %d: its text is gone: %v", e.ID, rerr)
			}
		}
		return err
	}))
	if len(live) == 0 {
		h.t.Error("nothing was published")
	}
}

func (h *oldHouse) lines() (n int64) {
	h.must(h.a.Store.View(h.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Institutions(h.t.Context())
		for _, in := range all {
			last, err := tx.LastEvent(h.t.Context(), in.ID)
			if err != nil {
				return err
			}
			n += last.Seq
		}
		return err
	}))
	return n
}
