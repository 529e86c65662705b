package store_test

import (
	"testing"

	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// Who looks for letters by their receiver finds the same on both databases.
func TestFindLettersByReceiver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		var found func(to string) int
		err := s.Tx(ctx, func(tx *store.Tx) error {
			in := store.Institution{Name: locale.Text{VI: "Trường"}}
			if err := tx.AddInstitution(ctx, &in); err != nil {
				return err
			}
			p := store.Person{Institution: in.ID, Name: "Đỗ Thị Hà", Email: "ha@st.example", Lang: locale.VI, State: store.PersonActive}
			if err := tx.AddPerson(ctx, &p); err != nil {
				return err
			}
			for i, l := range []store.Letter{{Person: p.ID, ToName: p.Name, ToEmail: p.Email}, {ToName: "Trần Văn Khách", ToEmail: "khach@dan.example"}} {
				l.Institution, l.Template, l.Lang, l.MessageID = in.ID, "note", locale.VI, string(rune('a'+i))+"@st.example"
				if err := tx.AddLetter(ctx, &l); err != nil {
					return err
				}
			}
			found = func(to string) (n int) {
				err := s.View(ctx, func(tx *store.Tx) error {
					all, err := tx.FindLetters(ctx, store.LetterFilter{Institution: in.ID, To: to, Limit: 10})
					n = len(all)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for to, want := range map[string]int{"": 2, "do thi ha": 1, "ĐỖ THỊ": 1, "HA@ST": 1, "Văn Khách": 1, "văn khách": 0, "khach@": 1, "_": 0, "%": 0, "example": 2} {
			if n := found(to); n != want {
				t.Errorf("%q finds %d, should be %d", to, n, want)
			}
		}
	})
}
