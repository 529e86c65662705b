package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// do runs fn in a transaction that must succeed.
func do(t testing.TB, s *store.Store, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := s.Tx(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// refused runs fn in a transaction that must fail with a kind.
func refused(t testing.TB, s *store.Store, kind fault.Kind, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := s.Tx(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); !fault.Is(err, kind) {
		t.Errorf("got %v, want %v", err, kind)
	}
}

func university(t testing.TB, s *store.Store) *store.Institution {
	t.Helper()
	i := &store.Institution{
		Preset: "truong-dai-hoc", Name: locale.Text{VI: "Trường Đại học Sông Thao", EN: "Song Thao University"}, Parent: locale.Text{VI: "Bộ Giáo dục và Đào tạo"},
		Settings: store.Settings{Short: "ĐHST", Phone: "0210 3 000 000", Titles: map[people.Role]locale.Text{people.Head: {VI: "Trưởng ban", EN: "Head"}}},
	}
	do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddInstitution(ctx, i) })
	return i
}

// R-P1, R-P2: everything about places comes back as it was stored.
func TestPlacesRoundTrip(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		i := university(t, s)
		office := &store.Unit{Institution: i.ID, Name: locale.Text{VI: "Phòng Truyền thông", EN: "Communications"}, Short: "PTT", Position: 2, Active: true,
			Contact: store.Contact{Email: "ptt@st.example.vn", Office: locale.Text{VI: "Nhà A, phòng 101"}}}
		desk := &store.Unit{Institution: i.ID, Name: locale.Text{VI: "Tổ Website"}, Position: 1, Active: true}
		site := &store.Site{Institution: i.ID, Label: "vi", Lang: locale.VI, Name: "Trường Đại học Sông Thao", Theme: "truong-dai-hoc", Active: true,
			Hosts: []string{"st.example.vn", "www.st.example.vn", "a.example.vn"}, Settings: store.SiteSettings{Lead: "Học để làm", Links: []store.Link{{Title: "Bộ", URL: "https://bo.example.vn/"}}}}
		news := &store.Section{Site: 0, Slug: "tin-tuc", Title: "Tin tức", Summary: "Tin", Menu: true, Active: true}
		topic := &store.Topic{Slug: "70-nam", Title: "70 năm", Active: true}
		kind := &store.Kind{Institution: i.ID, ID: "news", Name: locale.Text{VI: "Tin", EN: "News"}, Active: true}
		main := &store.Mailbox{Institution: i.ID, Address: "ptt@st.example.vn", Name: locale.Text{VI: "Phòng Truyền thông"}, Procedure: "dang-tin-cap-truong", Prefix: "PTT", Main: true, Active: true, UnitConfirms: true}
		day := store.CalendarDay{Institution: i.ID, Day: "2026-11-20", Note: locale.Text{VI: "Ngày Nhà giáo Việt Nam"}, Source: "TB 12"}
		week := store.OfficeWeek{Institution: i.ID, Hours: [7]string{1: "08:00-12:00, 13:00-17:00", 6: "08:00-11:00"}}
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			for _, step := range []func() error{
				func() error { return tx.AddUnit(ctx, office) },
				func() error { desk.Parent = office.ID; return tx.AddUnit(ctx, desk) },
				func() error { site.Unit = office.ID; return tx.AddSite(ctx, site) },
				func() error { news.Site, topic.Site = site.ID, site.ID; return tx.AddSection(ctx, i.ID, news) },
				func() error { return tx.AddTopic(ctx, i.ID, topic) },
				func() error { return tx.AddKind(ctx, kind) },
				func() error { main.Unit, main.Site = office.ID, site.ID; return tx.AddMailbox(ctx, main) },
				func() error { return tx.SetCalendarDay(ctx, day) },
				func() error { return tx.SetOfficeWeek(ctx, week) },
			} {
				if err := step(); err != nil {
					return err
				}
			}
			return nil
		})
		// change all of them
		office.Name.EN, office.Active, office.Parent = "Communications Office", false, 0
		site.Name, site.Counterpart, site.Hosts = "Cổng thông tin", site.ID, []string{"www.st.example.vn", "st.example.vn"}
		news.Title, news.Counterpart = "Tin tức – Sự kiện", news.ID
		topic.Title, kind.Name.VI, main.Prefix, day.Hours = "Bảy mươi năm", "Tin tức", "TT", "07:30-11:30"
		i.Name.EN = "University of Song Thao"
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			for _, step := range []func() error{
				func() error { return tx.SaveUnit(ctx, office) }, func() error { return tx.SaveSite(ctx, site) },
				func() error { return tx.SaveSection(ctx, i.ID, news) }, func() error { return tx.SaveTopic(ctx, i.ID, topic) },
				func() error { return tx.SaveKind(ctx, kind) }, func() error { return tx.SaveMailbox(ctx, main) },
				func() error { return tx.SetCalendarDay(ctx, day) }, func() error { return tx.SaveInstitution(ctx, i) },
			} {
				if err := step(); err != nil {
					return err
				}
			}
			return nil
		})
		err := s.View(t.Context(), func(tx *store.Tx) error {
			ctx := t.Context()
			same(t, "institution", i)(tx.Institution(ctx, i.ID))
			same(t, "unit", office)(tx.Unit(ctx, office.ID))
			same(t, "site", site)(tx.Site(ctx, site.ID))
			same(t, "section", news)(tx.Section(ctx, news.ID))
			same(t, "mailbox", main)(tx.Mailbox(ctx, main.ID))
			same(t, "mailbox by address", main)(tx.MailboxByAddress(ctx, main.Address))
			for _, which := range []int64{0, i.ID} {
				same(t, "units", []store.Unit{*desk, *office})(tx.Units(ctx, which))
				same(t, "sites", []store.Site{*site})(tx.Sites(ctx, which))
				same(t, "kinds", []store.Kind{*kind})(tx.Kinds(ctx, which))
				same(t, "mailboxes", []store.Mailbox{*main})(tx.Mailboxes(ctx, which))
				same(t, "days", []store.CalendarDay{day})(tx.CalendarDays(ctx, which))
				same(t, "weeks", []store.OfficeWeek{week})(tx.OfficeWeeks(ctx, which))
			}
			same(t, "institutions", []store.Institution{*i})(tx.Institutions(ctx))
			same(t, "sections", []store.Section{*news})(tx.Sections(ctx, site.ID))
			same(t, "topics", []store.Topic{*topic})(tx.Topics(ctx, 0))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func same[T any](t testing.TB, what string, want T) func(got T, err error) {
	return func(got T, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
}

// Of two who change one thing, the second is told (F-B1); so is whoever takes a
// name that is taken.
func TestPlacesConflict(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		i := university(t, s)
		u := &store.Unit{Institution: i.ID, Name: locale.Text{VI: "Khoa Thủy sản"}, Active: true}
		site := &store.Site{Institution: i.ID, Label: "vi", Lang: locale.VI, Hosts: []string{"a.example.vn"}, Active: true}
		do(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.AddUnit(ctx, u); err != nil {
				return err
			}
			return tx.AddSite(ctx, site)
		})
		mine, theirs := *u, *u
		do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SaveUnit(ctx, &mine) })
		refused(t, s, fault.Conflict, func(ctx context.Context, tx *store.Tx) error { return tx.SaveUnit(ctx, &theirs) })
		refused(t, s, fault.Conflict, func(ctx context.Context, tx *store.Tx) error {
			return tx.AddSite(ctx, &store.Site{Institution: i.ID, Label: "vi", Lang: locale.EN})
		})
		refused(t, s, fault.Conflict, func(ctx context.Context, tx *store.Tx) error {
			return tx.AddSite(ctx, &store.Site{Institution: i.ID, Label: "en", Lang: locale.EN, Hosts: []string{"b.example.vn", "a.example.vn"}})
		})
		refused(t, s, fault.NotFound, func(ctx context.Context, tx *store.Tx) error {
			return tx.AddUnit(ctx, &store.Unit{Institution: i.ID + 1})
		})
		refused(t, s, fault.NotFound, func(ctx context.Context, tx *store.Tx) error {
			return tx.DropCalendarDay(ctx, i.ID, 0, "2026-01-01")
		})
		// One institution cannot reach into another one's units.
		other := university(t, s)
		stranger := mine
		stranger.Institution = other.ID
		refused(t, s, fault.Conflict, func(ctx context.Context, tx *store.Tx) error { return tx.SaveUnit(ctx, &stranger) })
	})
}

// There is one main office at a time.
func TestOneMainMailbox(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		i := university(t, s)
		var last *store.Mailbox
		for n := range 3 {
			last = &store.Mailbox{Institution: i.ID, Address: fmt.Sprintf("m%d@example.vn", n), Main: true, Active: true}
			do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddMailbox(ctx, last) })
		}
		s.View(t.Context(), func(tx *store.Tx) error {
			all, err := tx.Mailboxes(t.Context(), i.ID)
			if err != nil || len(all) != 3 || !all[0].Main || all[0].ID != last.ID || all[1].Main || all[2].Main {
				t.Errorf("%+v, %v", all, err)
			}
			return nil
		})
	})
}

// Every change of a place moves the version that caches look at, and nothing
// else does.
func TestPlacesVersion(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		version := func() (v int64) {
			t.Helper()
			if err := s.View(t.Context(), func(tx *store.Tx) (err error) { v, err = tx.PlacesVersion(t.Context()); return err }); err != nil {
				t.Fatal(err)
			}
			return v
		}
		last := version()
		i := university(t, s)
		moved := func(what string, fn func(ctx context.Context, tx *store.Tx) error) {
			t.Helper()
			do(t, s, fn)
			if v := version(); v <= last {
				t.Errorf("%s: version %d after %d", what, v, last)
			} else {
				last = v
			}
		}
		moved("institution added", func(context.Context, *store.Tx) error { return nil })
		moved("institution", func(ctx context.Context, tx *store.Tx) error { return tx.SaveInstitution(ctx, i) })
		moved("unit", func(ctx context.Context, tx *store.Tx) error { return tx.AddUnit(ctx, &store.Unit{Institution: i.ID}) })
		moved("kind", func(ctx context.Context, tx *store.Tx) error {
			return tx.AddKind(ctx, &store.Kind{Institution: i.ID, ID: "news"})
		})
		moved("day", func(ctx context.Context, tx *store.Tx) error {
			return tx.SetCalendarDay(ctx, store.CalendarDay{Institution: i.ID, Day: "2026-01-01"})
		})
		moved("day dropped", func(ctx context.Context, tx *store.Tx) error { return tx.DropCalendarDay(ctx, i.ID, 0, "2026-01-01") })
		moved("week", func(ctx context.Context, tx *store.Tx) error {
			return tx.SetOfficeWeek(ctx, store.OfficeWeek{Institution: i.ID})
		})
		moved("week dropped", func(ctx context.Context, tx *store.Tx) error { return tx.DropOfficeWeek(ctx, i.ID, 0) })
		do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.Enqueue(ctx, "x", 1, time.Time{}, "") })
		if v := version(); v != last {
			t.Errorf("version %d without a change, was %d", v, last)
		}
	})
}
