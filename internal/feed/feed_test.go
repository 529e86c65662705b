package feed_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
	"congbo/internal/feed"
	"congbo/internal/feed/feedtest"
	"congbo/internal/locale"
)

const host = "https://songtien.example"

func texts() rapid.Generator[string] {
	return *rapid.OneOf(rapid.String(), rapid.Just(`<script>alert("x")</script> & ]]> Ễ Ộ Ữ`), rapid.Just(""))
}

// Whatever people write, each form of a feed is what its specification asks for
// (F-M3): names that occur once, times, addresses in full, a text that stands
// without its page; and a text of any kind of block comes through.
func TestFeedsAreValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gen := texts()
		text := func(name string) string { return gen.Draw(t, name) }
		f := &feed.Feed{ID: feed.ID(1, 2), Title: "Tin " + text("title"), About: text("about"), Lang: locale.VI, Home: host + "/", Author: text("author"),
			RSS: host + "/rss.xml", Atom: host + "/atom.xml", JSON: host + "/feed.json"}
		if rapid.Bool().Draw(t, "icon") {
			f.Icon = host + "/assets/icon.png"
		}
		start := time.Date(2026, 11, 20, 1, 5, 0, 0, time.UTC)
		for i := range rapid.IntRange(0, 4).Draw(t, "entries") {
			e := feed.Entry{ID: feed.ID(1, int64(i)), URL: host + "/tin-tuc/tin-" + string(rune('1'+i)), Title: text("headline"), Summary: text("summary"), Published: start,
				Updated: start.Add(time.Duration(i) * time.Hour), Tags: []string{"Tin tức"}}
			if rapid.Bool().Draw(t, "whole") {
				body := contenttest.Bodies().Draw(t, "body")
				markup := string(body.HTML(content.RenderOptions{Lang: locale.VI, BaseURL: "/w/site", MediaURL: func(id string, w int) string { return "/w/site/media/" + id + ".jpg" }}))
				var err error
				if e.HTML, err = feed.Content(markup, e.URL); err != nil {
					t.Fatal(err)
				}
			}
			if rapid.Bool().Draw(t, "picture") {
				e.Picture = &feed.Picture{URL: host + "/media/a.jpg", Type: "image/jpeg", Alt: text("alt"), Width: 1200, Height: 800}
			}
			if rapid.Bool().Draw(t, "author") {
				e.Authors = []string{"Khoa Thủy sản"}
			}
			f.Entries = append(f.Entries, e)
		}
		f.Updated = feed.Newest(f.Entries, start)
		for _, form := range []struct {
			name  string
			write func() ([]byte, error)
			check func([]byte) error
		}{{"RSS", f.WriteRSS, feedtest.RSS}, {"Atom", f.WriteAtom, feedtest.Atom}, {"JSON", f.WriteJSON, feedtest.JSON}} {
			b, err := form.write()
			if err == nil {
				err = form.check(b)
			}
			if err != nil {
				t.Fatalf("%s: %v\n%s", form.name, err, b)
			}
		}
	})
}

// The rules themselves refuse what is wrong.
func TestRulesRefuse(t *testing.T) {
	f := &feed.Feed{ID: feed.ID(1), Title: "Tin", Lang: locale.VI, Home: host + "/", RSS: host + "/rss.xml", Atom: host + "/atom.xml", JSON: host + "/feed.json", Updated: time.Unix(1e9, 0),
		Entries: []feed.Entry{{ID: feed.ID(2), URL: host + "/a-1", Title: "Một", Summary: "x", HTML: `<p><a href="` + host + `/b">b</a></p>`, Published: time.Unix(1e9, 0), Updated: time.Unix(1e9, 0)}}}
	for _, form := range []struct {
		write func() ([]byte, error)
		check func([]byte) error
	}{{f.WriteRSS, feedtest.RSS}, {f.WriteAtom, feedtest.Atom}, {f.WriteJSON, feedtest.JSON}} {
		b, err := form.write()
		if err != nil || form.check(b) != nil {
			t.Fatal(err, form.check(b))
		}
		for _, c := range [][2]string{{host + "/b", "/b"}, {host + "/a-1", "/a-1"}, {"2001-09-09T", "2001-13-09T"}, {feed.ID(2), ""}, {"09 Sep 2001", "9.9.2001"}} {
			if broken := strings.ReplaceAll(string(b), c[0], c[1]); broken != string(b) && form.check([]byte(broken)) == nil {
				t.Errorf("%q for %q is taken:\n%s", c[1], c[0], broken)
			}
		}
	}
}

func TestContent(t *testing.T) {
	for in, want := range map[string]string{
		`<p id="muc-p1" class="align-center">a</p><!-- x -->`:                                            `<p>a</p>`,
		`<a href="#muc-2">b</a><a href="/x?a=1&amp;b=2" rel="noopener">c</a>`:                            `<a href="https://songtien.example/tin/a-1#muc-2">b</a><a href="https://songtien.example/x?a=1&amp;b=2">c</a>`,
		`<img src="/m.jpg" srcset="/m-480.jpg 480w, /m.jpg 960w" alt="x" class="tint-1" loading="lazy">`: `<img src="https://songtien.example/m.jpg" srcset="https://songtien.example/m-480.jpg 480w, https://songtien.example/m.jpg 960w" alt="x"/>`,
		`<div class="callout callout-note" role="note"><p class="callout-label">Lưu ý</p><p>x</p></div>`: `<blockquote><p><strong>Lưu ý</strong></p><p>x</p></blockquote>`,
		`<section class="footnotes"><ol><li>n</li></ol></section>`:                                       `<section><hr/><ol><li>n</li></ol></section>`,
		`<math display="block"><mi mathvariant="bold">x</mi></math>`:                                     `<math display="block"><mi mathvariant="bold">x</mi></math>`,
		`<a href="mailto:a@b.example">thư</a>`:                                                           `<a href="mailto:a@b.example">thư</a>`,
	} {
		if got, err := feed.Content(in, host+"/tin/a-1"); err != nil || got != want {
			t.Errorf("%s:\n got %s %v\nwant %s", in, got, err, want)
		}
	}
}

// A lasting name is made of numbers alone, and of all of them.
func TestID(t *testing.T) {
	if got := feed.ID(1, 2, 3); got != feed.ID(1, 2, 3) || got == feed.ID(1, 2) || got == feed.ID(1, 3, 2) || !feedtest.UUID.MatchString(got) {
		t.Error(got)
	}
	if got, want := feed.ID(7, 1), "urn:uuid:"; !strings.HasPrefix(got, want) {
		t.Error(got)
	}
}
