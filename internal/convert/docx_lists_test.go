package convert_test

import (
	"strings"
	"testing"
)

// Lists are those that the document shows: none is made for a level that nothing was
// written in, and an item without words stands where the items after it need it
// (R-I3).
func TestWordLists(t *testing.T) {
	const a = `<ol class="letters-vi" type="a">`
	for _, c := range []struct{ name, body, want string }{
		{"that begin at the second level", item("1", "1", "x") + item("1", "1", "y") + p("hết"), a + `<li>x</li><li>y</li></ol><p>hết</p>`},
		{"the first level after it", item("1", "1", "x") + item("1", "0", "một"), a + `<li>x</li></ol><ol><li>một</li></ol>`},
		{"a number alone, with a list in it", item("1", "0", "") + item("1", "1", "x") + item("1", "0", "hai"), `<ol><li>` + a + `<li>x</li></ol></li><li>hai</li></ol>`},
		{"a number alone among others", item("1", "0", "một") + item("1", "0", "") + item("1", "0", "ba"), `<ol><li>một</li><li></li><li>ba</li></ol>`},
		{"a number alone at the end", item("1", "0", "một") + item("1", "0", "") + p("hết"), `<ol><li>một</li></ol><p>hết</p>`},
		{"bullets alone", item("2", "0", "") + item("2", "0", "một") + item("2", "0", "") + item("2", "0", "hai") + item("2", "0", ""), `<ul><li>một</li><li>hai</li></ul>`},
	} {
		got, _ := page(t, parts(t, c.body, map[string]string{"numbering.xml": numbering}))
		got = strings.NewReplacer("> <", "><", "<p></p>", "").Replace(got)
		if got != c.want {
			t.Errorf("lists %s: %s, want %s", c.name, got, c.want)
		}
	}
}
