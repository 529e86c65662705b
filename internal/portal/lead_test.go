package portal_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"congbo/internal/content"
	shelves "congbo/internal/library"
	"congbo/internal/store"
)

// halves is a picture whose upper half is red and whose lower half is blue.
func halves(t *testing.T, w *town, width, height int) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{200, 20, 20, 255}), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, height/2, width, height), image.NewUniform(color.RGBA{20, 20, 200, 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	w.ok(jpeg.Encode(&b, img, nil))
	return w.keep("image/jpeg", b.Bytes(), width, height)
}

// elements are the elements of a name in a page, by their attributes.
func elements(page, name string) (all []map[string]string) {
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return all
		case html.StartTagToken, html.SelfClosingTagToken:
			if t := z.Token(); t.Data == name {
				at := make(map[string]string)
				for _, a := range t.Attr {
					at[a.Key] = a.Val
				}
				all = append(all, at)
			}
		}
	}
}

var address = regexp.MustCompile(`^/media/[0-9a-f]{64}[-0-9a-z]*\.jpg$`)

// The picture that leads a text: what shared links show of it keeps what was
// chosen; on the page its place is known before it comes, in width, height and
// colour, without a script; browsers choose among widths that are all there; and
// the address of one that was replaced leads to the new one, whose renditions are
// made (F-B11, R-B10).
func TestLeadPicture(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		tall, other := halves(t, w, 1200, 1300), halves(t, w, 700, 600)
		lib := &shelves.Library{Store: w.store, Blobs: w.blobs, Pictures: w.portal.Pictures}
		w.ok(lib.Look(ctx, 0)) // the job that finds the tint
		for focus, red := range map[string]bool{"top": true, "bottom": false} {
			doc, e := w.write(&w.news, content.Revision{Title: "Tin " + focus, Slug: "tin-" + focus, Body: townText("Chữ."), LeadImage: &content.ImageRef{Media: tall, Alt: "Hai nửa"},
				Layout: content.Layout{LeadFocus: focus}})
			w.ok(lib.Prepare(ctx, e.ID))
			page := w.get(e.Path(w.news.Slug)).Body.String()
			var card string
			for _, m := range elements(page, "meta") {
				if m["property"] == "og:image" {
					card = m["content"]
				}
			}
			at := strings.Index(card, "/media/")
			if at < 0 || !strings.Contains(card, "-"+focus+".") {
				t.Fatalf("%s (%d): shared links are given %q", focus, doc, card)
			}
			got := w.get(card[at:])
			img, _, err := image.Decode(got.Body)
			if err != nil || img.Bounds().Dx() != 1200 || img.Bounds().Dy() != 630 {
				t.Fatalf("%s: %d, %v, %v", card, got.Code, err, img)
			}
			if r, _, b, _ := img.At(600, 315).RGBA(); (r > b) != red {
				t.Errorf("focus %s: the middle of the cut is red %d, blue %d", focus, r>>8, b>>8)
			}

			var lead map[string]string
			for _, m := range elements(page, "img") {
				if m["alt"] == "Hai nửa" && m["srcset"] != "" {
					lead = m
					break
				}
			}
			if lead == nil {
				t.Fatalf("the page shows no lead picture: %s", page)
			}
			if lead["width"] != "1200" || lead["height"] != "1300" || lead["sizes"] == "" || !strings.Contains(lead["class"], "tint-") || lead["onload"] != "" || lead["style"] != "" || lead["loading"] == "lazy" {
				t.Errorf("the lead picture is %v", lead)
			}
			for _, part := range append(strings.Split(lead["srcset"], ","), lead["src"]) {
				url := strings.Fields(part)[0]
				if got := w.get(url); !address.MatchString(url) || got.Code != http.StatusOK || got.Header().Get("Content-Type") != "image/jpeg" {
					t.Errorf("%s: %d %s", url, got.Code, got.Header().Get("Content-Type"))
				}
			}
		}

		// Another takes its place
		gone := halves(t, w, 600, 500)
		doc, old := w.write(&w.news, content.Revision{Title: "Tin cũ", Slug: "tin-cu", Body: townText("Chữ."), LeadImage: &content.ImageRef{Media: gone, Alt: "Cũ"}})
		w.end(old, store.EditionReplaced, "")
		w.ok(w.store.Tx(ctx, func(tx *store.Tx) error {
			return tx.AddReplacement(ctx, &store.Replacement{Document: doc, Old: gone, New: other})
		}))
		_, fresh := w.write(&w.news, content.Revision{Title: "Tin mới", Slug: "tin-moi", Body: townText("Chữ."), LeadImage: &content.ImageRef{Media: other, Alt: "Mới"}})
		w.ok(lib.Prepare(ctx, fresh.ID))
		for _, tail := range []string{".jpg", "-480.jpg"} {
			got := w.get("/media/" + gone + tail)
			to := got.Header().Get("Location")
			if got.Code/100 != 3 || !strings.Contains(to, other) {
				t.Errorf("%s: %d to %q", tail, got.Code, to)
				continue
			}
			if after := w.get(to[strings.Index(to, "/media/"):]); after.Code != http.StatusOK || after.Header().Get("Content-Type") != "image/jpeg" {
				t.Errorf("and there: %d", after.Code)
			}
		}
		if small := w.get("/media/" + other + "-480.jpg"); small.Code != http.StatusOK {
			t.Errorf("a rendition of the new one: %d", small.Code)
		}
	})
}

// Until a picture has come, the colour of the whole stands in its place, and a
// cut shows the side in focus, by the style sheet alone (R-I8).
func TestTintsAndFocusesAreStyled(t *testing.T) {
	var css strings.Builder
	files, err := filepath.Glob("assets/portal.css/*.css")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		css.Write(data)
	}
	for i := range 64 {
		digits := []int{i / 16, i / 4 % 4, i % 4}
		rule := fmt.Sprintf(".tint-%d%d%d { background: #%c%c%c }", digits[0], digits[1], digits[2], "05af"[digits[0]], "05af"[digits[1]], "05af"[digits[2]])
		if !strings.Contains(css.String(), rule) {
			t.Errorf("no %s", rule)
		}
	}
	for _, focus := range content.Focuses() {
		if !strings.Contains(css.String(), ".focus-"+focus+" { object-position: ") {
			t.Errorf("no rule for the focus %s", focus)
		}
	}
	b, err := content.FromMarkup("![Ao](media:" + strings.Repeat("ab", 32) + "){focus=top}")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b.HTML(content.RenderOptions{MediaURL: func(string, int) string { return "/media/x.jpg" }, MediaTint: func(string) string { return "123" }}))
	if !strings.Contains(page, "tint-123") || !strings.Contains(page, "focus-top") || strings.Contains(page, "style=") || strings.Contains(page, "onload") {
		t.Errorf("a picture in a text is %s", page)
	}
}
