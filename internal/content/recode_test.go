package content_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
	"congbo/internal/vi"
)

// read takes a text in as the desk does.
func read(t *testing.T, stays *content.Revision, title, doc string) content.Revision {
	t.Helper()
	rd := &content.Reading{Stays: stays}
	body, err := rd.JSON([]byte(`{"version":1,"doc":{"type":"doc","content":[` + doc + `]}}`))
	if err != nil {
		t.Fatal(err)
	}
	r := content.Revision{Title: title, Body: body}
	if stays != nil {
		r.Recoded, r.Vouched = stays.Recoded, stays.Vouched
	}
	return rd.Into(r)
}

func words(r content.Revision) string { return r.Title + "|" + r.Body.PlainText("vi") }

// What comes in TCVN3 is converted before its letters are cleaned away, said,
// and put back as it came, and converted again, with the marks of its words
// (R-I4, F-B13).
func TestReadingLegacy(t *testing.T) {
	const bold = `{"type":"paragraph","content":[{"type":"text","text":"Tr\u00adêng §¹i "},{"type":"text","text":"häc S\u00ad ph¹m","marks":[{"type":"strong"}]},{"type":"text","text":" c«ng bè"}]}`
	r := read(t, nil, "Phô lôc", bold)
	const now, before = "Phụ lục|Trường Đại học Sư phạm công bố", "Phụ lục|Trêng §¹i häc S ph¹m c«ng bè"
	if words(r) != now || len(r.Recoded) != 2 || !r.Recoded[0].Applied || r.Recoded[0].Charset != vi.TCVN3 || len(r.Misfits()) != 0 {
		t.Fatalf("%s, %+v, %v", words(r), r.Recoded, r.Misfits())
	}
	if got := content.Markup(r.Body); got != "Trường Đại **học Sư phạm** công bố\n" {
		t.Errorf("marks: %q", got)
	}
	body, key := r.Recoded[0], r.Recoded[0].Key()
	if body.Part != content.PartBody || !strings.Contains(string(body.Came), "\u00ad") {
		t.Errorf("came %+v", body)
	}
	back, ok := r.Reread(key)
	if !ok || words(back) != before || content.Markup(back.Body) != "Trêng §¹i **häc S ph¹m** c«ng bè\n" || back.Recoded[0].Applied {
		t.Fatalf("back: %v %s %+v", ok, words(back), back.Recoded)
	}
	if m := back.Misfits(); len(m) != 1 || m[0].Kind != content.MisfitLegacy || m[0].Block != 1 {
		t.Errorf("misfits %+v", m)
	}
	if !r.Recoded[0].Applied {
		t.Error("the first revision was changed")
	}
	// Whoever saves it then changes nothing by it.
	data, err := json.Marshal(back.Body)
	if err != nil {
		t.Fatal(err)
	}
	rd := &content.Reading{Stays: &back}
	if again, err := rd.JSON(data); err != nil || rd.Into(content.Revision{Title: back.Title, Body: again, Recoded: back.Recoded}).Recoded[0].Applied || len(rd.Recoded) > 0 {
		t.Errorf("saved again: %v %+v", err, rd.Recoded)
	}
	forth, ok := back.Reread(key)
	if !ok || words(forth) != now || string(content.Canonical(forth.Body)) != string(content.Canonical(r.Body)) {
		t.Errorf("forth: %v %s", ok, words(forth))
	}
	// What somebody has rewritten since is not put back.
	r.Body = content.Empty()
	if _, ok := r.Reread(key); ok {
		t.Error("what is gone came back")
	}
	back.Vouched = []content.Vouched{{Line: "Trêng §¹i häc S ph¹m c«ng bè", Reason: "Ví dụ"}}
	if m := back.Misfits(); len(m) != 0 {
		t.Errorf("vouched for, and %+v", m)
	}
}

// The rare charsets are offered, also where cleaning has taken letters since.
func TestReadingOffers(t *testing.T) {
	r := read(t, nil, "Tin", `{"type":"paragraph","content":[{"type":"text","text":"Trß¶ng ÐÕi h÷c Công ngh®"}]}`)
	if words(r) != "Tin|Trß¶ng ÐÕi h÷c Công ngh®" || len(r.Recoded) != 1 || r.Recoded[0].Applied || len(r.Misfits()) != 1 {
		t.Fatalf("%s %+v %v", words(r), r.Recoded, r.Misfits())
	}
	r, ok := r.Reread(r.Recoded[0].Key())
	if !ok || words(r) != "Tin|Trường Đại học Công nghệ" || len(r.Misfits()) != 0 {
		t.Errorf("%v %s %v", ok, words(r), r.Misfits())
	}
}

// What is pasted into a line of Unicode is offered and not touched.
func TestReadingMixed(t *testing.T) {
	r := read(t, nil, "Tin", `{"type":"paragraph","content":[{"type":"text","text":"Chưa công bố.Tr\u00adêng §¹i häc tæ chøc cuéc häp"}]}`)
	if words(r) != "Tin|Chưa công bố.Trêng §¹i häc tæ chøc cuéc häp" || len(r.Recoded) != 1 || r.Recoded[0].Applied || len(r.Misfits()) != 1 {
		t.Fatalf("%s %+v %v", words(r), r.Recoded, r.Misfits())
	}
	r, ok := r.Reread(r.Recoded[0].Key())
	if !ok || words(r) != "Tin|Chưa công bố.Trường Đại học tổ chức cuộc họp" || len(r.Misfits()) != 0 {
		t.Errorf("%v %s %v", ok, words(r), r.Misfits())
	}
}

// The plain box takes the same way, soft hyphens and all.
func TestReadingMarkup(t *testing.T) {
	rd := &content.Reading{}
	body, err := rd.Markup("## Tr\u00adêng **§¹i häc**\n\n| Sè l\u00adîng | Môc ®Ých |\n|---|---|\n| 5 | Ch\u00ada cã |\n")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := content.Markup(body), "## Trường **Đại học**\n\n| Số lượng | Mục đích |\n|---|---|\n| 5 | Chưa có |\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Reading changes no text that was saved before, nor any that is Unicode, and
// Reread is its own inverse (R-I4).
func TestReadingHolds(t *testing.T) {
	legacy := rapid.SampledFrom([]string{"Tr\u00adêng §¹i häc C«ng nghÖ", "Tröôøng Ñaïi hoïc Coâng ngheä", "Céng hoµ x· héi chñ nghÜa", "Trß¶ng ÐÕi h÷c Công ngh®", "Hà Nội, ngày 5", "plain words"})
	rapid.Check(t, func(t *rapid.T) {
		r := contenttest.Revisions().Draw(t, "revision").Clean()
		data, err := json.Marshal(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		rd := &content.Reading{Stays: &r}
		body, err := rd.JSON(data)
		if err != nil {
			t.Fatal(err)
		}
		same := r
		same.Body = body
		if got := rd.Into(same); got.Hashes() != r.Hashes() || len(rd.Recoded) > 0 {
			t.Fatalf("changed: %+v", rd.Recoded)
		}
		var nodes []content.Node
		for _, s := range rapid.SliceOfN(legacy, 1, 5).Draw(t, "lines") {
			cut := rapid.IntRange(0, len([]rune(s))).Draw(t, "cut")
			a, b := string([]rune(s)[:cut]), string([]rune(s)[cut:])
			nodes = append(nodes, content.Node{Type: "paragraph", Content: []content.Node{{Type: "text", Text: a, Marks: []content.Mark{{Type: "em"}}}, {Type: "text", Text: b}}})
		}
		rd = &content.Reading{}
		if body, err = rd.Blocks(nodes); err != nil {
			t.Fatal(err)
		}
		one := rd.Into(content.Revision{Title: "x", Body: body})
		for _, c := range one.Recoded {
			two, ok := one.Reread(c.Key())
			if !ok {
				t.Fatalf("%+v does not stand in %s", c, one.Body.PlainText("vi"))
			}
			if !c.Applied {
				continue // cleaning has taken letters: there is no way back to what came
			}
			back, ok := two.Reread(c.Key())
			if !ok || back.Body.PlainText("vi") != one.Body.PlainText("vi") {
				t.Fatalf("%q came back as %q", one.Body.PlainText("vi"), back.Body.PlainText("vi"))
			}
		}
	})
}
