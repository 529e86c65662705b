//go:build linux

package app

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"congbo/internal/event"
	"congbo/internal/reporting"
	"congbo/internal/store/storetest"
)

// A tampering changes something behind the program's back. do returns what is
// to be found — the kind of damage and, for the record, the number of its first
// bad line; "" for any line — or false where this draw changes nothing.
type tampering struct {
	name string
	do   func(x *tamper) (what, id string, ok bool)
}

type tamper struct {
	t           *testing.T
	r           *rand.Rand
	db          *sql.DB
	data        string
	pg          bool
	chain, last int64 // an institution's record, and how many lines it has
}

func (x *tamper) exec(query string, args ...any) bool {
	x.t.Helper()
	if x.pg {
		for i := 1; strings.Contains(query, "?"); i++ {
			query = strings.Replace(query, "?", "$"+strconv.Itoa(i), 1)
		}
	}
	res, err := x.db.Exec(query, args...)
	if err != nil {
		x.t.Fatalf("%s: %v", query, err)
	}
	n, _ := res.RowsAffected()
	return n > 0
}

// row is the number of a row of a table, by chance.
func (x *tamper) row(table, where string) int64 {
	var id int64
	if err := x.db.QueryRow("SELECT id FROM " + table + " WHERE " + where + " ORDER BY random() LIMIT 1").Scan(&id); err != nil {
		x.t.Fatal(err)
	}
	return id
}

func (x *tamper) line(seq int64) string { return fmt.Sprintf("%d/%d", x.chain, seq) }

// of is what the lines of the record chosen have in common.
func (x *tamper) of() string { return fmt.Sprintf("institution_id = %d AND ", x.chain) }

// choose chooses a record.
func (x *tamper) choose() {
	var chains []int64
	rows, err := x.db.Query("SELECT DISTINCT institution_id FROM event ORDER BY 1")
	if err != nil {
		x.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			x.t.Fatal(err)
		}
		chains = append(chains, id)
	}
	rows.Close()
	x.chain = chains[x.r.IntN(len(chains))]
	if err := x.db.QueryRow("SELECT max(seq) FROM event WHERE institution_id = " + strconv.FormatInt(x.chain, 10)).Scan(&x.last); err != nil {
		x.t.Fatal(err)
	}
}

var tamperings = []tampering{
	{"edit a line", func(x *tamper) (string, string, bool) {
		seq := 1 + x.r.Int64N(x.last)
		set := []string{"at = at + 1", "actor_id = actor_id + 1", "on_behalf_of = 7", "verb = 'case-linked'", "case_id = case_id + 1", "subject = subject || '1'",
			"data = '{\"step\":\"none\"}'", "prev = '" + strings.Repeat("a", 64) + "'", "hash = '" + strings.Repeat("b", 64) + "'"}[x.r.IntN(9)]
		return "event", x.line(seq), x.exec("UPDATE event SET "+set+" WHERE "+x.of()+"seq = ?", seq)
	}},
	{"delete a line", func(x *tamper) (string, string, bool) {
		seq := 1 + x.r.Int64N(x.last)
		return "event", x.line(seq), x.exec("DELETE FROM event WHERE "+x.of()+"seq = ?", seq)
	}},
	{"insert a line", func(x *tamper) (string, string, bool) {
		return "event", x.line(x.last + 1), x.exec(fmt.Sprintf("INSERT INTO event SELECT institution_id, %d, at, actor_id, on_behalf_of, verb, case_id, subject, data, prev, hash FROM event WHERE "+x.of()+"seq = ?", x.last+1),
			1+x.r.Int64N(x.last))
	}},
	{"swap two lines", func(x *tamper) (string, string, bool) {
		a, b := 1+x.r.Int64N(x.last), 1+x.r.Int64N(x.last)
		if a == b {
			return "", "", false
		}
		return "event", x.line(min(a, b)), x.exec("UPDATE event SET seq = -1 WHERE "+x.of()+"seq = ?", a) && x.exec("UPDATE event SET seq = ? WHERE "+x.of()+"seq = ?", a, b) && x.exec("UPDATE event SET seq = ? WHERE "+x.of()+"seq = -1", b)
	}},
	{"cut the record off", func(x *tamper) (string, string, bool) {
		seq := x.r.Int64N(x.last)
		return "event", x.line(seq + 1), x.exec("DELETE FROM event WHERE "+x.of()+"seq > ?", seq)
	}},
	{"write the record anew", (*tamper).rewrite},
	{"edit a revision", func(x *tamper) (string, string, bool) {
		id := x.row("revision", "1 = 1")
		set := []string{"text = replace(text, 'i', 'y')", "title = title || '.'", "summary = summary || '.'", "hash = '" + strings.Repeat("c", 64) + "'", "text = '{}'",
			"hashes = replace(hashes, '\"content\":\"', '\"content\":\"0')", "text = 'x'"}[x.r.IntN(7)]
		return "revision", "", x.exec("UPDATE revision SET "+set+" WHERE id = ?", id)
	}},
	{"delete a revision", func(x *tamper) (string, string, bool) {
		return "document", "", x.exec("DELETE FROM revision WHERE id = ?", x.row("revision", "1 = 1"))
	}},
	{"insert a revision", func(x *tamper) (string, string, bool) {
		return "document", "", x.exec(`INSERT INTO revision (document_id, number, title, summary, text, hash, hashes, saved_by, saved_at)
			SELECT document_id, number + 1000, title, summary, text, hash, hashes, saved_by, saved_at FROM revision WHERE id = ?`, x.row("revision", "1 = 1"))
	}},
	{"swap two revisions", func(x *tamper) (string, string, bool) {
		a := x.row("revision", "1 = 1")
		b := x.row("revision", fmt.Sprintf("hash <> (SELECT hash FROM revision WHERE id = %d)", a))
		return "revision", "", x.exec("UPDATE revision SET text = (SELECT text FROM revision v WHERE v.id = ?) WHERE id = ?", b, a)
	}},
	{"edit a verdict", func(x *tamper) (string, string, bool) {
		id := x.row("approval", "1 = 1")
		set := []string{"yes = NOT yes", "person_id = person_id + 1", "for_id = 5", "role = 'leadership'", "at = at - 1", "hash = '" + strings.Repeat("d", 64) + "'",
			"aspect = 'layout'"}[x.r.IntN(7)]
		return "approval", "", x.exec("UPDATE approval SET "+set+" WHERE id = ?", id)
	}},
	{"delete a verdict", func(x *tamper) (string, string, bool) {
		return "case", "", x.exec("DELETE FROM approval WHERE id = ?", x.row("approval", "1 = 1"))
	}},
	{"insert a verdict", func(x *tamper) (string, string, bool) {
		return "case", "", x.exec(`INSERT INTO approval (case_id, document_id, revision_id, aspect, hash, yes, person_id, for_id, role, at)
			SELECT case_id, document_id, revision_id, aspect, hash, yes, person_id, for_id, role, at FROM approval WHERE id = ?`, x.row("approval", "1 = 1"))
	}},
	{"edit an edition", func(x *tamper) (string, string, bool) {
		id := x.row("edition", "1 = 1")
		set := []string{"title = title || '!'", "kind = 'statement'", "hash = '" + strings.Repeat("e", 64) + "'", "posted_by = posted_by + 1", "published_at = published_at - 1",
			"state = CASE state WHEN 'live' THEN 'removed' WHEN 'replaced' THEN 'withdrawn' ELSE 'replaced' END", "number = number + 7",
			"until_at = coalesce(until_at, 0) + 1", "unit_id = coalesce(unit_id, 0) + 1"}[x.r.IntN(9)]
		return "edition", "", x.exec("UPDATE edition SET "+set+" WHERE id = ?", id)
	}},
	{"delete an edition", func(x *tamper) (string, string, bool) {
		return "case", "", x.exec("DELETE FROM edition WHERE id = ?", x.row("edition", "1 = 1"))
	}},
	{"insert an edition", func(x *tamper) (string, string, bool) {
		return "case", "", x.exec(`INSERT INTO edition (document_id, case_id, site_id, section_id, revision_id, number, kind, slug, title, state, hash, posted_by, first_at, published_at)
			SELECT document_id, case_id, site_id, section_id, revision_id, number + 50, kind, slug, title, 'replaced', hash, posted_by, first_at, published_at FROM edition WHERE id = ?`, x.row("edition", "1 = 1"))
	}},
	{"show another revision", func(x *tamper) (string, string, bool) {
		id := x.row("edition", "1 = 1")
		return "edition", "", x.exec("UPDATE edition SET revision_id = (SELECT v.id FROM revision v WHERE v.hash <> edition.hash ORDER BY v.id LIMIT 1) WHERE id = ?", id)
	}},
	{"move a case", func(x *tamper) (string, string, bool) {
		return "case", "", x.exec("UPDATE case_file SET step = CASE WHEN step = 'post' THEN 'review' ELSE 'post' END WHERE id = ?", x.row("case_file", "1 = 1"))
	}},
	{"damage a file", (*tamper).damage},
}

// rewrite changes a line and links everything behind it anew, as somebody who
// knows the program would: only a head kept elsewhere shows it.
func (x *tamper) rewrite() (string, string, bool) {
	from := 1 + x.r.Int64N(x.last)
	if !x.exec("UPDATE event SET actor_id = actor_id + 1 WHERE "+x.of()+"seq = ?", from) {
		return "", "", false
	}
	v := relinked{x: x}
	v.run(from)
	return "head", x.line(x.last), true
}

// damage changes, shortens or removes one file.
func (x *tamper) damage() (string, string, bool) {
	var files []string
	filepath.WalkDir(filepath.Join(x.data, "blobs"), func(p string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, p)
		}
		return nil
	})
	file := files[x.r.IntN(len(files))]
	rel, err := filepath.Rel(filepath.Join(x.data, "blobs"), file)
	if err != nil {
		x.t.Fatal(err)
	}
	id := strings.ReplaceAll(rel, string(filepath.Separator), "") // folders are named by the first digits
	raw, err := os.ReadFile(file)
	if err != nil || len(raw) == 0 {
		return "", "", false
	}
	switch x.r.IntN(3) {
	case 0:
		raw[x.r.IntN(len(raw))] ^= 1
	case 1:
		raw = raw[:len(raw)-1]
	default:
		os.Remove(file)
		return "file", id, true
	}
	os.Chmod(file, 0o600)
	return "file", id, os.WriteFile(file, raw, 0o600) == nil
}

// relinked computes the chain anew in the database.
type relinked struct{ x *tamper }

func (v relinked) run(from int64) {
	x := v.x
	prev := event.Genesis
	if from > 1 {
		if err := x.db.QueryRow("SELECT hash FROM event WHERE " + x.of() + "seq = " + strconv.FormatInt(from-1, 10)).Scan(&prev); err != nil {
			x.t.Fatal(err)
		}
	}
	var lines []event.Event
	rows, err := x.db.Query("SELECT institution_id, seq, at, actor_id, on_behalf_of, verb, case_id, subject, data FROM event WHERE " + x.of() + "seq >= " + strconv.FormatInt(from, 10) + " ORDER BY seq")
	if err != nil {
		x.t.Fatal(err)
	}
	for rows.Next() {
		var e event.Event
		var at int64
		var data string
		if err := rows.Scan(&e.Chain, &e.Seq, &at, &e.Actor, &e.OnBehalfOf, &e.Verb, &e.Case, &e.Subject, &data); err != nil {
			x.t.Fatal(err)
		}
		e.At, e.Data = time.UnixMicro(at), mapOf(x.t, data)
		lines = append(lines, e)
	}
	rows.Close()
	for _, e := range lines {
		e = e.Chained(e.Seq-1, prev)
		x.exec("UPDATE event SET prev = ?, hash = ? WHERE "+x.of()+"seq = ?", e.Prev, e.Hash, e.Seq)
		prev = e.Hash
	}
}

// Whoever changes the database or the files behind the program's back is found
// by verify, and the first bad line of the record is named (R-T9; I5, I6).
func TestDrillTamper(t *testing.T) {
	n := drillCycles(t, 40, 1000)
	house := filepath.Join(t.TempDir(), "played")
	a := signed(t, house, "")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	count := make(map[string]int)
	for i := 0; i < n; {
		k := tamperings[r.IntN(len(tamperings))]
		data := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(data, os.DirFS(house)); err != nil {
			t.Fatal(err)
		}
		if tamperOnce(t, k, data, r) {
			count[k.name]++
			if i++; i%100 == 0 {
				t.Logf("%d found", i)
			}
		}
		os.RemoveAll(data)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d tamperings, all found: %v", n, count)
}

// signed is the demonstration at the end of its past, its record signed.
func signed(t *testing.T, data, database string) *App {
	t.Helper()
	a := played(t, data, database, storetest.At(pastEnd).Now)
	if err := a.SignHeads(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// The same with SQL on PostgreSQL.
func TestDrillTamperPostgres(t *testing.T) {
	n := drillCycles(t, 15, 200)
	url := storetest.PostgresURL(t)
	a := signed(t, t.TempDir(), url)
	defer a.Close()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	x := &tamper{t: t, db: db, pg: true, r: rand.New(rand.NewPCG(rand.Uint64(), 1))}
	tables := []string{"event"}
	for _, on := range sealedTables {
		tables = append(tables, on.table)
	}
	x.exec("SET session_replication_role = replica") // rows need not fit each other
	for _, name := range tables {
		x.exec("CREATE TABLE kept_" + name + " AS TABLE " + name)
	}
	for done := 0; done < n && !t.Failed(); {
		x.choose()
		k := tamperings[x.r.IntN(len(tamperings)-1)] // files are the last, and no matter of the database
		if what, id, ok := k.do(x); ok {
			done++
			v, err := a.Verify(t.Context())
			if err != nil {
				t.Fatalf("%s: %v", k.name, err)
			}
			if !names(v, what, id) {
				t.Errorf("%s: %s %s is not found; found: %+v", k.name, what, id, v.Damages)
			}
		}
		for _, name := range tables {
			x.exec("DELETE FROM " + name)
			x.exec("INSERT INTO " + name + " SELECT * FROM kept_" + name)
		}
	}
	if v, err := a.Verify(t.Context()); err != nil || !v.OK() {
		t.Errorf("put back as it was: %v, %+v", err, v)
	}
	t.Logf("%d tamperings, all found", n)
}

func tamperOnce(t *testing.T, k tampering, data string, r *rand.Rand) bool {
	t.Helper()
	// The one who tampers need not mind that rows refer to each other.
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "congbo.db")+"?_pragma=foreign_keys(0)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	x := &tamper{t: t, r: r, db: db, data: data}
	x.choose()
	what, id, ok := k.do(x)
	if !ok {
		return false
	}
	c := Default()
	c.Data = data
	a, err := Open(t.Context(), c, slog.New(slog.DiscardHandler), Options{InProcess: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	v, err := a.Verify(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", k.name, err)
	}
	if !names(v, what, id) {
		t.Errorf("%s: %s %s is not found; found: %+v", k.name, what, id, v.Damages)
	}
	return true
}

func names(v *reporting.Verdict, what, id string) bool {
	for _, d := range v.Damages {
		if d.What == what && (id == "" || d.ID == id) {
			return true
		}
	}
	return false
}

func mapOf(t *testing.T, data string) map[string]string {
	var m map[string]string
	if err := json.Unmarshal([]byte(data), &m); err != nil {
		t.Fatal(err)
	}
	return m
}
