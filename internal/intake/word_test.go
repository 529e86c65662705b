package intake

import (
	"strings"
	"testing"
)

// R-I6: a short letter without a file is a word about what was asked for; a long
// one, or one that brings a file, is the thing itself. What it quotes does not
// count, nor does the picture of a signature.
func TestWordOrPiece(t *testing.T) {
	file, signature := []File{{Name: "bai.docx"}}, []File{{Name: "logo.png", InlineID: "logo"}}
	for _, c := range []struct {
		what  string
		fresh string
		files []File
		word  bool
	}{
		{"nothing", "", nil, true},
		{"more time", "Xin thêm vài ngày.", nil, true},
		{"more time, signed with a picture", "Xin thêm vài ngày.", signature, true},
		{"a file and a greeting", "Xin gửi bài.", file, false},
		{"a file alone", "", append(file, signature...), false},
		{"as long as a word may be", strings.Repeat("chiếu ", wordAtMost), nil, true},
		{"longer", strings.Repeat("chiếu\n", wordAtMost+1), nil, false},
	} {
		l := Letter{Text: c.fresh + "\n> " + strings.Repeat("trích ", 2*wordAtMost), Fresh: c.fresh, Files: c.files}
		if got := l.word(); got != c.word {
			t.Errorf("%s: a word %v", c.what, got)
		}
	}
}
