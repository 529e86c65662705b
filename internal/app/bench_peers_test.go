//go:build linux

package app

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/app/load"
)

// quick has every measurement of servers take a moment only: to see that it
// works, not what it says.
var quick = os.Getenv("CONGBO_BENCH_QUICK") != ""

// rounds and spans of measurements of servers.
func loadRounds() (rounds int, warm, span time.Duration) {
	if quick {
		return 1, 50 * time.Millisecond, 250 * time.Millisecond
	}
	return 5, 200 * time.Millisecond, 1200 * time.Millisecond
}

// A contest has servers do the same job by turns.
type contest struct {
	name    string
	job     load.Job
	servers []*served
	results map[string][]load.Result // by server
}

// hold runs the contests, each round through all of them: what else the machine
// does harms all alike.
func hold(b *testing.B, all []*contest) {
	rounds, warm, span := loadRounds()
	for _, c := range all {
		c.results = make(map[string][]load.Result)
		c.job.Warm, c.job.Span = warm, span
	}
	for round := range rounds {
		for _, c := range all {
			for i := range c.servers {
				s := c.servers[(i+round)%len(c.servers)] // nobody is always the first
				r := s.load(b, c.job)
				if r.Wrong > 0 {
					b.Errorf("%s, %s: %d wrong answers: %s", c.name, s.name, r.Wrong, r.Why)
				}
				c.results[s.name] = append(c.results[s.name], r)
			}
		}
	}
}

// of lists a figure of a server, round by round.
func (c *contest) of(server string, figure func(load.Result) float64) (v []float64) {
	for _, r := range c.results[server] {
		v = append(v, figure(r))
	}
	return v
}

// ratios are those of a figure, of pairs that ran in the same round.
func (c *contest) ratios(figure func(load.Result) float64) (v []float64) {
	ours, theirs := c.of("congbo", figure), c.of("nginx", figure)
	for i := range ours {
		v = append(v, ours[i]/theirs[i])
	}
	return v
}

// spread is a median with the least and the most.
func spread(format string, v []float64) string {
	if len(v) == 0 {
		return "–"
	}
	return fmt.Sprintf(format+" ["+format+".."+format+"]", median(v), slices.Min(v), slices.Max(v))
}

func perCPU(r load.Result) float64   { return r.PerCPU() }
func rate(r load.Result) float64     { return r.Rate() }
func p50(r load.Result) float64      { return r.P50 }
func p99(r load.Result) float64      { return r.P99 }
func lag(r load.Result) float64      { return r.Lag }
func othersOf(r load.Result) float64 { return r.OthersCPU / r.Seconds }

// BenchmarkAgainstNginx measures the program beside nginx, which sends the same
// bytes from a file.
func BenchmarkAgainstNginx(b *testing.B) {
	needTwoCores(b)
	ours, theirs, path, plain, zipped := sideBySide(b)
	servers := []*served{ours, theirs}
	zip := []string{"Accept-Encoding: gzip"}
	job := func(conns int, proto string) load.Job {
		return load.Job{Host: "127.0.0.1", Path: path, Header: zip, Proto: proto, Conns: conns, Status: 200, Length: len(zipped.body)}
	}
	var all []*contest
	add := func(name string, j load.Job) { all = append(all, &contest{name: name, job: j, servers: servers}) }
	for _, n := range []int{16, 64, 256} {
		add(fmt.Sprintf("gzip, %d connections", n), job(n, load.Plain))
	}
	whole := job(64, load.Plain)
	whole.Header, whole.Length = nil, len(plain.body)
	add("as it is, 64 connections", whole)
	hold(b, all)
	b.Log("\n" + contestTable(all))
	b.ReportMetric(0, "ns/op")
	for _, c := range all {
		b.ReportMetric(median(c.ratios(perCPU)), "×nginx:"+strings.ReplaceAll(strings.ReplaceAll(c.name, ", ", "-"), " ", "-"))
	}
}

// sideBySide starts the program and nginx with the same page.
func sideBySide(b *testing.B) (ours, theirs *served, path string, plain, zipped sent) {
	h := newHouse(b, "")
	_, err := h.Seed(b.Context(), 500)
	h.must(err)
	path = h.article(b.Context())
	h.must(h.App.Close())
	ours = serveProgram(b, buildProgram(b), h.Config.Data)
	plain, zipped = ours.get(b, path), ours.get(b, path, "Accept-Encoding: gzip")
	if plain.status != 200 || zipped.header.Get("Content-Encoding") != "gzip" {
		b.Fatalf("%s: %d, %v", path, plain.status, zipped.header)
	}
	b.Logf("a page of %d bytes, %d as gzip", len(plain.body), len(zipped.body))
	return ours, serveNginx(b, path, plain, zipped), path, plain, zipped
}

// contestTable is what contests came to.
func contestTable(all []*contest) string {
	var t strings.Builder
	t.WriteString("| | requests per CPU-second: Công Bố | nginx | ratio | requests/s: Công Bố | nginx | p99 ms: Công Bố | nginx |\n|---|---|---|---|---|---|---|---|\n")
	for _, c := range all {
		fmt.Fprintf(&t, "| %s | %s | %s | **%s** | %s | %s | %s | %s |\n", c.name,
			spread("%.0f", c.of("congbo", perCPU)), spread("%.0f", c.of("nginx", perCPU)), spread("%.2f", c.ratios(perCPU)),
			spread("%.0f", c.of("congbo", rate)), spread("%.0f", c.of("nginx", rate)), spread("%.2f", c.of("congbo", p99)), spread("%.2f", c.of("nginx", p99)))
	}
	return t.String()
}
