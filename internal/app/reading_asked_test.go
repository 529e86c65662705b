package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/vi"
)

// What somebody is asked for, and who is asked, is Unicode wherever it is shown
// and written, in whichever charset it was typed or pasted; what came is kept
// beside the words (R-I4, R-I6).
func TestLegacyCommission(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		h.appoint("thu", people.Secretariat, 0)
		h.appoint("phu", people.Provider, in.Units["qltm"])
		for name, x := range map[string]struct{ title, brief, guest, became, who string }{
			"TCVN3": {"Tr\u00ad\u00eang §¹i häc tæ chøc cuéc häp", "Bµi viÕt vÒ Tr\u00ad\u00eang §¹i häc tæ chøc cuéc häp, cã ¶nh.", "NguyÔn V¨n §øc", "Trường Đại học tổ chức cuộc họp", "Nguyễn Văn Đức"},
			"VNI":   {"Tröôøng Ñaïi hoïc toå chöùc cuoäc hoïp", "Baøi vieát veà Tröôøng Ñaïi hoïc toå chöùc cuoäc hoïp, coù aûnh.", "Nguyeãn Vaên Ñöùc", "Trường Đại học tổ chức cuộc họp", "Nguyễn Văn Đức"},
		} {
			said := "Bài viết về " + x.became + ", có ảnh."
			for of, more := range map[string]url.Values{"": {}, "?of=guest": {"name": {x.guest}, "email": {strings.ToLower(name) + "@ctv.example"}, "lang": {"vi"}}} {
				form := url.Values{"unit": {text(in.Units["qltm"])}, "title": {x.title}, "brief": {x.brief}, "date": {"2026-09-04"}, "time": {"16:00"}, "wish": {"leadership"}}
				for k, v := range more {
					form[k] = v
				}
				w := h.at("thu", http.MethodPost, "/desk/cases/commission"+of, form)
				if w.Code != http.StatusSeeOther {
					t.Fatalf("%s%s: %d %s", name, of, w.Code, between(w.Body.String(), `role="alert"`, "</div>"))
				}
				h.drain()
				path := w.Header().Get("Location")
				v := h.see("thu", h.caseID(strings.TrimPrefix(path, "/desk/cases/")))
				if v.Case.Title != x.became || v.Request.Subject != x.became || of != "" && v.Request.SenderName != x.who {
					t.Errorf("%s%s: %q, %q of %q", name, of, v.Case.Title, v.Request.Subject, v.Request.SenderName)
				}
				told := false
				for _, l := range v.Letters {
					told = told || strings.Contains(l.Body, said)
					if !vi.IsClean(l.Body) || strings.Contains(l.Subject+l.Body, x.title) {
						t.Errorf("%s%s: a letter says %s", name, of, l.Body)
					}
				}
				if !told {
					t.Errorf("%s%s: nobody is told: %+v", name, of, v.Letters)
				}
				kept := false
				for _, r := range v.Remarks {
					kept = kept || r.Text == said && len(r.Recoded) == 1 && string(r.Recoded[0].Came) == x.brief
				}
				if !kept {
					t.Errorf("%s%s: what came is not kept: %+v", name, of, v.Remarks)
				}
				h.shows(h.page("thu", path), x.became, said)
			}
		}
	})
}
