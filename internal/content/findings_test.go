package content_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
	"congbo/internal/locale"
)

func TestFindings(t *testing.T) { // R-I4, R-I8, F-B8, F-B9, F-B10, F-B13, F-B14
	if found := sampleRevision(t).Findings(); len(found) > 0 {
		t.Errorf("the sample is faultless, yet: %v", found)
	}
	var checks []string
	for _, f := range (content.Revision{}).Findings() {
		checks = append(checks, f.Check)
	}
	if want := []string{content.CheckTitle, content.CheckBody, content.CheckSources}; !slices.Equal(checks, want) {
		t.Errorf("the empty revision: %v", checks)
	}
	text := func(s string) string { return `{"type":"text","text":"` + s + `"}` }
	link := func(s, href string) string {
		return `{"type":"text","text":"` + s + `","marks":[{"type":"link","attrs":{"href":"` + href + `"}}]}`
	}
	heading := func(level string) string {
		return `{"type":"heading","attrs":{"level":` + level + `},"content":[` + text("Mục") + `]}`
	}
	blocks := func(list ...string) content.Body {
		return parse(t, `{"type":"doc","content":[`+strings.Join(list, ",")+`]}`)
	}
	cell := func(typ, s string) string {
		return `{"type":"` + typ + `","content":[{"type":"paragraph","content":[` + text(s) + `]}]}`
	}
	for _, c := range []struct {
		name   string
		change func(*content.Revision)
		check  string
		want   string // in Vietnamese; "" none
	}{
		{"no title", func(r *content.Revision) { r.Title = " " }, content.CheckTitle, "Tin bài chưa có tiêu đề."},
		{"capitals", func(r *content.Revision) { r.Title = "THÔNG BÁO TUYỂN SINH" }, content.CheckPlain, "Tiêu đề viết toàn chữ in hoa; nên viết hoa chữ đầu và tên riêng."},
		{"an acronym", func(r *content.Revision) { r.Title = "TP.HCM" }, content.CheckPlain, ""},
		{"point", func(r *content.Revision) { r.Title = "Thông báo." }, content.CheckPlain, "Tiêu đề không cần dấu chấm ở cuối."},
		{"long title", func(r *content.Revision) { r.Title = strings.Repeat("dài ", 50) }, content.CheckPlain, "Tiêu đề dài 200 ký tự; nên không quá 150."},
		{"no text", func(r *content.Revision) { r.Body = content.Empty() }, content.CheckBody, "Tin bài chưa có nội dung."},
		{"no source", func(r *content.Revision) { r.Sources = nil }, content.CheckSources, "Chưa ghi nguồn trích dẫn. Nếu là thông tin của chính cơ quan, xin đánh dấu “Thông tin do cơ quan tự thực hiện”."},
		{"own work", func(r *content.Revision) { r.Sources, r.OwnWork = nil, true }, content.CheckSources, ""},
		{"decomposed title", func(r *content.Revision) { r.Title = norm.NFD.String("Thủy lợi") }, content.CheckUnicode, "“Thủy lợi” có ký tự không phải Unicode dựng sẵn (NFC) hoặc ký tự ẩn."},
		{"invisible character", func(r *content.Revision) { r.Authors = []string{"a\u200bb"} }, content.CheckUnicode, "“ab” có ký tự không phải Unicode dựng sẵn (NFC) hoặc ký tự ẩn."},
		{"lead without alt", func(r *content.Revision) { r.LeadImage = &content.ImageRef{Media: contenttest.Media(1)} }, content.CheckAlt, "Ảnh đại diện chưa có văn bản thay thế."},
		{"image without alt", func(r *content.Revision) {
			r.Body = blocks(heading("2"), `{"type":"image","attrs":{"media":"`+contenttest.Media(1)+`","caption":"x"}}`)
		}, content.CheckAlt, "Ảnh ở đoạn 2 chưa có văn bản thay thế; nếu ảnh chỉ để trang trí, xin đánh dấu như vậy."},
		{"decoration", func(r *content.Revision) {
			r.Body = blocks(`{"type":"image","attrs":{"media":"` + contenttest.Media(1) + `","decorative":true}}`)
		}, content.CheckAlt, ""},
		{"bad source address", func(r *content.Revision) { r.Sources[0].URL = "vnexpress.net" }, content.CheckLinks, "Liên kết của nguồn trích dẫn “vnexpress.net” không phải địa chỉ mà người đọc mở được."},
		{"link to the desk", func(r *content.Revision) {
			r.Body = parse(t, paragraph(link("Hồ sơ", "https://truong.vn/desk/cases/1")))
		}, content.CheckLinks,
			"Liên kết “https://truong.vn/desk/cases/1” dẫn đến nơi người đọc bên ngoài không mở được."},
		{"link to the intranet", func(r *content.Revision) { r.Body = parse(t, paragraph(link("Hồ sơ", "http://192.168.1.9/a"))) }, content.CheckLinks,
			"Liên kết “http://192.168.1.9/a” dẫn đến nơi người đọc bên ngoài không mở được."},
		{"link to a bare host", func(r *content.Revision) { r.Body = parse(t, paragraph(link("Hồ sơ", "http://may-chu/a"))) }, content.CheckLinks,
			"Liên kết “http://may-chu/a” dẫn đến nơi người đọc bên ngoài không mở được."},
		{"path", func(r *content.Revision) { r.Body = parse(t, paragraph(link("Hồ sơ", "/tin-tuc"))) }, content.CheckLinks, ""},
		{"vague link", func(r *content.Revision) {
			r.Body = parse(t, paragraph(text("Xem ")+","+link("tại đây", "/x")+","+text(".")))
		}, content.CheckLinkText,
			"Liên kết mang chữ “tại đây”; nên dùng chữ nói rõ liên kết dẫn đến đâu."},
		{"vague in two pieces", func(r *content.Revision) {
			r.Body = parse(t, paragraph(link("Click ", "/x")+`,{"type":"text","text":"here","marks":[{"type":"strong"},{"type":"link","attrs":{"href":"/x"}}]}`))
		}, content.CheckLinkText, "Liên kết mang chữ “Click here”; nên dùng chữ nói rõ liên kết dẫn đến đâu."},
		{"telling link", func(r *content.Revision) {
			r.Body = parse(t, paragraph(link("Danh sách tại đây có 12 trạm", "/x")))
		}, content.CheckLinkText, ""},
		{"skipped level", func(r *content.Revision) { r.Body = blocks(heading("2"), heading("4")) }, content.CheckHeadings, "Đề mục cấp 4 đứng ngay sau cấp cao hơn; nên dùng cấp 3."},
		{"first heading of level 3", func(r *content.Revision) { r.Body = blocks(heading("3")) }, content.CheckHeadings, "Đề mục cấp 3 đứng ngay sau cấp cao hơn; nên dùng cấp 2."},
		{"levels in order", func(r *content.Revision) { r.Body = blocks(heading("2"), heading("3"), heading("4"), heading("2")) }, content.CheckHeadings, ""},
		{"no header cells", func(r *content.Revision) {
			r.Body = blocks(`{"type":"table","content":[{"type":"table_row","content":[` + cell("table_cell", "a") + "," + cell("table_cell", "b") + `]}]}`)
		}, content.CheckTables, "Bảng ở đoạn 1 chưa có ô tiêu đề hàng hoặc cột."},
		{"header cells", func(r *content.Revision) {
			r.Body = blocks(`{"type":"table","content":[{"type":"table_row","content":[` + cell("table_header", "a") + "," + cell("table_cell", "b") + `]}]}`)
		}, content.CheckTables, ""},
	} {
		r := sampleRevision(t)
		c.change(&r)
		found := r.Findings()
		got := ""
		for _, f := range found {
			if f.Check == c.check {
				got = locale.T(locale.VI, f.Key, f.Args...)
			}
		}
		if got != c.want || content.Passes(found, c.check) != (c.want == "") {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// Findings are of known checks, are said in both languages, and what is clean
// is never called unclean.
func TestFindingsOfAnyRevision(t *testing.T) {
	for _, check := range content.Checks {
		for _, l := range locale.Langs {
			if key := "content.check_" + strings.ReplaceAll(check, "-", "_"); !locale.Has(l, key) {
				t.Errorf("%s has no name in %s", check, l)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, f := range contenttest.Revisions().Draw(t, "revision").Findings() {
			if !slices.Contains(content.Checks, f.Check) || f.Check == content.CheckUnicode && f.Key != "content.finding_lost" {
				t.Fatalf("unexpected %+v", f)
			}
			for _, l := range locale.Langs {
				if said := locale.T(l, f.Key, f.Args...); strings.HasPrefix(said, "⟨") {
					t.Fatalf("%s: %s", l, said)
				}
			}
		}
	})
}
