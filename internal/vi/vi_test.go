package vi_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"congbo/internal/locale"
	"congbo/internal/vi"
)

func TestClean(t *testing.T) { // R-I4
	for _, c := range []struct{ in, want string }{
		{"Đại học", "Đại học"},
		{norm.NFD.String("Trường Đại học"), "Trường Đại học"},
		{"a\x00b\x07c\u0085d", "abcd"},
		{"a\r\nb\rc\nd\te", "a\nb\nc\nd\te"},
		{"trang 1\ftrang 2\u2028dòng\u2029đoạn", "trang 1\ntrang 2\ndòng\nđoạn"},
		{"\ufeffzero\u200bwidth\u200d soft\u00adhyphen \u202eover\u202c", "zerowidth softhyphen over"},
		{"a\u200b\u0301", "á"}, // what the invisible character kept apart is composed
		{"bad \xff\xfe utf", "bad \ufffd\ufffd utf"},
		{"x\ufdd0y\U0001ffffz", "xyz"},
		{"100\u00a0000 đồng", "100\u00a0000 đồng"},
	} {
		if got := vi.Clean(c.in); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	if got := vi.CleanLine(" \tThông\u00a0báo\r\n  số 5 \n"); got != "Thông báo số 5" {
		t.Errorf("CleanLine: %q", got)
	}
}

// Every string becomes storable, and cleaning twice changes nothing (R-I4).
func TestCleanProperties(t *testing.T) {
	piece := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"\x00", "\r", "\n", "\xc3", "\u0301", "\u0323", "\u034f", "e", "\ufeff", "\u1100", "\u1161", "ệ", "\ud7ff", "\U0010ffff",
	}))
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), "")
		got := vi.Clean(s)
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Fatalf("%q is not NFC", got)
		}
		if i := strings.IndexFunc(got, func(r rune) bool {
			return r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf)
		}); i >= 0 {
			t.Fatalf("%q keeps an invisible character at %d", got, i)
		}
		if again := vi.Clean(got); again != got || !vi.IsClean(got) {
			t.Fatalf("cleaning twice: %q, then %q", got, again)
		}
		line := vi.CleanLine(s)
		if strings.ContainsAny(line, "\n\t") || line != vi.CleanLine(line) || !vi.IsClean(line) {
			t.Fatalf("line %q", line)
		}
	})
}

// letters are the letters of the Vietnamese alphabet with all tones, each
// with the letter it folds to: 134 with both cases.
func letters() map[string]string {
	all := make(map[string]string)
	bases := map[string]string{"a": "a", "ă": "a", "â": "a", "e": "e", "ê": "e", "i": "i", "o": "o", "ô": "o", "ơ": "o", "u": "u", "ư": "u", "y": "y"}
	for letter, base := range bases {
		for _, tone := range []string{"", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"} {
			l := norm.NFC.String(letter + tone)
			all[l], all[strings.ToUpper(l)] = base, base
		}
	}
	all["đ"], all["Đ"] = "d", "d"
	return all
}

func TestFoldEveryLetter(t *testing.T) {
	all := letters()
	if len(all) != 12*6*2+2 {
		t.Fatalf("%d letters", len(all))
	}
	for l, base := range all {
		for _, form := range []norm.Form{norm.NFC, norm.NFD} {
			if got := vi.Fold(form.String(l)); got != base {
				t.Errorf("Fold(%q) = %q, want %q", l, got, base)
			}
		}
	}
}

func TestFold(t *testing.T) { // R-B10, F-M2
	for in, want := range map[string]string{
		"Đại học Sư phạm": "dai hoc su pham", "ĐƯỜNG": "duong", "hoà": "hoa", "hòa": "hoa",
		"Sørensen, Łódź": "sorensen, lodz", "İstanbul": "istanbul", "42/2022/NĐ-CP": "42/2022/nd-cp", "\xff": "\ufffd",
	} {
		if got := vi.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if got := vi.Fold(s); vi.Fold(got) != got || vi.Fold(norm.NFD.String(s)) != vi.Fold(norm.NFC.String(s)) {
			t.Fatalf("Fold(%q) = %q is not settled", s, got)
		}
	})
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		if got := vi.Fold(string(r)); vi.Fold(got) != got {
			t.Errorf("Fold(%q) = %q, folded again %q", r, got, vi.Fold(got))
		}
	}
}

func TestToneFold(t *testing.T) {
	pairs := strings.Fields("oà òa oá óa oả ỏa oã õa oạ ọa oè òe oé óe oẻ ỏe oẽ õe oẹ ọe uỳ ùy uý úy uỷ ủy uỹ ũy uỵ ụy")
	for i := 0; i < len(pairs); i += 2 {
		for _, word := range []string{"h%", "H%", "kh% bình", "%"} {
			a, b := strings.Replace(word, "%", pairs[i], 1), strings.Replace(word, "%", pairs[i+1], 1)
			if vi.ToneFold(a) != vi.ToneFold(b) || vi.ToneFold(b) != strings.ToLower(b) {
				t.Errorf("%q and %q: %q, %q", a, b, vi.ToneFold(a), vi.ToneFold(b))
			}
		}
	}
	for _, same := range strings.Fields("hoàn toán huỳnh xoài ngoáy quý quỳ quỷ quỹ quỵ khuỷu hoa hóa") {
		if got := vi.ToneFold(same); got != same {
			t.Errorf("ToneFold(%q) = %q", same, got)
		}
	}
	if got := vi.ToneFold(norm.NFD.String("Uỷ ban, THUỶ LỢI")); got != "ủy ban, thủy lợi" {
		t.Errorf("got %q", got)
	}
	if vi.ToneFold("hòa") == vi.ToneFold("hóa") || vi.ToneFold("hòa") == vi.ToneFold("hoa") {
		t.Error("different tones became one word")
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.OneOf(rapid.SampledFrom([]rune("qhoàáảýỳuytn \u0300\u0301")), rapid.Rune())).Draw(t, "s")
		if got := vi.ToneFold(s); vi.ToneFold(got) != got || !norm.NFC.IsNormalString(got) {
			t.Fatalf("ToneFold(%q) = %q is not settled", s, got)
		}
	})
}

func TestSlug(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{"Đại học Sư phạm Kỹ thuật TP.HCM", 0, "dai-hoc-su-pham-ky-thuat-tp-hcm"},
		{"  “Nước ngọt” – 71 km²!  ", 0, "nuoc-ngot-71-km2"},
		{"Thông báo tuyển sinh", 13, "thong-bao"},
		{"Thông báo tuyển sinh", 9, "thong-bao"},
		{"Thông báo tuyển sinh", 20, "thong-bao-tuyen-sinh"},
		{"Khongcodaucach", 5, "khong"},
		{"日本", 0, ""}, {"", 10, ""}, {"\xff\xfe", 0, ""},
	} {
		if got := vi.Slug(c.in, c.max); got != c.want {
			t.Errorf("Slug(%q, %d) = %q, want %q", c.in, c.max, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s, max := rapid.String().Draw(t, "s"), rapid.IntRange(1, 80).Draw(t, "max")
		got := vi.Slug(s, max)
		if len(got) > max || strings.Trim(got, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" ||
			strings.Contains(got, "--") || strings.Trim(got, "-") != got || vi.Slug(got, max) != got {
			t.Fatalf("Slug(%q, %d) = %q", s, max, got)
		}
	})
}

// sorted returns the texts in the order of their keys, compared as bytes.
func sorted(key func(string) string, texts []string) []string {
	s := slices.Clone(texts)
	slices.Reverse(s)
	slices.SortStableFunc(s, func(a, b string) int { return strings.Compare(key(a), key(b)) })
	return s
}

func TestSortKey(t *testing.T) {
	for _, want := range [][]string{
		strings.Fields("a ă ắ â ấ ca cha chi co da dà dả dã dá dạ du dư đa đu đư"),
		{"an", "ăn", "ân", "da", "dương", "Đà Nẵng", "đường"},
		{"Khoa Điện", "Khoa Thủy sản", "Khoa Xây dựng", "Phòng Đào tạo", "Phòng Truyền thông"},
	} {
		if got := sorted(vi.SortKey, want); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	if vi.SortKey(" Đại  học ") != vi.SortKey(norm.NFD.String("Đại học")) {
		t.Error("spelling of the same text changes the key")
	}
	if n := len(vi.SortKey(strings.Repeat("ườ ", 100_000))); n > 4096 {
		t.Errorf("key of %d bytes", n)
	}
}

func TestNameKey(t *testing.T) {
	want := []string{
		"Nguyễn Thị An", "Nguyễn Văn An", "Bùi Thị Anh", "Trần Thị Ánh", "Lê Hoàng Ân", "Hoàng Thị Bích",
		"Lê Thị Dung", "Đỗ Dũng", "Vũ Đình Đạt", "Phạm Đức",
	}
	if got := sorted(vi.NameKey, want); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	// The given name decides with its tone before the family name is looked at.
	if vi.NameKey("Bùi Ánh") < vi.NameKey("Vũ Anh") {
		t.Error("Bùi Ánh before Vũ Anh")
	}
}

// Stored keys live in databases; a new version of the collation tables must
// be noticed.
func TestSortKeysAreStable(t *testing.T) {
	const want = "163215f0174f16910109181616b4183618800109181617bd15f11741010914e714e80000002000200039002000200020" +
		"0020002000200035002000200020002000200020002000200020000003020202020208020202020208020202020202"
	if got := vi.SortKey("Đặng Thùy Trâm 12"); got != want {
		t.Errorf("key is now %q, was %q: stored keys need a migration", got, want)
	}
}

func TestSortKeyConcurrently(t *testing.T) {
	want := vi.SortKey("Trường Đại học")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if got := vi.SortKey("Trường Đại học"); got != want {
					t.Errorf("got %q", got)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestDates(t *testing.T) {
	at := func(s string) time.Time {
		tm, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return tm
	}
	sep := at("2026-09-03T09:00:00Z")        // Thursday 16:00 in Việt Nam
	sun := at("2026-11-21T18:30:00Z")        // Sunday 01:30 in Việt Nam
	jan := at("2027-01-31T23:59:00-05:00")   // Monday 1 February 11:59
	dec := at("2026-12-01T08:05:00.9+07:00") // Tuesday
	for _, c := range []struct{ got, want string }{
		{vi.Date(locale.VI, sep), "03/9/2026"},
		{vi.Date(locale.VI, jan), "01/02/2027"},
		{vi.Date(locale.VI, sun), "22/11/2026"},
		{vi.Date(locale.EN, sep), "3 Sep 2026"},
		{vi.ShortDate(locale.VI, sep), "03/9"},
		{vi.ShortDate(locale.EN, sun), "22 Nov"},
		{vi.LongDate(locale.VI, sun), "Chủ nhật, 22/11/2026"},
		{vi.LongDate(locale.VI, sep), "Thứ Năm, 03/9/2026"},
		{vi.LongDate(locale.EN, sun), "Sunday 22 November 2026"},
		{vi.Weekday(locale.VI, dec), "thứ Ba"},
		{vi.Clock(sep), "16:00"},
		{vi.Clock(dec), "08:05"},
		{vi.DateTime(locale.VI, sep), "16:00 thứ Năm 03/9/2026"},
		{vi.DateTime(locale.VI, sun), "01:30 Chủ nhật 22/11/2026"},
		{vi.DateTime(locale.EN, sep), "16:00 Thursday 3 September 2026"},
		{vi.ShortDateTime(locale.VI, sep), "16:00 thứ Năm 03/9"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
