package portal_test

import (
	"html/template"
	"strconv"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/look"
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

// samples are all pages in a language, as a university, a department and a
// library have them.
func samples(t testing.TB, l locale.Lang) []sample {
	t.Helper()
	all := samplesOf(t, l, university(l))
	for _, site := range []*portal.Site{department(l), library(l)} {
		for _, s := range samplesOf(t, l, site) {
			all = append(all, sample{site.Theme + "-" + s.name, s.page})
		}
	}
	return all
}

// samplesOf are all pages of one site.
func samplesOf(t testing.TB, l locale.Lang, site *portal.Site) []sample {
	t.Helper()
	var all []sample
	add := func(name string, p portal.Page) { all = append(all, sample{name, p}) }
	if site.Theme == "truong-dai-hoc" {
		add("home", home(l, site))
	} else {
		add("home", homeOf(l, site))
	}
	add("home-bare", homeBare(l, site))
	add("home-blocks", homeBlocks(l, site))
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
	all = append(all, samplesOfFeedback(l, site)...)
	return append(all, samplesOfRequests(l, site)...)
}

// chosen are colours that an administrator could choose for a theme, beside the
// form of the header.
var chosen = map[string][3]string{"truong-dai-hoc": {"5b2a86", "9a3412", "paper"}, "so-nganh": {"14507a", "8a4b00", "centre"}, "thu-vien": {"7a2e3a", "2f5d50", "band"}}

// homeBlocks is a first page of blocks that an administrator chose, in colours
// and with a header of the institution's own.
func homeBlocks(l locale.Lang, site *portal.Site) *portal.Home {
	own, c := *site, chosen[site.Theme]
	brand, _ := look.Parse(c[0])
	accent, _ := look.Parse(c[1])
	p := look.NewPalette(site.Theme, brand, accent)
	own.Header, own.Title = c[2], tr(l, "Tên trên đầu trang", "Name in the header")
	own.Colours = &portal.Colours{Sheet: portal.SheetAddress(site.Theme, brand, accent), Light: p.Day["strip"].String(), Dark: p.Night["strip"].String()}
	own.SearchURL = tr(l, "/tim-kiem", "/search")
	h := homeOf(l, &own)
	all := cards(l)
	more := &portal.Link{Title: tr(l, "Xem tất cả", "See all"), URL: "/tin-tuc"}
	list := func(id, title string, from int) portal.Part {
		return portal.Part{Kind: "section", ID: id, Title: title, More: more, Cards: all[from : from+3]}
	}
	h.Bands = []portal.Band{
		{Kind: "search", Parts: []portal.Part{{Kind: "search", ID: "block-1", Title: tr(l, "Tìm kiếm", "Search")}}},
		{Kind: "front", Parts: []portal.Part{{Kind: "lead", ID: "block-2", Lead: &all[0], Cards: all[1:3]}, {Kind: "announcements", ID: "block-3", Title: notices(l).Title, Cards: notices(l).Cards}}},
		{Kind: "ways", Parts: []portal.Part{{Kind: "ways", ID: "block-4", Title: tr(l, "Việc thường làm", "What people come for"), Tasks: []portal.Task{{Title: tr(l, "Xét tuyển năm 2027", "Apply for 2027"), Text: tr(l, "Phương thức, chỉ tiêu, mốc thời gian", "How, how many, when"), URL: "/tuyen-sinh"},
			{Title: tr(l, "Lịch học, lịch thi", "Timetables"), URL: "/dao-tao"}}}}},
		{Kind: "lists", Parts: []portal.Part{list("block-5", tr(l, "Đào tạo", "Academics"), 0), list("block-6", tr(l, "Văn bản", "Documents"), 3), list("block-7", tr(l, "Đọc nhiều trong 7 ngày", "Most read in 7 days"), 1)}},
		{Kind: "news", Parts: []portal.Part{{Kind: "news", ID: "block-8", Title: tr(l, "Tin tức – Sự kiện", "News"), More: more, Cards: all[3:6]}}},
		{Kind: "topics", Parts: []portal.Part{{Kind: "topics", ID: "block-9", Title: tr(l, "Chuyên đề", "Topics"), Topics: []portal.Topic{{Title: tr(l, "Hạn mặn", "Salinity"), URL: "/chu-de/han-man", Count: 12}, {Title: tr(l, "Chuyển đổi số", "Going digital"), URL: "/chu-de/so-hoa", Count: 7}}}}},
		{Kind: "services", Parts: []portal.Part{{Kind: "ask", ID: "block-10", Title: tr(l, "Gửi câu hỏi", "Ask a question")}, {Kind: "contacts", ID: "block-11", Title: tr(l, "Liên hệ", "Contacts")},
			{Kind: "links", ID: "block-12", Title: tr(l, "Trang của đối tác", "Partners"), Links: links(l, "Bộ Giáo dục và Đào tạo", "Ministry of Education", "https://moet.example", "Biểu mẫu", "Forms", "/bieu-mau")},
			{Kind: "text", ID: "block-13", Title: tr(l, "Lời chào", "Welcome"), Body: "<p>" + template.HTML(tr(l, "Trường mở cửa đón bạn đọc từ thứ Hai đến thứ Sáu.", "The university is open from Monday to Friday.")) + "</p>"}}},
	}
	return h
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
