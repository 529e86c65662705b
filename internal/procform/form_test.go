package procform_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/procfile"
	"congbo/internal/procform"
)

// kinds are those of an institution.
var kinds = []procform.Choice{{Value: "news", Label: "Tin tức"}, {Value: "article", Label: "Bài viết"}, {Value: "page", Label: "Trang"}}

// sent is the form as a browser sends it when nothing was touched.
func sent(t interface {
	Helper()
	Fatalf(string, ...any)
}, text []byte, l locale.Lang) url.Values {
	t.Helper()
	p, _ := procfile.Read(text)
	if p == nil {
		t.Fatalf("no YAML:\n%s", text)
	}
	values := make(url.Values)
	for _, d := range fields(procform.Make(p, text, l, kinds, nil, "")) {
		if d.Kept() {
			values.Set("o."+d.Name[2:], d.Was)
		}
		switch {
		case d.Type == "checks":
			for _, c := range d.Choices {
				if c.On {
					values.Add(d.Name, c.Value)
				}
			}
		case d.Type == "select":
			values.Set(d.Name, d.Choices[0].Value) // which a browser takes where nothing is chosen
			for _, c := range d.Choices {
				if c.On {
					values.Set(d.Name, c.Value)
				}
			}
		default:
			values.Set(d.Name, d.Value)
		}
	}
	return values
}

func fields(parts []procform.Part) []procform.Field {
	var list []procform.Field
	fresh := func(news ...*procform.New) {
		for _, n := range news {
			if n != nil {
				list = append(list, n.Fields...)
			}
		}
	}
	for _, p := range parts {
		list = append(append(list, p.Fields...), p.More...)
		fresh(p.New, p.Behind, p.Rename)
		for _, l := range p.Lists {
			fresh(l.New)
			for _, r := range l.Rows {
				list = append(list, r.Fields...)
			}
		}
		for _, m := range p.Moves {
			list = append(append(list, m.Fields...), m.More...)
			fresh(m.Rename)
		}
	}
	return list
}

func acts(parts []procform.Part) []string {
	var list []string
	add := func(as []procform.Act, news ...*procform.New) {
		for _, a := range as {
			list = append(list, a.Do)
		}
		for _, n := range news {
			if n != nil {
				list = append(list, n.Act.Do)
			}
		}
	}
	for _, p := range parts {
		add(p.Acts, p.New, p.Behind, p.Rename)
		for _, l := range p.Lists {
			add(nil, l.New)
			for _, r := range l.Rows {
				add(r.Acts)
			}
		}
		for _, m := range p.Moves {
			add(m.Acts, m.Rename)
		}
	}
	return list
}

// An untouched form changes nothing of any shipped file, in either language; no
// two fields have the same name (R-M8).
func TestUntouched(t *testing.T) {
	for _, p := range procfile.Presets() {
		for _, l := range locale.Langs {
			out, _, err := procform.Apply(p.Text, sent(t, p.Text, l))
			if err != nil {
				t.Fatal(p.ID, err)
			}
			if diff := cmp.Diff(string(p.Text), string(out)); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", p.ID, l, diff)
			}
			seen := make(map[string]bool)
			for _, d := range fields(procform.Make(p.Procedure, p.Text, l, kinds, nil, "")) {
				if seen[d.ID()] {
					t.Errorf("%s: %s twice", p.ID, d.Name)
				}
				seen[d.ID()] = true
			}
		}
	}
}

// Every edit of the form says in the file what it says in the form, each alone.
func TestEdits(t *testing.T) {
	for _, c := range []struct {
		name     string
		set      url.Values
		old, new string
	}{
		{"two must agree", url.Values{"f.steps/review/verdicts/content/need": {"2"}}, "content: {by: [head, deputy]}", "content: {by: [head, deputy], need: 2}"},
		{"who decides on pictures", url.Values{"f.steps/review/verdicts/images/by": {"head"}}, "images: {by: [head, deputy]}", "images: {by: [head]}"},
		{"no pictures are judged", url.Values{"f.steps/review/verdicts": {"content"}}, "      images: {by: [head, deputy]}\n", ""},
		{"a condition more", url.Values{"f.steps/review/moves/approve/when": {"verdicts", "has-document"}}, "when: verdicts\n", "when: [verdicts, has-document]\n"},
		{"a condition typed", url.Values{"x.steps/post/moves/publish/when": {"not kind=news|brief"}}, "when: classified\n", "when: [classified, \"not kind=news|brief\"]\n"},
		{"no condition", url.Values{"f.steps/review/moves/approve/when": {}}, "        when: verdicts\n", ""},
		{"what a move does", url.Values{"f.steps/post/moves/publish/does": {"publish", "archive"}}, "does: publish\n", "does: [publish, archive]\n"},
		{"a letter", url.Values{"f.steps/post/moves/publish/letter": {"posted"}}, "letter: result\n", "letter: posted\n"},
		{"nobody is asked above", url.Values{"f.steps/review/consult/of": {}}, "", ""},
		{"when the question is due", url.Values{"f.steps/review/consult/within": {"2 ngày"}}, "      clause: IV.a.2\n      within: 1d", "      clause: IV.a.2\n      within: 2d"},
		{"whose text may not judge", url.Values{"f.steps/review/except": {"author"}}, "edit: [communications, communications-head]\n    stale: [{after: 1d, notify: head}]", "edit: [communications, communications-head]\n    except: [author]\n    stale: [{after: 1d, notify: head}]"},
		{"who is told later", url.Values{"f.steps/review/stale/0/after": {"3 giờ"}}, "stale: [{after: 1d, notify: head}]", "stale: [{after: 3h, notify: head}]"},
		{"another is told", url.Values{"do": {"add steps/review/stale"}, "n.steps/review/stale/after": {"2 ngày"}, "n.steps/review/stale/notify": {"leadership"}},
			"stale: [{after: 1d, notify: head}]", "stale: [{after: 1d, notify: head}, {after: 2d, notify: [leadership]}]"},
		{"a form of the paper", url.Values{"do": {"add paper/forms"}, "n.paper/forms/code": {"BM-01"}, "n.paper/forms/vi": {"Phiếu đề nghị"}},
			"    - {short: CVQT,", "    - {short: CVQT,"},
		{"a step more", url.Values{"do": {"add steps/review"}, "n.steps/review/vi": {"Ký số"}, "n.steps/review/en": {"Signature"}, "n.steps/review/by": {"leadership"}},
			"\n  - id: post\n", "\n  - id: ky-so\n    title: {vi: Ký số, en: Signature}\n    by: [leadership]\n\n  - id: post\n"},
		{"a move more", url.Values{"do": {"add steps/post/moves"}, "n.steps/post/moves/vi": {"Hủy"}, "n.steps/post/moves/to": {"declined"}},
			"\n  - id: result\n", "      - id: huy\n        label: {vi: Hủy, en: Hủy}\n        to: declined\n\n  - id: result\n"},
		{"another id", url.Values{"do": {"rename steps/closed"}, "n.steps/closed/id": {"dong"}}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			shipped, _ := procfile.Named("dang-tin-cap-truong")
			values := sent(t, shipped.Text, locale.VI)
			for k, v := range c.set {
				values[k] = v
			}
			out, _, err := procform.Apply(shipped.Text, values)
			if err != nil {
				t.Fatal(err)
			}
			if _, mistakes := procfile.Read(out); c.name != "a step more" && len(mistakes) > 0 && c.name != "whose text may not judge" && c.name != "no condition" {
				t.Errorf("mistakes: %s", mistakes[0].In(locale.EN))
			}
			if c.old != "" && c.old != c.new {
				if want := strings.Replace(string(shipped.Text), c.old, c.new, 1); want != string(out) {
					t.Errorf("(-want +got):\n%s", cmp.Diff(want, string(out)))
				}
			} else if string(out) == string(shipped.Text) {
				t.Error("nothing changed")
			}
		})
	}
}

// A step that is removed leaves the roads to it without a target, which is told
// where they stand.
func TestRemovedStep(t *testing.T) {
	shipped, _ := procfile.Named("dang-tin-cap-truong")
	values := sent(t, shipped.Text, locale.VI)
	values.Set("do", "remove steps/post")
	out, _, err := procform.Apply(shipped.Text, values)
	if err != nil {
		t.Fatal(err)
	}
	_, mistakes := procfile.Read(out)
	lines := strings.Split(string(out), "\n")
	told := 0
	for _, m := range mistakes {
		if m.Key == "procfile.step" && strings.TrimSpace(lines[m.Line-1]) == "to: post" {
			told++
		}
	}
	if want := strings.Count(string(out), "to: post\n"); told != want || want == 0 {
		t.Errorf("%d of %d roads are told: %v", told, want, mistakes)
	}
	for _, bad := range []string{"remove steps/none", "add id", "add steps/none", "rename steps/post", "add steps/review", "add steps/review/stale", "up paper/forms/9"} {
		values := sent(t, shipped.Text, locale.VI)
		values.Set("do", bad)
		values.Set("n.steps/post/id", "Mã sai")
		if out, _, err := procform.Apply(shipped.Text, values); err == nil {
			t.Errorf("%s:\n%s", bad, out)
		}
	}
}

// Whatever buttons are pressed and boxes ticked, the file is still YAML, the
// form made of it holds what was entered, and a form that is then left alone
// changes nothing: nothing is lost between form and file, remarks above the
// steps included.
func TestAnything(t *testing.T) {
	presets := procfile.Presets()
	rapid.Check(t, func(t *rapid.T) {
		text := presets[rapid.IntRange(0, len(presets)-1).Draw(t, "procedure")].Text
		head, _, _ := strings.Cut(string(text), "\nid:")
		l := rapid.SampledFrom(locale.Langs).Draw(t, "language")
		for range 1 + rapid.IntRange(0, 3).Draw(t, "more")/3 {
			p, _ := procfile.Read(text)
			parts := procform.Make(p, text, l, kinds, nil, "")
			values := sent(t, text, l)
			all := slices.DeleteFunc(fields(parts), func(d procform.Field) bool { return !d.Kept() })
			d := all[rapid.IntRange(0, len(all)-1).Draw(t, "field")]
			var want string
			switch d.Type {
			case "checks":
				c := d.Choices[rapid.IntRange(0, len(d.Choices)-1).Draw(t, "box")].Value
				if i := slices.Index(values[d.Name], c); i >= 0 {
					values[d.Name] = slices.Delete(values[d.Name], i, i+1)
				} else {
					values.Add(d.Name, c)
				}
			case "select":
				want = d.Choices[rapid.IntRange(0, len(d.Choices)-1).Draw(t, "choice")].Value
				values.Set(d.Name, want)
			default:
				want = rapid.SampledFrom([]string{"", "1 ngày", "a: b", "{x}", "# y", "Thử, 'xong'", "- z"}).Draw(t, "words")
				values.Set(d.Name, want)
			}
			chosen := values[d.Name]
			out, _, err := procform.Apply(text, values)
			if err != nil {
				t.Fatalf("%s: %v", d.Name, err)
			}
			now := sent(t, out, l)
			if d.Type == "select" || d.Type == "checks" {
				got, want := slices.Sorted(slices.Values(now[d.Name])), slices.Sorted(slices.Values(slices.DeleteFunc(slices.Clone(chosen), func(s string) bool { return s == "" })))
				got = slices.DeleteFunc(got, func(s string) bool { return s == "" })
				if now.Has(d.Name) && !slices.Equal(got, want) && !supplied(d.Name) {
					t.Fatalf("%s: %q, not %q\n%s", d.Name, got, want, out)
				}
			}
			text = out
			buttons := acts(procform.Make(must(t, text), text, l, kinds, nil, ""))
			do := buttons[rapid.IntRange(0, len(buttons)-1).Draw(t, "button")]
			values = sent(t, text, l)
			values.Set("do", do)
			_, way, _ := strings.Cut(do, " ")
			for _, k := range []string{"vi", "code", "short", "id", "by", "to", "notify", "after", "of", "rhythm"} {
				values.Set("n."+way+"/"+k, map[string]string{"vi": "Việc: mới", "code": "BM #1", "short": "X", "id": "ma-moi", "by": "head", "to": "moi", "notify": "head", "after": "2 ngày", "of": "news", "rhythm": "16:00 hằng ngày"}[k])
			}
			if out, _, err = procform.Apply(text, values); err != nil {
				if strings.HasPrefix(do, "rename") && strings.Contains(err.Error(), "duplicate") {
					continue
				}
				t.Fatalf("%s: %v\n%s", do, err, text)
			}
			text = out
			if again, _, err := procform.Apply(text, sent(t, text, l)); err != nil || string(again) != string(text) {
				t.Fatalf("left alone, after %s: %v\n%s", do, err, cmp.Diff(string(text), string(again)))
			}
		}
		if !strings.HasPrefix(string(text), head) {
			t.Fatalf("the remark at the head is gone:\n%s", text)
		}
	})
}

// supplied is a value that the reader fills in where the file has none.
func supplied(name string) bool { return strings.HasSuffix(name, "/by") }

func must(t *rapid.T, text []byte) *flow.Procedure {
	p, _ := procfile.Read(text)
	if p == nil {
		t.Fatalf("no YAML:\n%s", text)
	}
	return p
}
