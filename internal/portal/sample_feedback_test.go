package portal_test

import (
	"congbo/internal/locale"
	"congbo/internal/portal"
	"congbo/internal/store"
)

// samplesOfFeedback are the pages of what readers report and say.
func samplesOfFeedback(l locale.Lang, s *portal.Site) []sample {
	page := links(l, "Hội thảo Nước ngọt cho đồng bằng quy tụ 140 nhà khoa học", "Conference on fresh water brings 140 scientists together", "/tin-tuc/hoi-thao-1201")[0]
	frame := func(title string) portal.Frame {
		return portal.Frame{Site: s, Title: title, Private: true, Crumbs: append(links(l, "Trang chủ", "Home", "/"), page)}
	}
	text := tr(l, "Diễn giả ở ảnh thứ hai là ông Nguyễn Hữu Phước, không phải Nguyễn Hữu Phúc.", "The speaker in the second picture is Nguyen Huu Phuoc.")
	form := &portal.ReportForm{Frame: frame(locale.T(l, "portal.report")), Action: "/bao-loi/1201", Page: page, Keeper: s.Name, Most: 4000, Values: portal.ReportValues{Key: "k9"}}
	wrong := *form
	wrong.Values = portal.ReportValues{Text: text, Email: "phuoc@doanhnghiep", Key: "k9"}
	wrong.Problems = []portal.Problem{{"email", locale.T(l, "intake.bad_email")}, {"consent", locale.T(l, "intake.give_consent")}}
	sent := &portal.Reported{Frame: frame(locale.T(l, "portal.reported", "BL-2026-000017")), Code: "BL-2026-000017", Page: page, SentAt: at("2026-11-22 09:41"), Text: text,
		State: locale.T(l, "portal.report_open"), Tone: portal.Busy, Sent: true, Mail: true, Track: "https://songtien.example/bao-loi/theo-doi/x"}
	fixed := *sent
	fixed.State, fixed.Tone, fixed.Sent, fixed.At, fixed.Words = locale.T(l, "portal.report_fixed"), portal.Good, false, at("2026-11-23 10:05"), tr(l, "Đã sửa tên diễn giả ở ảnh thứ hai.", "The name of the speaker was corrected.")
	rate := &portal.Rated{Frame: frame(locale.T(l, "portal.rate")), Page: page, RateURL: "/huu-ich/1201", ReportURL: "/bao-loi/1201"}
	thanks := *rate
	thanks.Title, thanks.Thanks = locale.T(l, "portal.rate_thanks"), true
	figures := &portal.Visitors{Frame: portal.Frame{Site: s, Title: locale.T(l, "portal.visitors"), Private: true},
		Visits: store.Visits{Online: 38, Today: 4216, All: 1904552, Since: at("2026-01-01 12:00")}}
	return []sample{{"report", form}, {"report-wrong", &wrong}, {"report-sent", sent}, {"report-fixed", &fixed}, {"rate", rate}, {"rate-thanks", &thanks}, {"visitors", figures}}
}
