package portal_test

import (
	"html/template"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/portal"
)

// The media of the sample text; the storybook draws them.
var (
	mediaMap = strings.Repeat("a1", 32)
	mediaPDF = strings.Repeat("b2", 32)
	drawn    = map[string]string{mediaMap: "ban-do-do-man"}
)

func render(t testing.TB, l locale.Lang, markup string) (lead, body template.HTML, contents []content.Heading) {
	t.Helper()
	b, err := content.FromMarkup(strings.NewReplacer("media:MAP", "media:"+mediaMap, "media:PDF", "media:"+mediaPDF).Replace(markup))
	if err != nil {
		t.Fatal(err)
	}
	url := func(media string, width int) string {
		if name, ok := drawn[media]; ok {
			media = name
		}
		switch {
		case width == 0:
			return "/media/" + media + ".jpg"
		case width > 1000:
			return ""
		}
		return "/media/" + media + "-" + strconv.Itoa(width) + ".jpg"
	}
	o := content.RenderOptions{Lang: l, MediaURL: url, MediaSize: func(string) (int, int) { return 1600, 1000 },
		FileInfo: func(string) content.FileInfo {
			return content.FileInfo{URL: "/media/bao-cao.pdf", Kind: "PDF", Size: 1_240_000}
		}}
	lead = content.LeadHTML(content.ImageRef{Media: "song-binh-minh", Alt: tr(l, "Sông Tiền lúc bình minh, thuyền đo mặn rời bến", "The Tien River at dawn, a survey boat leaving the quay"),
		Caption: tr(l, "Thuyền khảo sát rời bến Vàm Nhựt sáng 17/11.", "The survey boat leaving the Vam Nhut quay on 17 November."), Credit: "Võ Hoàng Long"}, content.Layout{}, o)
	return lead, b.HTML(o), b.Headings()
}

func samplesOfFailures(l locale.Lang, s *portal.Site) []sample {
	bare := &portal.Site{Lang: l}
	fail := func(site *portal.Site, code int) *portal.Failure {
		f := &portal.Failure{Frame: portal.Frame{Site: site}, Code: code}
		f.Title = locale.T(l, "portal.failure_"+f.Key())
		return f
	}
	lost := fail(s, 404)
	c := cards(l)
	lost.Near, lost.Words = links(l, "Tuyển sinh", "Admissions", "/tuyen-sinh", "Tuyển dụng", "Vacancies", "/tuyen-dung"), tr(l, "lich thi hoc ky", "exam timetable")
	lost.Latest = &portal.Block{Title: tr(l, "Tin mới", "Latest"), Cards: c[:3]}
	broken := fail(s, 500)
	broken.ID = "9k3mz7qd2x4t8vwh"
	gone := &portal.Gone{Frame: frame(l, s, tr(l, "Kế hoạch đào tạo học kỳ 2 năm học 2026 – 2027", "Academic plan of the second semester 2026–2027"), "/dao-tao/ke-hoach-1102"), Withdrawn: true,
		Notice: tr(l, "Kế hoạch được gỡ để điều chỉnh lịch thi theo lịch nghỉ Tết Nguyên đán. Bản điều chỉnh đã được đăng.", "The plan was withdrawn so that examinations could be moved around the Tet holidays. The new plan has been published."),
		Unit:   portal.Link{Title: tr(l, "Phòng Đào tạo", "Academic Affairs Office")}, Code: "PTT-2026-000102", FirstAt: at("2026-10-05 09:10"), EndedAt: at("2026-11-10 16:00"),
		Instead: &portal.Link{Title: tr(l, "Kế hoạch đào tạo học kỳ 2 (điều chỉnh)", "Academic plan of the second semester (revised)"), URL: "/dao-tao/ke-hoach-1168"}}
	removed := &portal.Gone{Frame: frame(l, s, tr(l, "Nội dung này không còn được công bố", "This content is no longer published"), "/tin-tuc/x-7"), EndedAt: at("2026-11-10 16:00")}
	return []sample{{"failure-404", lost}, {"failure-500", broken}, {"failure-503-bare", fail(bare, 503)}, {"failure-429", fail(s, 429)}, {"gone", gone}, {"removed", removed}}
}

func requestForm(l locale.Lang, s *portal.Site) *portal.RequestForm {
	f := &portal.RequestForm{Frame: frame(l, s, locale.T(l, "portal.form"), tr(l, "/yeu-cau", "/requests")), Action: tr(l, "/yeu-cau", "/requests"), MaxFiles: 20, MaxMB: 20,
		Offices: []portal.Option{{"1", tr(l, "Phòng Truyền thông (website Trường)", "Communications Office (University website)")}, {"2", tr(l, "Khoa Thủy sản", "Faculty of Fisheries")}},
		Units:   []portal.Option{{"1", tr(l, "Khoa Thủy sản", "Faculty of Fisheries")}, {"2", tr(l, "Khoa Nông nghiệp", "Faculty of Agriculture")}, {"3", tr(l, "Phòng Đào tạo", "Academic Affairs Office")}},
		Promise: tr(l, "Đăng hoặc trả lời trong 1 ngày làm việc", "Published or answered within 1 working day"), Hours: s.Contact.Hours, Privacy: "/du-lieu-ca-nhan"}
	f.Values.Key = "k7"
	return f
}

func tracking(l locale.Lang, s *portal.Site) *portal.Tracking {
	return &portal.Tracking{Frame: private(l, s, tr(l, "Đề nghị đăng tin Hội thảo Nước ngọt cho đồng bằng", "Please publish: conference on fresh water for the delta")), Code: "PTT-2026-000192", Subject: tr(l, "Hội thảo", "Conference"), Office: tr(l, "Phòng Truyền thông", "Communications Office"),
		SentAt: at("2026-11-20 16:40"), State: tr(l, "Đang kiểm duyệt", "Under review"), Tone: portal.Busy, Due: at("2026-11-23 16:40"), DueNote: tr(l, "Còn 7 giờ 10 phút làm việc", "7 hours 10 minutes of working time left"),
		Steps: []portal.TrackStep{
			{Title: tr(l, "Tiếp nhận", "Received"), By: tr(l, "Phòng Truyền thông", "Communications Office"), At: at("2026-11-20 16:52"), State: portal.StepDone},
			{Title: tr(l, "Kiểm duyệt", "Review"), By: tr(l, "Ban Biên tập website Trường", "Editorial board"), At: at("2026-11-20 16:52"), State: portal.StepNow, Note: tr(l, "Ngày 20/11 đã nhận thêm hai ảnh của người gửi.", "Two more photographs were received on 20 November.")},
			{Title: tr(l, "Đăng tải", "Publication"), State: portal.StepAhead}, {Title: tr(l, "Trả kết quả", "Result"), State: portal.StepAhead}},
		Thread: []portal.TrackMessage{
			{Mine: true, At: at("2026-11-20 16:40"), Text: tr(l, "Kính gửi Phòng Truyền thông,\n\nKhoa Thủy sản gửi tin và ảnh về Hội thảo Nước ngọt cho đồng bằng ngày 25/11. Đề nghị đăng trên website Trường, bản tiếng Việt.\n\nTrân trọng.", "Dear colleagues,\n\nplease find attached the news of the conference.\n\nKind regards."),
				Files: []portal.TrackFile{{Name: "Tin hội thảo Nước ngọt cho đồng bằng.docx", Size: 48_200}, {Name: "IMG_2041.jpg", Size: 3_400_000}}},
			{From: tr(l, "Phòng Truyền thông", "Communications Office"), At: at("2026-11-20 16:55"), Text: tr(l, "Đã nhận. Đề nghị Khoa gửi thêm ảnh toàn cảnh hội trường và ghi rõ người chụp.", "Received. Please send a picture of the whole hall and name the photographer.")},
			{Mine: true, At: at("2026-11-20 17:20"), Text: tr(l, "Gửi bổ sung hai ảnh; người chụp: Võ Hoàng Long.", "Two more pictures, by Vo Hoang Long."), Files: []portal.TrackFile{{Name: "IMG_2050.jpg", Size: 2_900_000}}}},
		Reply: "/yeu-cau/theo-doi/x", Key: "k8", MaxFiles: 20, MaxMB: 20}
}

func private(l locale.Lang, s *portal.Site, title string) portal.Frame {
	return portal.Frame{Site: s, Title: title, Private: true, Crumbs: append(links(l, "Trang chủ", "Home", "/"), portal.Link{Title: locale.T(l, "portal.form"), URL: s.FormURL})}
}

func samplesOfRequests(l locale.Lang, s *portal.Site) []sample {
	wrong := requestForm(l, s)
	wrong.Values = portal.RequestValues{Mailbox: "1", Name: "Lê Trung Hậu", Email: "hau.lt@songtien", Title: "", Text: tr(l, "Nội dung vẫn còn đây.", "What was entered is still here."), Files: 2, Key: "k7"}
	wrong.Problems = []portal.Problem{{"email", tr(l, "Địa chỉ thư điện tử chưa đúng; ví dụ: ten@donvi.vn.", "The e-mail address is not complete; for example: name@office.vn.")}, {"title", tr(l, "Xin ghi tiêu đề.", "Please give a title.")}, {"pledge", tr(l, "Xin đánh dấu cam kết.", "Please tick the declaration.")}}
	signed := requestForm(l, s)
	signed.Person = &portal.Person{Name: "TS. Trương Thị Cẩm Loan", Email: "loan.ttc@songtien.example", Unit: tr(l, "Khoa Thủy sản", "Faculty of Fisheries")}
	signed.Offices = signed.Offices[:1]
	done := &portal.RequestDone{Frame: private(l, s, locale.T(l, "portal.done")), Code: "PTT-2026-000193", Subject: tr(l, "Đề nghị đăng tin Hội thảo Nước ngọt cho đồng bằng", "Conference on fresh water"), Office: tr(l, "Phòng Truyền thông", "Communications Office"),
		At: at("2026-11-22 09:41"), After: true, Counts: at("2026-11-23 07:30"), Due: at("2026-11-23 17:00"), Email: "hau.lt@songtien.example", TrackURL: "/yeu-cau/theo-doi/x", Files: 3,
		Steps: []string{locale.T(l, "portal.form_next_2"), locale.T(l, "portal.form_next_3"), locale.T(l, "portal.form_next_4")}}
	settled := tracking(l, s)
	settled.State, settled.Tone, settled.DueNote, settled.AskURL, settled.Sent = tr(l, "Đã đăng, chờ kiểm tra", "Published, to be checked"), portal.Good, tr(l, "Đã đăng trước hạn 2 giờ 15 phút làm việc", "Published 2 hours 15 minutes before it was due"), "/yeu-cau/ket-qua/x", true
	settled.Public = links(l, "Hội thảo Nước ngọt cho đồng bằng quy tụ 140 nhà khoa học", "Conference on fresh water brings 140 scientists together", "/tin-tuc/hoi-thao-1201")
	for i := range settled.Steps {
		settled.Steps[i].State = portal.StepDone
	}
	settled.Steps[3].State = portal.StepNow
	ask := func(state portal.AnswerState) *portal.Answer {
		a := &portal.Answer{Frame: private(l, s, locale.T(l, "portal.ask")), Action: "/yeu-cau/ket-qua/x", Code: "PTT-2026-000192", Subject: tr(l, "Đề nghị đăng tin Hội thảo Nước ngọt cho đồng bằng", "Conference on fresh water"), State: state, Until: at("2026-12-23 17:00"), TrackURL: "/yeu-cau/theo-doi/x",
			Public: []portal.Published{{Title: tr(l, "Hội thảo Nước ngọt cho đồng bằng quy tụ 140 nhà khoa học", "Conference on fresh water brings 140 scientists together"), URL: "/tin-tuc/hoi-thao-1201", Site: s.Name, At: at("2026-11-23 14:25"), Edition: 1}}}
		return a
	}
	wrongAnswer := ask(portal.AnswerOpen)
	wrongAnswer.Problems = []portal.Problem{{"reason", tr(l, "Xin nêu rõ chỗ chưa đúng.", "Please say what is wrong.")}}
	return []sample{{"request", requestForm(l, s)}, {"request-wrong", wrong}, {"request-signed-in", signed}, {"request-done", done}, {"track", tracking(l, s)}, {"track-published", settled},
		{"answer", ask(portal.AnswerOpen)}, {"answer-wrong", wrongAnswer}, {"answer-object", ask(portal.AnswerObject)}, {"answer-right", ask(portal.AnsweredRight)}, {"answer-again", ask(portal.AnswerAgain)}, {"answer-old", ask(portal.AnswerOld)}}
}
