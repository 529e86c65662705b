package content_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/locale"
)

func TestPersonalData(t *testing.T) { // F-B9
	for _, c := range []struct{ line, want string }{
		{"CCCD số 092099001234 cấp ngày 5/9/2021", "id 092099001234"},
		{"ông Nam (092099001234) trú tại", "id 092099001234"},
		{"CMND: 361 234 567", "id 361 234 567"},
		{"liên hệ 0912 345 678 hoặc 0987.654.321", "phone 0912 345 678, phone 0987.654.321"},
		{"gọi +84 912 345 678", "phone +84 912 345 678"},
		{"gửi về an.nguyen@gmail.com.", "mail an.nguyen@gmail.com"},
		{"Số tài khoản 0011 0023 4567 tại Vietcombank", "account 0011 0023 4567"},
		{"sinh ngày 12/3/1998", "birth 12/3/1998"},
		{"Ngày sinh: 5 tháng 6 năm 2001", "birth 5 tháng 6 năm 2001"},

		{"Nghị định 30/2020/NĐ-CP ngày 05/3/2020, số 12.345.678.900 đồng", ""},
		{"điện thoại (0292) 3832 663, mã số thuế 1800271234", ""},
		{"mã đề tài B2026-TCT-01, ISBN 978-604-0-12345-6, 100.000.000.000", ""},
		{"tài khoản 111 và 112 của chế độ kế toán", ""},
	} {
		var got []string
		for _, p := range content.PersonalData(c.line) {
			if string([]rune(c.line)[p.Start:p.End]) != p.Text {
				t.Errorf("%q: %+v", c.line, p)
			}
			got = append(got, string(p.Kind)+" "+p.Text)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%q: %q, want %q", c.line, got, c.want)
		}
	}
	r := sampleRevision(t)
	body, err := content.FromMarkup("Ban tổ chức: 0912 345 678.")
	if err != nil {
		t.Fatal(err)
	}
	r.Body = body
	found := r.Findings()
	if len(found) != 1 || found[0].Check != content.CheckPersonal || locale.T(locale.VI, found[0].Key, found[0].Args...) != "Có thể là dữ liệu cá nhân (số điện thoại): “0912 345 678”." {
		t.Errorf("%+v", found)
	}
	r.Vouched = []content.Vouched{{Line: "Ban tổ chức: 0912 345 678.", Reason: "Số của cơ quan"}}
	if found := r.Findings(); len(found) != 0 {
		t.Errorf("vouched for, and %+v", found)
	}
}

func TestPersonalDataHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.OneOf(rapid.String(), rapid.StringMatching(`(CCCD|sinh ngày|STK|a@b)?[ 0-9.+/-]{0,30}đ?`)).Draw(t, "line")
		for _, p := range content.PersonalData(line) {
			if p.Start < 0 || p.Start >= p.End || p.End > len([]rune(line)) {
				t.Fatalf("%q: %+v", line, p)
			}
		}
	})
}
