package mail

import (
	"strings"
	"unicode"

	"congbo/internal/locale"
)

// Words that tell the two languages apart where a letter has no Vietnamese
// letters: common ones of which the other language has none alike.
var (
	englishWords    = wordSet("the and of to is are was were with for from this that please dear regards you your we our have has will would attached sincerely hello thanks thank sent wrote meeting request information")
	vietnameseWords = wordSet("kinh gui xin cam trong va cua khong duoc cac nhung cho voi toi thay phong khoa truong dai hoc nha nay ngay thang nam don vi bai dang tin anh chi em quy duoi theo ve la mot vien")
)

func wordSet(s string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		set[w] = true
	}
	return set
}

// guessLang says whether a letter is in English. Vietnamese is the answer in
// doubt: it is the language of most letters, also of those typed without
// marks.
func guessLang(text string) locale.Lang {
	en, vn, letters, marked := 0, 0, 0, 0
	const enough = 4000 // bytes say what the rest will
	text = text[:min(len(text), enough)]
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, r := range w {
			letters++
			if strings.ContainsRune("ăâđêôơư", r) || r >= 0x1ea0 && r <= 0x1ef9 {
				marked++
			}
		}
		if englishWords[w] {
			en++
		}
		if vietnameseWords[w] {
			vn++
		}
	}
	if marked*50 > letters || en < 2 || en <= vn {
		return locale.VI
	}
	return locale.EN
}
