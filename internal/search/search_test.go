package search_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"congbo/internal/fault"
	"congbo/internal/search"
	"congbo/internal/vi"
)

func plan(t tester, q search.Query) *search.Plan {
	t.Helper()
	p, err := search.Parse(q)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// all puts texts into a bucket, one after the other, the last being the newest.
func all(t tester, texts []search.Text) *search.Shelf {
	t.Helper()
	var sources []search.Source
	for i, x := range texts {
		sources = append(sources, search.Source{Doc: search.Doc{Edition: int64(i + 1), At: day(i)}, Data: search.Encode(search.Index(x))})
	}
	b, err := search.Build(nil, search.Bits{}, sources)
	if err != nil {
		t.Fatal(err)
	}
	return shelf(b)
}

func day(i int) time.Time { return time.Date(2026, 1, 1+i, 8, 0, 0, 0, time.UTC) }

func shelf(b *search.Bucket) *search.Shelf {
	return &search.Shelf{Span: search.Span{First: b.Docs[0].At, Last: b.Docs[len(b.Docs)-1].At}, Len: len(b.Docs),
		Bits: search.OfBucket(func(n int) ([]byte, error) { return b.Pages[n], nil }), Docs: func() ([]search.Doc, error) { return b.Docs, nil }}
}

// found are the places of the texts that are found, in order.
func found(t tester, q search.Query, texts []search.Text, b *search.Shelf) []int {
	t.Helper()
	p := plan(t, q)
	s := p.Begin(100, nil)
	if err := s.Put(b); err != nil {
		t.Fatal(err)
	}
	var list []int
	for _, h := range s.Found() {
		if i := int(h.Edition) - 1; !p.NeedsText() || p.Holds(texts[i]) {
			list = append(list, i)
		}
	}
	return list
}

// What an office's readers type, and what they find of these texts.
func TestFinds(t *testing.T) { // F-M2, R-B10
	texts := []search.Text{
		0: {Title: "Thông báo tuyển sinh đại học năm 2026", Body: "Nhà trường tuyển 4.500 chỉ tiêu, hạn nộp hồ sơ 05/09/2026.", Section: 1, Kind: "announcement", Unit: 3, Lang: "vi"},
		1: {Title: "Quyết định số 12/2026/QĐ-UBND về hòa giải ở cơ sở", Body: "Ban hành kèm theo Quyết định này Quy chế hòa giải.", Section: 2, Kind: "document", Lang: "vi"},
		2: {Title: "Toà nhà thư viện dài hạn", Body: "Kế hoạch dài hạn cho thư viện. Học liệu mới.", Section: 1, Kind: "news", Lang: "vi"},
		3: {Title: "Lễ kỷ niệm", Body: "Hoạt động của Đại học Sông Tiền, tổ chức tại Thủy lợi.", Section: 1, Kind: "news", Lang: "vi"},
		4: {Title: "Quyết định 5/QĐ-UBND", Body: "Căn cứ Nghị định số 42/2022/NĐ-CP ngày 24 tháng 6 năm 2022.\n\nĐiều 1", Section: 2, Kind: "document", Lang: "vi"},
		5: {Title: "Admissions", Body: "The university admits students. Hóa học is chemistry.", Section: 9, Kind: "news", Lang: "en"},
		6: {Title: "Ghi chú", Body: "sinh tuyển", Papers: []string{"Phụ lục kèm theo: danh sách học bổng"}, Section: 1, Kind: "news", Lang: "vi"},
	}
	b := all(t, texts)
	for _, c := range []struct {
		q    search.Query
		want []int
	}{
		{search.Query{Text: "tuyển sinh"}, []int{0, 6}}, // in the title, side by side
		{search.Query{Text: "tuyen sinh"}, []int{0, 6}}, // no accents
		{search.Query{Text: "TUYỂN SINH"}, []int{0, 6}}, //
		{search.Query{Text: norm.NFD.String("tuyển sinh")}, []int{0, 6}},
		{search.Query{Text: `"tuyển sinh"`}, []int{0}},         // side by side alone
		{search.Query{Text: "“tuyển sinh đại học”"}, []int{0}}, // three pairs
		{search.Query{Text: `"hồ sơ 5/9/2026"`}, []int{0}},     // 05/09
		{search.Query{Text: "5/9/2026"}, []int{0}},             //
		{search.Query{Text: "đại học"}, []int{0, 3, 2}},        // exact accents before dài … học
		{search.Query{Text: "dai hoc"}, []int{0, 3, 2}},        //
		{search.Query{Text: "dài"}, []int{2, 0, 3}},            // and the other way
		{search.Query{Text: "hòa giải"}, []int{1}},             //
		{search.Query{Text: "hoà giải"}, []int{1}},             //
		{search.Query{Text: "hoa"}, []int{1, 5}},               //
		{search.Query{Text: "hoá"}, []int{5, 1}},               // hóa = hoá
		{search.Query{Text: "hòa"}, []int{1, 5}},               //
		{search.Query{Text: "tòa nhà"}, []int{2}},              // written toà
		{search.Query{Text: "thuỷ lợi"}, []int{3}},             //
		{search.Query{Text: "12/2026/QĐ-UBND"}, []int{1}},      //
		{search.Query{Text: "12-2026-QD-UBND"}, []int{1}},      //
		{search.Query{Text: "12/2026/qđubnd"}, []int{1}},       //
		{search.Query{Text: "012/2026/QD-UBND"}, []int{1}},     //
		{search.Query{Text: "12 /2026/QĐ-UBND"}, []int{1}},     //
		{search.Query{Text: "12/QĐ"}, []int{1}},                // without its year
		{search.Query{Text: "12/QĐ-UBND"}, []int{1}},           //
		{search.Query{Text: "QĐ-UBND"}, []int{4, 1}},           //
		{search.Query{Text: "QDUBND"}, []int{4, 1}},            //
		{search.Query{Text: "số 5/QĐ-UBND"}, []int{4}},         // "số" is no word of it
		{search.Query{Text: "05/QĐ-UBND"}, []int{4}},           //
		{search.Query{Text: "42/2022/nd-cp"}, []int{4}},        //
		{search.Query{Text: "42-2022-NDCP"}, []int{4}},         //
		{search.Query{Text: "42/NĐ-CP"}, []int{4}},             //
		{search.Query{Text: "43/2022/NĐ-CP"}, nil},             //
		{search.Query{Text: "4.500 chỉ tiêu"}, []int{0}},       //
		{search.Query{Text: "học bổng"}, []int{6}},             // in a paper
		{search.Query{Text: "2022 điều"}, []int{4}},            //
		{search.Query{Text: `"2022 điều"`}, nil},               // not across paragraphs
		{search.Query{Text: "xe đạp"}, nil},                    //
		{search.Query{Text: "quyết định", Newest: true}, []int{4, 1}},
		{search.Query{Text: "học", Sections: []int64{1}}, []int{0, 6, 3, 2}},
		{search.Query{Text: "học", Sections: []int64{2, 9}}, []int{5}},
		{search.Query{Text: "học", Kind: "news", Lang: "vi"}, []int{6, 3, 2}},
		{search.Query{Text: "học", Unit: 3}, []int{0}},
		{search.Query{Text: "học", From: day(2), Before: day(4)}, []int{3, 2}},
		{search.Query{Kind: "document"}, []int{4, 1}},
	} {
		if got := found(t, c.q, texts, b); !slices.Equal(got, c.want) {
			t.Errorf("%+v finds %v, not %v", c.q, got, c.want)
		}
	}
}

func TestRefusesWhatCannotBeFound(t *testing.T) {
	for _, c := range []struct {
		q   search.Query
		key string
	}{
		{search.Query{Text: "?!…"}, "search.no_words"},
		{search.Query{Text: strings.Repeat("a", search.MaxText+1)}, "search.long"},
		{search.Query{Text: strings.Repeat("a ", search.MaxWords+1)}, "search.many_words"},
		{search.Query{Text: "a", From: day(3), Before: day(3)}, "search.dates"},
	} {
		_, err := search.Parse(c.q)
		if e, ok := fault.As(err); !ok || e.Kind != fault.Invalid || e.Key != c.key {
			t.Errorf("%q: %v", c.q.Text, err)
		}
	}
	if p := plan(t, search.Query{}); !p.Empty() {
		t.Error("nothing is something")
	}
}

var syllables = strings.Fields(`đại học dài hạn hòa hoà hóa hoá thủy thuỷ quý quí khỏe khoẻ tuyển sinh thông báo 12 05 2026 QĐ-UBND 7/2026/TT-BGDĐT toàn xoài giữa Sông Tiền a ủy uỷ ban nhân dân ngoéo K65 TP.HCM café naïve`)

func text(t *rapid.T) search.Text {
	words := func(name string, n int) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(syllables), 1, n).Draw(t, name), rapid.SampledFrom([]string{" ", " ", ", ", "\n\n"}).Draw(t, name+" gap"))
	}
	return search.Text{Title: words("title", 5), Body: words("body", 12), Section: rapid.Int64Range(1, 3).Draw(t, "section"), Kind: "news", Lang: "vi"}
}

// other writes a word as somebody else may.
func other(t *rapid.T, w string) string {
	switch rapid.IntRange(0, 5).Draw(t, "way") {
	case 0:
		return vi.Fold(w)
	case 1:
		return strings.ToUpper(w)
	case 2:
		return norm.NFD.String(w)
	case 3:
		return vi.ToneFold(w)
	case 4:
		for _, x := range [][2]string{{"òa", "oà"}, {"óa", "oá"}, {"ủy", "uỷ"}, {"ỏe", "oẻ"}} {
			if strings.HasSuffix(w, x[0]) {
				return strings.Replace(w, x[0], x[1], 1)
			}
		}
	}
	return w
}

// Every text is found by each of its words, however they are spelled, and by its
// whole title as a phrase.
func TestFoundByEachWord(t *testing.T) { // F-M2
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.Custom(text), 1, 6).Draw(t, "texts")
		b := all(t, texts)
		i := rapid.IntRange(0, len(texts)-1).Draw(t, "which")
		for _, w := range strings.Fields(strings.ReplaceAll(texts[i].Title+" "+texts[i].Body, ",", " ")) {
			q := other(t, w)
			if !slices.Contains(found(t, search.Query{Text: q}, texts, b), i) {
				t.Fatalf("%v is not found by %q (as %q)", texts[i], w, q)
			}
		}
		if !strings.Contains(texts[i].Title, "\n") && !slices.Contains(found(t, search.Query{Text: `"` + texts[i].Title + `"`}, texts, b), i) {
			t.Fatalf("%v is not found by its title", texts[i])
		}
	})
}

// A tester is a testing.T or a rapid.T.
type tester interface {
	Helper()
	Fatal(...any)
}

// A bucket says of every text what the text says of itself, whether it was built
// at once or text by text, and forgets the dead.
func TestBucketsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.Custom(text), 1, 12).Draw(t, "texts")
		var b *search.Bucket
		var dead search.Bits
		var want []search.Keys
		for i, x := range texts {
			keys, words := search.Index(x)
			var alive []search.Keys
			for slot, k := range want {
				if !dead.Has(slot) {
					alive = append(alive, k)
				}
			}
			var err error
			if b, err = search.Build(b, dead, []search.Source{{Doc: search.Doc{Edition: int64(i), At: day(i)}, Data: search.Encode(keys, words)}}); err != nil {
				t.Fatal(err)
			}
			want, dead = append(alive, keys), search.Bits{}
			if rapid.Bool().Draw(t, "dies") {
				dead.Set(rapid.IntRange(0, len(want)-1).Draw(t, "who"))
			}
		}
		got, err := b.Keys()
		if err != nil || len(got) != len(want) {
			t.Fatal(len(got), len(want), err)
		}
		for i := range want {
			if !got[i].Same(want[i]) {
				t.Fatalf("text %d has other keys", i)
			}
		}
		docs, err := search.DecodeDocs(search.EncodeDocs(b.Docs))
		if err != nil || len(docs) != len(b.Docs) {
			t.Fatal(err)
		}
	})
}

// Many texts with one word make it bits, few a list: both are read.
func TestFullBucket(t *testing.T) {
	var sources []search.Source
	r := rand.New(rand.NewPCG(1, 2))
	even := 0
	for i := range search.Docs {
		x := search.Text{Title: "Thông báo", Body: fmt.Sprint("bài ", i)}
		if r.IntN(2) == 0 {
			x.Body += " chẵn"
			even++
		}
		sources = append(sources, search.Source{Doc: search.Doc{Edition: int64(i + 1), At: day(i)}, Data: search.Encode(search.Index(x))})
	}
	b, err := search.Build(nil, search.Bits{}, sources)
	if err != nil {
		t.Fatal(err)
	}
	for q, want := range map[string]int{"thông báo": search.Docs, "chan": even, "bài 4095": 1, "không": 0} {
		s := plan(t, search.Query{Text: q}).Begin(10, nil)
		if err := s.Put(shelf(b)); err != nil || s.Count != want {
			t.Errorf("%q: %d, not %d (%v)", q, s.Count, want, err)
		}
	}
	if _, err := search.Build(b, search.Bits{}, sources[:1]); err == nil {
		t.Error("a bucket takes more than it holds")
	}
}

// Page after page shows everything once, in one order.
func TestPagesFollow(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var texts []search.Text
	for range 200 {
		w := func(n int) string {
			var s []string
			for range n {
				s = append(s, syllables[r.IntN(len(syllables))])
			}
			return strings.Join(s, " ")
		}
		texts = append(texts, search.Text{Title: w(3), Body: w(10)})
	}
	b := all(t, texts)
	for _, newest := range []bool{false, true} {
		q := search.Query{Text: "đại", Newest: newest}
		whole := found(t, q, texts, b)[:30]
		var parts []int
		var after *search.Hit
		for len(parts) < 30 {
			s := plan(t, q).Begin(7, after)
			if err := s.Put(b); err != nil {
				t.Fatal(err)
			}
			hits := s.Found()
			if len(hits) == 0 {
				break
			}
			for _, h := range hits {
				parts = append(parts, int(h.Edition)-1)
			}
			after = &hits[len(hits)-1]
		}
		if len(parts) < 30 || !slices.Equal(parts[:30], whole) {
			t.Errorf("newest %v: %v, not %v", newest, parts, whole)
		}
	}
}

func TestSnippets(t *testing.T) {
	show := func(ps []search.Piece) string {
		var b strings.Builder
		for _, p := range ps {
			if p.Mark {
				b.WriteString("[" + p.Text + "]")
			} else {
				b.WriteString(p.Text)
			}
		}
		return b.String()
	}
	long := strings.Repeat("Một câu khác hẳn. ", 40)
	for _, c := range []struct{ q, text, want string }{
		{"dai hoc", "Trường Đại học Sông Tiền", "Trường [Đại học] Sông Tiền"},
		{"hoà", "<b>Hòa</b> & hóa", "<b>[Hòa]</b> & [hóa]"},
		{"12/qd", "Số 12/2026/QĐ-UBND", "Số [12]/2026/[QĐ]-UBND"},
		{"qdubnd", "Số 12/2026/QĐ-UBND", "Số 12/2026/[QĐ-UBND]"},
		{"xe", "Không có gì", "Không có gì"},
	} {
		if got, _ := plan(t, search.Query{Text: c.q}).Snippet(c.text); show(got) != c.want {
			t.Errorf("%q of %q: %s", c.q, c.text, show(got))
		}
	}
	got, _ := plan(t, search.Query{Text: "học bổng"}).Snippet(long + "Sinh viên được học bổng toàn phần. " + long)
	if s := show(got); !strings.Contains(s, "[học bổng] toàn phần") || !strings.HasPrefix(s, "… ") || !strings.HasSuffix(s, " …") || len([]rune(s)) > 240 {
		t.Errorf("%q", s)
	}
}

// Nothing that is typed or indexed makes it fail, and marks never change a text.
func TestAnythingIsMarked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := vi.Clean(rapid.String().Draw(t, "text"))
		p, err := search.Parse(search.Query{Text: rapid.OneOf(rapid.String(), rapid.SampledFrom(syllables)).Draw(t, "query")})
		if err != nil {
			return
		}
		line := strings.Join(strings.Fields(text), " ")
		var b strings.Builder
		for _, x := range p.Mark(line) {
			b.WriteString(x.Text)
		}
		if b.String() != line {
			t.Fatalf("%q became %q", line, b.String())
		}
		p.Snippet(text)
		search.Index(search.Text{Title: text, Body: text})
	})
}

// guessed compares what is guessed first for words that somebody typed; "" nothing.
func guessed(t *testing.T, v *search.Vocabulary, wants map[string]string) {
	t.Helper()
	for q, want := range wants {
		got := ""
		if all := v.Guesses(plan(t, search.Query{Text: q})); len(all) > 0 {
			got = all[0]
		}
		if got != want {
			t.Errorf("%q: %q, not %q", q, got, want)
		}
	}
}

func TestGuesses(t *testing.T) {
	v := search.NewVocabulary([]search.Word{{"tuyển", 50}, {"sinh", 60}, {"đại", 40}, {"học", 70}, {"thông", 30}, {"báo", 30}, {"trường", 20}, {"quyết", 9}, {"định", 9}, {"dài", 3}, {"bổng", 5}})
	guessed(t, v, map[string]string{
		"tuyen sinh":   "",           // nothing to mend
		"tuyễn sinh":   "tuyển sinh", // no such word
		"tuyenr sinh":  "tuyển sinh", // Telex
		"tuyeern sinh": "tuyển sinh",
		"ddaij hojc":   "đại học",
		"d9ai5 ho5c":   "đại học", // VNI
		"thon bao":     "thông bao",
		"chường":       "trường",
		"quyet dinhj":  "quyet định",
		"tuyensinh":    "tuyển sinh",
		"hcọ bổng":     "học bổng",
		"12/2026":      "",
	})
}

// Hỏi and ngã, i and y and sounds that are alike are written for each other much
// more often than one word for another: what is meant comes before what is
// merely frequent.
func TestWhatIsMeantIsGuessedFirst(t *testing.T) {
	v := search.NewVocabulary([]search.Word{{"tuyển", 5}, {"tuyến", 80}, {"học", 70}, {"bổng", 5}, {"bóng", 40}, {"kỹ", 4}, {"ký", 60}, {"khi", 90}, {"sư", 9}, {"quy", 4}, {"quả", 90}, {"chế", 9},
		{"sinh", 9}, {"minh", 90}, {"sữa", 3}, {"xưa", 40}, {"sửa", 50}, {"đào", 9}, {"tạo", 9}, {"đạo", 30}})
	guessed(t, v, map[string]string{
		"tuyễn":    "tuyển",
		"học bỗng": "học bổng",
		"kĩ sư":    "kỹ sư",
		"qui chế":  "quy chế",
		"xinh":     "sinh",
		"xữa":      "sữa",
		"dào tạo":  "đào tạo",
	})
}

// What lies in a database may be damaged; reading it fails and does nothing worse.
func FuzzDecode(f *testing.F) {
	keys, words := search.Index(search.Text{Title: "Thông báo", Body: "số 12/2026/QĐ-UBND"})
	f.Add(search.Encode(keys, words))
	b, err := search.Build(nil, search.Bits{}, []search.Source{{Doc: search.Doc{Edition: 1, At: day(1)}, Data: search.Encode(keys, words)}})
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range b.Pages {
		f.Add(p)
	}
	f.Add(b.Words)
	f.Fuzz(func(_ *testing.T, data []byte) {
		search.Decode(data)
		search.DecodeDocs(data)
		search.DecodeWords(data)
		search.DecodeBits(data)
		one := search.Bucket{Docs: make([]search.Doc, 3), Pages: [][]byte{data}}
		one.Keys()
		var bits search.Bits
		search.OfBucket(func(int) ([]byte, error) { return data, nil })(search.Key(1), &bits)
		one.Pages = make([][]byte, search.Pages)
		one.Pages[0] = data
		search.Build(&one, search.Bits{}, []search.Source{{Data: data}})
	})
}
