package desk_test

import (
	"context"
	"image"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/app/demo/plate"
	"congbo/internal/content"
	"congbo/internal/library"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
	"congbo/internal/vi"
)

// What is said of a picture of the library is Unicode from the first, in
// whichever charset it was written, and so is what a text takes from it (R-I4,
// R-I8).
func TestLegacyWordsOfTheLibrary(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h, ctx := newHouse(t, s, storetest.At("2026-08-28 08:00")), context.Background()
		const alt, credit, note = "Trường Đại học tổ chức cuộc họp", "Nguồn: Nguyễn Văn Đức", "Đã xin phép bằng điện thoại"
		file := "Cuộc họp của Trường Đại học"
		for i, w := range []library.Words{
			{Alt: "Tr\u00ad\u00eang §¹i häc tæ chøc cuéc häp", Credit: "Nguån: NguyÔn V¨n §øc", Note: "§· xin phÐp b»ng ®iÖn tho¹i"},
			{Alt: "Tröôøng Ñaïi hoïc toå chöùc cuoäc hoïp", Credit: "Nguoàn: Nguyeãn Vaên Ñöùc", Note: "Ñaõ xin pheùp baèng ñieän thoaïi"},
		} {
			w.Licence = "own"
			n := library.New{Name: []string{"Cuéc häp cña Tr\u00ad\u00eang §¹i häc.jpg", "Cuoäc hoïp cuûa Tröôøng Ñaïi hoïc.jpg"}[i], Data: slices.Concat(plate.JPEG("ao-ca"), []byte{byte(i)}), Unit: h.units["kts"], Words: w}
			id, _, err := h.desk.Library.Add(ctx, h.who["lan"], n)
			h.must(err)
			is := func(when string) *library.Entry {
				t.Helper()
				e, err := h.desk.Library.Entry(ctx, h.who["ha"], id)
				h.must(err)
				for got, want := range map[string]string{e.Name: file, e.Alt: alt, e.Credit: credit, e.Note: note} {
					if got != want || !vi.IsClean(got) {
						t.Errorf("%d, %s: %q, not %q", i, when, got, want)
					}
				}
				return e
			}
			e := is("added")
			w.Name = n.Name[:len(n.Name)-len(".jpg")]
			h.must(h.desk.Library.Describe(ctx, h.who["lan"], id, e.Version, w))
			is("described")
			list, _, err := h.desk.Library.Find(ctx, h.who["ha"], library.Query{Text: w.Alt}) // looked for in that charset too
			h.must(err)
			if len(list) != i+1 {
				t.Errorf("%d: %d are found", i, len(list))
			}
			// What a text says of it, if it was pasted so
			r := content.Revision{Lang: "vi", LeadImage: &content.ImageRef{Media: e.Media, Alt: w.Alt, Caption: w.Alt, Credit: w.Credit}}
			if p := new(content.Reading).Into(r).LeadImage; p.Alt != alt || p.Caption != alt || p.Credit != credit {
				t.Errorf("%d: the text says %+v", i, p)
			}
		}
	})
}

// A readsPapers reads papers as a program of the machine would.
type readsPapers struct {
	page  []byte
	words string
	n     int
}

func (r *readsPapers) Paper(context.Context, []byte) ([]byte, string, error) {
	r.n++
	return r.page, r.words, nil
}

// A PDF is read once: its first page is what is seen of it, and it is found by
// what it says (R-I8, F-B12).
func TestPapersOfTheLibrary(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h, ctx := newHouse(t, s, storetest.At("2026-08-28 08:00")), context.Background()
		program := &readsPapers{page: plate.JPEG("ao-ca"), words: "Kế hoạch tuyển sinh năm 2027"}
		h.desk.Library.Papers = program
		id, _, err := h.desk.Library.Add(ctx, h.who["lan"], library.New{Name: "ke-hoach.pdf", Data: aPDF, Unit: h.units["kts"], Words: library.Words{Credit: "Phòng Đào tạo", Licence: "own"}})
		h.must(err)
		path := "/desk/library/" + strconv.FormatInt(id, 10)
		if w := h.get("ha", path+"/picture"); w.Code != http.StatusNotFound {
			t.Errorf("before it was read: %d", w.Code)
		}
		for range 2 {
			h.must(h.desk.Library.Look(ctx, 0))
		}
		if program.n != 1 {
			t.Errorf("read %d times", program.n)
		}
		w := h.get("ha", path+"/picture")
		if c, kind, err := image.DecodeConfig(w.Body); w.Code != http.StatusOK || err != nil || kind != "jpeg" || c.Width == 0 {
			t.Errorf("its first page: %d, %s, %v", w.Code, kind, err)
		}
		for query, want := range map[string]bool{"tuyen+sinh+2027": true, "tuyen+sinh+2028": false} {
			if got := strings.Contains(h.get("ha", "/desk/library?kind=paper&q="+query).Body.String(), path+`"`); got != want {
				t.Errorf("%s: found %v", query, got)
			}
		}
		if page := h.get("ha", path).Body.String(); !strings.Contains(page, program.words) || !strings.Contains(page, path+"/picture") {
			t.Error("the page of the entry shows neither its words nor its first page")
		}
	})
}
