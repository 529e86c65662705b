//go:build linux

package app

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"congbo/internal/app/load"
	"congbo/internal/store"
)

// readerPages is how many pages readers ask for while the program's memory is
// measured: more than its store of pages may hold.
const readerPages = 8000

// program measures the program itself on the data of a house: how long it takes
// from its start until a reader has a page, and how much memory it takes.
func (r *report) program(b *testing.B, h *house) {
	program := buildProgram(b)
	data := b.TempDir()
	h.must(os.CopyFS(filepath.Join(data, "d"), os.DirFS(h.Config.Data)))
	data = filepath.Join(data, "d")
	page := "/w/" + h.site.Label + h.aPage()
	starts := 7
	if quick {
		starts = 1
	}
	var cold, warm []float64
	for range starts {
		h.must(os.RemoveAll(filepath.Join(data, "pages")))
		cold = append(cold, startToPage(b, program, data, page))
		warm = append(warm, startToPage(b, program, data, page))
	}
	r.goal("start", median(cold) <= 150, "%s ms with no page kept, %s ms with it kept", spread("%.0f", cold), spread("%.0f", warm))

	// The house has just published hundreds of texts, of which people are told, and
	// whose pages are looked at and archived: that is work, and none of it is idle.
	db := h.rawAt(data)
	h.exec(db, `DELETE FROM job WHERE kind = 'letter'`) // nothing here takes letters
	db.Close()
	s := serveProgram(b, program, data)
	s.rests(b)
	after := s.memory(b)
	s.stop()
	s = serveProgram(b, program, data)
	defer s.stop()
	s.get(b, page)
	s.rests(b)
	idle := s.memory(b)
	var paths strings.Builder
	h.must(h.Store.View(b.Context(), func(tx *store.Tx) error {
		live, err := tx.LiveIn(b.Context(), store.Scope{Site: h.site.ID}, 0, readerPages)
		for _, e := range live {
			paths.WriteString("/w/" + h.site.Label + e.Path(h.section.Slug) + "\n")
		}
		return err
	}))
	list := filepath.Join(b.TempDir(), "paths")
	h.must(os.WriteFile(list, []byte(paths.String()), 0o600))
	span := 15 * time.Second
	if quick {
		span = time.Second
	}
	result := s.load(b, load.Job{Host: "127.0.0.1", Paths: list, Header: []string{"Accept-Encoding: gzip"}, Proto: load.Plain, Conns: 64, Span: span, Status: http.StatusOK, Length: -1})
	if result.Wrong > 0 {
		b.Errorf("%d wrong answers: %s", result.Wrong, result.Why)
	}
	most := s.memory(b)
	r.goal("memory", idle.now <= 30 && most.peak <= 120, "%.0f MiB / %.0f MiB (most at any moment; %.0f MiB as it ended)", idle.now, most.peak, most.now)
	r.part("memory", fmt.Sprintf("Load: 64 connections ask for %s articles in turn for %.0f s, %.0f pages/s with those that are made or read from the disk. Resident memory (`VmRSS`, `VmHWM`), of which of the program itself %.0f MiB idle (`RssAnon`). At rest after the work that hundreds of publications leave behind, with their pages in memory: %.0f MiB.",
		thousands(strings.Count(paths.String(), "\n")), span.Seconds(), result.Rate(), idle.own, after.now))
}

// rests waits until the server has done what waited to be done when it started, and
// has given back what that took. That nothing is done can only be seen over a while:
// twice as long as the server itself looks before it gives back.
func (s *served) rests(b testing.TB) {
	b.Helper()
	for begun := time.Now(); time.Since(begun) < 2*time.Minute; {
		before := load.CPUOf(s.pids())
		time.Sleep(2*settling + time.Second)
		if load.CPUOf(s.pids())-before < 0.2 {
			return
		}
	}
	b.Error("the server has not come to rest in two minutes: what it takes is not told of a server at rest")
}

// startToPage is how many milliseconds pass from the begin of the process until
// a reader has a page of it.
func startToPage(b *testing.B, program, data, page string) float64 {
	b.Helper()
	s := &served{name: "congbo", addr: freePort(b)}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	begun := time.Now()
	s.start(b, []string{"PATH=" + os.Getenv("PATH"), "CONGBO_LOG_LEVEL=warn", "CONGBO_LINK_CHECK=own"}, program, "serve", "--data", data, "--addr", s.addr)
	defer s.stop()
	soon(b, "the first page", func() bool {
		res, err := client.Get("http://" + s.addr + page)
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	return float64(time.Since(begun).Microseconds()) / 1000
}

// A resident tells how much memory a process takes, in MiB.
type resident struct{ now, own, peak float64 }

var residentLine = regexp.MustCompile(`(?m)^(VmRSS|VmHWM|RssAnon):\s+(\d+) kB$`)

func (s *served) memory(b testing.TB) (m resident) {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	for _, found := range residentLine.FindAllSubmatch(bytes.TrimSpace(text), -1) {
		kb, _ := strconv.ParseFloat(string(found[2]), 64)
		switch string(found[1]) {
		case "VmRSS":
			m.now = kb / 1024
		case "VmHWM":
			m.peak = kb / 1024
		default:
			m.own = kb / 1024
		}
	}
	return m
}
