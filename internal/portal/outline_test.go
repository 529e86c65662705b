package portal_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"congbo/internal/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each page as somebody hears it who does not see it: landmarks, headings,
// fields and buttons in their order. The files are for people to read.
func TestOutlines(t *testing.T) {
	for _, l := range locale.Langs {
		for _, s := range samples(t, l) {
			if strings.HasPrefix(s.name, "so-nganh") || strings.HasPrefix(s.name, "thu-vien") {
				continue // the same templates in another look
			}
			var b strings.Builder
			outline(&b, parse(t, mustRender(t, s.page)), 0)
			name := filepath.Join("testdata", "outline", s.name+"."+string(l)+".txt")
			if *update {
				if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Error(err)
			} else if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("%s (-update writes it anew):\n%s", name, diff)
			}
		}
	}
}

func outline(b *strings.Builder, n *html.Node, depth int) {
	line := func(parts ...string) {
		b.WriteString(strings.Repeat("  ", depth) + strings.Join(parts, " ") + "\n")
	}
	in := depth
	if n.Type == html.ElementNode {
		switch n.DataAtom {
		case atom.Title:
			line("title:", words(n))
		case atom.Header, atom.Main, atom.Footer, atom.Nav, atom.Aside, atom.Section, atom.Article, atom.Form, atom.Fieldset:
			if n.DataAtom == atom.Footer || n.DataAtom == atom.Header && attr(n, "class") == "top" {
				return // the same on every page
			}
			line(strings.TrimSpace(n.Data + " " + attr(n, "aria-label")))
			in++
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.Legend, atom.Summary:
			line(n.Data+":", words(n))
			return
		case atom.Label:
			line("label:", words(n))
			return
		case atom.Input, atom.Select, atom.Textarea:
			text := n.Data + " " + attr(n, "type") + " " + attr(n, "name")
			if attr(n, "aria-invalid") == "true" {
				text += " (wrong)"
			}
			line(strings.Join(strings.Fields(text), " "))
			return
		case atom.Button:
			line("button:", words(n))
			return
		case atom.P, atom.Li, atom.Dt:
			if role := attr(n, "role"); role != "" {
				line(role+":", words(n))
				return
			}
		case atom.Dd:
			line("fact:", words(n))
			return
		}
		if role := attr(n, "role"); role != "" && n.DataAtom == atom.Div {
			line(role)
			in++
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		outline(b, k, in)
	}
}
