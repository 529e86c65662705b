package feed_test

import (
	"encoding/json"
	"encoding/xml"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
	"congbo/internal/feed"
	"congbo/internal/feed/feedtest"
	"congbo/internal/locale"
)

var update = flag.Bool("update", false, "rewrite the golden file")

const oneURL = host + "/tin-tuc/mot-1"

// asFed is a body as feeds have it, rendered as a page of the site is.
func asFed(t interface{ Fatal(...any) }, b content.Body) string {
	markup := string(b.HTML(content.RenderOptions{Lang: locale.VI, Bare: true, BaseURL: "/w/site", MediaTint: func(string) string { return "123" },
		MediaURL:  func(id string, w int) string { return "/w/site/media/" + id[58:] + ".jpg" },
		MediaSize: func(string) (int, int) { return 1600, 900 },
		FileInfo: func(id string) content.FileInfo {
			return content.FileInfo{URL: "/w/site/media/" + id[58:] + ".pdf", Kind: "PDF", Size: 1_234_567}
		}}))
	s, err := feed.Content(markup, oneURL)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// received are the words of the one text of a feed as a reader's program has
// them of each form, which has to be what its specification asks for.
func received(t interface{ Fatal(...any) }, text string) map[string]string {
	at := time.Date(2026, 11, 20, 1, 5, 0, 0, time.UTC)
	f := &feed.Feed{ID: feed.ID(1), Title: "Tin", Lang: locale.VI, Home: host + "/", RSS: host + "/rss.xml", Atom: host + "/atom.xml", JSON: host + "/feed.json", Updated: at,
		Entries: []feed.Entry{{ID: feed.ID(2), URL: oneURL, Title: "Một", Summary: "x", HTML: text, Published: at, Updated: at}}}
	got := make(map[string]string)
	for name, form := range map[string]struct {
		write func() ([]byte, error)
		check func([]byte) error
		read  func([]byte) (string, error)
	}{
		"RSS": {f.WriteRSS, feedtest.RSS, func(b []byte) (string, error) {
			var x struct {
				Text string `xml:"channel>item>encoded"`
			}
			err := xml.Unmarshal(b, &x)
			return x.Text, err
		}},
		"Atom": {f.WriteAtom, feedtest.Atom, func(b []byte) (string, error) {
			var x struct {
				Text string `xml:"entry>content"`
			}
			err := xml.Unmarshal(b, &x)
			return x.Text, err
		}},
		"JSON": {f.WriteJSON, feedtest.JSON, func(b []byte) (string, error) {
			var x struct {
				Items []struct {
					Text string `json:"content_html"`
				}
			}
			if err := json.Unmarshal(b, &x); err != nil {
				return "", err
			}
			return x.Items[0].Text, nil
		}},
	} {
		b, err := form.write()
		if err == nil {
			err = form.check(b)
		}
		if err == nil {
			got[name], err = form.read(b)
		}
		if err != nil {
			t.Fatal(name, err, string(b))
		}
	}
	return got
}

// The text with everything that a text can have, as feeds give it to programs
// that have neither our style sheet nor our page; where it changes, -update
// rewrites it, and it is to be read again (R-I4, F-M3).
func TestEveryPart(t *testing.T) {
	source, err := os.ReadFile("../content/testdata/every.md")
	if err != nil {
		t.Fatal(err)
	}
	b, err := content.FromMarkup(string(source))
	if err != nil {
		t.Fatal(err)
	}
	fed := asFed(t, b)
	const golden = "testdata/every.html"
	if *update {
		if err := os.WriteFile(golden, []byte(fed+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), fed); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites it):\n%s", golden, diff)
	}
	for name, text := range received(t, fed) {
		if diff := cmp.Diff(fed, text); diff != "" {
			t.Errorf("%s (-put in +received):\n%s", name, diff)
		}
	}
}

// Whatever a text has, each form of a feed gives out the same of it, and no word
// of it is lost (R-I4).
func TestOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := contenttest.Bodies().Draw(t, "body")
		fed := asFed(t, b)
		for name, text := range received(t, fed) {
			if lost := contenttest.LostIn(b, text); len(lost) > 0 || text != fed {
				t.Fatalf("%s does not say %q of\n%s\nbut\n%s", name, lost, fed, text)
			}
		}
	})
}
