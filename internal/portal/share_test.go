package portal_test

import (
	"bytes"
	"fmt"
	stdimage "image"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/store"
)

var ogImage = regexp.MustCompile(`property="og:image" content="https://songtien\.example([^"]+)"`)

// Every page has a picture where it is shared: what leads it, or else its title
// set in type; none of what is not public, and none under words that nobody
// published (F-M1).
func TestSharedPictures(t *testing.T) {
	w, _ := aTown(t)
	photo := w.picture("image/jpeg", 1200, 700)
	_, plain := w.write(&w.news, content.Revision{Title: "Mười hai trạm quan trắc mặn bắt đầu công bố số liệu", Slug: "tram-do-man"})
	_, led := w.write(&w.news, content.Revision{Title: "Có ảnh", Slug: "co-anh", LeadImage: &content.ImageRef{Media: photo, Alt: "Ruộng"}})
	draft, _ := w.write(nil, content.Revision{Title: "Bản thảo", Slug: "ban-thao"})

	image := func(page string) string {
		t.Helper()
		m := ogImage.FindStringSubmatch(w.get(page).Body.String())
		if m == nil {
			t.Fatalf("%s has no picture", page)
		}
		return m[1]
	}
	if got := image(led.Path("tin-tuc")); !strings.Contains(got, photo+"-1200x630") {
		t.Errorf("with a picture: %s", got)
	}
	// Who shares the page makes room as wide and high as the page says.
	for _, size := range [][2]int{{1200, 700}, {960, 600}, {620, 900}} {
		_, led := w.write(&w.news, content.Revision{Title: "Có ảnh", Slug: "co-anh", LeadImage: &content.ImageRef{Media: w.picture("image/jpeg", size[0], size[1]), Alt: "Ruộng"}})
		page := led.Path("tin-tuc")
		card, _, err := stdimage.DecodeConfig(w.get(image(page)).Body)
		said := fmt.Sprintf(`<meta property="og:image:width" content="%d">`+"\n"+`<meta property="og:image:height" content="%d">`, card.Width, card.Height)
		if err != nil || !strings.Contains(w.get(page).Body.String(), said) {
			t.Errorf("a picture of %v: not %s, %v", size, said, err)
		}
	}
	for _, page := range []string{"/", "/tin-tuc", plain.Path("tin-tuc")} {
		address := image(page)
		got := w.get(address)
		img, err := png.Decode(bytes.NewReader(got.Body.Bytes()))
		if got.Code != 200 || err != nil || img.Bounds().Dx() != 1200 || img.Bounds().Dy() != 630 || got.Body.Len() > 120<<10 {
			t.Fatalf("%s: %d %v, %d bytes", address, got.Code, err, got.Body.Len())
		}
		if again := w.ask("GET", address, nil, "If-None-Match", got.Header().Get("ETag")); again.Code != 304 {
			t.Errorf("%s known: %d", address, again.Code)
		}
		other := regexp.MustCompile(`share-[0-9a-f]+`).ReplaceAllString(address, "share-0123")
		if moved := w.get(other); moved.Code != 302 || moved.Header().Get("Location") != address {
			t.Errorf("%s: %d to %s", other, moved.Code, moved.Header().Get("Location"))
		}
	}
	address := image(plain.Path("tin-tuc"))
	w.end(plain, store.EditionWithdrawn, "Rà soát.")
	for _, not := range []string{address, store.Edition{Slug: "ban-thao", Document: draft}.Path("tin-tuc") + "/share-00.png", "/khong-co/share-00.png", "/tin-tuc/x/share-00.png"} {
		if got := w.get(not); got.Code != 404 {
			t.Errorf("%s: %d", not, got.Code)
		}
	}
}
