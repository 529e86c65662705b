package convert_test

import (
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/locale"
)

// An official letter laid out as Decree 30/2020/NĐ-CP, appendices I and III, want
// it: the issuer, number and subject beside the national name and motto in a table
// without lines, the body, and "Nơi nhận" beside the signature in another. Every
// line of it stays, each side of a head together and the left one first; what is a
// table of data stays apart from them (R-I3).
func TestOfficialPaper(t *testing.T) {
	line := func(jc, props, s string) string {
		return `<w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="` + jc + `"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="Times New Roman"/>` + props + `<w:sz w:val="26"/></w:rPr><w:t xml:space="preserve">` + s + `</w:t></w:r></w:p>`
	}
	const bold, italic = `<w:b/>`, `<w:i/>`
	rule := `<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:extent cx="1270000" cy="0"/><wps:wsp><wps:cNvCnPr/></wps:wsp></wp:anchor></w:drawing></mc:Choice>` +
		`<mc:Fallback><w:pict><v:line/></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`
	cell := func(width, inner string) string {
		return `<w:tc><w:tcPr><w:tcW w:w="` + width + `" w:type="dxa"/></w:tcPr>` + inner + `</w:tc>`
	}
	head := func(cells string) string {
		return `<w:tbl><w:tblPr><w:tblW w:w="9600" w:type="dxa"/><w:tblLook w:val="01E0"/></w:tblPr><w:tr>` + cells + `</w:tr></w:tbl>`
	}
	body := head(cell("3600", line("center", "", "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG")+line("center", bold, "TRƯỜNG ĐẠI HỌC THỦY SẢN")+rule+line("center", "", "Số: 15/ĐHTS-ĐT")+line("center", "", "V/v tuyển sinh năm 2026"))+
		cell("6000", line("center", bold, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")+line("center", bold, "Độc lập - Tự do - Hạnh phúc")+rule+line("center", italic, "Khánh Hòa, ngày 05 tháng 3 năm 2026"))) +
		line("center", "", "Kính gửi: Các khoa, viện") +
		line("both", "", "Nhà trường thông báo như sau:") +
		`<w:tbl><w:tr>` + cell("1", line("center", bold, "STT")) + cell("1", line("center", bold, "Ngành")) + cell("1", line("center", bold, "Chỉ tiêu")) + `</w:tr>` +
		`<w:tr>` + cell("1", item("1", "0", "")) + cell("1", line("left", "", "Nuôi trồng thủy sản")) + cell("1", line("right", "", "120")) + `</w:tr>` +
		`<w:tr>` + cell("1", item("1", "0", "")) + cell("1", line("left", "", "Khai thác thủy sản")) + cell("1", line("right", "", "80")) + `</w:tr></w:tbl>` +
		line("both", "", "Đề nghị các đơn vị thực hiện./.") +
		head(cell("4800", line("left", bold+italic, "Nơi nhận:")+line("left", "", "- Như trên;")+line("left", "", "- Lưu: VT, ĐT."))+
			cell("4800", line("center", bold, "KT. HIỆU TRƯỞNG")+line("center", bold, "PHÓ HIỆU TRƯỞNG")+line("center", "", "")+line("center", bold, "Nguyễn Văn A")))
	got, r := page(t, parts(t, body, map[string]string{"numbering.xml": numbering}))
	if !inOrder(got, "BỘ NÔNG NGHIỆP", "TRƯỜNG ĐẠI HỌC THỦY SẢN", "Số: 15/ĐHTS-ĐT", "V/v tuyển sinh", "CỘNG HÒA", "Độc lập", "<em>Khánh Hòa, ngày 05", "</table>",
		`align-center">Kính gửi`, "<table>", "<th", "STT", "Ngành", "Chỉ tiêu", "1.", "Nuôi trồng", `align-end">120`, "2.", "Khai thác", "</table>", "./.",
		"Nơi nhận:", "- Như trên;", "- Lưu: VT, ĐT.", "KT. HIỆU TRƯỞNG", "Nguyễn Văn A") {
		t.Error(got)
	}
	if n := strings.Count(got, "<th"); n != 3+strings.Count(got, "<thead") {
		t.Errorf("%d header cells, want those of the data alone: %s", n, got)
	}
	if len(r.Notes) > 0 {
		t.Errorf("nothing is lost, but told: %v", r.Notes)
	}
	text, err := content.NewBody(content.Node{Type: "doc", Content: r.Blocks})
	if err != nil {
		t.Fatal(err)
	}
	if plain := text.PlainText(locale.VI); !inOrder(plain, "BỘ NÔNG NGHIỆP", "Số: 15/ĐHTS-ĐT", "CỘNG HÒA", "Kính gửi", "Nơi nhận:", "Nguyễn Văn A") {
		t.Error(plain)
	}
}
