package portal

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// Parts of frames are kept by the site's value as it is written out: all there is
// in one, however deep, has a say in that.
func TestFramesAreKeptByAllOfTheSite(t *testing.T) {
	site := &Site{}
	before := written(t, site)
	var change func(name string, v reflect.Value)
	change = func(name string, v reflect.Value) {
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		tell := func() {
			t.Helper()
			if written(t, site) == before {
				t.Errorf("%s has no say in how a frame is kept", name)
			}
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				f := v.Type().Field(i)
				if !f.IsExported() {
					t.Errorf("%s.%s is not written out", name, f.Name)
					continue
				}
				change(name+"."+f.Name, v.Field(i))
			}
			return
		case reflect.Pointer, reflect.Slice:
			outer := before
			if v.Kind() == reflect.Pointer {
				v.Set(reflect.New(v.Type().Elem()))
			} else {
				v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			}
			tell()
			before = written(t, site)
			if v.Kind() == reflect.Pointer {
				change(name, v.Elem())
			} else {
				change(name, v.Index(0))
			}
			before = outer
		case reflect.String:
			v.SetString("x")
			tell()
		case reflect.Int:
			v.SetInt(7)
			tell()
		case reflect.Bool:
			v.SetBool(true)
			tell()
		default:
			t.Fatalf("%s: how is a %s changed?", name, v.Type())
		}
		v.Set(old)
	}
	change("Site", reflect.ValueOf(site).Elem())
}

func written(t *testing.T, s *Site) string {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What is kept of one page's frame stands on no page that has another: the menu
// marks where each stands, and a site that has changed shows itself so.
func TestFramesThatDiffer(t *testing.T) {
	r := NewRenderer()
	page := func(s Site, path, here string) string {
		t.Helper()
		html, err := r.Render(&Failure{Frame: Frame{Site: &s, Path: path, Here: here}, Code: 404})
		if err != nil {
			t.Fatal(err)
		}
		return string(html)
	}
	s := Site{Lang: "vi", Theme: "so-nganh", Name: "Sở Một", Menu: []Link{{Title: "Tin tức", URL: "/tin-tuc"}, {Title: "Giới thiệu", URL: "/gioi-thieu"}}}
	const marked = ` aria-current=`
	for _, c := range []struct{ path, here, want string }{
		{"/tin-tuc", "/tin-tuc", `href="/tin-tuc"` + marked + `"page"`},
		{"/tin-tuc/a-1", "/tin-tuc", `href="/tin-tuc"` + marked + `"true"`},
		{"/gioi-thieu", "/gioi-thieu", `href="/gioi-thieu"` + marked + `"page"`},
		{"/", "", ""},
	} {
		for range 2 { // made, and kept
			got := page(s, c.path, c.here)
			if n := strings.Count(got, marked); !strings.Contains(got, c.want) || c.want == "" && n > 0 || c.want != "" && n != 1 {
				t.Errorf("%s: %d marks, without %s", c.path, n, c.want)
			}
		}
	}
	other := s
	other.Board, other.Notice, other.Theme = "Ban biên tập", &Notice{Text: "Bão số 5"}, "thu-vien"
	before, after := page(s, "/", ""), page(other, "/", "")
	for _, word := range []string{"Ban biên tập", "Bão số 5", "#f3ecdc"} {
		if strings.Contains(before, word) || !strings.Contains(after, word) {
			t.Errorf("%s", word)
		}
	}
}
