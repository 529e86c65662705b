package portal_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/look"
	"congbo/internal/portal"
)

// heads collects what the head of a page says: name or relation → value.
func heads(t testing.TB, page string) (map[string][]string, []map[string]any) {
	t.Helper()
	m, data := make(map[string][]string), []map[string]any(nil)
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.DataAtom == atom.Meta:
			key := attr(n, "name") + attr(n, "property")
			m[key] = append(m[key], attr(n, "content"))
		case n.DataAtom == atom.Link:
			key := attr(n, "rel")
			if l := attr(n, "hreflang"); l != "" {
				key += " " + l
			}
			m[key] = append(m[key], attr(n, "href"))
		case n.DataAtom == atom.Script:
			var v map[string]any
			if err := json.Unmarshal([]byte(n.FirstChild.Data), &v); err != nil {
				t.Fatal(err)
			}
			data = append(data, v)
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(parse(t, page))
	return m, data
}

// A page says who it is to search engines and to those it is shared with
// (F-M1).
func TestHeadOfItem(t *testing.T) {
	m, data := heads(t, mustRender(t, item(t, locale.VI, university(locale.VI))))
	const own = "https://songtien.example/khoa-hoc-cong-nghe/muoi-hai-tram-quan-trac-man-1187"
	for key, want := range map[string]string{
		"canonical": own, "alternate vi": own, "alternate en": "https://en.songtien.example/khoa-hoc-cong-nghe/muoi-hai-tram-quan-trac-man-1187", "alternate x-default": own,
		"description": "Người nuôi cá, trồng lúa và các trạm bơm tra cứu miễn phí trước mùa khô 2027.", "og:type": "article", "og:locale": "vi_VN", "og:url": own,
		"og:site_name": "Trường Đại học Sông Tiền", "og:image": "https://songtien.example/media/song-binh-minh-960.jpg", "twitter:card": "summary_large_image",
	} {
		if got := m[key]; len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if len(m["robots"]) > 0 {
		t.Errorf("robots: %q", m["robots"])
	}
	var article map[string]any
	for _, d := range data {
		if d["@type"] == "NewsArticle" {
			article = d
		}
	}
	for key, want := range map[string]any{"datePublished": "2026-11-20T08:05:00+07:00", "dateModified": "2026-11-21T14:20:00+07:00", "identifier": "PTT-2026-000187",
		"inLanguage": "vi", "version": "3.0", "image": "https://songtien.example/media/song-binh-minh-960.jpg"} {
		if diff := cmp.Diff(want, article[key]); diff != "" {
			t.Errorf("%s: %s", key, diff)
		}
	}
	// A unit that signs what it is answerable for is no person.
	it := item(t, locale.VI, university(locale.VI))
	it.Record.Authors = []string{"Lê Trung Hậu", it.Record.Unit.Title}
	_, data = heads(t, mustRender(t, it))
	want := []any{map[string]any{"@type": "Person", "name": "Lê Trung Hậu"}, map[string]any{"@type": "Organization", "name": "Khoa Thủy sản"}}
	if i := slices.IndexFunc(data, func(d map[string]any) bool { return d["@type"] == "NewsArticle" }); i < 0 || cmp.Diff(any(want), data[i]["author"]) != "" {
		t.Errorf("authors in %v, want %v", data, want)
	}
}

// Every public page tells where it lies, what it is a part of and how it looks
// where it is shared (F-M1), with its counterpart named both ways.
func TestHeadOfEveryPage(t *testing.T) {
	for _, l := range locale.Langs {
		for _, s := range samples(t, l) {
			m, data := heads(t, mustRender(t, s.page))
			if len(m["robots"]) > 0 {
				continue
			}
			for _, key := range []string{"canonical", "og:type", "og:title", "og:url", "og:site_name", "og:locale", "og:image", "twitter:card"} {
				if len(m[key]) != 1 || m[key][0] == "" {
					t.Errorf("%s %s: %s %q", s.name, l, key, m[key])
				}
			}
			if m["og:url"][0] != m["canonical"][0] || !strings.HasPrefix(m["og:image"][0], "https://") {
				t.Errorf("%s %s: address %q, picture %q", s.name, l, m["og:url"], m["og:image"])
			}
			if len(m["alternate "+string(other(l))]) == 1 && (len(m["alternate "+string(l)]) != 1 || len(m["alternate x-default"]) != 1 || len(m["og:locale:alternate"]) != 1) {
				t.Errorf("%s %s: the counterpart is named in one way alone", s.name, l)
			}
			kinds := make(map[any]map[string]any)
			for _, d := range data {
				if d["@context"] != "https://schema.org" {
					t.Errorf("%s %s: %v", s.name, l, d)
				}
				kinds[d["@type"]] = d
			}
			want := "BreadcrumbList"
			if strings.Contains(s.name, "home") {
				want = "WebSite"
			}
			if kinds[want] == nil {
				t.Errorf("%s %s has no %s", s.name, l, want)
			}
		}
	}
	for theme, want := range map[string]string{"truong-dai-hoc": "CollegeOrUniversity", "so-nganh": "GovernmentOrganization", "thu-vien": "Library"} {
		s := university(locale.VI)
		s.Theme, s.SearchURL = theme, "/tim-kiem"
		page := mustRender(t, &portal.Home{Frame: frame(locale.VI, s, "", "/")})
		for _, part := range []string{`"@type":"` + want + `"`, `"urlTemplate":"https://songtien.example/tim-kiem?q={q}"`} {
			if !strings.Contains(page, part) {
				t.Errorf("%s: no %s", theme, part)
			}
		}
	}
}

// Pages for one person and pages of failures are found by nobody else.
func TestPrivatePagesAreNotFound(t *testing.T) {
	for _, l := range locale.Langs {
		for _, s := range samples(t, l) {
			m, data := heads(t, mustRender(t, s.page))
			hidden := s.page.Status() >= 400 || strings.Contains(s.name, "track") || strings.Contains(s.name, "answer") || strings.HasSuffix(s.name, "request-done") ||
				strings.Contains(s.name, "report") || strings.Contains(s.name, "rate-thanks") || strings.HasSuffix(s.name, "rate") || strings.Contains(s.name, "visitors")
			if got := len(m["robots"]) == 1; got != hidden {
				t.Errorf("%s %s: robots %q", s.name, l, m["robots"])
			}
			if s.page.Status() < 400 && hidden && (len(m["canonical"]) > 0 || len(m["og:url"]) > 0 || len(data) > 0) {
				t.Errorf("%s %s tells its address", s.name, l)
			}
		}
	}
}

// The language switch leads to the same page, or else to the other site's
// first page.
func TestLanguageSwitch(t *testing.T) {
	f := portal.Frame{Site: university(locale.VI)}
	if got := f.Turn(); got != "https://en.songtien.example/" {
		t.Errorf("without counterpart: %s", got)
	}
	if f.Alternate = "https://en.songtien.example/news/x-3"; f.Turn() != f.Alternate {
		t.Errorf("with counterpart: %s", f.Turn())
	}
	if f.TurnsTo() != "" {
		t.Errorf("the same page is called %q", f.TurnsTo())
	}
	f.Alternate = ""
	if f.TurnsTo() != "home page" {
		t.Errorf("the first page is called %q", f.TurnsTo())
	}
	if f.Fallback = (&portal.Link{Title: "News", URL: "https://en.songtien.example/news"}); f.Turn() != f.Fallback.URL || f.TurnsTo() != "News" {
		t.Errorf("with a section: %s %q", f.Turn(), f.TurnsTo())
	}
	f.Site = &portal.Site{Lang: locale.VI}
	if f.Turn() != "" {
		t.Errorf("without another site: %s", f.Turn())
	}
}

// Whatever people write stays text, in every place where it stands.
func TestHostileText(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'</script><!--`
	s := university(locale.VI)
	s.Name, s.Motto, s.Board, s.Foreign, s.Parent = evil, evil, evil, evil, evil
	s.Contact = portal.Contact{Address: evil, Phone: evil, Email: evil, Hours: evil}
	s.Menu = []portal.Link{{Title: evil, URL: "javascript:alert(1)"}, {Title: evil, URL: evil}}
	s.Notice = &portal.Notice{Text: evil, More: &portal.Link{Title: evil, URL: "javascript:alert(1)"}}
	it := item(t, locale.VI, s)
	it.Title, it.Summary, it.Kind, it.About, it.Section.Title, it.Path = evil, evil, evil, evil, evil, "/"+evil
	it.Record.Authors, it.Record.Code, it.Record.Unit = []string{evil}, evil, portal.Link{Title: evil, URL: "javascript:alert(1)"}
	it.Record.Sources = []content.Source{{Title: evil, Issuer: evil, Number: evil, URL: "javascript:alert(1)"}}
	it.Changes[0].Note = evil
	it.Picture = &portal.Picture{URL: evil, Alt: evil, Set: evil}
	it.Related.Cards[0] = portal.Card{Title: evil, URL: "javascript:alert(1)", Kind: evil, Unit: evil, Picture: it.Picture}
	tk := tracking(locale.VI, s)
	tk.Title, tk.Text, tk.Key, tk.Reply, tk.DueNote = evil, evil, evil, evil, evil
	tk.Thread[0] = portal.TrackMessage{From: evil, Text: evil, Files: []portal.TrackFile{{Name: evil, URL: "javascript:alert(1)"}}}
	tk.Problems = []portal.Problem{{Field: evil, Text: evil}}
	for _, p := range []portal.Page{it, tk} {
		page := mustRender(t, p)
		var walk func(*html.Node)
		walk = func(n *html.Node) {
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || (a.Key == "href" || a.Key == "src" || a.Key == "action") && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript") {
					t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
				}
			}
			if n.DataAtom == atom.Script && attr(n, "type") != "application/ld+json" || n.DataAtom == atom.Img && attr(n, "src") == "x" {
				t.Errorf("<%s> came in", n.Data)
			}
			for k := n.FirstChild; k != nil; k = k.NextSibling {
				walk(k)
			}
		}
		walk(parse(t, page))
		heads(t, page) // JSON-LD is still JSON
	}
}

// The same value always gives the same bytes, whoever else renders.
func TestRenderingIsPure(t *testing.T) {
	want := make(map[string]string)
	var pages []sample
	for _, l := range locale.Langs {
		for _, s := range samples(t, l) {
			s.name += "." + string(l)
			pages = append(pages, s)
			want[s.name] = mustRender(t, s.page)
		}
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, s := range pages {
				if b, err := portal.NewRenderer().Render(s.page); err != nil || string(b) != want[s.name] {
					t.Errorf("%s is another page (%v)", s.name, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestRenderWithoutSite(t *testing.T) {
	if b, err := portal.NewRenderer().Render(&portal.Text{}); err == nil || b != nil {
		t.Errorf("%q %v", b, err)
	}
}

func TestStatuses(t *testing.T) {
	for want, pages := range map[int][]portal.Page{
		200: {&portal.Home{}, &portal.Item{}, &portal.RequestForm{}, &portal.Answer{}},
		410: {&portal.Gone{}}, 404: {&portal.Failure{Code: 404}}, 503: {&portal.Failure{Code: 503}},
		422: {&portal.RequestForm{Problems: []portal.Problem{{"a", "b"}}}, &portal.Tracking{Problems: []portal.Problem{{}}}, &portal.Answer{Problems: []portal.Problem{{}}}},
	} {
		for _, p := range pages {
			if got := p.Status(); got != want {
				t.Errorf("%T: %d, want %d", p, got, want)
			}
		}
	}
}

func TestPager(t *testing.T) {
	show := func(p *portal.Pager) string {
		if p == nil {
			return "none"
		}
		var b strings.Builder
		if p.Prev != "" {
			fmt.Fprintf(&b, "<%s ", p.Prev)
		}
		for _, s := range p.Steps {
			switch {
			case s.Page == 0:
				b.WriteString("… ")
			case s.URL == "":
				fmt.Fprintf(&b, "[%d] ", s.Page)
			default:
				fmt.Fprintf(&b, "%d ", s.Page)
			}
		}
		return strings.TrimSpace(b.String() + p.Next)
	}
	url := func(n int) string { return fmt.Sprint("p", n) }
	for _, tt := range []struct {
		page, pages int
		want        string
	}{
		{1, 1, "none"}, {1, 0, "none"}, {1, 2, "[1] 2 p2"}, {2, 2, "<p1 1 [2]"}, {1, 48, "[1] 2 … 48 p2"}, {3, 48, "<p2 1 2 [3] 4 … 48 p4"},
		{4, 48, "<p3 1 2 3 [4] 5 … 48 p5"}, {7, 48, "<p6 1 … 6 [7] 8 … 48 p8"}, {48, 48, "<p47 1 … 47 [48]"}, {99, 5, "<p4 1 … 4 [5]"}, {-1, 5, "[1] 2 … 5 p2"},
	} {
		if got := show(portal.NewPager(tt.page, tt.pages, url)); got != tt.want {
			t.Errorf("%d of %d: %s, want %s", tt.page, tt.pages, got, tt.want)
		}
	}
}

func TestByMonthAndArchive(t *testing.T) {
	// 23:30 UTC on 31 October is already November in Việt Nam.
	c := []portal.Card{{Title: "a", At: at("2026-11-20 08:00")}, {Title: "b", At: at("2026-11-01 06:30").UTC()}, {Title: "c", At: at("2026-10-31 23:59")}, {Title: "d", At: at("2025-10-01 00:00")}}
	var got []string
	for _, m := range portal.ByMonth(c) {
		got = append(got, fmt.Sprintf("%d/%d:%d", m.Month, m.Year, len(m.Cards)))
	}
	if diff := cmp.Diff([]string{"11/2026:2", "10/2026:1", "10/2025:1"}, got); diff != "" {
		t.Error(diff)
	}
	years := portal.NewArchive([]portal.MonthCount{{2025, 3, 2}, {2026, 1, 5}, {2026, 11, 7}}, 0, 0, func(y, m int) string { return fmt.Sprintf("/%d/%d", y, m) })
	if len(years) != 2 || years[0].Year != 2026 || years[0].Count != 12 || !years[0].Open || years[1].Open || years[0].Months[0].URL != "/2026/11" {
		t.Errorf("%+v", years)
	}
	years = portal.NewArchive([]portal.MonthCount{{2025, 3, 2}, {2026, 1, 5}}, 2025, 3, func(int, int) string { return "" })
	if years[0].Open || !years[1].Open || !years[1].Months[0].Here {
		t.Errorf("%+v", years)
	}
}

func TestNewPicture(t *testing.T) {
	url := func(media string, width int) string { return fmt.Sprintf("/m/%s-%d", media, width) }
	size := func(string) (int, int) { return 1000, 600 }
	p := portal.NewPicture(&content.ImageRef{Media: "x", Alt: "Cổng Trường"}, "top", url, size)
	want := &portal.Picture{URL: "/m/x-960", Set: "/m/x-480 480w, /m/x-720 720w, /m/x-960 960w, /m/x-0 1000w", Width: 1000, Height: 600, Alt: "Cổng Trường", Focus: "top"}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
	if p := portal.NewPicture(&content.ImageRef{Media: "x", Alt: "y", Decorative: true}, "", url, nil); p == nil || p.Alt != "" || p.Set != "" || p.URL != "/m/x-0" {
		t.Errorf("%+v", p)
	}
	if p := portal.NewPicture(&content.ImageRef{Media: "x"}, "", func(string, int) string { return "" }, size); p != nil {
		t.Errorf("a picture nobody may see: %+v", p)
	}
	if p := portal.NewPicture(nil, "", url, size); p != nil {
		t.Errorf("%+v", p)
	}
}

func TestProblems(t *testing.T) {
	list := fault.List{fault.New(fault.Invalid, "intake.give_title").In("title"), fault.New(fault.Invalid, "intake.give_pledge").In("pledge")}
	got := portal.Problems(locale.VI, fmt.Errorf("form: %w", list))
	want := []portal.Problem{{"title", locale.T(locale.VI, "intake.give_title")}, {"pledge", locale.T(locale.VI, "intake.give_pledge")}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if p := portal.Problems(locale.EN, fmt.Errorf("pq: secret")); len(p) != 1 || strings.Contains(p[0].Text, "secret") {
		t.Errorf("%+v", p)
	}
	if p := portal.Problems(locale.VI, nil); p != nil {
		t.Errorf("%+v", p)
	}
}

// Every file that a page names is there, every font has its licence beside it,
// and no style sheet fetches anything from elsewhere (F-M5).
func TestAssetsAreWhole(t *testing.T) {
	files := portal.Assets().Files()
	for theme, c := range chosen {
		brand, _ := look.Parse(c[0])
		accent, _ := look.Parse(c[1])
		files[portal.SheetAddress(theme, brand, accent)] = nil
	}
	for _, l := range locale.Langs {
		for _, s := range samples(t, l) {
			page := mustRender(t, s.page)
			for rest := page; ; {
				i := strings.Index(rest, `"`+portal.AssetPrefix)
				if i < 0 {
					break
				}
				rest = rest[i+1:]
				path := rest[:strings.IndexByte(rest, '"')]
				if _, ok := files[path]; !ok {
					t.Errorf("%s names %s, which is not there", s.name, path)
				}
			}
		}
	}
	css := string(portal.Assets().Bytes("portal.css"))
	for _, bad := range []string{"http:", "https:", "//", "@import", "expression("} {
		if strings.Contains(css, bad) {
			t.Errorf("the style sheet contains %q", bad)
		}
	}
	err := filepath.WalkDir("assets/fonts", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".woff2") {
			return err
		}
		base := filepath.Base(name)
		for _, family := range []string{"be-vietnam-pro", "source-serif-4", "literata"} {
			if strings.HasPrefix(base, family) {
				licence, err := os.ReadFile(filepath.Join("assets/fonts", family+".OFL.txt"))
				if err != nil || !bytes.Contains(licence, []byte("SIL OPEN FONT LICENSE Version 1.1")) {
					t.Errorf("%s has no licence: %v", name, err)
				}
				return nil
			}
		}
		t.Errorf("%s: whose font is this?", name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func BenchmarkRender(b *testing.B) {
	for _, s := range []sample{{"home", home(locale.VI, university(locale.VI))}, {"item", item(b, locale.VI, university(locale.VI))}, {"list", list(locale.VI, university(locale.VI))}} {
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := portal.NewRenderer().Render(s.page); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A card that was put together before stands in later pages as it would be put
// together anew: what differs in anything is another card.
func TestCardsAreNeverStale(t *testing.T) {
	base := portal.Card{URL: "/tin-tuc/a-1", Title: "Tin", Summary: "Tóm tắt", Kind: "Tin tức", Unit: "Khoa", At: at("2026-11-23 08:00"),
		Picture: &portal.Picture{URL: "/media/a.jpg", Width: 800, Height: 600}}
	page := func(l locale.Lang, c portal.Card) string {
		s := university(l)
		html, err := portal.NewRenderer().Render(&portal.Home{Frame: frame(l, s, "", "/"), Beside: []portal.Card{c}, News: &portal.Block{Title: "Tin", Cards: []portal.Card{c}},
			Notices: &portal.Block{Title: "Thông báo", Cards: []portal.Card{c}}, Blocks: []portal.Block{{Title: "Khác", Cards: []portal.Card{c}}}, Lead: &c})
		if err != nil {
			t.Fatal(err)
		}
		return string(html)
	}
	first := page(locale.VI, base)
	seen := map[string]string{first: "as it was"}
	for name, change := range map[string]func(*portal.Card){
		"address": func(c *portal.Card) { c.URL = "/tin-tuc/b-1" }, "title": func(c *portal.Card) { c.Title = "Tin <b>" }, "summary": func(c *portal.Card) { c.Summary = "Khác" },
		"kind": func(c *portal.Card) { c.Kind = "Thông báo" }, "unit": func(c *portal.Card) { c.Unit = "Phòng" }, "time": func(c *portal.Card) { c.At = c.At.AddDate(0, 1, 0) },
		"no picture": func(c *portal.Card) { c.Picture = nil }, "picture": func(c *portal.Card) { c.Picture = &portal.Picture{URL: "/media/b.jpg", Width: 800, Height: 600} },
		"language": func(c *portal.Card) { c.Lang = locale.EN },
	} {
		c := base
		change(&c)
		html := page(locale.VI, c)
		if other, twice := seen[html]; twice {
			t.Errorf("%s: the page is the same as with %s", name, other)
		}
		seen[html] = name
		if c.Title != base.Title && strings.Contains(html, "Tin <b>") {
			t.Error("a title is not escaped")
		}
	}
	if page(locale.VI, base) != first {
		t.Error("the first page is not the same again")
	}
	if strings.Contains(page(locale.EN, base), "thg") {
		t.Error("an English page has Vietnamese months")
	}
}
