package portal_test

import (
	"testing"

	"congbo/internal/locale"
	"congbo/internal/portal"
)

func chartUnits(l locale.Lang) []portal.ChartUnit {
	unit := func(vi, en, short, head string, inside ...portal.ChartUnit) portal.ChartUnit {
		return portal.ChartUnit{Link: portal.Link{Title: tr(l, vi, en), URL: "/don-vi/" + short}, Short: short, Head: head, Inside: inside,
			Contact: portal.Contact{Phone: "(0230) 3555 120", Email: short + "@songtien.example", Office: tr(l, "Phòng A.201", "Room A.201")}}
	}
	return []portal.ChartUnit{
		unit("Ban Giám hiệu", "Board of Rectors", "BGH", "GS.TS. Đoàn Khắc Thiệu"),
		unit("Phòng Đào tạo", "Academic Affairs Office", "PĐT", "TS. Thạch Minh Sang", unit("Tổ Tuyển sinh", "Admissions Team", "TS", ""), unit("Tổ Khảo thí", "Examinations Team", "KT", "")),
		unit("Phòng Khoa học – Công nghệ và Hợp tác quốc tế", "Research and International Affairs Office", "PKHHT", "TS. Trần Nguyễn Thiên Ân"),
		unit("Khoa Nông nghiệp", "Faculty of Agriculture", "KNN", "", unit("Trại Thực nghiệm Cồn Lá", "Con La Experimental Farm", "TTN", "")),
	}
}

func chart(t testing.TB, l locale.Lang, s *portal.Site) *portal.Chart {
	t.Helper()
	return &portal.Chart{Frame: frame(l, s, tr(l, "Cơ cấu tổ chức", "Organisation"), tr(l, "/co-cau-to-chuc", "/organisation")), Name: s.Name, Units: chartUnits(l),
		Summary: tr(l, "Các đơn vị theo sơ đồ tổ chức.", "The units as they are organised."), ContactsURL: tr(l, "/lien-he", "/contacts")}
}

func contacts(t testing.TB, l locale.Lang, s *portal.Site) *portal.Contacts {
	t.Helper()
	return &portal.Contacts{Frame: frame(l, s, tr(l, "Liên hệ", "Contacts"), tr(l, "/lien-he", "/contacts")), Name: s.Name, Own: s.Contact, Units: chartUnits(l), Front: text(t, l, s),
		ChartURL: tr(l, "/co-cau-to-chuc", "/organisation")}
}
