package convert_test

import (
	"testing"

	"congbo/internal/convert"
)

// White space of HTML is what a browser shows: one space, also where it stands at
// the end of a piece and is one that does not break, and none at the ends of lines
// (R-I3).
func TestSpacesOfPages(t *testing.T) {
	for in, want := range map[string]string{
		"<p>số&nbsp;<b>20</b></p>":                       "<p>số <strong>20</strong></p>",
		"<p>số<b>&nbsp;20</b></p>":                       "<p>số <strong>20</strong></p>",
		"<p>số<b>20&#x2003;</b>năm</p>":                  "<p>số<strong>20</strong> năm</p>",
		"<p>số<b>\u3000</b>20</p>":                       "<p>số 20</p>",
		"<p>số\r\n\t <i>20</i>\n năm</p>":                "<p>số <em>20</em> năm</p>",
		"<p>số<b>20</b>năm</p>":                          "<p>số<strong>20</strong>năm</p>",
		"<p>&nbsp; số 20 \u2009</p>":                     "<p>số 20</p>",
		"<div>một</div>&nbsp;<div>hai</div>":             "<p>một</p> <p>hai</p>",
		"<p>n&agrave;y&ensp;<span> l&agrave;</span></p>": "<p>này là</p>",
	} {
		if got, _ := shown(t, convert.Web, []byte(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
