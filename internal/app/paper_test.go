package app

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/intake"
	"congbo/internal/people"
	"congbo/internal/sites"
)

// R-I10, D 7.1a, 8.1: the covering paper with its number, day, signer and file
// is kept with the request; the delay to supply is counted in working days.
func TestCoveringPaper(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		h.appoint("thu", people.Secretariat, 0)
		h.appoint("tam", people.Partner, in.Units["tbktsg"])
		h.write(in.Mailboxes["banbientap@thu.example.vn"], "Số liệu tháng 8")
		day := h.see("thu", 1).Request.ReceivedAt.AddDate(0, 0, -7).Format("2006-01-02") // a week before
		p := intake.Paper{Number: "15/CV-QLTM", Dated: day, Signer: "Nguyễn Văn Ký", Completed: day, Files: []intake.File{{Name: "15-CV.pdf", Data: []byte("%PDF-1.4 x")}}}
		for _, wrong := range []intake.Paper{{}, {Number: "x", Dated: "hôm qua"}, {Number: "x", Completed: "2999-01-01"}} {
			if err := h.Intake.KeepPaper(t.Context(), h.who["thu"], 1, wrong); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
		for _, who := range []cases.Actor{h.who["tam"], {Institution: h.inst}, {Institution: h.inst + 9, Person: h.who["thu"].Person}} {
			if err := h.Intake.KeepPaper(t.Context(), who, 1, p); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
				t.Errorf("by %+v: %v", who, err)
			}
		}
		sum := sha256.Sum256(p.Files[0].Data)
		if f, err := h.Blobs.Get(t.Context(), hex.EncodeToString(sum[:])); err == nil {
			f.Close()
			t.Error("the file of somebody who may not was stored")
		}
		h.must(h.Intake.KeepPaper(t.Context(), h.who["thu"], 1, p))
		p.Files, p.Signer = nil, "Trần Thị Ký" // entered anew: the file stays
		h.must(h.Intake.KeepPaper(t.Context(), h.who["thu"], 1, p))
		v := h.see("thu", 1)
		path := "/desk/cases/" + v.Case.Code
		h.shows(h.page("thu", path), "15/CV-QLTM", "Trần Thị Ký", "ngày làm việc", "15-CV.pdf", "ghi văn bản kèm theo")
		if w := h.at("thu", "GET", path+"/paper/file", nil); w.Code != 200 || w.Body.String() != "%PDF-1.4 x" {
			t.Errorf("the file: %d", w.Code)
		}
		if w := h.at("tam", "GET", path+"/paper/file", nil); w.Code != 404 {
			t.Errorf("the file for a partner: %d", w.Code)
		}
	})
}
