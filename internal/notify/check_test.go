package notify

import (
	"strings"
	"testing"

	"congbo/internal/fault"
	"congbo/internal/locale"
)

// What is wrong with the words of a letter is told with line and column, all
// at once (F-K5).
func TestCheckTellsWhere(t *testing.T) {
	places := []string{"name", "title", "due", "desk", "reason"}
	for _, c := range []struct{ text, want string }{
		{"Kính gửi {name},\n\n[Mở]{desk}", ""},
		{"?due: Hạn {due}.\n\n> {reason}", ""},
		{"Kính gửi {ten},", "notify.place_unknown {ten} 1 10"},
		{"Một\n\nHai {Name} {title", "notify.place_unknown {Name} 3 5|notify.brace_open { 3 12"},
		{"Đường {{name}}", "notify.brace_open { 1 7|notify.brace_alone } 1 14"},
		{"?when: hôm nay", "notify.place_unknown when 1 2"},
		{"[Xem]{title}", "notify.place_no_link {title} 1 6"},
		{"?due: [Xem]{reason}", "notify.place_no_link {reason} 1 12"},
		{"  ", "notify.text_missing"},
		{strings.Repeat("ữ", 101), "notify.text_long 100"},
	} {
		var got []string
		for _, e := range check("body_vi", c.text, places, nil, 100) {
			if e.Kind != fault.Invalid || e.Field != "body_vi" {
				t.Errorf("%q: %+v", c.text, e)
			}
			said := e.Key
			for _, a := range e.Args {
				said += " " + sayArg(a)
			}
			got = append(got, said)
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.text, s, c.want)
		}
	}
	if bad := check("body_en", "Dear {name}", places, []string{"desk"}, 100); len(bad) != 1 || bad[0].Key != "notify.place_missing" {
		t.Errorf("a letter without its link: %v", bad)
	}
}

func sayArg(a any) string {
	switch a := a.(type) {
	case string:
		return a
	case int:
		return locale.Number(locale.EN, int64(a))
	}
	return "?"
}

// Every letter that the program ships could be saved as it is, says when it
// goes out, and has a sample of every value (F-K5).
func TestShippedLettersPass(t *testing.T) {
	for _, name := range Templates {
		s, b := shippedText(name)
		if _, _, bad := tidy(name, s, b); len(bad) > 0 {
			t.Errorf("%s: %v", name, locale.Error(locale.VI, bad))
		}
		for _, l := range locale.Langs {
			if !locale.Has(l, "notify.about."+name) {
				t.Errorf("%s: when does %s go out?", l, name)
			}
			for _, p := range Places(name) {
				if !locale.Has(l, "notify.place."+p) {
					t.Errorf("%s: what is {%s}?", l, p)
				}
				if !locale.Has(l, "notify.sample."+p) && p != "institution" && p != "office" && p != "office-address" {
					t.Errorf("%s: no sample of {%s}", l, p)
				}
			}
		}
	}
}

// Whatever an office writes, and whatever a value is, the HTML form has no
// element that is not ours, and nothing is carried out (F-K5).
func TestWordsStayWords(t *testing.T) {
	values := map[string]string{"name": "{title}<script>", "title": "<img src=x onerror=alert(1)>", "desk": `https://x.example/?a="><script>`, "list": "# <b>\n<i>x</i> https://x.example/\"onclick=1"}
	_, html := compose(locale.VI, "<script>alert(1)</script> {name} {{title}}\n\n[<b>]{desk}\n\n> <u>\n\n{list}", values)
	for _, bad := range []string{"<script", "<img", "<b>", "<u>", "<i>", `"onclick`, "{title}<"} {
		if strings.Contains(html, bad) && bad != "{title}<" {
			t.Errorf("%s in %s", bad, html)
		}
	}
	if !strings.Contains(html, "{title}&lt;script&gt;") {
		t.Errorf("a value was filled in twice: %s", html)
	}
}
