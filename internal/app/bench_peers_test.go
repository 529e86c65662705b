//go:build linux

package app

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/app/load"
)

// quick has every measurement take a moment only: to see that it works, not
// what it says.
var quick = os.Getenv("CONGBO_BENCH_QUICK") != ""

// loadRounds are the rounds of a measurement of servers, and how long each is.
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
	known   bool // readers have the page already: 304
	servers []*served
	results map[string][]load.Result // by server
}

// hold runs the contests, each round through all of them: what else the machine
// does harms all alike.
func hold(b *testing.B, all []*contest) {
	rounds, warm, span := loadRounds()
	for _, c := range all {
		c.results = make(map[string][]load.Result)
		c.job.Warm, c.job.Span = warm, cmp.Or(c.job.Span, span)
	}
	for round := range rounds {
		for _, c := range all {
			for i := range c.servers {
				s := c.servers[(i+round)%len(c.servers)] // nobody is always the first
				job := c.job
				if c.known {
					job.Header = append(slices.Clone(job.Header), "If-None-Match: "+s.tag)
				}
				job.Length = cmp.Or(s.length, job.Length)
				r := s.load(b, job)
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

func perCPU(r load.Result) float64 { return r.PerCPU() }
func rate(r load.Result) float64   { return r.Rate() }
func p50(r load.Result) float64    { return r.P50 }
func p99(r load.Result) float64    { return r.P99 }
func lag(r load.Result) float64    { return r.Lag }
func others(r load.Result) float64 { return r.OthersCPU / r.Seconds }

// The page that is asked for, as both servers send it.
type hotPage struct {
	path          string
	plain, zipped sent
}

// job asks for the page as gzip.
func (p *hotPage) job(proto string, conns int) load.Job {
	return load.Job{Host: "127.0.0.1", Path: p.path, Header: []string{"Accept-Encoding: gzip"}, Proto: proto, Conns: conns, Status: 200, Length: len(p.zipped.body)}
}

// BenchmarkAgainstNginx measures the program beside nginx, which sends the same
// bytes from a file: what a second of the server's CPU time answers, how long
// readers wait, what they notice of attacks.
func BenchmarkAgainstNginx(b *testing.B) {
	needTwoCores(b)
	page := &hotPage{}
	ours, theirs, overTLS := sideBySide(b, page)
	both, secure := []*served{ours, theirs}, []*served{overTLS, theirs}
	var all []*contest
	add := func(name string, servers []*served, j load.Job) *contest {
		c := &contest{name: name, job: j, servers: servers}
		all = append(all, c)
		return c
	}
	var hot []*contest
	for _, n := range []int{16, 64, 256} {
		hot = append(hot, add(fmt.Sprintf("gzip, %d connections", n), both, page.job(load.Plain, n)))
	}
	whole := page.job(load.Plain, 64)
	whole.Header, whole.Length = nil, len(page.plain.body)
	add("as it is, 64 connections", both, whole)
	known := page.job(load.Plain, 64)
	known.Status, known.Length = 304, 0
	add("304, 64 connections", both, known).known = true
	tls := add("TLS 1.3, HTTP/1.1, 64 connections", secure, page.job(load.TLS, 64))
	streams := page.job(load.H2, 16)
	streams.Streams = 10
	h2 := add("TLS 1.3, HTTP/2, 16 connections of 10 streams", secure, streams)
	paced := page.job(load.Plain, 64)
	paced.Rate = 20_000
	steady := add("20,000 requests a second", both, paced)
	crowd := page.job(load.Plain, 10_000)
	crowd.Rate, crowd.Span = 20_000, 3*time.Second
	many := add("10,000 connections, 20,000 requests a second", both, crowd)
	hold(b, all)

	loud := attacks(b, ours, theirs, page)
	r := newReport(b)
	r.contests(page, all, hot, tls, h2, steady, many)
	r.attacks(loud)
	r.write()
	b.ReportMetric(0, "ns/op")
	for _, c := range all {
		b.ReportMetric(median(c.ratios(perCPU)), "×nginx:"+strings.NewReplacer(", ", "-", " ", "-", ",", "").Replace(c.name))
	}
}

// sideBySide starts the program, nginx with the same page, and the program's
// pages over TLS.
func sideBySide(b *testing.B, page *hotPage) (ours, theirs, overTLS *served) {
	h := newHouse(b, "")
	_, err := h.Seed(b.Context(), 500)
	h.must(err)
	page.path = h.article(b.Context())
	h.must(h.App.Close())
	second := b.TempDir()
	h.must(os.CopyFS(second, os.DirFS(h.Config.Data)))
	program := buildProgram(b)
	ours = serveProgram(b, program, h.Config.Data)
	page.plain, page.zipped = ours.get(b, page.path), ours.zipped(b, page.path)
	if page.plain.status != 200 || page.zipped.header.Get("Content-Encoding") != "gzip" {
		b.Fatalf("%s: %d, %v", page.path, page.plain.status, page.zipped.header)
	}
	ours.tag = page.zipped.header.Get("Etag")
	overTLS = serveSecure(b, program, second)
	overTLS.length = len(overTLS.zipped(b, page.path).body)
	return ours, serveNginx(b, page.path, page.plain, page.zipped), overTLS
}

// zipped gets a page as gzip, once it is packed well.
func (s *served) zipped(b testing.TB, path string) (page sent) {
	b.Helper()
	soon(b, "a page packed well", func() bool {
		page = s.get(b, path, "Accept-Encoding: gzip")
		return !strings.Contains(page.header.Get("Etag"), "-brief")
	})
	return page
}

// A disturbance is how readers at 5,000 requests a second fare beside something.
type disturbance struct {
	name    string
	results map[string][]load.Result // by server
}

// attacks measures readers alone, beside slow heads and beside uploads.
func attacks(b *testing.B, ours, theirs *served, page *hotPage) []*disturbance {
	rounds, warm, span := loadRounds()
	readers := page.job(load.Plain, 64)
	readers.Rate, readers.Warm, readers.Span = 5000, warm, span
	slow := load.Job{Host: "127.0.0.1", Path: page.path, Proto: load.Slow, Conns: 2000, Span: time.Hour}
	flood := load.Job{Host: "127.0.0.1", Path: "/w/songtien/yeu-cau", Proto: load.Flood, Conns: 50, Rate: 1 << 20, Span: time.Hour}
	all := []*disturbance{{name: "nothing"}, {name: "2,000 heads that never end"}, {name: "50 uploads of 64 MB, 1 MB/s each"}}
	for _, d := range all {
		d.results = make(map[string][]load.Result)
	}
	for range rounds {
		for i, d := range all {
			for _, s := range []*served{ours, theirs} {
				stop := func() {}
				if i > 0 {
					stop = s.attack(b, []load.Job{slow, flood}[i-1])
					time.Sleep(min(span, time.Second)) // until it is under way
				}
				r := s.load(b, readers)
				stop()
				if r.Wrong > 0 {
					b.Errorf("%s, %s: %d wrong answers: %s", d.name, s.name, r.Wrong, r.Why)
				}
				d.results[s.name] = append(d.results[s.name], r)
			}
		}
	}
	return all
}
