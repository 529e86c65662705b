package sites_test

import (
	"strings"
	"testing"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// R-P1, R-P2, R-M7: a university out of the box.
func TestInstallUniversity(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.Directory.Now()
		i := p.Institution(w.inst)
		if i.Name.VI != "Trường Đại học Sông Thao" || i.Settings.Short != "ĐHST" || i.Preset != "truong-dai-hoc" || !strings.Contains(i.Settings.Board.VI, "Trường Đại học Sông Thao") {
			t.Errorf("%+v", i)
		}
		if got := p.RoleTitle(w.inst, people.Leadership, locale.VI); got != "Ban Giám hiệu" {
			t.Errorf("leadership is %q", got)
		}
		if got := p.RoleTitle(w.inst, people.Technical, locale.VI); got != locale.T(locale.VI, people.Technical.Title()) {
			t.Errorf("technical is %q", got)
		}
		if p.Site(w.vi).Name != "Trường Đại học Sông Thao" || p.Site(w.en).Name != "Song Thao University" || p.Counterpart(p.Site(w.vi)).ID != w.en {
			t.Error("the sites are not each other's counterparts")
		}
		for _, title := range []string{"Tin tức – Sự kiện", "Thông báo", "Tuyển sinh", "Đào tạo", "Khoa học – Công nghệ", "Hợp tác", "Sinh viên", "Giới thiệu"} {
			found := false
			for _, s := range p.SectionTree(w.vi) {
				if s.Title == title {
					found = s.Menu && s.Depth == 0 && p.Section(s.Counterpart).Site == w.en
				}
			}
			if !found {
				t.Errorf("no section %q with its counterpart", title)
			}
		}
		for _, id := range []string{"news", "article", "brief", "announcement", "new-materials", "press-release", "interview", "statement", "page"} {
			if k := p.Kind(w.inst, id); k == nil || k.Name.EN == "" {
				t.Errorf("kind %s: %+v", id, k)
			}
		}
		box := p.MailboxByAddress("truyenthong@st.example.vn")
		if box == nil || !box.Main || box.Prefix != "PTT" || box.Procedure != "dang-tin-cap-truong" || box.Unit != w.in.Units["ptt"] || box.Site != w.vi {
			t.Errorf("%+v", box)
		}
		created := false
		for _, e := range w.events() {
			created = created || e.Verb == event.InstitutionCreated
		}
		if !created {
			t.Error("the record does not begin with the institution")
		}
	})
}

// Every shipped preset is whole with nothing filled in, clean, and in both
// languages.
func TestShippedPresets(t *testing.T) {
	if len(sites.Presets()) == 0 {
		t.Fatal("no presets")
	}
	for _, name := range sites.Presets() {
		p, err := sites.Shipped(name, sites.Blank{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, s := range p.Sections {
			for _, l := range locale.Langs {
				if w := s.In(l); w.Title == "" || w.Slug == "" || !vi.IsClean(w.Title+w.Summary) {
					t.Errorf("%s: section %s in %s: %+v", name, s.ID, l, w)
				}
			}
		}
		for _, u := range p.Units {
			if u.Name.VI == "" || u.Name.EN == "" {
				t.Errorf("%s: unit %s: %+v", name, u.ID, u.Name)
			}
		}
		for _, box := range p.Mailboxes {
			if strings.ContainsAny(box.Address, "{}") {
				t.Errorf("%s: %s is not filled in", name, box.Address)
			}
		}
	}
	for _, name := range []string{"", "nowhere", "../presets/truong-dai-hoc", "truong-dai-hoc.yaml"} {
		if _, err := sites.Shipped(name, sites.Blank{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// A preset's mistakes are found, all of them, before anything is stored.
func TestPresetMistakes(t *testing.T) {
	const base = "institution: {name: {vi: Trường}}\nsites: [{id: khac, lang: vi, name: Trường}]\nmailboxes: [{address: a@b.vn, name: {vi: Phòng}, procedure: dang-tin-cap-truong, prefix: PTT}]\nprocedures: [dang-tin-cap-truong]\n"
	for text, want := range map[string]string{
		"institution: {nam: x}\n": "field nam not found",
		base + "---\na: b\n":      "more than one document",
		base + "people: [{id: a, roles: [{role: head, at: planet/3}]}]\n": "planet/3",
	} {
		if _, err := sites.ParsePreset([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	each(t, func(t *testing.T, w *world) {
		for text, want := range map[string]string{
			"institution: {}\n":                                                                  "institution: no name\npreset: at least one site",
			base + "units: [{id: a, parent: b}, {id: b}]\n":                                      `unit a: parent: "b" is not there`,
			base + "units: [{id: a}, {id: a}]\n":                                                 `units: id "a" is missing or stands twice`,
			base + "sections: [{id: a, parent: a}]\n":                                            `section a: parent: "a" is not there`,
			base + "week: {monday: x}\n":                                                         "week",
			base + "people: [{id: a, roles: [{role: head, at: unit/x}]}]\n":                      `role at: "x" is not there`,
			base + "people: [{id: a, roles: [{role: head, at: institution, from: 1/2/2026}]}]\n": "day",
			base + "kinds: [{id: Tin tức}]\n":                                                    "kind Tin tức",
			base + "sections: [{id: a, vi: {title: Tìm kiếm}}]\n":                                "section a of khac",
			base + "sections: [{id: a, on: planet}]\n":                                           `section a: on "planet"`,
			strings.Replace(base, "s: [dang-tin-cap-truong]", "s: [khac]", 1):                    "mailbox a@b.vn", // its procedure is another one
			strings.Replace(base, "dang-tin-cap-truong", "khac", -1):                             `procedure "khac" is not there`,
		} {
			p, err := sites.ParsePreset([]byte(text))
			if err == nil {
				_, err = w.Install(t.Context(), p, store.PersonInvited)
			}
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, want %q", text, err, want)
			}
		}
		if n := len(w.Directory.Now().Institutions); n != 1 {
			t.Errorf("%d institutions after failed installations", n)
		}
	})
}

// People in a preset come with their roles, from their days on.
func TestPresetPeople(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, err := sites.Shipped("truong-dai-hoc", sites.Blank{Domain: "khac.example.vn"})
		if err != nil {
			t.Fatal(err)
		}
		p.Sites[0].ID, p.Sites[0].Counterpart, p.Sites[1].ID, p.Sites[1].Counterpart = "vi2", "en2", "en2", "vi2"
		p.Mailboxes, p.Sites = nil, p.Sites[:2]
		extra, err := sites.ParsePreset([]byte(`people:
  - {id: an, name: Trần Văn An, email: an@khac.example.vn, unit: ptt, roles: [{role: head, at: institution, from: 2026-01-05, paper: QĐ 2}, {role: webmaster, at: site/vi2}, {role: unit-head, at: unit/ptt}]}
mailboxes: [{address: a@khac.example.vn, name: {vi: Phòng}, procedure: dang-tin-cap-truong, prefix: PTT}]
week: {mon: "08:00-12:00", sat: "08:00-11:00"}`))
		if err != nil {
			t.Fatal(err)
		}
		p.People, p.Mailboxes, p.Week = extra.People, extra.Mailboxes, extra.Week
		in, err := w.Install(t.Context(), p, store.PersonActive)
		if err != nil {
			t.Fatal(err)
		}
		err = w.s.View(t.Context(), func(tx *store.Tx) error {
			as, err := tx.AppointmentsOf(t.Context(), in.People["an"])
			places := map[people.Role]people.Place{}
			for _, a := range as {
				places[a.Role] = a.Place
			}
			if len(as) != 3 || places[people.Webmaster].ID != in.Sites["vi2"] || places[people.UnitHead].ID != in.Units["ptt"] || places[people.Head].ID != in.Institution.ID {
				t.Errorf("%+v", as)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if hours := w.Directory.Now().Calendar(in.Institution.ID, in.Units["ptt"]).Week()[6]; len(hours) != 1 {
			t.Errorf("Saturday: %v", hours)
		}
	})
}
