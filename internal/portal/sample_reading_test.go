package portal_test

import (
	"testing"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/portal"
)

func cards(l locale.Lang) []portal.Card {
	news, notice, article := tr(l, "Tin tức", "News"), tr(l, "Thông báo", "Announcement"), tr(l, "Bài viết", "Article")
	return []portal.Card{
		{URL: "/khoa-hoc-cong-nghe/muoi-hai-tram-quan-trac-man-1187", Kind: news, Unit: tr(l, "Khoa Thủy sản", "Faculty of Fisheries"), At: at("2026-11-20 08:05"), Picture: picture("song-binh-minh", tr(l, "Sông Tiền lúc bình minh, thuyền đo mặn rời bến", "The Tien River at dawn, a survey boat leaving the quay")),
			Title:   tr(l, "Mười hai trạm quan trắc mặn trên sông Tiền bắt đầu công bố số liệu từng giờ", "Twelve salinity stations on the Tien River begin to publish hourly readings"),
			Summary: tr(l, "Người nuôi cá, trồng lúa và các trạm bơm tra cứu miễn phí trước mùa khô 2027.", "Fish farmers, rice growers and pumping stations can look them up free of charge before the dry season of 2027.")},
		{URL: "/tin-tuc/le-ky-niem-nha-giao-1186", Kind: news, Unit: tr(l, "Phòng Truyền thông", "Communications Office"), At: at("2026-11-20 16:30"), Picture: picture("hoi-thao", ""),
			Title:   tr(l, "Lễ kỷ niệm Ngày Nhà giáo Việt Nam và trao quyết định bổ nhiệm năm phó giáo sư", "Teachers’ Day ceremony: five associate professors appointed"),
			Summary: tr(l, "Hơn 600 cán bộ, giảng viên và cựu giáo chức dự lễ tại Hội trường Sông Tiền.", "More than 600 staff and former teachers attended the ceremony in the Song Tien Hall.")},
		{URL: "/tin-tuc/le-trao-bang-1180", Kind: news, Unit: tr(l, "Phòng Đào tạo", "Academic Affairs Office"), At: at("2026-11-19 10:15"), Picture: picture("tot-nghiep", ""),
			Title:   tr(l, "Trao bằng tốt nghiệp cho 1.286 kỹ sư, cử nhân khóa 2022", "Degrees conferred on 1,286 graduates of the class of 2022"),
			Summary: tr(l, "Tỷ lệ tốt nghiệp đúng hạn đạt 71%, cao nhất trong năm năm gần đây.", "Seventy-one per cent graduated on time, the highest share in five years.")},
		{URL: "/khoa-hoc-cong-nghe/giong-lua-st7-1175", Kind: article, Unit: tr(l, "Khoa Nông nghiệp", "Faculty of Agriculture"), At: at("2026-11-18 14:20"), Picture: picture("ruong-lua", ""),
			Title:   tr(l, "Giống lúa chịu mặn ST-7 qua vụ thử nghiệm thứ ba ở Cồn Lá", "Salt-tolerant rice ST-7 completes its third trial season at Con La"),
			Summary: tr(l, "Năng suất 6,1 tấn mỗi héc-ta ở độ mặn 3 g/l; hạt giống được chuyển giao cho hai hợp tác xã.", "A yield of 6.1 tonnes per hectare at 3 g/l; seed has been handed to two cooperatives.")},
		{URL: "/hop-tac/phong-thi-nghiem-1171", Kind: news, Unit: tr(l, "Phòng Khoa học – Công nghệ và Hợp tác quốc tế", "Research and International Affairs Office"), At: at("2026-11-17 09:00"), Picture: picture("phong-thi-nghiem", ""),
			Title:   tr(l, "Phòng thí nghiệm Chất lượng nước được công nhận chuẩn quốc gia", "Water quality laboratory receives national accreditation"),
			Summary: tr(l, "Kết quả phân tích 14 chỉ tiêu của phòng được dùng trong hồ sơ quản lý nhà nước.", "Its analyses of 14 parameters may now be used in official files.")},
		{URL: "/nguoi-hoc/doi-bong-1166", Kind: news, Unit: tr(l, "Đoàn Thanh niên – Hội Sinh viên", "Youth Union and Student Association"), At: at("2026-11-14 18:40"),
			Title:   tr(l, "Sinh viên Khoa Công nghệ thông tin đoạt giải Nhất cuộc thi phần mềm vì cộng đồng", "Information Technology students win the community software contest"),
			Summary: tr(l, "Ứng dụng báo lịch tàu phà bằng giọng nói giúp người khiếm thị đi lại trên sông.", "Their talking ferry timetable helps blind people to travel on the river.")},
		{URL: "/tin-tuc/thong-cao-hoc-phi-1160", Kind: tr(l, "Thông cáo báo chí", "Press release"), Unit: tr(l, "Phòng Truyền thông", "Communications Office"), At: at("2026-10-29 17:00"),
			Title:   tr(l, "Về thông tin học phí lan truyền trên mạng xã hội ngày 28/10", "On the figures about fees circulated on social media on 28 October"),
			Summary: tr(l, "Mức học phí đang lan truyền không phải của Trường. Mức chính thức nêu tại Quyết định số 804/QĐ-ĐHST.", "The figures in circulation are not ours. The fees in force are set out in Decision 804/QD-DHST.")},
		{URL: "/tin-tuc/thu-vien-1152", Kind: news, Unit: tr(l, "Trung tâm Thông tin – Thư viện", "Information and Library Centre"), At: at("2026-10-22 08:30"), Picture: picture("thu-vien", ""),
			Title:   tr(l, "Thư viện kéo dài giờ mở cửa mùa thi: đến 21 giờ các ngày trong tuần", "Library opens until 21:00 on weekdays during examinations"),
			Summary: ""},
		{URL: "/thong-bao/tuyen-dung-1150", Kind: notice, Unit: tr(l, "Phòng Tổ chức cán bộ", "Personnel Office"), At: at("2026-11-18 08:00"), Title: tr(l, "Tuyển dụng 14 giảng viên, nghiên cứu viên đợt 2 năm 2026", "Fourteen teaching and research posts, second round of 2026")},
	}
}

func notices(l locale.Lang) *portal.Block {
	n := func(day, vi, en, uvi, uen string) portal.Card {
		return portal.Card{URL: "/thong-bao/" + day, Title: tr(l, vi, en), Unit: tr(l, uvi, uen), At: at("2026-11-" + day + " 08:00")}
	}
	return &portal.Block{Title: tr(l, "Thông báo", "Announcements"), More: &portal.Link{Title: tr(l, "Tất cả thông báo", "All announcements"), URL: "/thong-bao"}, Cards: []portal.Card{
		n("20", "Lịch bảo vệ khóa luận tốt nghiệp đợt 2 năm học 2026 – 2027", "Thesis defences, second round of 2026–2027", "Phòng Đào tạo", "Academic Affairs Office"),
		n("19", "Nộp học phí học kỳ 1: gia hạn đến hết ngày 05/12/2026", "Fees of the first semester: extended to 5 December 2026", "Phòng Kế hoạch – Tài chính", "Planning and Finance Office"),
		n("18", "Tuyển dụng 14 giảng viên, nghiên cứu viên đợt 2 năm 2026", "Fourteen teaching and research posts, second round of 2026", "Phòng Tổ chức cán bộ", "Personnel Office"),
		n("17", "Tạm ngừng cấp nước khu ký túc xá K1, K2 để bảo dưỡng", "Water off for maintenance in houses K1 and K2", "Ban Quản lý Ký túc xá", "Dormitory Management Board"),
		n("13", "Lấy ý kiến dự thảo Quy chế công tác sinh viên", "Draft rules on student affairs: comments invited", "Phòng Công tác sinh viên", "Student Affairs Office"),
		n("12", "Mời viết bài Kỷ yếu hội thảo Nước ngọt cho đồng bằng", "Call for papers: Fresh water for the delta", "Phòng Khoa học – Công nghệ và Hợp tác quốc tế", "Research and International Affairs Office"),
	}}
}

func home(l locale.Lang, s *portal.Site) *portal.Home {
	c := cards(l)
	h := homeOf(l, s)
	h.Tasks = []portal.Task{
		{Title: tr(l, "Xét tuyển năm 2027", "Apply for 2027"), Text: tr(l, "Phương thức, chỉ tiêu, mốc thời gian", "How, how many, when"), URL: "/tuyen-sinh"},
		{Title: tr(l, "Giấy tờ cho người học", "Student papers"), Text: tr(l, "Xác nhận, bảng điểm, cấp lại bằng", "Certificates, transcripts, copies"), URL: "/nguoi-hoc"},
		{Title: tr(l, "Lịch học, lịch thi", "Timetables"), Text: tr(l, "Học kỳ 1, năm học 2026 – 2027", "First semester 2026–2027"), URL: "/dao-tao"},
		{Title: tr(l, "Ba công khai", "Public accountability"), Text: tr(l, "Chất lượng, đội ngũ, tài chính", "Quality, staff, finance"), URL: "/van-ban"},
	}
	block := func(vi, en, url string, from int) portal.Block {
		list := append(append([]portal.Card(nil), c[from:]...), c[:from]...)[:4]
		return portal.Block{Title: tr(l, vi, en), More: &portal.Link{Title: tr(l, "Vào chuyên mục", "Open section"), URL: url}, Cards: list}
	}
	h.Blocks = []portal.Block{block("Khoa học – Công nghệ", "Research", "/khoa-hoc-cong-nghe", 3), block("Hợp tác", "Cooperation", "/hop-tac", 4), block("Người học", "Student life", "/nguoi-hoc", 5)}
	h.Topics = []portal.Topic{{tr(l, "Thích ứng với hạn, mặn", "Living with salinity"), "/chuyen-de/han-man", 34}, {tr(l, "Tuyển sinh năm 2027", "Admissions 2027"), "/chuyen-de/tuyen-sinh-2027", 19},
		{tr(l, "Chuyển đổi số", "Digital transformation"), "/chuyen-de/chuyen-doi-so", 12}, {tr(l, "Sinh viên khởi nghiệp", "Student start-ups"), "/chuyen-de/khoi-nghiep", 8}, {tr(l, "Ngày Nhà giáo Việt Nam 20/11", "Vietnamese Teachers’ Day"), "/chuyen-de/nha-giao", 6}}
	return h
}

func homeOf(l locale.Lang, s *portal.Site) *portal.Home {
	c := cards(l)
	h := &portal.Home{Frame: portal.Frame{Site: s, Path: "/", About: s.Motto, Alternate: "https://en.songtien.example/"}}
	h.Lead, h.Beside = &c[0], c[1:3]
	h.Notices = notices(l)
	h.News = &portal.Block{Title: tr(l, "Tin tức – Sự kiện", "News"), More: &portal.Link{Title: tr(l, "Vào chuyên mục", "Open section"), URL: "/tin-tuc"}, Cards: c[3:6]}
	h.OnTime = &portal.OnTime{Done: 302, All: 312, Period: portal.MonthName(l, 2026, 10), How: "/quy-trinh", At: at("2026-11-22 06:00")}
	h.Promise = tr(l, "Đăng hoặc trả lời trong 1 ngày làm việc", "Published or answered within 1 working day")
	h.Links = links(l, "Bộ Giáo dục và Đào tạo", "Ministry of Education and Training", "https://moet.example", "Cổng dịch vụ công quốc gia", "National public service portal", "https://dichvucong.example", "Thư viện số", "Digital library", "https://thuvien.example", "Cựu sinh viên", "Alumni", "/cuu-sinh-vien")
	return h
}

// homeBare is a first page of texts without a picture and little else.
func homeBare(l locale.Lang, s *portal.Site) *portal.Home {
	c := cards(l)
	for i := range c {
		c[i].Picture = nil
	}
	return &portal.Home{Frame: portal.Frame{Site: s, Path: "/"}, Lead: &c[0], Beside: c[1:4], Notices: notices(l), News: &portal.Block{Title: tr(l, "Tin tức – Sự kiện", "News"), Cards: c[4:8]}}
}

func months() []portal.MonthCount {
	return []portal.MonthCount{{2026, 11, 14}, {2026, 10, 31}, {2026, 9, 28}, {2026, 8, 12}, {2025, 12, 22}, {2025, 11, 40}, {2024, 5, 1}}
}

func monthURL(y, m int) string { return "/tin-tuc/luu-tru/" + strconvs(y, m) }

func strconvs(y, m int) string { return portal.MonthName(locale.EN, y, m) }

func list(l locale.Lang, s *portal.Site) *portal.List {
	c := cards(l)
	v := &portal.List{Frame: frame(l, s, tr(l, "Tin tức – Sự kiện", "News"), "/tin-tuc"), Kicker: tr(l, "Chuyên mục", "Section"),
		Summary: tr(l, "Hoạt động của Trường; tin sau sự kiện đăng trong ba ngày làm việc.", "What is happening at the University; news of events within three working days."),
		Within:  links(l, "Tất cả", "All", "/tin-tuc", "Đào tạo", "Academics", "/tin-tuc/dao-tao", "Khoa học", "Research", "/tin-tuc/khoa-hoc", "Đoàn thể", "Unions", "/tin-tuc/doan-the", "Thông cáo báo chí", "Press releases", "/tin-tuc/thong-cao-bao-chi"),
		Lead:    &c[1], Months: portal.ByMonth(append([]portal.Card{c[0]}, c[2:8]...)), Total: 342}
	v.Pager = portal.NewPager(1, 48, func(n int) string { return "/tin-tuc/trang/" + strconvs(n, 1) })
	v.Archive = portal.NewArchive(months(), 0, 0, monthURL)
	n := notices(l)
	n.Cards = n.Cards[:3]
	v.Beside = []portal.Block{*n}
	return v
}

func listMonth(l locale.Lang, s *portal.Site) *portal.List {
	v := list(l, s)
	v.Lead, v.Period, v.Beside = nil, portal.MonthName(l, 2026, 10), nil
	v.Months = v.Months[1:]
	v.Pager = portal.NewPager(7, 48, func(n int) string { return "/tin-tuc/trang/" + strconvs(n, 1) })
	v.Archive = portal.NewArchive(months(), 2026, 10, monthURL)
	return v
}

func listUnit(l locale.Lang, s *portal.Site) *portal.List {
	v := list(l, s)
	v.Frame = frame(l, s, tr(l, "Khoa Thủy sản", "Faculty of Fisheries"), "/don-vi/khoa-thuy-san")
	v.Kicker, v.Lead, v.Pager, v.Archive, v.Within = tr(l, "Đơn vị", "Unit"), nil, nil, nil, nil
	v.Summary = ""
	v.Contact = portal.Contact{Office: tr(l, "Nhà D", "Building D"), Phone: "(0230) 3555 210", Email: "thuysan@songtien.example"}
	return v
}

const bodyVI = `Từ 0 giờ ngày 20/11/2026, mười hai trạm quan trắc tự động do Trường lắp đặt dọc 71 km sông Tiền bắt đầu công bố **mực nước, nhiệt độ và độ mặn** mỗi giờ một lần. Mỗi trạm gửi số liệu qua mạng di động và lưu lại chỗ thêm 90 ngày, phòng khi mất kết nối.^[Theo Báo cáo nghiệm thu số 27/BC-KTS ngày 12/11/2026.]

Hệ thống nối dài chuỗi số liệu mà các kỹ sư của Khoa ghi bằng tay từ năm 2009. Nhờ vậy, người dùng có thể đối chiếu đợt mặn đang diễn ra với [mười bảy mùa khô trước đó](/khoa-hoc-cong-nghe/chuoi-do-man-1190).

## Số liệu đầu tiên

Trong kỳ triều cường ngày 17/11, ranh mặn 4 g/l vào sâu 19 km, ngắn hơn cùng kỳ năm trước 6 km. Trạm ở km 58, gần cửa lấy nước của Trạm bơm Vàm Nhựt, đo được 0,6 g/l lúc đỉnh triều, dưới ngưỡng ngừng bơm.

| Trạm | Giờ đo | Mực nước (m) | Độ mặn (g/l) |
|---|---|--:|--:|
|= Cửa sông | 13:00 | 1,82 | 11,8 |
|= Km 32 | 15:00 | 1,64 | 2,7 |
|= Km 58 | 17:00 | 1,41 | 0,6 |
|= Km 71 | 18:00 | 1,33 | 0,3 |
{caption="Bảng 1. Độ mặn lớn nhất ngày 17/11/2026"}

> Nông dân không cần thêm một bản báo cáo. Họ cần biết, ngay sáng nay, có nên mở cống hay không.
> -- TS. Trương Thị Cẩm Loan, Trưởng khoa Thủy sản

:::important
Số liệu chưa qua kiểm định được đánh dấu “tạm thời” trong 24 giờ đầu. Các trạm bơm chỉ căn cứ vào số liệu đã xác nhận.
:::

## Cách tra cứu

1. Mở trang “Nước mặn hôm nay”, chọn trạm gần nhất.
2. Nhắn tên trạm đến số 8088 để nhận bản tin:
   - lúc 6 giờ;
   - lúc 18 giờ.
3. Tải toàn bộ chuỗi số liệu ở mục [open data]{lang=en} của Khoa.

### Ý nghĩa các màu

Màu xanh: dưới 1 g/l; màu vàng: từ 1 đến 4 g/l; màu đỏ: trên 4 g/l. Nồng độ quy đổi theo công thức C = 0,67 × κ, với κ tính bằng mS/cm ở 25 °C; kết quả ghi theo đơn vị g/l (kg/m[3]{sup}).

![Bản đồ mười hai trạm quan trắc dọc sông Tiền](media:MAP){caption="Vị trí mười hai trạm quan trắc và độ mặn trung bình tháng 11/2026." credit="nhóm Tài nguyên nước và chất lượng nước, Khoa Thủy sản" size=wide}

## Kế hoạch năm 2027

Khoa sẽ bổ sung bốn trạm trên các kênh cấp II và công bố dự báo độ mặn trước ba ngày, thử nghiệm từ tháng 02/2027.

[Báo cáo nghiệm thu hệ thống quan trắc](media:PDF)

a) Kinh phí: 4,2 tỷ đồng từ nguồn thu sự nghiệp;
b) Thời gian lắp đặt: quý I năm 2027;
c) Đơn vị chủ trì: Khoa Thủy sản;
d) Đơn vị phối hợp: Trạm Thủy văn Vàm Nhựt;
đ) Nghiệm thu: tháng 4/2027.`

const bodyEN = `Since midnight on 20 November 2026, twelve automatic stations along 71 km of the Tien River have been publishing **water level, temperature and salinity** every hour. Each station sends its readings by mobile network and keeps them for another 90 days in case the line fails.^[Acceptance report 27/BC-KTS of 12 November 2026.]

The system continues a series that the Faculty’s engineers have kept by hand since 2009, so that users can compare the present intrusion with [the seventeen dry seasons before](/research/series-1190).

## First readings

During the spring tide of 17 November the 4 g/l line reached 19 km inland, 6 km less than a year ago. The station at km 58, near the intake of the [Vàm Nhựt]{lang=vi} pumping station, measured 0.6 g/l at high water, below the limit at which pumps must stop.

| Station | Time | Level (m) | Salinity (g/l) |
|---|---|--:|--:|
|= River mouth | 13:00 | 1.82 | 11.8 |
|= Km 32 | 15:00 | 1.64 | 2.7 |
|= Km 58 | 17:00 | 1.41 | 0.6 |
{caption="Table 1. Highest salinity on 17 November 2026"}

> Farmers do not need another report. They need to know, this very morning, whether to open the sluice.
> -- Dr Truong Thi Cam Loan, Dean of Fisheries

:::note
Readings that have not been checked are marked “provisional” for the first 24 hours.
:::

## How to look them up

1. Open the page “Salinity today” and choose the nearest station.
2. Send the name of the station to 8088 for the bulletin:
   - at 6:00;
   - at 18:00.

### What the colours mean

Blue: below 1 g/l; yellow: 1 to 4 g/l; red: above 4 g/l.

![Map of the twelve stations along the Tien River](media:MAP){caption="The twelve stations and the mean salinity of November 2026." credit="Water Resources and Water Quality Group, Faculty of Fisheries" size=wide}

## Plans for 2027

Four more stations will follow on secondary canals, with a forecast three days ahead on trial from February 2027.

[Acceptance report of the monitoring system](media:PDF)`

func item(t testing.TB, l locale.Lang, s *portal.Site) *portal.Item {
	c := cards(l)
	f := frame(l, s, c[0].Title, "/khoa-hoc-cong-nghe/muoi-hai-tram-quan-trac-man-1187")
	f.Picture = c[0].Picture
	v := &portal.Item{Frame: f, News: true, Feedback: &portal.Feedback{RateURL: "/huu-ich/1201", ReportURL: "/bao-loi/1201", Article: true}, Kind: tr(l, "Tin tức", "News"), Section: portal.Link{Title: tr(l, "Khoa học – Công nghệ", "Research"), URL: "/khoa-hoc-cong-nghe"}, Summary: c[0].Summary,
		Record: portal.Record{Unit: portal.Link{Title: tr(l, "Khoa Thủy sản", "Faculty of Fisheries"), URL: "/don-vi/khoa-thuy-san"}, Authors: []string{"Lê Trung Hậu", "Hồ Thị Yến Nhi"},
			Sources: []content.Source{{Title: tr(l, "Báo cáo nghiệm thu hệ thống quan trắc", "Acceptance report of the monitoring system"), Number: "27/BC-KTS", Date: "12/11/2026"}}, Code: "PTT-2026-000187",
			Edition: 3, Version: "3.0", FirstAt: at("2026-11-20 08:05"), PublishedAt: at("2026-11-21 14:20")},
		Changes: []portal.Change{
			{Edition: 3, Version: "3.0", At: at("2026-11-21 14:20"), Correction: true, Note: tr(l, "Bản trước ghi trạm ở km 58 đo độ mặn 0,9 g/l. Số đúng là 0,6 g/l; bảng 1 đã được sửa.", "The previous edition gave 0.9 g/l at km 58. The right figure is 0.6 g/l; table 1 has been corrected.")},
			{Edition: 2, Version: "2.0", At: at("2026-11-20 15:40"), Note: tr(l, "Bổ sung số điện thoại nhắn tin và kế hoạch năm 2027.", "The number for messages and the plans for 2027 were added.")}},
		Head:    &portal.Change{Edition: 3, Version: "3.0", At: at("2026-11-21 14:20"), Correction: true, Note: tr(l, "Bản trước ghi trạm ở km 58 đo độ mặn 0,9 g/l. Số đúng là 0,6 g/l; bảng 1 đã được sửa.", "The previous edition gave 0.9 g/l at km 58. The right figure is 0.6 g/l; table 1 has been corrected.")},
		Topics:  links(l, "Thích ứng với hạn, mặn", "Living with salinity", "/chuyen-de/han-man", "Chuyển đổi số", "Digital transformation", "/chuyen-de/chuyen-doi-so"),
		Related: &portal.Block{Title: tr(l, "Tin liên quan", "Related"), Cards: c[3:6]},
		Latest:  &portal.Block{Title: tr(l, "Tin mới", "Latest"), Cards: c[2:5]}}
	v.Lead, v.Body, v.Contents = render(t, l, tr(l, bodyVI, bodyEN))
	return v
}

// itemNotice is the short kind: an announcement without a picture.
func itemNotice(t testing.TB, l locale.Lang, s *portal.Site) *portal.Item {
	v := &portal.Item{Frame: frame(l, s, tr(l, "Nộp học phí học kỳ 1: gia hạn đến hết ngày 05/12/2026", "Fees of the first semester: extended to 5 December 2026"), "/thong-bao/nop-hoc-phi-1179"), Kind: tr(l, "Thông báo", "Announcement"),
		Record: portal.Record{Unit: portal.Link{Title: tr(l, "Phòng Kế hoạch – Tài chính", "Planning and Finance Office")}, OwnWork: true, Code: "PTT-2026-000179", Edition: 1, FirstAt: at("2026-11-19 07:45"), PublishedAt: at("2026-11-19 07:45")}}
	v.Caution, v.Feedback = portal.Unapproved, &portal.Feedback{RateURL: "/huu-ich/1179", ReportURL: "/bao-loi/1179", Article: true}
	_, v.Body, _ = render(t, l, tr(l, "Theo đề nghị của Hội Sinh viên và do nhiều ngân hàng bảo trì hệ thống từ 15 đến 18/11, Trường gia hạn nộp học phí học kỳ 1 năm học 2026 – 2027 đến hết **17 giờ ngày 05/12/2026**.\n\nSinh viên đã nộp không phải làm gì thêm. Sinh viên gặp khó khăn gửi đơn về Phòng Công tác sinh viên trước ngày 01/12.\n\nTrân trọng thông báo./.",
		"At the request of the Student Association, and since several banks were under maintenance from 15 to 18 November, the fees of the first semester of 2026–2027 may be paid until **17:00 on 5 December 2026**.\n\nThose who have paid need do nothing."))
	return v
}

func itemTranslated(t testing.TB, l locale.Lang, s *portal.Site) *portal.Item {
	v := itemNotice(t, l, s)
	v.Caution = portal.Outdated
	v.Record.Original = &portal.Link{Title: tr(other(l), "Nộp học phí học kỳ 1: gia hạn đến hết ngày 05/12/2026", "Fees of the first semester: extended to 5 December 2026"), URL: "https://en.songtien.example/x-1179", Lang: other(l)}
	return v
}

func text(t testing.TB, l locale.Lang, s *portal.Site) *portal.Text {
	v := &portal.Text{Feedback: &portal.Feedback{RateURL: "/huu-ich/7", ReportURL: "/bao-loi/7"}, Frame: frame(l, s, tr(l, "Hỗ trợ tiếp cận", "Accessibility"), "/ho-tro-tiep-can"), Unit: portal.Link{Title: tr(l, "Phòng Truyền thông", "Communications Office")}, UpdatedAt: at("2026-11-02 09:00"),
		Within: links(l, "Ban Biên tập và quy chế", "Editorial board", "/ban-bien-tap", "Bảo vệ dữ liệu cá nhân", "Protection of personal data", "/du-lieu-ca-nhan", "Hỗ trợ tiếp cận", "Accessibility", "/ho-tro-tiep-can")}
	_, v.Body, v.Contents = render(t, l, tr(l, "Cổng thông tin được làm để ai cũng đọc được: phóng chữ đến 200%, dùng bàn phím, trình đọc màn hình, giao diện tối, bản in.\n\n## Trang không cần gì thêm\n\nTrang không dùng mã chạy trên trình duyệt, không lưu dấu vết người đọc.\n\n## Nếu gặp khó khăn\n\nXin viết thư đến truyenthong@songtien.example, nêu địa chỉ trang và khó khăn gặp phải.\n\n## Phạm vi\n\nCác tệp .pdf trước năm 2024 chưa có lớp chữ.",
		"The portal is made to be read by everybody: text at 200%, keyboard, screen readers, dark colours, print.\n\n## Nothing else needed\n\nPages use no script and keep no trace of readers.\n\n## If something does not work\n\nPlease write to truyenthong@songtien.example.\n\n## Scope\n\nPDF files from before 2024 have no text layer."))
	return v
}
