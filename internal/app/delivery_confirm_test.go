package app

import (
	"net/http"
	"testing"
	"time"

	"congbo/internal/flow"
	"congbo/internal/store"
)

// Nobody confirms a page that readers do not get: the desk says where and what
// to do before the button, the link of whoever asked says that the office is at
// it and stays good (F-C10, R-B2). To report a mistake is possible all the time.
func TestConfirmWhileUndelivered(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		good := h.App.public
		h.App.public = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
		id, link := h.published("unit-deputy")
		confirm := flow.Act{Kind: flow.DoMove, Move: "confirm"}
		h.refused("flow.undelivered", h.tried("communications", id, confirm))
		h.shows(h.page("communications", "/desk/cases/"+h.seen(id).Case.Code), "Chưa xác nhận được: bạn đọc chưa xem được tin bài trên Trường Đại học Sông Tiền", "Đăng lại ngay")
		q, err := h.Publishing.Ask(ctx, link)
		if h.must(err); q.CanConfirm || !q.CanObject || q.Waits == nil {
			t.Errorf("asked: %+v", q)
		}
		code, page := h.reader("/yeu-cau/ket-qua/" + link)
		if h.shows(page, "chưa hiển thị trên Trường Đại học Sông Tiền"); code != http.StatusOK {
			t.Errorf("the link: %d", code)
		}
		_, err = h.Publishing.Answer(ctx, link, q.Shown, true, "")
		h.refused("flow.undelivered_yet", err)

		h.App.public = good
		var failed store.Delivery
		for _, l := range h.seen(id).Deliveries {
			failed = l
		}
		h.clock.Pass(time.Minute)
		h.must(h.Publishing.RetryDelivery(ctx, h.who["webmaster"], id, failed.ID))
		if q, err = h.Publishing.Ask(ctx, link); err != nil || !q.CanConfirm || q.Waits != nil {
			t.Errorf("after it was mended: %+v %v", q, err)
		}
		h.must(h.tried("communications", id, confirm))
		if s := h.seen(id).State; s.Outcome != flow.Settled {
			t.Errorf("confirmed: %+v", s.Outcome)
		}
	})
}
