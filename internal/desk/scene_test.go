package desk_test

import (
	"context"
	"testing"

	"congbo/internal/app/demo/plate"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A scene is a morning in the house with something at every step.
type scene struct {
	*house
	ids map[string]int64
}

const scholarship = `Ba mươi sinh viên ngành Nuôi trồng thủy sản và Bệnh học thủy sản được nhận học bổng “Giống nước ngọt”, mỗi suất 10 triệu đồng, cho cả năm học.

Chiều 27/8, tại hội trường B, Khoa Thủy sản phối hợp với bốn doanh nghiệp sản xuất giống trong vùng tổ chức lễ trao học bổng cho sinh viên có hoàn cảnh khó khăn và đạt kết quả học tập từ loại khá trở lên.

## Điều kiện và quyền lợi

- Kết quả học tập năm học trước từ loại khá trở lên.
- Được bố trí thực tập có trợ cấp **hai tháng** tại các trại giống.

| Ngành | Số suất |
|---|---:|
| Nuôi trồng thủy sản | 18 |
| Bệnh học thủy sản | 12 |
{caption="Số suất học bổng theo ngành"}

Hồ sơ xét học bổng đợt 2 nộp tại văn phòng khoa đến hết ngày 30/9/2026.`

// passed sends a request of the faculty and brings it to moderation.
func (sc *scene) passed(name, sent, taken, title, body string) int64 {
	sc.t.Helper()
	sc.at(sent)
	id := sc.send("lan", title, "Kính gửi Phòng Truyền thông, Khoa đề nghị đăng tin: "+title+".")
	sc.ids[name] = id
	sc.at(taken)
	sc.pass(id, title, body)
	return id
}

func newScene(t testing.TB, s *store.Store, clock *storetest.Time) *scene {
	h := newHouse(t, s, clock)
	sc := &scene{h, make(map[string]int64)}

	sc.passed("late", "2026-08-27 08:40", "2026-08-27 09:10", "Danh sách giảng viên thỉnh giảng học kỳ I năm học 2026 – 2027", "")

	h.at("2026-08-27 10:00")
	declined := h.send("nga", "Quảng cáo khóa học thêm của cá nhân", "Đề nghị đăng giúp thông tin khóa học thêm.")
	sc.ids["declined"] = declined
	h.at("2026-08-27 10:20")
	h.move("ha", declined, "decline", "Thông tin mang tính quảng cáo cá nhân, không thuộc phạm vi website của Trường.")

	citizens := sc.passed("result", "2026-08-27 13:40", "2026-08-28 08:05", "Lịch tiếp công dân tháng 9 năm 2026",
		"Hiệu trưởng tiếp công dân sáng thứ Năm hằng tuần, từ 8 giờ đến 11 giờ, tại phòng A.101.")
	h.at("2026-08-28 09:30")
	h.approve("hanh", citizens)
	h.at("2026-08-28 09:41")
	h.classify("an", citizens)
	h.move("an", citizens, "publish", "")

	coop := sc.passed("consulting", "2026-08-28 14:00", "2026-08-28 14:12", "Ký kết hợp tác đào tạo với Hiệp hội Nghề cá", "")

	h.at("2026-08-28 14:30")
	main := h.send("lan", "Khoa Thủy sản và doanh nghiệp trao 30 suất học bổng năm học 2026 – 2027",
		"Kính gửi Phòng Truyền thông,\n\nKhoa đề nghị đăng tin trao học bổng ngày 27/8, kèm một ảnh và biên bản xét học bổng.\n\nTrân trọng,\nVõ Thị Lan",
		intake.File{Name: "Trại thực nghiệm.jpg", Data: plate.JPEG("ao-ca")}, intake.File{Name: "Biên bản 17-BB-TS.pdf", Data: []byte("%PDF-1.4\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n")})
	sc.ids["review"] = main
	h.at("2026-08-28 14:38")
	h.take("ha", main)
	h.at("2026-08-28 14:52")
	h.save("ha", main, "Bổ sung nguồn, mô tả ảnh", func(r *content.Revision) {
		r.Title = "Khoa Thủy sản và doanh nghiệp trao 30 suất học bổng năm học 2026 – 2027"
		r.Summary = "Mỗi suất 10 triệu đồng dành cho sinh viên ngành Nuôi trồng thủy sản và Bệnh học thủy sản."
		body, err := content.FromMarkup(scholarship)
		h.must(err)
		for _, m := range r.Body.Media() {
			r.LeadImage = &content.ImageRef{Media: m.Media, Alt: "Ao nuôi cá của trại thực nghiệm có quạt nước, nhà bao che phía sau", Caption: "Trại thực nghiệm của Khoa Thủy sản tại cơ sở 2.", Credit: "Khoa Thủy sản"}
		}
		r.Body = body
		r.Sources = []content.Source{{Title: "Biên bản xét học bổng", Issuer: "Khoa Thủy sản", Number: "17/BB-TS", Date: "24/8/2026"}}
	})
	h.move("ha", main, "accept", "")
	h.at("2026-08-28 15:20")
	h.save("ha", main, "Sửa một lỗi chính tả", func(r *content.Revision) {
		r.Summary = "Mỗi suất 10 triệu đồng, dành cho sinh viên ngành Nuôi trồng thủy sản và Bệnh học thủy sản."
	})

	h.at("2026-08-28 15:30")
	seminar := h.send("nga", "Hội thảo khoa học quốc gia về kinh tế hợp tác vùng hạ lưu", "Kính gửi Phòng, Khoa Kinh tế gửi thông tin hội thảo.")
	sc.ids["waiting"] = seminar
	h.at("2026-08-28 16:00")
	h.pass(seminar, "Hội thảo khoa học quốc gia về kinh tế hợp tác vùng hạ lưu", "")
	h.at("2026-08-28 16:40")
	h.move("hanh", seminar, "request-changes", "Đề nghị Khoa bổ sung nguồn của ba số liệu trong bài.")

	storm := sc.passed("forced", "2026-09-03 07:02", "2026-09-03 07:04", "Thông báo cho sinh viên nghỉ học chiều 03/9 do mưa lớn, triều cường", "Sinh viên toàn trường nghỉ học chiều 03/9.")
	h.classify("ha", storm)
	h.at("2026-09-03 07:05")
	h.act("minh", storm, flow.Act{Kind: flow.DoForce, Reason: "Khẩn cấp: triều cường lên trong buổi sáng."})

	h.at("2026-09-03 07:31")
	h.act("minh", coop, flow.Act{Kind: flow.DoAsk, Reason: "Nội dung có mức tài trợ của Hiệp hội. Xin ý kiến Ban Giám hiệu về việc công bố."})
	h.at("2026-09-03 07:38")
	h.act("ha", coop, flow.Act{Kind: flow.DoPut, Reason: "Phòng Truyền thông đề xuất công bố, không nêu số tiền."})

	h.at("2026-09-03 07:40")
	h.act("minh", main, flow.Act{Kind: flow.DoAsk, Reason: "Có được nêu mức học bổng và tên doanh nghiệp không?"})
	h.act("ha", main, flow.Act{Kind: flow.DoPut, Reason: "Đề xuất: nêu mức, không nêu tên."})
	h.at("2026-09-03 08:30")
	h.act("phuoc", main, flow.Act{Kind: flow.DoAnswer, Answer: flow.Yes, Reason: "Được nêu mức học bổng. Không nêu tên riêng từng doanh nghiệp khi chưa có văn bản tài trợ."})
	h.at("2026-09-03 08:35")
	h.must(h.desk.Editorial.Note(context.Background(), h.who["ha"], main, "Đã gọi điện cho chị Lan, số suất theo ngành lấy từ biên bản."))
	h.at("2026-09-03 08:41")
	h.act("hanh", main, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectImages, Yes: true})

	sc.passed("contest", "2026-09-03 08:20", "2026-09-03 08:26", "Kết quả vòng sơ khảo cuộc thi Sinh viên khởi nghiệp năm 2026", "")

	ready := sc.passed("post", "2026-09-03 08:30", "2026-09-03 08:40", "Khai giảng lớp nuôi cá lồng bè cho nông dân xã Cồn Lá",
		"Lớp có 42 học viên, học trong năm buổi sáng thứ Bảy.")
	h.at("2026-09-03 08:43")
	h.approve("hanh", ready)

	h.at("2026-09-03 08:44")
	sc.ids["receive"] = h.send("lan", "Thông báo tuyển cộng tác viên câu lạc bộ Môi trường xanh", "Kính gửi Phòng Truyền thông,\n\nĐề nghị đăng thông báo tuyển cộng tác viên câu lạc bộ.\n\nSố lượng: 15 sinh viên. Hạn nộp: 15/9/2026.")
	h.must(h.store.Tx(context.Background(), func(tx *store.Tx) error {
		for _, m := range []store.Message{
			{FromName: "Nguyễn Văn B", FromEmail: "b@ngoai.example", Subject: "V/v đăng lịch thi", Body: "Nhờ đăng lịch thi kèm theo.", Fresh: "Nhờ đăng lịch thi kèm theo.", State: store.MessageHeld, Problem: "intake.held_unknown"},
			{FromName: "", FromEmail: "scan@songtien.example", Subject: "Scan_0012", State: store.MessageUnreadable, Problem: "intake.unreadable"},
		} {
			m.Direction, m.Channel, m.Mailbox, m.MessageID, m.Digest, m.ReceivedAt = "in", "mail", h.box.ID, "<"+m.Subject+"@x>", m.Subject, tx.Now()
			if _, err := tx.AddMessage(context.Background(), &m); err != nil {
				return err
			}
		}
		return nil
	}))
	h.at("2026-09-03 08:52")
	return sc
}
