package vi

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// encode writes s as old programs wrote it, and reads it as it reaches us.
func encode(c Charset, s string) string {
	letters := make(map[rune]string)
	for i := 1; i >= 0; i-- {
		for j, code := range strings.Fields(tables[c][i]) {
			r := []rune(marked)[j]
			if i == 1 {
				r = unicode.ToUpper(r)
			}
			bytes, err := hex.DecodeString(code)
			if err != nil {
				panic(err)
			}
			var b strings.Builder
			for _, x := range bytes {
				seen := charmap.Windows1252.DecodeByte(x)
				if seen == utf8.RuneError {
					seen = rune(x)
				}
				b.WriteRune(seen)
			}
			letters[r] = b.String()
		}
	}
	var b strings.Builder
	last := ' '
	for _, r := range norm.NFC.String(s) {
		if code, ok := letters[r]; ok {
			b.WriteString(code)
			last = 'a'
			continue
		}
		if c == VIQR && strings.ContainsRune(viqrMarks, r) && strings.ContainsRune("aeiouyAEIOUY", last) {
			b.WriteByte('\\') // RFC 1456
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// All 134 letters come back from every charset (R-I4), also when the bytes were
// read as Latin-1; where small and capital share a byte, as the small one.
func TestLettersRoundTrip(t *testing.T) {
	if n := utf8.RuneCountInString(marked); n != 67 {
		t.Fatalf("%d letters in marked", n)
	}
	for _, c := range Charsets() {
		for _, r := range marked + strings.ToUpper(marked) {
			want := string(r)
			if shared := encode(c, string(unicode.ToLower(r))); shared == encode(c, want) {
				want = string(unicode.ToLower(r))
			}
			if c == BKHCM1 && r == 'Ỵ' {
				want = "Ị" // the sources give both the same byte
			}
			if got := c.Decode(encode(c, string(r))); got != want {
				t.Errorf("%s: %c is %q, read as %q", c, r, encode(c, string(r)), got)
			}
		}
	}
	if got := TCVN3.Decode("Tr\u00adêng §¹i häc"); got != "Trường Đại học" {
		t.Errorf("TCVN3: %q", got)
	}
	if got := VISCII.Decode("H\u0082"); got != "HẰ" { // Latin-1 has a control where Windows-1252 has a quotation mark
		t.Errorf("VISCII: %q", got)
	}
}

func TestNormalise(t *testing.T) { // R-I4
	for _, c := range []struct{ name, in, want, what string }{
		{"TCVN3", "Tr\u00adêng §¹i häc C«ng nghÖ", "Trường Đại học Công nghệ", "TCVN3"},
		{"VNI", "Tröôøng Ñaïi hoïc Coâng ngheä", "Trường Đại học Công nghệ", "VNI"},
		{"capitals of a font ending in H", "CéNG HßA X\u00b7 HéI CHñ NGHÜA VIÖT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TCVN3"},
		{"one word in capitals", "TỈNH là đây: cña UûY BAN", "TỈNH là đây: cña UûY BAN", ""},
		{"a sentence begins with a vowel", "Thùc hiÖn ngay. ñy ban nh©n d©n tØnh quyÕt ®Þnh", "Thực hiện ngay. Ủy ban nhân dân tỉnh quyết định", "TCVN3"},
		{"mixed lines", "Hà Nội, ngày 5\r\nTr\u00adêng §¹i häc S\u00ad ph¹m\r\nđã ký\r\n", "Hà Nội, ngày 5\r\nTrường Đại học Sư phạm\r\nđã ký\r\n", "TCVN3"},
		{"a short line among others", "Céng hoµ x· héi chñ nghÜa ViÖt Nam\nPhô lôc\n", "Cộng hoà xã hội chủ nghĩa Việt Nam\nPhụ lục\n", "TCVN3 TCVN3"},
		{"bytes", "Tr\xad\xeang \xa7\xb9i h\xe4c C\xabng ngh\xd6", "Trường Đại học Công nghệ", "TCVN3"},
		{"bytes of another language", "caf\xe9 au lait", "café au lait", "bytes"},
		{"decomposed", "Tru\u031bo\u031b\u0300ng", "Trường", "NFD"},
		{"invisible", "\ufeffĐại\u200b học\u00ad", "Đại học", "invisible"},
		{"VISCII is for a person to decide", "Trß¶ng ÐÕi h÷c Công ngh®", "Trß¶ng ÐÕi h÷c Công ngh®", "VISCII?"},
		{"VIQR too", "Tru+o+`ng DDa.i ho.c Co^ng nghe^. Ha` No^.i", "Tru+o+`ng DDa.i ho.c Co^ng nghe^. Ha` No^.i", "VIQR?"},

		{"Unicode", "Trường Đại học Công nghệ", "Trường Đại học Công nghệ", ""},
		{"Unicode of Latin-1 letters", "Hoà Bình, toà án: thông báo", "Hoà Bình, toà án: thông báo", ""},
		{"a space that does not break", "hoà 2026\u00a0, toà\u00a0án", "hoà 2026\u00a0, toà\u00a0án", ""},
		{"letters that stand alone", "à â", "à â", ""},
		{"a word beside a letter", "ý kiÕn", "ý kiến", "TCVN3"},
		{"a slip of the shift key", "àI à", "àI à", ""},
		{"figures", "Giá 5 × 3 · 2 = 30 m² ± 1 °C, § 5, µg", "Giá 5 × 3 · 2 = 30 m² ± 1 °C, § 5, µg", ""},
		{"French", "À la carte: œuvres, garçon, été, naïve, où", "À la carte: œuvres, garçon, été, naïve, où", ""},
		{"German", "Größe für Übung: Straße, schön, Mädchen", "Größe für Übung: Straße, schön, Mädchen", ""},
		{"Spanish", "El niño pidió más años; ¿qué pasó?", "El niño pidió más años; ¿qué pasó?", ""},
		{"a letter that only Unicode has", "ơ Tr\u00b8i §¹i häc C«ng nghÖ", "ơ Tr\u00b8i §¹i häc C«ng nghÖ", ""},
		{"nothing", "", "", ""},
	} {
		got, found := Normalise(c.in)
		var what []string
		for _, f := range found {
			w := string(f.What)
			if !f.Applied {
				w += "?"
			}
			what = append(what, w)
		}
		if got != c.want || strings.Join(what, " ") != c.what {
			t.Errorf("%s: %q, found %q\nwant %q, %q", c.name, got, what, c.want, c.what)
		}
	}
}

func TestFindingsSayWhere(t *testing.T) {
	_, found := Normalise("Kính gửi\nC«ng ty: Tr\u00adêng §¹i häc ABC\n")
	want := Finding{Line: 2, Start: 1, End: 24, What: TCVN3, Before: "C«ng ty: Tr\u00adêng §¹i häc", After: "Công ty: Trường Đại học", Applied: true}
	if len(found) != 1 || found[0] != want {
		t.Errorf("%+v", found)
	}
}

// Runs of one text are read together: letters that they share, and capitals.
func TestDecodeRuns(t *testing.T) {
	for _, c := range []struct {
		charset  Charset
		runs     []string
		capitals []bool
		want     string
	}{
		{VNI, []string{"Tr", "ö", "ô", "øng Ña", "ïi"}, nil, "Tr|ư|ờ|ng Đạ|i"},
		{TCVN3, []string{"CéNG H", "ßA"}, nil, "CỘNG H|ÒA"},
		{TCVN3, []string{"céng hoµ", " x· héi"}, []bool{true, false}, "CỘNG HOÀ| xã hội"},
	} {
		if got := strings.Join(c.charset.DecodeRuns(c.runs, c.capitals), "|"); got != c.want {
			t.Errorf("%s %q: %q", c.charset, c.runs, got)
		}
	}
}

func TestNormaliseAs(t *testing.T) {
	got, found := NormaliseAs(VISCII, "Trß¶ng ÐÕi h÷c\nĐã là Unicode\n")
	if got != "Trường Đại học\nĐã là Unicode\n" || len(found) != 1 || !found[0].Applied {
		t.Errorf("%q %+v", got, found)
	}
}

// corpus returns lines of real office prose: the demonstration's requests and
// articles, or the file named by CONGBO_TEST_TEXT.
func corpus(t *testing.T) (paragraphs, headlines []string) {
	var text strings.Builder
	if name := os.Getenv("CONGBO_TEST_TEXT"); name != "" {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(b)
	}
	files, err := filepath.Glob("../app/demo/*/items/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no articles", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(b)
	}
	for line := range strings.Lines(norm.NFC.String(text.String())) {
		switch words := len(strings.Fields(line)); {
		case !unicodeOnly(line): // English, codes
		case words >= 12:
			paragraphs = append(paragraphs, strings.TrimSpace(line))
		case words >= 5:
			headlines = append(headlines, strings.TrimSpace(line))
		}
	}
	return paragraphs, headlines
}

// Whole paragraphs are recognised without exception, headlines too where they
// have three words to judge by, and no genuine Unicode is ever changed (R-I4,
// F-B13).
func TestRecogniseProse(t *testing.T) {
	paragraphs, headlines := corpus(t)
	if len(paragraphs) < 300 || len(headlines) < 300 {
		t.Fatalf("%d paragraphs, %d headlines", len(paragraphs), len(headlines))
	}
	for _, c := range Charsets() {
		for kind, lines := range map[string][]string{"paragraphs": paragraphs, "headlines": headlines} {
			missed, wrong, all := 0, 0, 0
			for i, line := range lines {
				if !c.Automatic() && i%5 != 0 {
					continue // these are only offered
				}
				coded := encode(c, line)
				if v := judge(line, true); v.words < 3 || v.good*100 < v.words*75 || coded == line {
					continue
				}
				all++
				switch got := Recognise(coded, ""); {
				case got == c:
				case got == "":
					missed++
					if c.Automatic() {
						t.Logf("%s, not recognised: %s", c, line)
					}
				default:
					wrong++
					if c.Automatic() {
						t.Logf("%s, taken for %s: %s", c, got, line)
					}
				}
			}
			t.Logf("%s, %d %s: %d not recognised, %d taken for others", c, all, kind, missed, wrong)
			if c.Automatic() && missed+wrong > 0 {
				t.Errorf("%s: %d of %d %s not recognised, %d taken for others", c, missed, all, kind, wrong)
			}
		}
	}
	for _, line := range append(paragraphs, headlines...) {
		if got, found := Normalise(line); got != line || len(found) != 0 {
			t.Errorf("changed: %s\n     to: %s (%v)", line, got, found)
		}
	}
}

// Lines of which most words are Vietnamese in either reading, and lines in the
// letters and punctuation of VIQR that only look like its marks.
func TestRecogniseByWhatItMends(t *testing.T) { // R-I4, F-B13
	for _, c := range []struct {
		charset Charset
		line    string
	}{
		{VPS, "24. Gói thầu quy mô nhỏ là gói thầu có giá gói thầu trong hạn mức do Chính phủ quy định."},
		{VPS, "b) Hêrôin, côcain hoặc Methamphetamine, Amphetamine, MDMA có khối lượng từ 100 gam trở lên;"},
		{VISCII, "Hạ knock-out Martin Nguyễn, Thành Lê là nhà vô địch mới hạng lông"},
		{VietwareF, `Làn sóng biểu tình dữ dội buộc tỷ phú Abramovich "quay đầu" rời khỏi European Super League`},
		{TCVN3, "Thuốc phòng bệnh, chữa bệnh"},
		{VIQR, "Bộ GDĐT thông báo các thông tin hỗ trợ tới các cơ sở đào tạo giáo viên trước ngày 30/5/2021."},
		{VIQR, `Là "nhà gấu" thứ 8 trong chuỗi Jeju Teddy Bear Museum với kiến trúc độc đáo`},
		{VIQR, "đ) Kỷ luật lao động, an toàn và vệ sinh lao động;"},
		{VIQR, "a) Làm chết 02 người;"},
		{VIQR, "bầu Chủ tịch Hội đồng nhà trường.Bà Lý được bầu làm Thư ký."},
	} {
		coded := encode(c.charset, c.line)
		if got := Recognise(coded, ""); got != c.charset || !strings.EqualFold(got.Decode(coded), c.line) {
			t.Errorf("%s taken for %q: %s", c.charset, got, got.Decode(coded))
		}
	}
	for _, line := range []string{
		"Le préfet a été nommé à la tête de la région, où sa présence était déjà très espérée.",
		"Não há solução única: a situação econômica é difícil e as opções são limitadas.",
		"El niño pequeño corrió rápidamente hacia el jardín; mañana volverá con su compañero.",
		"Größe für Übung: Straße, schön, Mädchen, Äpfel, Öl und fünf Brötchen über den Fluß.",
		"På grænsen mellem Sønderjylland og Tyskland bør man gå ærligt frem; både børn og voksne må være rådne.",
		"Già verrà più tardi, perché la città è così bella e la libertà è però necessaria.",
		"f(x)=a^2+b(c+d)?; if (a+b)^(c+d) then o^.x else e^(i+1)",
		"Tôi là Lan, con bà Hà: Müller, Müßig, François, Zoë, Ångström",
	} {
		if got := Recognise(line, ""); got != "" {
			t.Errorf("taken for %s: %s", got, line)
		}
	}
}

// What Normalise returns may be stored, has as many lines as before, is left
// alone the second time, and no line with a letter of Unicode's own is read as
// anything else (R-I4).
func TestNormaliseHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(
			rapid.SampledFrom([]string{"Trường", "Tr\u00adêng", "§¹i", "Ñaïi", "học", "toà", "án", "café", "°C", "\u200b", "a\u0301", "\xff", "\u2028"}),
			rapid.String())
		text := strings.Join(rapid.SliceOf(word).Draw(t, "words"), rapid.SampledFrom([]string{" ", "\n", "\r\n"}).Draw(t, "between"))
		got, _ := Normalise(text)
		if strings.Count(got, "\n") != strings.Count(text, "\n") {
			t.Fatalf("lines: %q → %q", text, got)
		}
		for line := range strings.SplitSeq(got, "\n") {
			if line = strings.TrimRight(line, "\r"); !IsClean(line) {
				t.Fatalf("not clean: %q → %q", text, line)
			}
		}
		for line := range strings.SplitSeq(text, "\n") {
			if utf8.ValidString(line) && unicodeOnly(line) {
				if c := Recognise(line, ".VnTime"); c != "" {
					t.Fatalf("%q taken for %s", line, c)
				}
			}
		}
	})
}

func TestIsSyllable(t *testing.T) {
	for _, word := range strings.Fields("Trường học nghiêng giếng gì quốc quỳnh khuya hòa hoà thủy thuỷ ngoằn ngoèo Ủy ĐƯỜNG yêu xoong khuỷu giặt ghế quý ở") {
		if !IsSyllable(word) {
			t.Errorf("%s is a syllable", word)
		}
	}
	for _, word := range strings.Fields("Trêng céng §¹i häc'c cêu ngừơi kế́t cat gé ngỉa qă ươ café zèbre ß") {
		if IsSyllable(word) {
			t.Errorf("%s is no syllable", word)
		}
	}
}

func FuzzNormalise(f *testing.F) {
	f.Add("Tr\u00adêng §¹i häc\r\nTröôøng Ñaïi hoïc")
	f.Add("Tr\xad\xeang\x00\n\ufeffTie^'ng Vie^.t (a+b)^2")
	f.Fuzz(func(t *testing.T, text string) {
		got, found := Normalise(text)
		if !utf8.ValidString(got) || strings.Count(got, "\n") != strings.Count(text, "\n") {
			t.Fatalf("%q → %q", text, got)
		}
		for _, f := range found {
			if f.Start < 1 || f.End < f.Start || !utf8.ValidString(f.Before) || !utf8.ValidString(f.After) {
				t.Fatalf("%q: %+v", text, f)
			}
		}
	})
}

// Signs between figures are no words that speak against a line: one of Unicode
// stays as it is, whatever stands around it and whether it came as bytes.
func TestSignsAreNoWords(t *testing.T) {
	old := encode(TCVN3, "Công ty TNHH Đại Phát")
	for _, line := range []string{"Giá 5 × 3", "Giá 5 × 3 · 2 = 30", "Bán ½ giá", "Hoà Bình ÷ Bình Hoà", "Giá: 5 ÷ 3"} {
		if out, _ := Normalise(old + "\n" + line); out != "Công ty TNHH Đại Phát\n"+line {
			t.Errorf("%q", out)
		}
		bytes, err := charmap.Windows1252.NewEncoder().String(old + "\n" + line)
		if err != nil {
			t.Fatal(err)
		}
		if out, _ := Normalise(bytes); out != "Công ty TNHH Đại Phát\n"+line {
			t.Errorf("bytes: %q", out)
		}
	}
}
