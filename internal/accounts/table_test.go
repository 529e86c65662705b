package accounts_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"congbo/internal/accounts"
	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

func (w *world) sheet(text string) *convert.Sheet {
	w.t.Helper()
	s, err := convert.ReadSheet([]byte(text))
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// everybody counts people and what was recorded.
func (w *world) everybody() (persons, events int) {
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		list, err := tx.People(ctx, store.PersonFilter{Institution: w.inst})
		if err != nil {
			return err
		}
		persons = len(list)
		all, err := tx.Events(ctx, store.EventFilter{Institution: w.inst, Limit: 1000})
		events = len(all)
		return err
	})
	return persons, events
}

// R-P1: a table of people is looked at before it is carried out, row by row,
// and is carried out as a whole or not at all.
func TestImportPeople(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			u, err := tx.Unit(ctx, w.faculty)
			if err != nil {
				return err
			}
			u.Name, u.Short = locale.Text{VI: "Khoa Thủy sản", EN: "Fisheries"}, "KTS"
			return tx.SaveUnit(ctx, u)
		})
		const table = "Họ và tên;Thư điện tử;Chức danh;Đơn vị;Vai trò;Nơi giữ vai trò;Từ ngày;Quyết định\n" +
			"Lê Thị Bưởi;buoi@st.example.vn;Trưởng khoa;kts;Trưởng đơn vị;;01/12/2026;12/QĐ-ĐHST\n" +
			"Lê Thị Bưởi;buoi@st.example.vn;;;head;Toàn cơ quan;;\n" +
			"Trần Cam;cam@st.example.vn;;Khoa Thủy sản;;;;\n"
		persons, events := w.everybody()
		r, err := w.ImportPeople(ctx, w.admin, w.sheet(table), true, false)
		if err != nil {
			t.Fatal(err)
		}
		if r.Done || r.Count(accounts.Added) != 2 || r.Count(accounts.Changed) != 1 || r.Count(accounts.Refused) != 0 {
			t.Errorf("looked at: %+v", r)
		}
		if p, e := w.everybody(); p != persons || e != events {
			t.Error("looking changed something")
		}
		done, err := w.ImportPeople(ctx, w.admin, w.sheet(table), true, true)
		if err != nil || !done.Done || done.Digest() != r.Digest() {
			t.Fatalf("carried out: %+v, %v", done, err)
		}
		if p, _ := w.everybody(); p != persons+2 {
			t.Errorf("%d people, before %d", p, persons)
		}
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			p, err := tx.PersonByEmail(ctx, "buoi@st.example.vn")
			if err != nil {
				return err
			}
			as, err := tx.AppointmentsOf(ctx, p.ID)
			if err != nil {
				return err
			}
			places := map[people.Role]people.Place{}
			for _, a := range as {
				places[a.Role] = a.Place
			}
			if p.State != store.PersonInvited || p.Unit != w.faculty || len(as) != 2 || places[people.UnitHead].ID != w.faculty || places[people.Head].ID != w.inst {
				t.Errorf("%+v %+v", p, as)
			}
			letters, err := tx.LettersTo(ctx, "buoi@st.example.vn", accounts.LetterInvitation, w.clock.Now().AddDate(0, 0, -1))
			if letters != 1 {
				t.Errorf("invited %d times", letters)
			}
			return err
		})
		// Once more: nothing to do. What is given out is what is taken in.
		if r, err = w.ImportPeople(ctx, w.admin, w.sheet(table), true, true); err != nil || r.Count(accounts.Same) != 3 {
			t.Errorf("again: %+v, %v", r, err)
		}
		for _, l := range locale.Langs {
			rows, err := w.ExportPeople(ctx, w.admin, l)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := convert.WriteSheet(&b, rows); err != nil {
				t.Fatal(err)
			}
			r, err = w.ImportPeople(ctx, w.admin, w.sheet(b.String()), true, true)
			if err != nil || r.Count(accounts.Same) != len(r.Lines) || len(r.Lines) != len(rows)-1 {
				t.Errorf("%s, given out and taken in: %+v, %v", l, r, err)
			}
		}
		r, err = w.ImportPeople(ctx, w.admin, w.sheet("name,email,phone\nLê Thị Bưởi,buoi@st.example.vn,+84 901\n"), false, true)
		if err != nil || r.Count(accounts.Changed) != 1 || !strings.Contains(locale.Error(locale.VI, r.Lines[0].Says[0]), "Điện thoại") {
			t.Errorf("a telephone number: %+v, %v", r, err)
		}
	})
}

// Every mistake of a table is told by its row, and one is enough that nothing
// is done.
func TestImportPeopleRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		persons, events := w.everybody()
		r, err := w.ImportPeople(t.Context(), w.admin, w.sheet("Name,Email,Unit,Role,Held at,From,Language\n"+
			"Đúng,dung@st.example.vn,,,,,\n"+
			",khong@st.example.vn,,,,,\n"+
			"An,khong phai,,,,,\n"+
			"An,a1@st.example.vn,Khoa nào,,,,\n"+
			"An,a2@st.example.vn,Khoa,,,,\n"+ // several have that name
			"An,a3@st.example.vn,,vua,,,\n"+
			"An,a4@st.example.vn,,head,Mặt trăng,,\n"+
			"An,a5@st.example.vn,,head,,32/13/2026,\n"+
			"An,a6@st.example.vn,,,institution,,\n"+
			"An,a7@st.example.vn,,,,,fr\n"+
			"Khác,dung@st.example.vn,,,,,\n"+
			w.admin.Name+","+w.admin.Email+",,head,,,\n"), true, true)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"", "accounts.name_missing", "accounts.email_wrong", "accounts.table_unit", "accounts.table_several", "accounts.table_role", "accounts.table_place",
			"accounts.table_day", "accounts.table_no_role", "accounts.table_lang", "accounts.table_contradicts", "accounts.not_oneself"}
		for i, l := range r.Lines {
			if key := want[i]; key == "" && l.Outcome != accounts.Added || key != "" && (l.Outcome != accounts.Refused || len(l.Faults) == 0 || l.Faults[0].Key != key) {
				t.Errorf("line %d: %s %v, want %s", l.Line, l.Outcome, l.Faults, key)
			}
		}
		if p, e := w.everybody(); r.Done || p != persons || e != events {
			t.Error("something was done")
		}
		for _, head := range []string{"Họ và tên\nAn\n", "Name,Email,Lương\nAn,an@x.vn,1\n", "Name,Email,email\nAn,an@x.vn,1\n"} {
			if _, err := w.ImportPeople(t.Context(), w.admin, w.sheet(head), true, true); err == nil {
				t.Errorf("%q was taken", head)
			}
		}
		nobody := w.admin
		nobody.Person = 0
		for _, do := range []func() error{
			func() error {
				_, err := w.ImportPeople(t.Context(), nobody, w.sheet("Name,Email\nAn,an@x.vn\n"), true, true)
				return err
			},
			func() error { _, err := w.ExportPeople(t.Context(), nobody, locale.VI); return err },
		} {
			if err := do(); !fault.Is(err, fault.Denied) {
				t.Errorf("by nobody: %v", err)
			}
		}
	})
}
