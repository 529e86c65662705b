package sites_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"testing"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/look"
	"congbo/internal/people"
	"congbo/internal/picture"
	"congbo/internal/sites"
	"congbo/internal/store"
)

// drawer keeps bytes in memory and makes pictures at once.
type drawer struct{ kept map[string][]byte }

func (d *drawer) Put(_ context.Context, r io.Reader, _ int64) (string, int64, error) {
	b, err := io.ReadAll(r)
	sum := sha256.Sum256(b)
	d.kept[hex.EncodeToString(sum[:])] = b
	return hex.EncodeToString(sum[:]), int64(len(b)), err
}

func (d *drawer) Shrink(_ context.Context, data []byte, width int) (*picture.Made, error) {
	a, err := picture.Make(picture.Task{Data: data, Wants: []picture.Want{{Width: width}}})
	if err != nil {
		return nil, err
	}
	return &a.Made[0], nil
}

func (w *world) looks() *sites.Looks {
	w.t.Helper()
	return must[*sites.Looks](w.t)(w.Looks(w.t.Context(), w.admin, w.vi))
}

func (w *world) lookState() sites.LookState {
	l := w.looks()
	return sites.LookState{Draft: l.Draft.Version, Live: l.Live.Number}
}

func (w *world) draft() {
	w.t.Helper()
	w.want("draft", w.SaveLook(w.t.Context(), w.admin, w.vi, w.lookState(), look.Look{Theme: "thu-vien", Brand: "#123456"}), "")
}

func (w *world) apply() {
	w.t.Helper()
	w.want("apply", w.ApplyLook(w.t.Context(), w.admin, w.vi, w.lookState()), "")
}

// ready makes what a verb on looks needs.
func (w *world) ready(verb string) {
	switch verb {
	case "DropLook", "ApplyLook":
		w.draft()
	case "RestoreLook":
		w.draft()
		w.apply()
	}
}

// pageChanges are what was announced since a number.
func (w *world) pageChanges(after int64) (tags []string) {
	w.t.Helper()
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.PageChanges(ctx, after, 100)
		for _, c := range all {
			if c.Tag != store.TagPlaces {
				tags = append(tags, c.Tag)
			}
		}
		return err
	})
	return tags
}

func (w *world) lastChange() (n int64) {
	w.tx(func(ctx context.Context, tx *store.Tx) (err error) { n, err = tx.LastPageChange(ctx); return err })
	return n
}

// A look is drafted, which no reader sees, applied, and taken back; each says in
// the record who did it, and drops the pages that show what changed (F-M4, F-M5).
func TestLooks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		news := w.in.Sections["vi"]["hop-tac"]
		before := w.lastChange()
		l := look.Look{Theme: "so-nganh", Brand: "#1d5b3a", Header: "paper", Name: "Trường ta", Blocks: []look.Block{{Kind: "lead"}, {Kind: "section", Section: news}}}
		w.want("save", w.SaveLook(ctx, w.admin, w.vi, w.lookState(), l), "")
		now := w.looks()
		if !now.Draft.Open || now.Draft.Look.Brand != "#1d5b3a" || now.Live.Number != 0 || now.Live.Look.Theme != "truong-dai-hoc" || w.last().Verb != event.LookSaved {
			t.Fatalf("%+v", now)
		}
		if tags := w.pageChanges(before); len(tags) > 0 {
			t.Errorf("a draft drops pages: %v", tags)
		}
		w.apply()
		now = w.looks()
		if now.Draft.Open || now.Live.Number != 1 || now.Live.Look.Brand != "#1d5b3a" || now.Live.By != w.admin.Person || now.Site.Theme != "so-nganh" || w.last().Verb != event.LookApplied {
			t.Errorf("%+v", now)
		}
		l.Blocks = l.Blocks[:1]
		w.want("save", w.SaveLook(ctx, w.admin, w.vi, w.lookState(), l), "")
		before = w.lastChange()
		w.apply()
		if tags := w.pageChanges(before); len(tags) != 1 || tags[0] != store.TagFront {
			t.Errorf("other blocks alone drop %v", tags)
		}
		l.Name = ""
		w.want("save", w.SaveLook(ctx, w.admin, w.vi, w.lookState(), l), "")
		before = w.lastChange()
		w.apply()
		if tags := w.pageChanges(before); len(tags) != 1 || tags[0] != store.TagLook {
			t.Errorf("another header alone drops %v", tags)
		}
		w.draft()
		w.want("take back", w.RestoreLook(ctx, w.admin, w.vi, w.lookState(), 1), "")
		now = w.looks()
		if now.Live.Number != 4 || now.Live.From != 1 || now.Live.Look.Name != "Trường ta" || len(now.Live.Look.Blocks) != 2 || !now.Draft.Open {
			t.Errorf("%+v", now)
		}
		w.want("what is live already", w.RestoreLook(ctx, w.admin, w.vi, w.lookState(), 4), "look.is_live")
		w.want("one that never was", w.RestoreLook(ctx, w.admin, w.vi, w.lookState(), 99), "fault.not_found")
		w.want("the theme alone", w.RestoreLook(ctx, w.admin, w.vi, w.lookState(), 0), "")
		if now = w.looks(); now.Live.Look.Brand != "" || now.Live.Look.Blocks != nil || now.Site.Theme != "so-nganh" {
			t.Errorf("%+v", now.Live)
		}
		w.want("drop", w.DropLook(ctx, w.admin, w.vi, w.lookState()), "")
		w.want("apply nothing", w.ApplyLook(ctx, w.admin, w.vi, w.lookState()), "look.no_draft")
		if other := must[*sites.Looks](t)(w.Looks(ctx, w.admin, w.en)); other.Live.Number != 0 || other.Draft.Version != 0 {
			t.Errorf("the other site: %+v", other)
		}
	})
}

// Of two who change one look the slower is told, whatever the faster did.
func TestLooksAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.draft()
		for name, faster := range map[string]func(){
			"save": func() { w.draft() }, "apply": func() { w.apply() },
			"apply and draft again": func() { w.apply(); w.draft() },
			"take back":             func() { w.want("back", w.RestoreLook(ctx, w.admin, w.vi, w.lookState(), 0), "") },
			"drop":                  func() { w.want("drop", w.DropLook(ctx, w.admin, w.vi, w.lookState()), "") },
		} {
			w.draft()
			w.apply()
			w.draft()
			mine := w.lookState()
			faster()
			after := w.looks()
			for verb, err := range map[string]error{
				"save": w.SaveLook(ctx, w.admin, w.vi, mine, look.Look{Theme: "so-nganh"}), "apply": w.ApplyLook(ctx, w.admin, w.vi, mine),
				"drop": w.DropLook(ctx, w.admin, w.vi, mine), "back": w.RestoreLook(ctx, w.admin, w.vi, mine, 1), "emblem": w.SaveEmblem(ctx, w.admin, w.vi, mine, nil),
			} {
				w.want(verb+" after "+name, err, "store.changed_meanwhile")
			}
			if again := w.looks(); again.Draft.Version != after.Draft.Version || again.Live.Number != after.Live.Number {
				t.Errorf("%s: the slower changed something", name)
			}
		}
	})
}

// Colours that cannot be read can be drafted and not applied; blocks refer to
// what the site has.
func TestLooksAreChecked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.want("yellow", w.SaveLook(ctx, w.admin, w.vi, w.lookState(), look.Look{Theme: "thu-vien", Brand: "#ffd400"}), "")
		w.want("yellow applied", w.ApplyLook(ctx, w.admin, w.vi, w.lookState()), "look.unreadable")
		if now := w.looks(); now.Live.Number != 0 || !now.Draft.Open {
			t.Errorf("%+v", now)
		}
		for name, b := range map[string]look.Block{"a section of another site": {Kind: "section", Section: w.in.Sections["en"]["news"]}, "no topic": {Kind: "topic", Of: "khong-co"}, "no kind": {Kind: "kind", Of: "carousel"}} {
			err := w.SaveLook(ctx, w.admin, w.vi, w.lookState(), look.Look{Theme: "thu-vien", Blocks: []look.Block{b}})
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		head := w.person("Trưởng", people.Head, people.Place{Kind: people.Institution, ID: w.inst})
		if _, err := w.Looks(ctx, head, w.vi); !fault.Is(err, fault.Denied) {
			t.Errorf("a head looks at the drafts: %v", err)
		}
		// the theme in a site's form changes nothing
		s := w.Directory.Now().Site(w.vi)
		must[*store.Site](t)(w.SaveSite(ctx, w.admin, w.vi, s.Version, sites.SiteInput{Name: s.Name, Theme: "so-nganh", Counterpart: w.en, Active: true}))
		if got := w.Directory.Now().Site(w.vi).Theme; got != s.Theme {
			t.Errorf("theme %s", got)
		}
	})
}

// An emblem is taken in its smallest form, without what a camera noted, and
// stays as long as a look has it; what is no picture is refused before anything
// is kept.
func TestEmblem(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, d := t.Context(), &drawer{make(map[string][]byte)}
		w.Blobs, w.Pictures = d, d
		var b bytes.Buffer
		img := image.NewNRGBA(image.Rect(0, 0, 900, 600))
		for i := range img.Pix {
			img.Pix[i] = uint8(i * 7)
		}
		img.Set(1, 1, color.NRGBA{1, 2, 3, 4})
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		noted := append([]byte(nil), b.Bytes()[:33]...) // after IHDR, with a text chunk
		noted = append(noted, "\x00\x00\x00\x09tEXtGPS\x0010,10"...)
		noted = binary.BigEndian.AppendUint32(noted, crc32.ChecksumIEEE([]byte("tEXtGPS\x0010,10")))
		noted = append(noted, b.Bytes()[33:]...)
		for name, data := range map[string][]byte{"svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "nothing like a picture": []byte("GIF89a"), "cut off": b.Bytes()[:4000]} {
			w.want(name, w.SaveEmblem(ctx, w.admin, w.vi, w.lookState(), data), "look.emblem_type")
		}
		var wide bytes.Buffer
		if err := jpeg.Encode(&wide, image.NewGray(image.Rect(0, 0, 900, 60)), nil); err != nil {
			t.Fatal(err)
		}
		w.want("a strip", w.SaveEmblem(ctx, w.admin, w.vi, w.lookState(), wide.Bytes()), "look.emblem_shape")
		if len(d.kept) > 0 {
			t.Fatal("something that was refused is kept")
		}
		w.want("a picture", w.SaveEmblem(ctx, w.admin, w.vi, w.lookState(), noted), "")
		now := w.looks()
		kept := d.kept[now.Draft.Emblem]
		if now.Draft.Shape != (store.Shape{Type: "image/png", Width: sites.EmblemWidth, Height: 256}) || len(kept) == 0 || bytes.Contains(kept, []byte("GPS")) {
			t.Fatalf("%+v, %d bytes", now.Draft, len(kept))
		}
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			if public, err := tx.MediaIsPublic(ctx, now.Draft.Emblem); err != nil || public {
				t.Errorf("the emblem of a draft is public: %v", err)
			}
			return nil
		})
		w.apply()
		emblem := w.looks().Live.Emblem
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			if public, err := tx.MediaIsPublic(ctx, emblem); err != nil || !public {
				t.Errorf("the emblem is not public: %v", err)
			}
			if gone, err := tx.ForgetBlob(ctx, emblem, tx.Now().AddDate(1, 0, 0)); err != nil || gone {
				t.Errorf("the emblem is swept: %v", err)
			}
			return nil
		})
		w.want("none", w.SaveEmblem(ctx, w.admin, w.vi, w.lookState(), nil), "")
		w.apply()
		if now = w.looks(); now.Live.Emblem != "" || now.Past[1].Emblem != emblem {
			t.Errorf("%+v", now.Live)
		}
	})
}
