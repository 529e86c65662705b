package portal_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/store"
)

// The organisation chart and the contacts are made of the units, stand under one
// address in each language, and are introduced by texts that were published as
// any other; so is a section (R-B6).
func TestStandingPages(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		w.ok(w.store.Tx(ctx, func(tx *store.Tx) error {
			u, err := tx.Unit(ctx, w.unit)
			if err != nil {
				return err
			}
			u.Contact = store.Contact{Email: "thuysan@songtien.example", Phone: "(0230) 3555 210", Head: locale.Text{VI: "TS. Trương Thị Cẩm Loan, Trưởng khoa", EN: "Dr Loan, Dean"}}
			if err := tx.SaveUnit(ctx, u); err != nil {
				return err
			}
			for _, x := range []store.Unit{{Name: locale.Text{VI: "Bộ môn Nuôi trồng", EN: "Aquaculture"}, Active: true}, {Name: locale.Text{VI: "Bộ môn đã giải thể"}}} {
				x.Institution, x.Parent = w.inst, w.unit
				if err := tx.AddUnit(ctx, &x); err != nil {
					return err
				}
			}
			return nil
		}))
		has := func(address string, yes []string, no ...string) {
			t.Helper()
			got := w.get(address)
			body := got.Body.String()
			if got.Code != http.StatusOK || strings.Contains(body, "⟨") {
				t.Errorf("%s: %d", address, got.Code)
			}
			for _, s := range yes {
				if !strings.Contains(body, s) {
					t.Errorf("%s lacks %q", address, s)
				}
			}
			for _, s := range append(no, "đã giải thể") {
				if strings.Contains(body, s) {
					t.Errorf("%s has %q", address, s)
				}
			}
		}
		en := "http://songtien-en.localhost"
		has("/co-cau-to-chuc", []string{"<h1>Cơ cấu tổ chức</h1>", "Khoa Thủy sản", "TS. Trương Thị Cẩm Loan", "Bộ môn Nuôi trồng", `hreflang="en" href="https://congbo.example/w/songtien-en/organisation"`, `"department"`})
		has("/lien-he", []string{"<h1>Liên hệ</h1>", "thuysan@songtien.example", `href="tel:02303555210"`}, "Bộ môn Nuôi trồng")
		has(en+"/organisation", []string{"<h1>Organisation</h1>", "Faculty of Fisheries", "Aquaculture", "Dr Loan, Dean"})
		has("/so-do-trang", []string{`href="/lien-he"`, `href="/co-cau-to-chuc"`})
		has("/tim-kiem?q=lien+he", []string{`<a href="/lien-he">`})
		has("/tim-kiem?q=thuy+san", []string{`<a href="/don-vi/khoa-thuy-san-`})
		has("/sitemap-pages.xml", []string{"https://songtien.example/lien-he<", "https://songtien.example/co-cau-to-chuc<"})
		for from, to := range map[string]string{"/contacts": "/lien-he", "/organisation": "/co-cau-to-chuc", en + "/lien-he": "/contacts"} {
			if got := w.get(from); got.Code != http.StatusMovedPermanently || got.Header().Get("Location") != to {
				t.Errorf("%s leads to %q (%d)", from, got.Header().Get("Location"), got.Code)
			}
		}

		_, reach := w.write(&w.news, content.Revision{Title: "Đến với chúng tôi", Summary: "Đường đi và chỗ gửi xe.", Slug: "lien-he", Kind: "page", Body: townText("Xe buýt số 7 dừng trước cổng.")})
		_, intro := w.write(&w.jobs, content.Revision{Title: "Làm việc ở Trường", Slug: "tuyen-dung", Kind: "page", Body: townText("Ai cũng có thể dự tuyển.")})
		_, item := w.write(&w.jobs, content.Revision{Title: "Tuyển giảng viên", Slug: "tuyen-giang-vien", Body: townText("Hồ sơ gồm có")})
		w.write(nil, content.Revision{Title: "Chưa duyệt", Slug: "co-cau-to-chuc", Kind: "page", Body: townText("Chưa duyệt")})
		has("/lien-he", []string{"<h1>Đến với chúng tôi</h1>", "Xe buýt số 7", "Đường đi và chỗ gửi xe", "thuysan@songtien.example"})
		has("/co-cau-to-chuc", []string{"<h1>Cơ cấu tổ chức</h1>"}, "Chưa duyệt")
		has("/tuyen-dung", []string{"<h1>Làm việc ở Trường</h1>", "Ai cũng có thể dự tuyển", item.Path("tuyen-dung")}, `class="headline" href="/tuyen-dung"`)
		has("/tin-tuc", []string{`class="headline" href="/lien-he"`})
		has("/tim-kiem?q=xe+buyt", []string{`class="headline" href="/lien-he"`})
		if reach.Path("tin-tuc") != "/lien-he" || intro.Path("tuyen-dung") != "/tuyen-dung" {
			t.Errorf("addresses %s and %s", reach.Path("tin-tuc"), intro.Path("tuyen-dung"))
		}
		if got := w.get(intro.Numbered("tuyen-dung")); got.Code != http.StatusMovedPermanently || got.Header().Get("Location") != "/tuyen-dung" {
			t.Errorf("its lasting address: %d %s", got.Code, got.Header().Get("Location"))
		}
		if docs := w.get("/sitemap-0.xml").Body.String(); strings.Contains(docs, "/lien-he<") || !strings.Contains(docs, item.Path("tuyen-dung")) {
			t.Errorf("the sitemap has a page twice, or lacks one:\n%s", docs)
		}

		w.end(reach, store.EditionWithdrawn, "Đang sửa lại.")
		has("/lien-he", []string{"<h1>Liên hệ</h1>", "thuysan@songtien.example"}, "Xe buýt")
		if got := w.get(reach.Numbered("tin-tuc")); got.Code != http.StatusGone || !strings.Contains(got.Body.String(), "Đang sửa lại.") {
			t.Errorf("what was withdrawn: %d", got.Code)
		}
	})
}

// A section that had its name before every site had such a page keeps its
// address (F-L3).
func TestStandingPageBesideASection(t *testing.T) {
	w, _ := aTown(t)
	s := store.Section{Site: w.vi.ID, Slug: "lien-he", Title: "Liên hệ doanh nghiệp", Active: true}
	w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error { return tx.AddSection(context.Background(), w.inst, &s) }))
	_, e := w.write(&s, content.Revision{Title: "Ký kết", Slug: "ky-ket"})
	if got := w.get("/lien-he").Body.String(); !strings.Contains(got, "Liên hệ doanh nghiệp") || !strings.Contains(got, e.Path("lien-he")) {
		t.Error("the section is not at its address")
	}
}
