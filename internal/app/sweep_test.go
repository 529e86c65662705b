package app

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"congbo/internal/app/demo/plate"
	"congbo/internal/content"
	"congbo/internal/editorial"
	"congbo/internal/flow"
	"congbo/internal/store"
)

// onDisk counts the blobs that are kept.
func (h *house) onDisk() (n int) {
	h.t.Helper()
	h.must(filepath.WalkDir(filepath.Join(h.Config.Data, "blobs"), func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	}))
	return n
}

// Bytes are kept of those only who may change the text, and what no text came to
// refer to is gone a day later, by the institution's clock; what anything refers
// to stays, an unsaved text too, and so does what was uploaded anew.
func TestUploadsAreAskedForAndSwept(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.receive(firstLetter).Case
		_, err := h.Editorial.TakeOver(ctx, h.who["communications"], id, 0)
		h.must(err)
		letters := h.onDisk()
		picture, pdf := plate.JPEG("ao-ca"), []byte("%PDF-1.4\n%EOF\n")
		base := h.seen(id).Revision.Number
		body := h.seen(id).Revision.Body

		// Nobody's bytes but of whoever may write here.
		for _, who := range []string{"webmaster", "leadership", "unit-deputy"} {
			for what, err := range map[string]error{
				"upload":  second(h.Editorial.Upload(ctx, h.who[who], id, picture)),
				"file":    second(h.Editorial.UploadFile(ctx, h.who[who], id, "application/pdf", pdf)),
				"keep":    second(h.Editorial.KeepFiles(ctx, h.who[who], id, body, []editorial.Attached{{Name: "a.pdf", Data: pdf}})),
				"attach":  third(h.Editorial.Attach(ctx, h.who[who], id, base, []editorial.Attached{{Name: "a.pdf", Data: pdf}})),
				"replace": third(h.Editorial.ReplaceFile(ctx, h.who[who], id, base, editorial.Newer{Old: "x", Name: "a.pdf", Data: pdf})),
			} {
				if err == nil {
					t.Errorf("%s by %s", what, who)
				}
			}
		}
		if n := h.onDisk(); n != letters {
			t.Fatalf("%d blobs of the refused", n-letters)
		}

		// One is put into the text, one into an unsaved one, one into none, and
		// one comes of an act that is refused.
		who := h.who["communications"]
		saved, err := h.Editorial.Upload(ctx, who, id, picture)
		h.must(err)
		typed, err := h.Editorial.Upload(ctx, who, id, plate.JPEG("thu-vien"))
		h.must(err)
		none, err := h.Editorial.UploadFile(ctx, who, id, "application/pdf", pdf)
		h.must(err)
		_, _, err = h.Editorial.Attach(ctx, who, id, base+7, []editorial.Attached{{Name: "b.pdf", Data: slices.Concat(pdf, []byte("b"))}})
		h.refused("", err)
		h.save("communications", id, func(r *content.Revision) { r.LeadImage = &content.ImageRef{Media: saved.ID, Alt: "Ao cá"} })
		draft := store.Draft{Document: h.seen(id).Case.Document, Person: who.Person, Key: "k", Base: base, Revision: *h.seen(id).Revision}
		draft.Revision.LeadImage = &content.ImageRef{Media: typed.ID}
		h.must(h.Store.Tx(ctx, func(tx *store.Tx) error {
			return tx.KeepDraft(ctx, &draft)
		}))
		swept := func(want int) {
			t.Helper()
			if n, size, err := h.Sweep(ctx); err != nil || n != want || (size > 0) != (want > 0) {
				t.Fatalf("swept %d files of %d bytes, want %d: %v", n, size, want, err)
			}
		}
		h.clock.Pass(24*time.Hour - time.Second)
		swept(0)
		again, err := h.Editorial.UploadFile(ctx, who, id, "application/pdf", pdf) // an upload under way
		if h.must(err); again.ID != none.ID {
			t.Fatal("the same bytes have two names")
		}
		h.clock.Pass(time.Minute)
		swept(1) // of the refused act
		h.clock.Pass(24 * time.Hour)
		swept(1) // and of no text
		swept(0)
		if err := h.Blobs.Check(ctx, saved.ID); err != nil {
			t.Error(err)
		}
		if err := h.Blobs.Check(ctx, typed.ID); err != nil {
			t.Error(err)
		}
		if err := h.Blobs.Check(ctx, none.ID); err == nil {
			t.Error("what nothing refers to is still there")
		}
		if got := h.verify(); !got.OK() {
			t.Errorf("the record: %+v", got)
		}
		// It can be uploaded again and used.
		_, _, err = h.Editorial.Attach(ctx, who, id, h.seen(id).Revision.Number, []editorial.Attached{{Name: "a.pdf", Data: pdf}})
		h.must(err)
		h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "decline", Reason: "vì"})
		h.clock.Pass(48 * time.Hour)
		swept(0)
	})
}

func second[A any](_ A, err error) error        { return err }
func third[A, B any](_ A, _ B, err error) error { return err }
