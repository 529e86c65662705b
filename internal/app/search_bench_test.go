package app

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"congbo/internal/search"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
	"congbo/internal/vi"
)

// searches is what readers ask for, by what makes it costly.
func searches(rng *rand.Rand, titles []string) map[string][]search.Query {
	all := make(map[string][]search.Query)
	add := func(class string, q search.Query) { all[class] = append(all[class], q) }
	common := []string{"thông tin", "nhà trường", "sinh viên", "chương trình", "thông báo", "kết quả", "của", "và các", "đại diện", "nghiên cứu", "kế hoạch", "theo kế hoạch"}
	for _, s := range common {
		add("commonest words", search.Query{Text: s})
		add("commonest, no accents", search.Query{Text: vi.Fold(s)})
		add("commonest, newest first", search.Query{Text: s, Newest: true})
		add("phrase", search.Query{Text: `"` + s + `"`})
		add("common and a number", search.Query{Text: s + " " + strconv.Itoa(2+rng.IntN(400))})
	}
	for range 40 {
		words := strings.Fields(titles[rng.IntN(len(titles))])
		i := rng.IntN(max(1, len(words)-3))
		add("words of a title", search.Query{Text: strings.Join(words[i:min(i+3, len(words))], " ")})
		add("whole title", search.Query{Text: strings.Join(words[:min(len(words), search.MaxWords)], " ")})
		add("filters", search.Query{Text: words[0], Kind: "news", From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	}
	for i := range 20 {
		add("nothing to find", search.Query{Text: "xyloqat" + strconv.Itoa(i)})
		add("document number", search.Query{Text: strconv.Itoa(20*i+2) + "/2026/QĐ-UBND"})
		add("filters alone", search.Query{Kind: "announcement", Before: time.Date(2026, 1+time.Month(i%6), 1, 0, 0, 0, 0, time.UTC)})
	}
	return all
}

// BenchmarkSearch measures what a reader waits for: a search with the texts that
// it quotes, at sizes of 20,000 and 100,000 documents; CONGBO_BENCH_SEARCH names
// others, joined by commas.
func BenchmarkSearch(b *testing.B) {
	sizes := "20000,100000"
	if s := os.Getenv("CONGBO_BENCH_SEARCH"); s != "" {
		sizes = s
	}
	for _, database := range []string{"SQLite", "PostgreSQL"} {
		b.Run(database, func(b *testing.B) {
			dsn := ""
			if database == "PostgreSQL" {
				dsn = storetest.PostgresURL(b)
			}
			h := newHouse(b, dsn)
			var db *sql.DB
			var err error
			if dsn != "" {
				db, err = sql.Open("pgx", dsn)
			} else {
				db, err = sql.Open("sqlite", "file:"+filepath.Join(h.Config.Data, "congbo.db")+"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=synchronous(off)")
			}
			h.must(err)
			defer db.Close()
			_, err = h.Seed(b.Context(), 1)
			h.must(err)
			seeds, err := h.newSeeder(b.Context())
			h.must(err)
			have := 1
			for f := range strings.SplitSeq(sizes, ",") {
				n, err := strconv.Atoi(f)
				h.must(err)
				h.fill(db, seeds, have, n)
				have = n
				begun := time.Now()
				_, err = h.Publishing.RebuildSearch(b.Context(), nil)
				h.must(err)
				fmt.Printf("\n%s, %d documents (index made at %.0f a second)\n", database, n, float64(n)/time.Since(begun).Seconds())
				fmt.Print(h.searchTimes().table())
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// fill puts documents with the texts of Seed on the site, numbers from+1 to
// n, without their cases: searching asks for none.
func (h *house) fill(db *sql.DB, s *seeder, from, n int) {
	text := func(v any) string { return "'" + strings.ReplaceAll(fmt.Sprint(v), "'", "''") + "'" }
	for first := from + 1; first <= n; first += 2000 {
		tx, err := db.Begin()
		h.must(err)
		for at := first; at < min(first+2000, n+1); at += 50 {
			var documents, revisions, editions []string
			for i := at; i < min(at+50, first+2000, n+1); i++ {
				id := 1_000_000 + i
				place := s.places[i%len(s.places)]
				r, err := s.text(rand.New(rand.NewPCG(7, uint64(i))), place)
				h.must(err)
				data, err := json.Marshal(r)
				h.must(err)
				t := h.clock.Now().Add(-time.Duration(n-i) * 20 * time.Minute).UnixMicro()
				documents = append(documents, fmt.Sprintf("(%d, %d, 'vi', %d, 1, 1, %d)", id, h.inst, id, t))
				revisions = append(revisions, fmt.Sprintf("(%d, %d, 1, %s, %s, %s, '', '{}', 1, %d)", id, id, text(r.Title), text(r.Summary), text(string(data)), t))
				editions = append(editions, fmt.Sprintf("(%d, %d, (SELECT min(id) FROM case_file), %d, %d, %d, 1, %s, 'bai', %s, 'live', '', 1, %d, %d)", id, id, place.site, place.section, id, text(r.Kind), text(r.Title), t, t))
			}
			for _, q := range []string{
				"INSERT INTO document (id, institution_id, lang, revision_id, last_number, version, created_at) VALUES " + strings.Join(documents, ", "),
				"INSERT INTO revision (id, document_id, number, title, summary, text, hash, hashes, saved_by, saved_at) VALUES " + strings.Join(revisions, ", "),
				"INSERT INTO edition (id, document_id, case_id, site_id, section_id, revision_id, number, kind, slug, title, state, hash, posted_by, first_at, published_at) VALUES " + strings.Join(editions, ", "),
			} {
				_, err := tx.Exec(q)
				h.must(err)
			}
		}
		h.must(tx.Commit())
	}
}

// searchTimes is how long readers wait for what they search, in milliseconds, by
// what makes it costly.
type searchTimes struct {
	classes map[string][]float64
	found   map[string]int // on average
	every   []float64
}

func (h *house) searchTimes() *searchTimes {
	ctx := context.Background()
	var titles []string
	h.must(h.Store.View(ctx, func(tx *store.Tx) error {
		live, err := tx.LiveEditions(ctx, h.site.ID, 0, nil, 500)
		for _, e := range live {
			titles = append(titles, e.Title)
		}
		return err
	}))
	all := searches(rand.New(rand.NewPCG(9, 9)), titles)
	classes := slices.Sorted(maps.Keys(all))
	s := &searchTimes{classes: make(map[string][]float64), found: make(map[string]int)}
	const rounds = 4 // the first of them to warm up
	for round := range rounds {
		for _, class := range classes {
			for _, q := range all[class] {
				begun := time.Now()
				p, err := search.Parse(q)
				h.must(err)
				h.must(h.Store.View(ctx, func(tx *store.Tx) error {
					page, err := tx.Search(ctx, h.site.ID, p, nil, 10)
					if err == nil {
						s.found[class] += page.Count
					}
					return err
				}))
				took := float64(time.Since(begun).Microseconds()) / 1000
				if round > 0 {
					s.classes[class], s.every = append(s.classes[class], took), append(s.every, took)
				}
			}
		}
	}
	for class := range s.found {
		s.found[class] /= rounds * len(all[class])
	}
	return s
}

// at100 is a percentile of times.
func at100(times []float64, p float64) float64 {
	v := slices.Sorted(slices.Values(times))
	return v[min(len(v)-1, int(p*float64(len(v))))]
}

func (s *searchTimes) table() string {
	var t strings.Builder
	t.WriteString("| query | p50 ms | p95 ms | p99 ms | longest ms | found on average |\n|---|---|---|---|---|---|\n")
	line := func(name string, d []float64, found string) {
		fmt.Fprintf(&t, "| %s | %.2f | %.2f | %.2f | %.2f | %s |\n", name, at100(d, .5), at100(d, .95), at100(d, .99), at100(d, 1), found)
	}
	for _, class := range slices.Sorted(maps.Keys(s.classes)) {
		line(class, s.classes[class], strconv.Itoa(s.found[class]))
	}
	line("all of them", s.every, "")
	return t.String()
}
