package app

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A figure is one thing that is measured: run does it for about as long as it
// is told and returns how often it was done.
type figure struct {
	name string
	run  func(d time.Duration) int
	of   string // the figure that it is told as a ratio to; "" none
	goal float64
}

// measured are the rates of a figure, round by round.
type measured struct{ rates []float64 }

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}

// BenchmarkFigures measures what we owe, in interleaved rounds so that a busy
// machine does harm to all alike: medians with their spread, and ratios of
// pairs that ran in the same round.
func BenchmarkFigures(b *testing.B) {
	for _, database := range []string{"SQLite", "PostgreSQL"} {
		b.Run(database, func(b *testing.B) {
			url := ""
			if database == "PostgreSQL" {
				url = storetest.PostgresURL(b)
			}
			y := newYard(b, url)
			table(b, database, y.figures())
			b.ReportMetric(0, "ns/op")
		})
	}
}

func table(b *testing.B, title string, figures []figure) {
	const rounds, span = 5, 700 * time.Millisecond
	all := make(map[string]*measured)
	for _, f := range figures {
		f.run(span / 4) // warm
		all[f.name] = &measured{}
	}
	for range rounds {
		for _, f := range figures {
			runtime.GC()
			begun := time.Now()
			n := f.run(span)
			all[f.name].rates = append(all[f.name].rates, float64(n)/time.Since(begun).Seconds())
		}
	}
	fmt.Printf("\n%s\n%-46s %12s %25s  %s\n", title, "figure", "per second", "lowest..highest", "ratio (goal)")
	for _, f := range figures {
		v := all[f.name].rates
		ratio := ""
		if f.of != "" {
			var r []float64
			for i := range v {
				r = append(r, v[i]/all[f.of].rates[i])
			}
			ratio = fmt.Sprintf("%.2f × %s [%.2f..%.2f]", median(r), f.of, slices.Min(r), slices.Max(r))
			if f.goal > 0 {
				ratio += fmt.Sprintf(" (≥ %.1f)", f.goal)
			}
		}
		fmt.Printf("%-46s %12.0f %25s  %s\n", f.name, median(v), fmt.Sprintf("%.0f..%.0f", slices.Min(v), slices.Max(v)), ratio)
		b.ReportMetric(median(v), strings.ReplaceAll(f.name, " ", "-")+"/s")
	}
}

// A yard is a house with cases at moderation to do moves on.
type yard struct {
	*house
	db     *sql.DB // straight into the same database
	pg     bool
	cases  []int64
	ticked [64]atomic.Bool
	letter atomic.Int64
	item   struct { // a page of the site
		text content.Revision
		url  string
	}
	bare struct {
		state              string
		hands              int
		institution, event int64
	}
}

func newYard(b *testing.B, url string) *yard {
	y := &yard{house: newHouse(b, url), pg: url != ""}
	var err error
	if url != "" {
		y.db, err = sql.Open("pgx", url)
	} else {
		y.db, err = sql.Open("sqlite", "file:"+filepath.Join(y.Config.Data, "congbo.db")+"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=synchronous(full)&_pragma=foreign_keys(1)&_pragma=cache_size(-16000)")
		y.db.SetMaxOpenConns(1)
	}
	y.must(err)
	b.Cleanup(func() { y.db.Close() })
	for i := range 65 {
		r, err := y.Intake.Receive(b.Context(), []string{y.box.Address}, y.mail(200))
		y.must(err)
		id := r[0].Case
		_, err = y.Editorial.TakeOver(b.Context(), y.who["communications"], id, 0)
		y.must(err)
		y.save("communications", id, func(r *content.Revision) {
			r.Sources = []content.Source{{Title: "Biên bản", Number: strconv.Itoa(i)}}
		})
		y.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "accept"})
		y.cases = append(y.cases, id)
	}
	y.must(y.db.QueryRow("SELECT state FROM case_file WHERE id = " + strconv.FormatInt(y.cases[64], 10)).Scan(&y.bare.state))
	y.must(y.db.QueryRow("SELECT count(*) FROM case_hand WHERE case_id = " + strconv.FormatInt(y.cases[64], 10)).Scan(&y.bare.hands))
	y.must(y.Store.Tx(b.Context(), func(tx *store.Tx) error {
		bare := store.Institution{Preset: "bare"} // with a record of its own
		defer func() { y.bare.institution, y.bare.event = bare.ID, 1000 }()
		return tx.AddInstitution(b.Context(), &bare)
	}))
	y.post()
	return y
}

// post puts some documents on the site and chooses one to read.
func (y *yard) post() {
	ctx := y.t.Context()
	_, err := y.Seed(ctx, 50)
	y.must(err)
	y.must(y.Store.View(ctx, func(tx *store.Tx) error {
		live, err := tx.LiveEditions(ctx, y.site.ID, y.section.ID, nil, 1)
		if err != nil {
			return err
		}
		r, err := tx.Revision(ctx, live[0].Revision)
		y.item.text, y.item.url = *r, y.siteURL(&y.site, live[0].Path(y.section.Slug))
		return err
	}))
	w := y.read("")
	if w.status != http.StatusOK || !strings.Contains(string(w.body), string(y.item.text.Body.HTML(content.RenderOptions{}))[:20]) {
		y.t.Fatalf("%s: %d\n%s", y.item.url, w.status, w.body)
	}
}

// read gets the page of the item through the portal, as a browser does.
func (y *yard) read(encoding string) *record {
	r, err := http.NewRequestWithContext(y.t.Context(), http.MethodGet, y.item.url, nil)
	y.must(err)
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "192.0.2.1:1"
	r.Header.Set("Accept-Encoding", encoding)
	w := &record{header: make(http.Header), status: http.StatusOK}
	y.portal.ServeHTTP(w, r)
	return w
}

// mail is a letter that nobody has sent yet, with an attachment of so many bytes.
func (y *yard) mail(size int) []byte {
	n := y.letter.Add(1)
	file := make([]byte, size)
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	for i := range file {
		file[i] = byte(rng.Uint32())
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: <s%d@khoa.example>\r\nTo: %s\r\nSubject: Tin %d\r\nMessage-ID: <b%d@khoa.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cat\r\n\r\n", n, y.box.Address, n, n)
	fmt.Fprintf(&b, "--cat\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nĐề nghị đăng tin.\r\n--cat\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	for text := base64.StdEncoding.EncodeToString(file); text != ""; {
		k := min(76, len(text))
		b.WriteString(text[:k] + "\r\n")
		text = text[k:]
	}
	b.WriteString("--cat--\r\n")
	return b.Bytes()
}

// during calls do from n callers until the time is over.
func during(d time.Duration, n int, do func(caller int)) int {
	end := time.Now().Add(d)
	var all sync.WaitGroup
	var count atomic.Int64
	for i := range n {
		all.Go(func() {
			for time.Now().Before(end) {
				do(i)
				count.Add(1)
			}
		})
	}
	all.Wait()
	return int(count.Load())
}

// move is one durable move: an item of the checklist is ticked, or unticked.
func (y *yard) move(caller int) {
	yes := !y.ticked[caller].Load()
	y.ticked[caller].Store(yes)
	_, err := y.Cases.Act(y.t.Context(), y.who["head"], cases.Input{Case: y.cases[caller], Act: flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: yes}})
	if err != nil {
		y.t.Error(err)
	}
}

// transaction writes what a move writes — the case with its state, its hands,
// its alarm, a line of a record that is nobody's — and nothing else: no reading,
// no deciding.
func (y *yard) transaction(int) {
	id := y.cases[64]
	t, err := y.db.Begin()
	y.must(err)
	defer t.Rollback()
	run := func(query string, args ...any) {
		if y.pg {
			for i := 1; strings.Contains(query, "?"); i++ {
				query = strings.Replace(query, "?", "$"+strconv.Itoa(i), 1)
			}
		}
		if _, err := t.Exec(query, args...); err != nil {
			y.t.Fatal(err)
		}
	}
	run(`UPDATE case_file SET title = title, step = 'review', state = ?, folded = folded, entered_at = entered_at + 1, due_at = due_at, version = version + 1 WHERE id = ?`, y.bare.state, id)
	run(`DELETE FROM case_hand WHERE case_id = ?`, id)
	for i := range y.bare.hands {
		run(`INSERT INTO case_hand (case_id, role, aspect, barred) VALUES (?, ?, '', '')`, id, "role-"+strconv.Itoa(i))
	}
	run(`INSERT INTO job (kind, args, key, run_at) VALUES ('none', '1', 'bare', ?) ON CONFLICT (key) DO UPDATE SET run_at = excluded.run_at`, time.Now().AddDate(1, 0, 0).UnixMicro())
	y.bare.event++
	hash := strings.Repeat("0", 64)
	run(`INSERT INTO event (institution_id, seq, at, actor_id, on_behalf_of, verb, case_id, subject, data, prev, hash) VALUES (?, ?, ?, 1, 0, 'item-ticked', ?, 'revision:1', ?, ?, ?)`,
		y.bare.institution, y.bare.event, time.Now().UnixMicro(), id, `{"clause":"IV.b.2","item":"no-state-secrets","role":"head","step":"review"}`, hash, hash)
	y.must(t.Commit())
}

func (y *yard) receiveOne(int) {
	if _, err := y.Intake.Receive(y.t.Context(), []string{y.box.Address}, y.mail(100<<10)); err != nil {
		y.t.Error(err)
	}
}

func (y *yard) readOne(int) {
	if w := y.read("gzip, br"); w.status != http.StatusOK || len(w.body) == 0 {
		y.t.Errorf("%s: %d", y.item.url, w.status)
	}
}

func (y *yard) figures() []figure {
	ctx := y.t.Context()
	v, err := y.Cases.See(ctx, y.who["head"], y.cases[0])
	y.must(err)
	by := flow.Actor{Person: y.who["head"].Person, Holdings: v.Holdings(y.who["head"].Person)}
	return []figure{
		{name: "engine moves", run: func(d time.Duration) int {
			return during(d, 1, func(int) {
				if _, _, err := v.Procedure.Apply(v.State, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true}, by, v.Facts); err != nil {
					y.t.Error(err)
				}
			})
		}},
		{name: "bare transactions, 1 caller", run: func(d time.Duration) int { return during(d, 1, y.transaction) }},
		{name: "durable moves, 1 caller", run: func(d time.Duration) int { return during(d, 1, y.move) }, of: "bare transactions, 1 caller", goal: 0.5},
		{name: "durable moves, 64 callers", run: func(d time.Duration) int { return during(d, 64, y.move) }, of: "durable moves, 1 caller", goal: y.goal64()},
		{name: "letters of 100 KB, 1 caller", run: func(d time.Duration) int { return during(d, 1, y.receiveOne) }},
		{name: "letters of 100 KB, 16 callers", run: func(d time.Duration) int { return during(d, 16, y.receiveOne) }, of: "letters of 100 KB, 1 caller"},
		{name: "page bodies rendered", run: func(d time.Duration) int {
			return during(d, 1, func(int) { _ = y.item.text.Body.HTML(content.RenderOptions{}) })
		}},
		{name: "pages of an item, 1 reader", run: func(d time.Duration) int { return during(d, 1, y.readOne) }},
		{name: "pages of an item, 8 readers", run: func(d time.Duration) int { return during(d, 8, y.readOne) }, of: "pages of an item, 1 reader"},
		{name: "documents seeded", run: func(d time.Duration) int {
			n := 1000
			if _, err := y.Seed(ctx, n); err != nil {
				y.t.Error(err)
			}
			return n
		}},
	}
}

// goal64 is what is owed of group commit; PostgreSQL commits side by side by
// itself, but the record is one chain.
func (y *yard) goal64() float64 {
	if y.pg {
		return 0
	}
	return 3
}
