package titlecard_test

import (
	"bytes"
	"flag"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congbo/internal/titlecard"
)

var folder = flag.String("cards", "", "folder into which the cards are written, to be looked at")

func looks() []titlecard.Look {
	white := color.RGBA{255, 255, 255, 255}
	return []titlecard.Look{
		{Shape: "truong-dai-hoc", Family: "source-serif-4", Ground: color.RGBA{13, 59, 94, 255}, Ink: white, Accent: color.RGBA{242, 178, 107, 255}, Pattern: color.NRGBA{255, 255, 255, 43}},
		{Shape: "so-nganh", Family: "be-vietnam-pro", Ground: color.RGBA{140, 29, 34, 255}, Ink: white, Accent: color.RGBA{245, 207, 122, 255}, Pattern: color.NRGBA{245, 207, 122, 60}},
		{Shape: "thu-vien", Family: "literata", Ground: color.RGBA{243, 236, 220, 255}, Ink: color.RGBA{33, 81, 61, 255}, Accent: color.RGBA{143, 65, 34, 255}, Pattern: color.NRGBA{33, 81, 61, 43}},
	}
}

var titles = map[string]string{
	"ngan": "Thông báo nghỉ lễ",
	"dau":  "ĐỀ ÁN CHỮ NỄ, ỘT, ỮNG, Ẵ, Ử – Nguyễn Thị Ễnh ương kể chuyện Ẩm thực Huế",
	"vua":  "Mười hai trạm quan trắc mặn trên sông Tiền bắt đầu công bố số liệu từng giờ",
	"dai":  "Quyết định số 804/QĐ-ĐHST về việc ban hành Quy chế tổ chức và hoạt động của Ban Biên tập Cổng thông tin điện tử Trường Đại học Sông Tiền, thay thế Quyết định số 512/QĐ-ĐHST ngày 03 tháng 6 năm 2021 của Hiệu trưởng và các văn bản sửa đổi, bổ sung đã ban hành trước đó",
	"en":   "Twelve salinity stations on the Tien River begin to publish hourly readings",
	"lien": "https://songtien.example/" + strings.Repeat("rat-dai-", 30),
	"none": "",
	"la":   "漢字 \U0001f600 và chữ Việt",
}

// Cards of all looks with titles of all lengths are as large as they must be, no
// larger a file than a phone likes, and the same each time (F-M1).
func TestCards(t *testing.T) {
	for _, look := range looks() {
		for name, title := range titles {
			if *folder == "" && look.Shape != "so-nganh" && name != "dai" {
				continue // the heaviest pattern with all, the others with the longest
			}
			c := titlecard.Card{Title: title, Site: "Trường Đại học Sông Tiền – Trung tâm Thông tin và Thư viện điện tử khu vực đồng bằng sông Cửu Long", Place: "songtien.example", Look: look}
			if name == "ngan" || name == "en" {
				c.Site = "Sở Công Thương tỉnh Tiền Châu"
			}
			b, err := titlecard.Draw(c)
			if err != nil {
				t.Fatal(err)
			}
			if len(b) > 120<<10 {
				t.Errorf("%s %s: %d bytes", look.Shape, name, len(b))
			}
			img, err := png.Decode(bytes.NewReader(b))
			if err != nil || img.Bounds().Dx() != titlecard.Width || img.Bounds().Dy() != titlecard.Height {
				t.Fatalf("%v %v", img.Bounds(), err)
			}
			if name == "vua" {
				if again, err := titlecard.Draw(c); err != nil || !bytes.Equal(b, again) {
					t.Errorf("%s: drawn again it is another (%v)", look.Shape, err)
				}
			}
			if *folder != "" {
				if err := os.WriteFile(filepath.Join(*folder, look.Shape+"-"+name+".png"), b, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if _, err := titlecard.Draw(titlecard.Card{Look: titlecard.Look{Shape: "khac", Family: "literata"}}); err == nil {
		t.Error("a look without a shape is drawn")
	}
}
