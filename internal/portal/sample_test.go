package portal_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/portal"
)

// Sample values of every page, as an institution would fill them. The
// university, the department and the library are invented, and so are their
// people, figures and addresses.

// A sample is a page with the name of its file in the storybook.
type sample struct {
	name string
	page portal.Page
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("ICT", 7*3600))
	if err != nil {
		panic(err)
	}
	return t
}

// samples are all pages in a language, first as the university has them.
func samples(t testing.TB, l locale.Lang) []sample {
	t.Helper()
	var all []sample
	add := func(name string, p portal.Page) { all = append(all, sample{name, p}) }
	site := university(l)
	add("home", home(l, site))
	add("home-bare", homeBare(l, site))
	add("list", list(l, site))
	add("list-month", listMonth(l, site))
	add("list-unit", listUnit(l, site))
	add("list-empty", &portal.List{Frame: frame(l, site, tr(l, "Tuyển dụng", "Vacancies"), "/tuyen-dung"), Kicker: tr(l, "Chuyên mục", "Section")})
	add("search", searched(l, site))
	add("search-none", searchedInVain(l, site))
	add("item", item(t, l, site))
	add("item-notice", itemNotice(t, l, site))
	add("item-translated", itemTranslated(t, l, site))
	add("text", text(t, l, site))
	add("guide", guide(l, site))
	add("chart", chart(t, l, site))
	add("contacts", contacts(t, l, site))
	front := list(l, site)
	front.Lead, front.Front = nil, text(t, l, site)
	add("list-front", front)
	all = append(all, samplesOfFailures(l, site)...)
	all = append(all, samplesOfRequests(l, site)...)
	for _, theme := range []string{"so-nganh", "thu-vien"} {
		s := department(l)
		if theme == "thu-vien" {
			s = library(l)
		}
		add(theme+"-home", homeOf(l, s))
		add(theme+"-home-bare", homeBare(l, s))
		add(theme+"-list", list(l, s))
		add(theme+"-guide", guide(l, s))
		add(theme+"-item", item(t, l, s))
		add(theme+"-request", requestForm(l, s))
		add(theme+"-track", tracking(l, s))
	}
	return all
}

func tr(l locale.Lang, vi, en string) string { return locale.Text{VI: vi, EN: en}.In(l) }

func other(l locale.Lang) locale.Lang {
	if l == locale.VI {
		return locale.EN
	}
	return locale.VI
}

func university(l locale.Lang) *portal.Site {
	s := &portal.Site{
		Lang: l, Theme: "truong-dai-hoc", Name: tr(l, "Trường Đại học Sông Tiền", "Tien River University"), Foreign: tr(other(l), "Trường Đại học Sông Tiền", "Tien River University"),
		Parent: tr(l, "Bộ Giáo dục và Đào tạo", "Ministry of Education and Training"), Motto: tr(l, "Học bên dòng sông, làm cho đồng bằng", "Learning by the river, working for the delta"),
		Origin: "https://songtien.example", FormURL: tr(l, "/yeu-cau", "/requests"), Other: &portal.Other{Lang: other(l), Home: "https://en.songtien.example/"},
		Notice: &portal.Notice{Text: tr(l, "Nghỉ Ngày Văn hóa Việt Nam, thứ Ba 24/11/2026: Trường không tổ chức học, thi.", "Closed on Vietnamese Culture Day, Tuesday 24 November 2026: no classes or examinations."),
			More: &portal.Link{Title: tr(l, "Xem lịch học bù", "See the make-up timetable"), URL: "/thong-bao/lich-hoc-bu-41"}},
		Services: links(l, "Gửi thông tin", "Send information", "/yeu-cau", "Danh bạ", "Directory", "/danh-ba", "Thư viện số", "Digital library", "https://thuvien.songtien.example"),
		Menu: links(l, "Giới thiệu", "About", "/gioi-thieu", "Tuyển sinh", "Admissions", "/tuyen-sinh", "Đào tạo", "Academics", "/dao-tao", "Khoa học – Công nghệ", "Research", "/khoa-hoc-cong-nghe",
			"Hợp tác", "Cooperation", "/hop-tac", "Người học", "Student life", "/nguoi-hoc", "Tin tức – Sự kiện", "News", "/tin-tuc", "Thông báo", "Announcements", "/thong-bao", "Văn bản", "Documents", "/van-ban"),
		Contact: portal.Contact{Address: tr(l, "Số 88 đường Bến Sông, phường Vàm Nhựt, tỉnh Tiền Châu", "88 Ben Song Street, Vam Nhut Ward, Tien Chau Province"), Phone: "(0230) 3555 100", Fax: "(0230) 3555 101",
			Email: "truyenthong@songtien.example", Hours: tr(l, "Thứ Hai – thứ Sáu, 7 giờ 30 – 11 giờ 30 và 13 giờ – 17 giờ", "Monday to Friday, 7:30–11:30 and 13:00–17:00")},
		Footer: []portal.Links{
			{Title: tr(l, "Về cổng thông tin", "About this portal"), Items: links(l, "Ban Biên tập và quy chế", "Editorial board", "/ban-bien-tap", "Quy trình đăng thông tin", "How we publish", "/quy-trinh", "Bảo vệ dữ liệu cá nhân", "Protection of personal data", "/du-lieu-ca-nhan", "Hỗ trợ tiếp cận", "Accessibility", "/ho-tro-tiep-can")},
			{Title: tr(l, "Liên kết", "Links"), Items: links(l, "Bộ Giáo dục và Đào tạo", "Ministry of Education and Training", "https://moet.example", "Đào tạo trực tuyến", "Online courses", "https://hoc.songtien.example", "Cựu sinh viên", "Alumni", "/cuu-sinh-vien", "Tạp chí Khoa học Sông Tiền", "Song Tien Journal of Science", "/tap-chi")},
		},
		Board: tr(l, "Chịu trách nhiệm: Trường Đại học Sông Tiền. Trưởng Ban Biên tập: TS. Huỳnh Minh Khôi, Chánh Văn phòng Trường.", "Published by Tien River University. Head of the Editorial Board: Dr Huynh Minh Khoi, Director of the University Office."),
	}
	return s
}

func department(l locale.Lang) *portal.Site {
	s := university(l)
	s.Theme, s.Name, s.Foreign = "so-nganh", tr(l, "Sở Công Thương tỉnh Tiền Châu", "Tien Chau Department of Industry and Trade"), tr(other(l), "Sở Công Thương tỉnh Tiền Châu", "Tien Chau Department of Industry and Trade")
	s.Parent, s.Motto, s.Origin = tr(l, "Ủy ban nhân dân tỉnh Tiền Châu", "People’s Committee of Tien Chau Province"), tr(l, "Đồng hành cùng doanh nghiệp", "At the side of business"), "https://congthuong.example"
	s.Menu = links(l, "Giới thiệu", "About", "/gioi-thieu", "Tin tức, sự kiện", "News", "/tin-tuc", "Lĩnh vực quản lý", "Fields", "/linh-vuc", "Văn bản", "Documents", "/van-ban", "Chương trình, dự án", "Programmes", "/du-an",
		"Xúc tiến đầu tư", "Investment", "/dau-tu", "Hỏi đáp", "Questions", "/hoi-dap", "Danh bạ", "Directory", "/danh-ba")
	s.Board = tr(l, "Trưởng Ban Biên tập: Phó Giám đốc Sở. Đầu mối: Văn phòng Sở.", "Head of the Editorial Board: Deputy Director. Contact: the Department’s Office.")
	s.Notice = nil
	return s
}

func library(l locale.Lang) *portal.Site {
	s := university(l)
	s.Theme, s.Name, s.Foreign = "thu-vien", tr(l, "Trung tâm Thông tin – Thư viện", "Information and Library Centre"), tr(other(l), "Trung tâm Thông tin – Thư viện", "Information and Library Centre")
	s.Parent, s.Motto, s.Origin = tr(l, "Trường Đại học Sông Tiền", "Tien River University"), tr(l, "Mỗi câu hỏi đều có một kệ sách", "A shelf for every question"), "https://thuvien.songtien.example"
	s.Menu = links(l, "Giới thiệu", "About", "/gioi-thieu", "Tài liệu mới", "New books", "/tai-lieu-moi", "Dịch vụ", "Services", "/dich-vu", "Hướng dẫn", "Guides", "/huong-dan", "Tin tức", "News", "/tin-tuc", "Liên hệ", "Contact", "/lien-he")
	s.Notice = nil
	return s
}

func links(l locale.Lang, triples ...string) []portal.Link {
	var list []portal.Link
	for i := 0; i+2 < len(triples); i += 3 {
		list = append(list, portal.Link{Title: tr(l, triples[i], triples[i+1]), URL: triples[i+2]})
	}
	return list
}

func frame(l locale.Lang, s *portal.Site, title, path string) portal.Frame {
	f := portal.Frame{Site: s, Title: title, Path: path, Crumbs: links(l, "Trang chủ", "Home", "/"), Here: path}
	if i := strings.IndexByte(path[1:], '/'); i > 0 {
		f.Here = path[:i+1]
		for _, m := range s.Menu {
			if m.URL == f.Here {
				f.Crumbs = append(f.Crumbs, m)
			}
		}
	}
	f.Alternate = "https://en.songtien.example" + path
	return f
}

func picture(id, alt string) *portal.Picture {
	url := func(media string, width int) string {
		if width == 0 {
			return "/media/" + media + ".jpg"
		}
		if width > 1000 {
			return ""
		}
		return "/media/" + media + "-" + strconv.Itoa(width) + ".jpg"
	}
	return portal.NewPicture(&content.ImageRef{Media: id, Alt: alt}, "", url, func(string) (int, int) { return 1600, 1000 })
}

func guide(l locale.Lang, s *portal.Site) *portal.Guide {
	g := &portal.Guide{Frame: frame(l, s, tr(l, "Sơ đồ trang", "Site map"), tr(l, "/so-do-trang", "/site-map"))}
	g.About = tr(l, "Mọi chuyên mục, đơn vị và loại tin bài của trang, kèm nguồn tin để theo dõi.", "All sections, units and kinds of items of this site, with feeds to follow.")
	var sections []portal.Place
	for i, m := range s.Menu {
		p := portal.Place{Link: m, Feed: m.URL + "/atom.xml"}
		if i == 1 {
			p.About = tr(l, "Phương thức, chỉ tiêu, mốc thời gian", "How, how many, when")
			for _, x := range s.Menu[2:4] {
				p.Inside = append(p.Inside, portal.Place{Link: portal.Link{Title: x.Title, URL: m.URL + x.URL}, Feed: m.URL + x.URL + "/atom.xml"})
			}
		}
		sections = append(sections, p)
	}
	var units []portal.Place
	for _, u := range links(l, "Khoa Thủy sản", "Faculty of Fisheries", "/don-vi/khoa-thuy-san-3", "Phòng Khoa học – Công nghệ và Hợp tác quốc tế", "Research and International Affairs Office", "/don-vi/phong-khoa-hoc-5") {
		units = append(units, portal.Place{Link: u, Feed: u.URL + "/atom.xml"})
	}
	g.Groups = []portal.GuideGroup{{ID: "sections", Title: tr(l, "Chuyên mục", "Sections"), Places: sections}, {ID: "units", Title: tr(l, "Đơn vị", "Units"), Places: units}}
	return g
}
