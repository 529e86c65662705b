package sites_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/look"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
)

func text(s string) locale.Text { return locale.Text{VI: s, EN: s} }

// verbs is every verb of this area as one call that succeeds for whoever may.
func verbs(w *world) map[string]struct {
	verb event.Verb
	call func(who cases.Actor) error
} {
	ctx := w.t.Context()
	n := 0
	next := func() string { n++; return fmt.Sprintf("them-%d", n) }
	snap := func() *sites.Snapshot { return w.Directory.Now() }
	unit := func() *store.Unit { return snap().Unit(w.in.Units["ptt"]) }
	type line = struct {
		verb event.Verb
		call func(who cases.Actor) error
	}
	return map[string]line{
		"SaveInstitution": {event.SettingChanged, func(who cases.Actor) error {
			_, err := w.SaveInstitution(ctx, who, snap().Institution(w.inst).Version, sites.InstitutionInput{Name: text("Trường"), Settings: store.Settings{Short: "T"}})
			return err
		}},
		"AddUnit": {event.UnitChanged, func(who cases.Actor) error {
			_, err := w.AddUnit(ctx, who, sites.UnitInput{Name: text(next()), Active: true})
			return err
		}},
		"SaveUnit": {event.UnitChanged, func(who cases.Actor) error {
			_, err := w.SaveUnit(ctx, who, unit().ID, unit().Version, sites.UnitInput{Name: text("Phòng Truyền thông"), Active: true})
			return err
		}},
		"AddKind": {event.SettingChanged, func(who cases.Actor) error { return w.AddKind(ctx, who, next(), sites.KindInput{Name: text("Loại")}) }},
		"SaveKind": {event.SettingChanged, func(who cases.Actor) error {
			return w.SaveKind(ctx, who, "news", snap().Kind(w.inst, "news").Version, sites.KindInput{Name: text("Tin"), Active: true})
		}},
		"AddSite": {event.SiteChanged, func(who cases.Actor) error {
			_, err := w.AddSite(ctx, who, sites.SiteInput{Label: next(), Lang: locale.VI, Name: "Khoa", Active: true})
			return err
		}},
		"SaveSite": {event.SiteChanged, func(who cases.Actor) error {
			_, err := w.SaveSite(ctx, who, w.vi, snap().Site(w.vi).Version, sites.SiteInput{Name: "Trường", Counterpart: w.en, Active: true})
			return err
		}},
		"SaveLook": {event.LookSaved, func(who cases.Actor) error {
			return w.SaveLook(ctx, who, w.vi, w.lookState(), look.Look{Theme: "so-nganh", Line: next()})
		}},
		"SaveEmblem": {event.LookSaved, func(who cases.Actor) error { return w.SaveEmblem(ctx, who, w.vi, w.lookState(), nil) }},
		"DropLook": {event.LookSaved, func(who cases.Actor) error {
			return w.DropLook(ctx, who, w.vi, w.lookState())
		}},
		"ApplyLook": {event.LookApplied, func(who cases.Actor) error {
			return w.ApplyLook(ctx, who, w.vi, w.lookState())
		}},
		"RestoreLook": {event.LookApplied, func(who cases.Actor) error {
			return w.RestoreLook(ctx, who, w.vi, w.lookState(), 0)
		}},
		"AddSection": {event.SectionChanged, func(who cases.Actor) error {
			_, err := w.AddSection(ctx, who, w.vi, sites.SectionInput{Title: next(), Active: true})
			return err
		}},
		"SaveSection": {event.SectionChanged, func(who cases.Actor) error {
			s := snap().Section(w.in.Sections["vi"]["hop-tac"])
			_, err := w.SaveSection(ctx, who, s.ID, s.Version, sites.SectionInput{Title: "Hợp tác", Slug: s.Slug, Counterpart: s.Counterpart, Active: true})
			return err
		}},
		"AddTopic": {event.SectionChanged, func(who cases.Actor) error {
			_, err := w.AddTopic(ctx, who, w.vi, sites.TopicInput{Title: next(), Active: true})
			return err
		}},
		"AddMailbox": {event.MailboxChanged, func(who cases.Actor) error {
			_, err := w.AddMailbox(ctx, who, sites.MailboxInput{Address: next() + "@st.example.vn", Name: text("Phòng"), Prefix: "PX", Procedure: "dang-tin-cap-truong", Active: true})
			return err
		}},
		"SaveMailbox": {event.MailboxChanged, func(who cases.Actor) error {
			m := snap().MailboxByAddress("truyenthong@st.example.vn")
			_, err := w.SaveMailbox(ctx, who, m.ID, m.Version, sites.MailboxInput{Address: m.Address, Name: m.Name, Prefix: "PTT", Procedure: m.Procedure, Main: true, Active: true})
			return err
		}},
		"SetDay":   {event.CalendarChanged, func(who cases.Actor) error { return w.SetDay(ctx, who, sites.DayInput{Day: "2026-11-20"}) }},
		"SetWeek":  {event.CalendarChanged, func(who cases.Actor) error { return w.SetWeek(ctx, who, 0, [7]string{1: "08:00-12:00"}) }},
		"DropWeek": {event.CalendarChanged, func(who cases.Actor) error { return w.DropWeek(ctx, who, 0) }},
	}
}

// allowed are the roles that may do something here, held at the institution;
// all others may not.
var allowed = map[event.Verb][]people.Role{
	event.SettingChanged:  {people.Administrator},
	event.UnitChanged:     {people.Administrator},
	event.SiteChanged:     {people.Administrator},
	event.LookSaved:       {people.Administrator},
	event.LookApplied:     {people.Administrator},
	event.MailboxChanged:  {people.Administrator},
	event.SectionChanged:  {people.Administrator, people.Head, people.Deputy, people.Webmaster, people.Librarian},
	event.CalendarChanged: {people.Administrator, people.Focal, people.Personnel},
}

// Invariant 10: each verb is for its roles and nobody else, and every one that
// was done stands in the record.
func TestVerbsByRole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := verbs(w)
		at := people.Place{Kind: people.Institution, ID: w.inst}
		beside := must[*store.Unit](t)(w.AddUnit(t.Context(), w.admin, sites.UnitInput{Name: text("Khoa bên cạnh"), Active: true}))
		for _, role := range people.Roles {
			who := w.person("", role, at)
			elsewhere := w.person("khoa", role, people.Place{Kind: people.Unit, ID: beside.ID})
			for name, v := range all {
				if v.verb == event.LookSaved || v.verb == event.LookApplied {
					w.ready(name)
				}
				before := w.Directory.Now().Version
				lines := w.last().Seq
				if err := v.call(elsewhere); !fault.Is(err, fault.Denied) {
					t.Errorf("%s by %s of another unit: %v", name, role, err)
				}
				err := v.call(who)
				if may := slices.Contains(allowed[v.verb], role); may && err != nil || !may && !fault.Is(err, fault.Denied) {
					t.Errorf("%s by %s: %v", name, role, err)
				}
				e := w.last()
				if err != nil {
					if e.Seq != lines || w.Directory.Now().Version != before {
						t.Errorf("%s by %s left a trace though denied", name, role)
					}
				} else if e.Seq != lines+1 || e.Verb != v.verb || e.Actor != int64(who.Person) {
					t.Errorf("%s recorded %d lines, the last %+v", name, e.Seq-lines, e)
				}
			}
		}
		// whose institution it is not finds nothing
		stranger := w.admin
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			i := &store.Institution{Name: text("Nơi khác")}
			err := tx.AddInstitution(ctx, i)
			stranger.Institution = i.ID
			return err
		})
		for name, v := range all {
			if err := v.call(stranger); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s from elsewhere: %v", name, err)
			}
		}
	})
}

// A webmaster of one site keeps the sections of that one only (F-D2); what a
// delegate does is recorded in whose name.
func TestSectionsOfOneSite(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		web := w.person("An", people.Webmaster, people.Place{Kind: people.Site, ID: w.vi})
		_, err := w.AddSection(ctx, web, w.vi, sites.SectionInput{Title: "Kỷ niệm 70 năm", Active: true})
		w.want("one's own site", err, "")
		_, err = w.AddSection(ctx, web, w.en, sites.SectionInput{Title: "70 years", Active: true})
		w.want("the other site", err, "people.denied")
		lent := w.person("Bình", people.Staff, people.Place{Kind: people.Institution, ID: w.inst})
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.AddDelegation(ctx, &store.Delegation{Delegation: people.Delegation{From: web.Person, To: lent.Person, Place: people.Place{Kind: people.Site, ID: w.vi}, Start: tx.Now(), End: tx.Now().Add(time.Hour)}})
		})
		_, err = w.AddSection(ctx, lent, w.vi, sites.SectionInput{Title: "Cựu sinh viên", Active: true})
		w.want("by delegation", err, "")
		if e := w.last(); e.Actor != int64(lent.Person) || e.OnBehalfOf != int64(web.Person) {
			t.Errorf("recorded %+v", e)
		}
		_, err = w.AddSection(ctx, lent, w.en, sites.SectionInput{Title: "Alumni", Active: true})
		w.want("beyond it", err, "people.denied")
	})
}

func TestUnits(t *testing.T) { // R-P1, F-D5
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		add := func(parent int64, name string) (*store.Unit, error) {
			return w.AddUnit(ctx, w.admin, sites.UnitInput{Parent: parent, Name: text(name), Active: true})
		}
		faculty := must[*store.Unit](t)(add(0, "  Khoa\tThủy sản "))
		if faculty.Name.VI != "Khoa Thủy sản" {
			t.Errorf("%q", faculty.Name.VI)
		}
		team := must[*store.Unit](t)(add(faculty.ID, "Bộ môn Nuôi trồng"))
		if got := w.Directory.Now().Above(team.ID); !slices.Equal(got, []int64{team.ID, faculty.ID}) {
			t.Errorf("above: %v", got)
		}
		save := func(u *store.Unit, parent int64, active bool) error {
			now := w.Directory.Now().Unit(u.ID)
			_, err := w.SaveUnit(ctx, w.admin, u.ID, now.Version, sites.UnitInput{Parent: parent, Name: now.Name, Active: active})
			return err
		}
		w.want("below itself", save(faculty, faculty.ID, true), "sites.unit_loop")
		w.want("below its child", save(faculty, team.ID, true), "sites.unit_loop")
		w.want("no such parent", save(team, 9999, true), "sites.unit_unknown")
		w.want("closed with a unit below it", save(faculty, 0, false), "sites.unit_in_use")
		w.want("closed with a mailbox", func() error {
			u := w.Directory.Now().Unit(w.in.Units["ptt"])
			_, err := w.SaveUnit(ctx, w.admin, u.ID, u.Version, sites.UnitInput{Name: u.Name})
			return err
		}(), "sites.unit_in_use")
		w.want("closed", save(team, faculty.ID, false), "")
		_, err := add(team.ID, "Tổ")
		w.want("below a closed one", err, "sites.parent_closed")
		_, err = add(0, " ")
		w.want("without a name", err, "sites.name_missing")
		_, err = w.SaveUnit(ctx, w.admin, team.ID, 0, sites.UnitInput{Name: text("Cũ"), Active: true})
		w.want("the slower of two", err, "store.changed_meanwhile")
		_, err = w.SaveUnit(ctx, w.admin, 9999, 0, sites.UnitInput{Name: text("Không"), Active: true})
		w.want("no such unit", err, "fault.not_found")
		parent := faculty.ID
		for err = nil; err == nil; {
			var u *store.Unit
			if u, err = add(parent, "Sâu"); err == nil {
				parent = u.ID
			}
		}
		w.want("too deep", err, "sites.unit_deep")
		if n := len(w.Directory.Now().Above(parent)); n != 10 {
			t.Errorf("%d levels", n)
		}
		other := must[*store.Unit](t)(add(0, "Khoa khác"))
		w.want("moving a deep tree deeper", save(faculty, other.ID, true), "sites.unit_deep")
		tree := w.Directory.Now().Tree(w.inst)
		for i, b := range tree {
			if b.Depth > 0 && (i == 0 || tree[i-1].Depth < b.Depth-1) {
				t.Errorf("the tree is out of order at %d", i)
			}
		}
	})
}

func TestSites(t *testing.T) { // R-P2, F-D4
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		faculty := must[*store.Unit](t)(w.AddUnit(ctx, w.admin, sites.UnitInput{Name: text("Khoa Thủy sản"), Active: true}))
		good := func() sites.SiteInput {
			return sites.SiteInput{Unit: faculty.ID, Label: "ThuySan", Lang: locale.VI, Name: "Khoa Thủy sản", Hosts: []string{" ThuySan.ST.example.vn. ", ""}, Active: true,
				Settings: store.SiteSettings{Links: []store.Link{{Title: "Bộ", URL: "https://moet.example.vn/"}, {}}}}
		}
		vi := must[*store.Site](t)(w.AddSite(ctx, w.admin, good()))
		if vi.Label != "thuysan" || vi.Theme != "truong-dai-hoc" || !slices.Equal(vi.Hosts, []string{"thuysan.st.example.vn"}) || len(vi.Settings.Links) != 1 {
			t.Errorf("%+v", vi)
		}
		if got := w.Directory.Now().SiteByHost("THUYSAN.st.example.vn:8443"); got == nil || got.ID != vi.ID {
			t.Errorf("by host: %+v", got)
		}
		for what, c := range map[string]struct {
			change func(*sites.SiteInput)
			want   string
		}{
			"label taken":          {func(in *sites.SiteInput) { in.Hosts = nil }, "sites.label_taken"},
			"host taken":           {func(in *sites.SiteInput) { in.Label = "x" }, "sites.host_taken"},
			"host twice":           {func(in *sites.SiteInput) { in.Label, in.Hosts = "x", []string{"a.vn", "A.vn"} }, "sites.host_taken"},
			"host is an address":   {func(in *sites.SiteInput) { in.Label, in.Hosts = "x", []string{"10.0.0.1"} }, "sites.host_wrong"},
			"host with a path":     {func(in *sites.SiteInput) { in.Label, in.Hosts = "x", []string{"a.vn/x"} }, "sites.host_wrong"},
			"host in Unicode":      {func(in *sites.SiteInput) { in.Label, in.Hosts = "x", []string{"thủysản.vn"} }, "sites.host_wrong"},
			"label with marks":     {func(in *sites.SiteInput) { in.Label, in.Hosts = "thủy-sản", nil }, "sites.label_wrong"},
			"label of the program": {func(in *sites.SiteInput) { in.Label, in.Hosts = "desk", nil }, "sites.reserved"},
			"no such language":     {func(in *sites.SiteInput) { in.Label, in.Hosts, in.Lang = "x", nil, "fr" }, "sites.lang_wrong"},
			"no such look":         {func(in *sites.SiteInput) { in.Label, in.Hosts, in.Theme = "x", nil, "rococo" }, "sites.theme_wrong"},
			"no name":              {func(in *sites.SiteInput) { in.Label, in.Hosts, in.Name = "x", nil, "" }, "sites.name_missing"},
			"a dangerous link": {func(in *sites.SiteInput) {
				in.Label, in.Hosts, in.Settings.Links = "x", nil, []store.Link{{Title: "x", URL: "javascript:alert(1)"}}
			}, "sites.link_wrong"},
			"no such unit":             {func(in *sites.SiteInput) { in.Label, in.Hosts, in.Unit = "x", nil, 9999 }, "sites.unit_unknown"},
			"counterpart of one's own": {func(in *sites.SiteInput) { in.Label, in.Hosts, in.Counterpart = "x", nil, vi.ID }, "sites.counterpart_wrong"},
			"counterpart elsewhere":    {func(in *sites.SiteInput) { in.Label, in.Hosts, in.Counterpart = "x", nil, w.en }, "sites.counterpart_wrong"},
		} {
			in := good()
			c.change(&in)
			_, err := w.AddSite(ctx, w.admin, in)
			w.want(what, err, c.want)
		}
		in := good()
		in.Label, in.Lang, in.Hosts, in.Counterpart = "thuysan-en", locale.EN, nil, vi.ID
		en := must[*store.Site](t)(w.AddSite(ctx, w.admin, in))
		snap := w.Directory.Now()
		if snap.Site(vi.ID).Counterpart != en.ID || en.Counterpart != vi.ID || snap.Counterpart(en).ID != vi.ID {
			t.Error("the counterparts are not tied both ways")
		}
		in.Label = "thuysan-en2"
		third := must[*store.Site](t)(w.AddSite(ctx, w.admin, in))
		snap = w.Directory.Now()
		if snap.Site(en.ID).Counterpart != 0 || snap.Site(vi.ID).Counterpart != third.ID {
			t.Error("a new counterpart did not part the old one")
		}
		now := snap.Site(vi.ID)
		saved := must[*store.Site](t)(w.SaveSite(ctx, w.admin, vi.ID, now.Version, sites.SiteInput{Unit: faculty.ID, Label: "other", Lang: locale.EN, Name: "Khoa TS", Active: false}))
		if saved.Label != "thuysan" || saved.Lang != locale.VI || saved.Counterpart != 0 || len(saved.Hosts) != 0 {
			t.Errorf("%+v", saved)
		}
		snap = w.Directory.Now()
		if snap.SiteByLabel("thuysan") != nil || snap.Site(third.ID).Counterpart != 0 {
			t.Error("a closed site is still there")
		}
		_, err := w.SaveSite(ctx, w.admin, vi.ID, now.Version, sites.SiteInput{Unit: faculty.ID, Name: "Khoa", Active: true})
		w.want("the slower of two", err, "store.changed_meanwhile")
		for _, s := range snap.SitesOf(w.inst) {
			_, err = w.SaveSite(ctx, w.admin, s.ID, w.Directory.Now().Site(s.ID).Version, sites.SiteInput{Unit: s.Unit, Name: s.Name, Active: false})
		}
		w.want("closing the last", err, "sites.last_site")
	})
}

func TestSections(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		add := func(in sites.SectionInput) (*store.Section, error) {
			in.Active = true
			return w.AddSection(ctx, w.admin, w.vi, in)
		}
		made := must[*store.Section](t)(add(sites.SectionInput{Title: "Đoàn – Hội & Thể thao"}))
		if made.Slug != "doan-hoi-the-thao" {
			t.Errorf("slug %q", made.Slug)
		}
		for what, c := range map[string]struct {
			in   sites.SectionInput
			want string
		}{
			"slug taken":              {sites.SectionInput{Title: "Tin", Slug: "gioi-thieu"}, "sites.slug_taken"},
			"slug with marks":         {sites.SectionInput{Title: "Tin", Slug: "giới-thiệu"}, "sites.slug_wrong"},
			"slug with a path":        {sites.SectionInput{Title: "Tin", Slug: "a/b"}, "sites.slug_wrong"},
			"nothing to make one of":  {sites.SectionInput{Title: "日本"}, "sites.slug_wrong"},
			"slug of the program":     {sites.SectionInput{Title: "Tìm kiếm"}, "sites.reserved"},
			"no title":                {sites.SectionInput{Slug: "x"}, "sites.name_missing"},
			"no such parent":          {sites.SectionInput{Title: "Tin A", Parent: 9999}, "sites.section_unknown"},
			"parent of another site":  {sites.SectionInput{Title: "Tin A", Parent: w.in.Sections["en"]["tin-tuc"]}, "sites.section_unknown"},
			"counterpart of the site": {sites.SectionInput{Title: "Tin A", Counterpart: w.in.Sections["vi"]["tin-tuc"]}, "sites.section_counterpart"},
			"no such counterpart":     {sites.SectionInput{Title: "Tin A", Counterpart: 9999}, "sites.section_counterpart"},
		} {
			_, err := add(c.in)
			w.want(what, err, c.want)
		}
		// at most four deep, never below itself
		parent, chain := made.ID, []int64{made.ID}
		for range 3 {
			s := must[*store.Section](t)(add(sites.SectionInput{Title: "Mục " + strings.Repeat("sâu ", len(chain)), Parent: parent}))
			parent, chain = s.ID, append(chain, s.ID)
		}
		_, err := add(sites.SectionInput{Title: "Quá sâu", Parent: parent})
		w.want("too deep", err, "sites.section_deep")
		save := func(id int64, change func(*sites.SectionInput)) error {
			s := w.Directory.Now().Section(id)
			in := sites.SectionInput{Parent: s.Parent, Counterpart: s.Counterpart, Slug: s.Slug, Title: s.Title, Summary: s.Summary, Position: s.Position, Menu: s.Menu, Active: s.Active}
			change(&in)
			_, err := w.SaveSection(ctx, w.admin, id, s.Version, in)
			return err
		}
		w.want("below itself", save(chain[0], func(in *sites.SectionInput) { in.Parent = chain[3] }), "sites.section_loop")
		w.want("a tree moved too deep", save(chain[1], func(in *sites.SectionInput) { in.Parent = w.in.Sections["vi"]["tuyen-dung"] }), "sites.section_deep")
		w.want("moved up", save(chain[1], func(in *sites.SectionInput) { in.Parent = 0 }), "")
		w.want("closed with one below it", save(chain[1], func(in *sites.SectionInput) { in.Active = false }), "sites.section_parent")

		// An address once given leads there for ever.
		news := w.in.Sections["vi"]["tin-tuc"]
		w.want("renamed", save(news, func(in *sites.SectionInput) { in.Slug = "tin" }), "")
		w.want("renamed again", save(news, func(in *sites.SectionInput) { in.Slug = "tin-moi" }), "")
		for slug, moved := range map[string]bool{"tin-moi": false, "tin": true, "tin-tuc-su-kien": true} {
			if s, m := w.Directory.Now().SectionBySlug(w.vi, slug); s == nil || s.ID != news || m != moved {
				t.Errorf("%s: %+v, moved %t", slug, s, m)
			}
		}
		taken := must[*store.Section](t)(add(sites.SectionInput{Title: "Tin"}))
		if s, moved := w.Directory.Now().SectionBySlug(w.vi, "tin"); s == nil || s.ID != taken.ID || moved {
			t.Errorf("a slug taken over leads to %+v, moved %t", s, moved)
		}
		w.want("back to the first", save(news, func(in *sites.SectionInput) { in.Slug = "tin-tuc-su-kien" }), "")
		if s, moved := w.Directory.Now().SectionBySlug(w.vi, "tin-tuc-su-kien"); s == nil || s.ID != news || moved {
			t.Errorf("back: %+v, moved %t", s, moved)
		}
		if s, _ := w.Directory.Now().SectionBySlug(w.en, "tin-tuc-su-kien"); s != nil {
			t.Errorf("on another site: %+v", s)
		}

		// counterparts, both ways
		about := w.Directory.Now().Section(w.in.Sections["en"]["gioi-thieu"])
		if about.Counterpart != w.in.Sections["vi"]["gioi-thieu"] || w.Directory.Now().Section(about.Counterpart).Counterpart != about.ID {
			t.Error("the preset's sections are not tied")
		}
		w.want("tied to another", save(made.ID, func(in *sites.SectionInput) { in.Counterpart = about.ID }), "")
		snap := w.Directory.Now()
		if snap.Section(about.ID).Counterpart != made.ID || snap.Section(w.in.Sections["vi"]["gioi-thieu"]).Counterpart != 0 {
			t.Error("tied wrongly")
		}
		w.want("untied", save(made.ID, func(in *sites.SectionInput) { in.Counterpart = 0 }), "")
		if w.Directory.Now().Section(about.ID).Counterpart != 0 {
			t.Error("tied on one side")
		}
	})
}

func TestMailboxes(t *testing.T) { // R-I1
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		good := sites.MailboxInput{Unit: w.in.Units["pdt"], Site: w.vi, Address: " DaoTao@ST.example.vn ", Name: text("Phòng Đào tạo"), Procedure: "dang-tin-cap-truong", Prefix: "pdt", Active: true}
		m := must[*store.Mailbox](t)(w.AddMailbox(ctx, w.admin, good))
		if m.Address != "daotao@st.example.vn" || m.Prefix != "PDT" || m.Main {
			t.Errorf("%+v", m)
		}
		for what, c := range map[string]struct {
			change func(*sites.MailboxInput)
			want   string
		}{
			"taken":             {func(in *sites.MailboxInput) {}, "sites.address_taken"},
			"no address":        {func(in *sites.MailboxInput) { in.Address = "daotao" }, "sites.address_wrong"},
			"with a name":       {func(in *sites.MailboxInput) { in.Address = "Đào tạo <a@b.vn>" }, "sites.address_wrong"},
			"breaks a header":   {func(in *sites.MailboxInput) { in.Address = "a@b.vn\r\nBcc: c@d.vn" }, "sites.address_wrong"},
			"prefix with marks": {func(in *sites.MailboxInput) { in.Address, in.Prefix = "x@st.example.vn", "PĐT" }, "sites.prefix_wrong"},
			"no procedure":      {func(in *sites.MailboxInput) { in.Address, in.Procedure = "x@st.example.vn", "khong-co" }, "sites.procedure_unknown"},
			"no such unit":      {func(in *sites.MailboxInput) { in.Address, in.Unit = "x@st.example.vn", 9999 }, "sites.unit_unknown"},
			"no such site":      {func(in *sites.MailboxInput) { in.Address, in.Site = "x@st.example.vn", 9999 }, "sites.site_unknown"},
			"main but closed":   {func(in *sites.MailboxInput) { in.Address, in.Main, in.Active = "x@st.example.vn", true, false }, "sites.main_needed"},
		} {
			in := good
			c.change(&in)
			_, err := w.AddMailbox(ctx, w.admin, in)
			w.want(what, err, c.want)
		}
		first := w.Directory.Now().MailboxByAddress("TruyenThong@st.example.vn")
		if first == nil || !first.Main {
			t.Fatalf("%+v", first)
		}
		_, err := w.SaveMailbox(ctx, w.admin, first.ID, first.Version, sites.MailboxInput{Address: first.Address, Name: first.Name, Procedure: first.Procedure, Prefix: "PTT", Active: true})
		w.want("no main one", err, "sites.main_needed")
		good.Main = true
		must[*store.Mailbox](t)(w.SaveMailbox(ctx, w.admin, m.ID, m.Version, good))
		boxes := w.Directory.Now().MailboxesOf(w.inst)
		if len(boxes) != len(w.in.Mailboxes)+1 || boxes[0].ID != m.ID || !boxes[0].Main || boxes[1].Main {
			t.Errorf("%+v", boxes)
		}
		_, err = w.SaveMailbox(ctx, w.admin, first.ID, first.Version, sites.MailboxInput{Address: first.Address, Name: first.Name, Procedure: first.Procedure, Prefix: "PTT"})
		w.want("an old version", err, "store.changed_meanwhile")
		first = w.Directory.Now().Mailbox(first.ID)
		_, err = w.SaveMailbox(ctx, w.admin, first.ID, first.Version, sites.MailboxInput{Address: first.Address, Name: first.Name, Procedure: first.Procedure, Prefix: "PTT"})
		w.want("closed", err, "")
		if w.Directory.Now().MailboxByAddress(first.Address) != nil {
			t.Error("a closed mailbox still takes letters")
		}
	})
}

func TestKindsAndTopics(t *testing.T) { // R-M7
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.want("kind taken", w.AddKind(ctx, w.admin, "news", sites.KindInput{Name: text("Tin")}), "sites.kind_taken")
		w.want("kind with marks", w.AddKind(ctx, w.admin, "tin tức", sites.KindInput{Name: text("Tin")}), "sites.kind_wrong")
		w.want("no such kind", w.SaveKind(ctx, w.admin, "nothing", 0, sites.KindInput{Name: text("Tin")}), "fault.not_found")
		w.want("kind closed", w.SaveKind(ctx, w.admin, "interview", 0, sites.KindInput{Name: text("Phỏng vấn")}), "")
		w.want("an old version", w.SaveKind(ctx, w.admin, "interview", 0, sites.KindInput{Name: text("Phỏng vấn")}), "store.changed_meanwhile")
		snap := w.Directory.Now()
		if snap.Kind(w.inst, "interview") == nil || slices.ContainsFunc(snap.KindsOf(w.inst), func(k *store.Kind) bool { return k.ID == "interview" }) {
			t.Error("a closed kind is offered, or forgotten")
		}
		topic := must[*store.Topic](t)(w.AddTopic(ctx, w.admin, w.vi, sites.TopicInput{Title: "Chuyển đổi số", Active: true}))
		_, err := w.AddTopic(ctx, w.admin, w.vi, sites.TopicInput{Title: "Chuyển  đổi số"})
		w.want("topic taken", err, "sites.slug_taken")
		topic = must[*store.Topic](t)(w.SaveTopic(ctx, w.admin, w.vi, topic.ID, topic.Version, sites.TopicInput{Title: "Đại học số", Slug: "other", Active: true}))
		if got := w.Directory.Now().TopicBySlug(w.vi, "chuyen-doi-so"); got == nil || got.Title != "Đại học số" || topic.Slug != "chuyen-doi-so" {
			t.Errorf("%+v", got)
		}
		_, err = w.SaveTopic(ctx, w.admin, w.en, topic.ID, topic.Version, sites.TopicInput{Title: "X"})
		w.want("topic of another site", err, "fault.not_found")
	})
}

// R-T1: the calendar of a place is what it decided itself, over that of the
// places above it, over the country's; open cases are counted anew.
func TestCalendar(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		unit := w.in.Units["ptt"]
		team := must[*store.Unit](t)(w.AddUnit(ctx, w.admin, sites.UnitInput{Parent: unit, Name: text("Tổ Website"), Active: true}))
		day := func(s string) time.Time { d, _ := time.Parse(time.RFC3339, s+"T09:00:00+07:00"); return d }
		open := func(unit int64, s string) bool { return w.Directory.Now().Calendar(w.inst, unit).IsWorking(day(s)) }
		for what, c := range map[string]struct {
			in   sites.DayInput
			want string
		}{
			"no day":       {sites.DayInput{Day: "20/11/2026"}, "sites.day_wrong"},
			"no such day":  {sites.DayInput{Day: "2026-02-30"}, "sites.day_wrong"},
			"hours":        {sites.DayInput{Day: "2026-11-20", Hours: "8-12"}, "workday.hours_wrong"},
			"no such unit": {sites.DayInput{Day: "2026-11-20", Unit: 9999}, "sites.unit_unknown"},
		} {
			w.want(what, w.SetDay(ctx, w.admin, c.in), c.want)
		}
		const friday, saturday = "2026-11-20", "2026-11-21"
		w.want("a day off", w.SetDay(ctx, w.admin, sites.DayInput{Day: friday, Note: text("Ngày Nhà giáo"), Source: "TB 12"}), "")
		w.want("worked by one unit", w.SetDay(ctx, w.admin, sites.DayInput{Unit: unit, Day: friday, Hours: "13:00-17:00, 7:30-11:30"}), "")
		if open(0, friday) || open(w.in.Units["pdt"], friday) || !open(unit, friday) || !open(team.ID, friday) {
			t.Error("the day is wrong somewhere")
		}
		w.want("a week without hours", w.SetWeek(ctx, w.admin, 0, [7]string{}), "sites.week_empty")
		w.want("a bad week", w.SetWeek(ctx, w.admin, 0, [7]string{1: "x"}), "workday.hours_wrong")
		w.want("Saturdays", w.SetWeek(ctx, w.admin, team.ID, [7]string{1: "07:30-11:30", 6: "08:00-11:00"}), "")
		if open(unit, saturday) || !open(team.ID, saturday) || !open(team.ID, friday) {
			t.Error("the week is wrong somewhere")
		}
		if w.Directory.Now().Calendar(w.inst, w.in.Units["pdt"]) != w.Directory.Now().Calendar(w.inst, 0) {
			t.Error("units without hours of their own do not share one calendar")
		}
		w.want("taken back", w.DropDay(ctx, w.admin, 0, friday), "")
		w.want("taken back again", w.DropDay(ctx, w.admin, 0, friday), "fault.not_found")
		w.want("week taken back", w.DropWeek(ctx, w.admin, team.ID), "")
		if !open(0, friday) || open(team.ID, saturday) {
			t.Error("what was taken back still counts")
		}
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.Jobs(ctx, sites.JobRecount)
			if n != 1 {
				t.Errorf("%d jobs recount the open cases", n)
			}
			return err
		})
	})
}
