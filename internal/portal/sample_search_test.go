package portal_test

import (
	"congbo/internal/locale"
	"congbo/internal/portal"
	"congbo/internal/search"
)

func searchForm(l locale.Lang, s *portal.Site, title string) *portal.Search {
	path := tr(l, "/tim-kiem", "/search")
	return &portal.Search{Frame: frame(l, s, title, path), Action: path,
		Sections: []portal.Option{{Value: "tin-tuc", Title: tr(l, "Tin tức – Sự kiện", "News and events")}, {Value: "thong-bao", Title: tr(l, "Thông báo", "Announcements")}},
		Kinds:    []portal.Option{{Value: "news", Title: tr(l, "Tin tức", "News")}},
		Units:    []portal.Option{{Value: "1", Title: tr(l, "Khoa Thủy sản", "Faculty of Fisheries")}},
		Langs:    []portal.Option{{Value: "vi", Title: tr(l, "Tiếng Việt", "Vietnamese")}, {Value: "en", Title: tr(l, "Tiếng Anh", "English")}}}
}

// searched is a search that found something, and may have meant something else.
func searched(l locale.Lang, s *portal.Site) *portal.Search {
	p := searchForm(l, s, tr(l, "Tìm kiếm: quan trac man", "Search: salinity"))
	p.Values.Q, p.Asked, p.Count = tr(l, "quan trac man", "salinity"), true, 128
	words, err := search.Parse(search.Query{Text: p.Values.Q})
	if err != nil {
		panic(err)
	}
	section := portal.Link{Title: tr(l, "Khoa học – Công nghệ", "Science and technology"), URL: "/khoa-hoc-cong-nghe"}
	for i, c := range cards(l)[:4] {
		quote, _ := words.Snippet(c.Summary + " " + tr(l, "Số liệu quan trắc mặn được cập nhật từng giờ.", "Readings of salinity are published hourly."))
		p.Results = append(p.Results, portal.Result{Card: c, Section: section, Words: words.Mark(c.Title), Quote: quote, Paper: i == 2})
	}
	p.Guesses = []portal.Link{{Title: tr(l, "quan trắc mặn", "salinities"), URL: p.Action + "?q=x"}}
	p.First, p.Next = p.Action+"?q=x", p.Action+"?q=x&after=0a"
	return p
}

// searchedInVain is a search that found nothing, in a section.
func searchedInVain(l locale.Lang, s *portal.Site) *portal.Search {
	p := searchForm(l, s, tr(l, "Tìm kiếm: học bỗng", "Search: scolarship"))
	p.Values = portal.SearchValues{Q: tr(l, "học bỗng", "scolarship"), Section: "tin-tuc", From: "2026-01-01"}
	p.Asked, p.Narrowed = true, true
	p.Filters = []portal.Link{{Title: tr(l, "Chuyên mục: Tin tức – Sự kiện", "Section: News and events"), URL: p.Action + "?q=x&from=2026-01-01"},
		{Title: tr(l, "Từ ngày: 01/01/2026", "From: 1 January 2026"), URL: p.Action + "?q=x&section=tin-tuc"}}
	p.Missing = []string{p.Values.Q}
	p.Guesses = []portal.Link{{Title: tr(l, "học bổng", "scholarship"), URL: p.Action + "?q=x"}}
	p.Wider = []portal.Link{{Title: tr(l, "Tìm trong tất cả, không lọc (3 kết quả)", "Search everywhere, without filters (3 results)"), URL: p.Action + "?q=y"}}
	return p
}
