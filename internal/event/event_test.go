package event_test

import (
	"crypto/ed25519"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/event"
	"congbo/internal/locale"
)

var key = ed25519.NewKeyFromSeed([]byte("0123456789abcdef0123456789abcdef"))

func lines(es []event.Event) iter.Seq2[event.Event, error] {
	return func(yield func(event.Event, error) bool) {
		for _, e := range es {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func verify(t interface{ Fatal(...any) }, es []event.Event, heads ...event.Head) event.Report {
	r, err := event.VerifyChain(7, lines(es), heads, key.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// build chains lines as the store does.
func build(es []event.Event) []event.Event {
	var seq int64
	prev := event.Genesis
	out := make([]event.Event, len(es))
	for i, e := range es {
		e.Chain = 7
		out[i] = e.Chained(seq, prev)
		seq, prev = out[i].Seq, out[i].Hash
	}
	return out
}

var anEvent = rapid.Custom(func(t *rapid.T) event.Event {
	word := rapid.StringMatching(`[a-z:0-9]{0,6}`)
	return event.Event{
		At: time.UnixMicro(rapid.Int64Range(0, 2e15).Draw(t, "at")), Actor: rapid.Int64Range(0, 20).Draw(t, "actor"),
		OnBehalfOf: rapid.Int64Range(0, 3).Draw(t, "for"), Verb: rapid.SampledFrom(event.Verbs).Draw(t, "verb"),
		Case: rapid.Int64Range(0, 20).Draw(t, "case"), Subject: word.Draw(t, "subject"),
		Data: rapid.MapOfN(rapid.SampledFrom([]string{event.KeyStep, event.KeyTo, event.KeyHash}), word, 0, 3).Draw(t, "data"),
	}
})

func head(es []event.Event, n int) event.Head {
	return event.Head{Chain: 7, Seq: es[n-1].Seq, Hash: es[n-1].Hash, At: time.Unix(0, 0)}.Sign(key)
}

// R-T9, invariant 6: any tampering is found, and where it can be known the
// first line that was touched is named.
func TestTamperingIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		es := build(rapid.SliceOfN(anEvent, 2, 12).Draw(t, "events"))
		if r := verify(t, es); r.Bad != nil || r.Lines != int64(len(es)) || r.Hash != es[len(es)-1].Hash {
			t.Fatalf("a whole chain is bad: %+v %+v", r, r.Bad)
		}
		last := head(es, len(es))
		if r := verify(t, es, last, head(es, 1)); r.Bad != nil {
			t.Fatalf("a whole chain is not that of its heads: %+v", r.Bad)
		}
		bad := slices.Clone(es)
		i := rapid.IntRange(0, len(es)-1).Draw(t, "line")
		want := &event.Bad{Seq: int64(i + 1), What: event.Changed}
		switch rapid.SampledFrom([]string{"change", "change and rehash", "drop", "double", "swap", "truncate", "rewrite", "foreign", "renumber"}).Draw(t, "how") {
		case "change":
			bad[i] = change(t, bad[i])
		case "change and rehash":
			bad[i] = change(t, bad[i])
			bad[i].Hash = event.Link(bad[i].Prev, bad[i])
			if i == len(es)-1 {
				want = &event.Bad{Seq: int64(i + 1), What: event.Rewritten}
			}
		case "drop":
			bad = slices.Delete(bad, i, i+1)
			want = &event.Bad{Seq: int64(i + 1), What: event.Missing}
			if i == len(es)-1 {
				want.What = event.Truncated
			}
		case "double":
			bad = slices.Insert(bad, i, bad[i])
			want = &event.Bad{Seq: int64(i + 1), What: event.Added}
		case "swap":
			if i == len(es)-1 {
				i--
			}
			bad[i], bad[i+1] = bad[i+1], bad[i]
			want = &event.Bad{Seq: int64(i + 1), What: event.Missing}
		case "truncate":
			bad = bad[:i]
			want = &event.Bad{Seq: int64(i + 1), What: event.Truncated}
		case "rewrite":
			bad[i] = change(t, bad[i])
			bad = build(bad)
			want = &event.Bad{Seq: int64(len(es)), What: event.Rewritten}
		case "foreign":
			bad[i].Chain = 8
			bad[i].Hash = event.Link(bad[i].Prev, bad[i])
			want = &event.Bad{Seq: int64(i + 1), What: event.Added}
		case "renumber": // a line is taken out and the later ones moved up
			if i == len(es)-1 {
				i--
			}
			bad = slices.Delete(bad, i, i+1)
			for j := i; j < len(bad); j++ {
				bad[j].Seq--
			}
			want = &event.Bad{Seq: int64(i + 1), What: event.Changed}
		}
		if r := verify(t, bad, last); r.Bad == nil || *r.Bad != *want {
			t.Fatalf("found %+v after %d lines, want %+v", r.Bad, r.Lines, want)
		}
	})
}

// change alters one field of a line.
func change(t *rapid.T, e event.Event) event.Event {
	e.Data = maps.Clone(e.Data)
	switch rapid.IntRange(0, 8).Draw(t, "field") {
	case 0:
		e.At = e.At.Add(time.Microsecond)
	case 1:
		e.Actor++
	case 2:
		e.OnBehalfOf++
	case 3:
		e.Verb += "x"
	case 4:
		e.Case++
	case 5:
		e.Subject += "1"
	case 6:
		if e.Data == nil {
			e.Data = map[string]string{}
		}
		e.Data[event.KeyDigest] = ""
	case 7:
		if v, ok := e.Data[event.KeyStep]; ok { // a piece of one value moved into another
			e.Data[event.KeyStep], e.Data[event.KeyTo] = "", v+e.Data[event.KeyTo]+"!"
		} else {
			e.Case++
		}
	case 8:
		e.Actor, e.OnBehalfOf = e.Actor*10+e.OnBehalfOf, e.OnBehalfOf+100
	}
	return e
}

// Two different lines never give the same bytes to the hash.
func TestLinkIsUnambiguous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anEvent.Draw(t, "a"), anEvent.Draw(t, "b")
		same := a.At.Equal(b.At) && a.Actor == b.Actor && a.OnBehalfOf == b.OnBehalfOf && a.Verb == b.Verb && a.Case == b.Case &&
			a.Subject == b.Subject && maps.Equal(a.Data, b.Data)
		if (event.Link(event.Genesis, a) == event.Link(event.Genesis, b)) != same {
			t.Fatalf("%+v and %+v", a, b)
		}
	})
}

// The encoding is a promise: a record that was written must verify for ever.
func TestLinkStays(t *testing.T) {
	e := event.Event{
		Chain: 1, Seq: 2, At: time.Date(2026, 11, 23, 1, 0, 0, 5000, time.UTC), Actor: 3, OnBehalfOf: 4, Verb: event.CaseMoved, Case: 5,
		Subject: "document:12", Data: map[string]string{"to": "review", "step": "receive"}, Prev: "ignored", Hash: "ignored",
	}
	const want = "c495e7af8912544f4da9f880ee152fb5b49b12a76d570373146271b7d28ca988"
	if got := event.Link(event.Genesis, e); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestVerifyChainTellsReadingErrors(t *testing.T) {
	broken := errors.New("disk")
	_, err := event.VerifyChain(7, func(yield func(event.Event, error) bool) { yield(event.Event{}, broken) }, nil, nil)
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestHead(t *testing.T) {
	es := build([]event.Event{{Verb: event.CaseOpened}})
	h := head(es, 1)
	got, err := event.ParseHead(h.String() + "\n")
	if err != nil || got.String() != h.String() || !got.Verify(key.Public().(ed25519.PublicKey)) {
		t.Fatalf("%v %v", got, err)
	}
	forged := h
	forged.Seq++
	if r := verify(t, es, forged); r.Bad == nil || r.Bad.What != event.Unsigned {
		t.Errorf("a forged head passes: %+v", r.Bad)
	}
	other := h
	other.Chain = 8
	if r := verify(t, es, other.Sign(key)); r.Bad != nil {
		t.Errorf("the head of another chain counts: %+v", r.Bad)
	}
	for _, s := range []string{"", "congbo-head-1", h.Text(), h.String() + " x", strings.Replace(h.String(), " 1 ", " +1 ", 1), strings.ToUpper(h.String())} {
		if _, err := event.ParseHead(s); err == nil {
			t.Errorf("%q is read as a head", s)
		}
	}
}

func FuzzParseHead(f *testing.F) {
	f.Add(head(build([]event.Event{{Verb: event.CaseOpened}}), 1).String())
	f.Fuzz(func(t *testing.T, s string) {
		if h, err := event.ParseHead(s); err == nil && h.String() != strings.Join(strings.Fields(s), " ") {
			t.Errorf("%q read as %q", s, h.String())
		}
	})
}

func TestCheckRefuses(t *testing.T) {
	good := event.Event{Chain: 1, Verb: event.CaseMoved, Data: map[string]string{event.KeyStep: "kiểm duyệt"}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*event.Event){
		"verb":    func(e *event.Event) { e.Verb = "danced" },
		"key":     func(e *event.Event) { e.Data = map[string]string{"words": "x"} },
		"length":  func(e *event.Event) { e.Data = map[string]string{event.KeyName: strings.Repeat("a", 1001)} },
		"NUL":     func(e *event.Event) { e.Data = map[string]string{event.KeyName: "a\x00"} },
		"UTF-8":   func(e *event.Event) { e.Subject = "\xff" },
		"newline": func(e *event.Event) { e.Subject = "a\nb" },
		"chain":   func(e *event.Event) { e.Chain = 0 },
		"actor":   func(e *event.Event) { e.Actor = -1 },
	} {
		e := good
		spoil(&e)
		if e.Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}

// Every verb has its sentence in both languages (R-T5), and the sentences read
// like minutes.
func TestSay(t *testing.T) {
	for _, l := range locale.Langs {
		for _, v := range event.Verbs {
			if s := event.Say(l, event.Event{Verb: v}, event.Names{}); strings.ContainsAny(s, "⟨{") {
				t.Errorf("%s %s: %q", l, v, s)
			}
		}
	}
	names := event.Names{
		Person: func(id int64) string { return map[int64]string{1: "Lê Thị Hoa", 2: "Trần Văn Nam"}[id] },
		Title: func(key, value string) string {
			return map[string]string{
				"step:post": "Đăng tải", "move:review/approve": "Duyệt, chuyển đăng", "to:post": "Đăng tải", "aspect:content": "nội dung",
				"aspect:images": "hình ảnh", "site:4": "Trường Đại học Sông Tiền",
			}[key+":"+value]
		},
		Minutes: func(step, move string) string {
			if move == "accept" {
				return "{0} tiếp nhận yêu cầu, chuyển kiểm duyệt."
			}
			return ""
		},
		Time: func(at time.Time) string { return at.UTC().Format("15:04") },
	}
	for _, c := range []struct {
		e    event.Event
		want string
	}{
		{event.Event{Verb: event.CaseMoved, Actor: 1, Data: map[string]string{"step": "receive", "move": "accept", "to": "review", "clause": "IV.b.1"}},
			"Lê Thị Hoa tiếp nhận yêu cầu, chuyển kiểm duyệt (mục IV.b.1)."},
		{event.Event{Verb: event.CaseMoved, Actor: 2, OnBehalfOf: 1, Data: map[string]string{"step": "review", "move": "approve", "to": "post"}},
			"Trần Văn Nam (theo ủy quyền của Lê Thị Hoa): “Duyệt, chuyển đăng”; hồ sơ chuyển bước “Đăng tải”."},
		{event.Event{Verb: event.TextRevised, Actor: 9, Data: map[string]string{"aspect": "content,images"}},
			"người số 9 sửa tin bài: nội dung, hình ảnh."},
		{event.Event{Verb: event.DueChanged, Data: map[string]string{"due": "2026-11-24T01:00:00Z"}},
			"Lịch làm việc thay đổi; hạn mới là 01:00."},
		{event.Event{Verb: event.SenderCorrected, Data: map[string]string{"role": "requester"}}, "Người yêu cầu gửi bản sửa."},
		{event.Event{Verb: event.Published, Actor: 2, Data: map[string]string{"step": "post"}}, "Trần Văn Nam đăng tin bài lên website."},
		{event.Event{Verb: event.Published, Actor: 2, Subject: "edition:7", Data: map[string]string{"site": "4"}},
			"Trần Văn Nam đăng tin bài lên website Trường Đại học Sông Tiền."},
		{event.Event{Verb: event.Unpublished, Actor: 1, Subject: "edition:7", Data: map[string]string{"site": "4"}},
			"Lê Thị Hoa gỡ bài khỏi website Trường Đại học Sông Tiền."},
		{event.Event{Verb: event.DiarySigned, Actor: 1, Subject: "person:2", Data: map[string]string{"day": "2026-09-03", "digest": "ab", "number": "4", "role": "unit-head"}},
			"Lê Thị Hoa xác nhận nhật ký công việc ngày 03/9/2026 của Trần Văn Nam."},
	} {
		if got := event.Say(locale.VI, c.e, names); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func BenchmarkVerifyChain(b *testing.B) {
	es := make([]event.Event, 1000)
	for i := range es {
		es[i] = event.Event{Actor: 3, Verb: event.CaseMoved, Case: 7, Data: map[string]string{"step": "review", "to": "post", "move": "approve"}}
	}
	es = build(es)
	for b.Loop() {
		verify(b, es)
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "lines/s")
}
