package accounts_test

import (
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
)

// R-P4, D 10, 12.2: the board has a head, deputies and members with their
// decisions and what they look after; it can be seen as it stood on any day.
func TestBoard(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		head := w.actor(w.person("Trưởng Ban", "truong@st.example.vn", 0, people.Head))
		w.person("Thư Ký", "thuky@st.example.vn", 0, people.Secretariat)
		w.person("Kế Toán", "ketoan@st.example.vn", 0, people.Accountant)
		member := w.person("Ủy Viên", "uyvien@st.example.vn", w.faculty)
		seat := w.appoint(member, people.Member, people.Place{Kind: people.Unit, ID: w.faculty})
		before := w.clock.Now()
		w.clock.Pass(24 * time.Hour)

		p := store.AppointmentPaper{Appointment: seat.ID, Decision: " 12/QĐ-ĐHST ", DecidedOn: "2026-11-19", NominatedBy: "Khoa", ProposedBy: "Trưởng phòng Tổ chức", DecidedBy: "Hiệu trưởng"}
		if err := w.KeepAppointmentPaper(ctx, head, p); !fault.Is(err, fault.Denied) {
			t.Errorf("the head keeps decisions: %v", err)
		}
		if err := w.DivideWork(ctx, w.admin, seat.ID, "x"); !fault.Is(err, fault.Denied) {
			t.Errorf("the administrator divides the work: %v", err)
		}
		wrong := p
		wrong.DecidedOn = "hôm qua"
		if err := w.KeepAppointmentPaper(ctx, w.admin, wrong); !fault.Is(err, fault.Invalid) {
			t.Errorf("a day that is none: %v", err)
		}
		for _, err := range []error{w.KeepAppointmentPaper(ctx, w.admin, p), w.DivideWork(ctx, head, seat.ID, "Tin của Khoa")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		w.clock.Pass(24 * time.Hour)
		divided := w.clock.Now()
		w.clock.Pass(24 * time.Hour)
		if err := w.DivideWork(ctx, head, seat.ID, "Tin tuyển sinh"); err != nil {
			t.Fatal(err)
		}
		if err := w.EndAppointment(ctx, w.admin, w.seatOf("thuky@st.example.vn")); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			at    time.Time
			seats int
			work  string
			no    string
		}{{before.AddDate(0, 0, -1), 0, "", ""}, {before, 3, "", "QĐ 1/QĐ-ĐHST"}, {divided, 3, "Tin của Khoa", "12/QĐ-ĐHST"}, {w.clock.Now(), 2, "Tin tuyển sinh", "12/QĐ-ĐHST"}} {
			b, err := w.Board(ctx, head, c.at)
			if err != nil {
				t.Fatal(err)
			}
			if len(b.Seats) != c.seats || len(b.History) != 3 {
				t.Errorf("%v: %d seats, %d in all", c.at, len(b.Seats), len(b.History))
				continue
			}
			if c.seats == 0 {
				continue
			}
			var m accounts.BoardSeat
			for _, s := range b.Seats {
				if s.Role == people.Member {
					m = s
				}
			}
			if b.Seats[0].Role != people.Head || m.Work != c.work || m.Paper.Decision != c.no {
				t.Errorf("%v: %+v", c.at, m)
			}
		}
		if _, err := w.Board(ctx, w.actor(w.person("Đối Tác", "doitac@bao.example", 0, people.Partner)), before); !fault.Is(err, fault.Denied) {
			t.Errorf("a partner sees it: %v", err)
		}
	})
}

// seatOf is the appointment of somebody who has one.
func (w *world) seatOf(email string) int64 {
	w.t.Helper()
	var id int64
	err := w.s.View(w.t.Context(), func(tx *store.Tx) error {
		p, err := tx.PersonByEmail(w.t.Context(), email)
		if err != nil {
			return err
		}
		as, err := tx.AppointmentsOf(w.t.Context(), p.ID)
		id = as[0].ID
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}
