package demo_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"congbo/internal/app/demo"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

func load(t *testing.T) []*demo.Demo {
	t.Helper()
	all, err := demo.Load()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// university is the first institution, which shows most.
func university(t *testing.T) *demo.Demo {
	t.Helper()
	return load(t)[0]
}

// The university has something at every step, and enough that is public for the
// pages of both sites to look like those of an office at work.
func TestSomethingEverywhere(t *testing.T) {
	d := university(t)
	at := map[demo.Target]int{}
	public := map[locale.Lang]int{}
	sections := map[string]bool{}
	verbs := map[demo.Verb]bool{}
	for _, it := range d.Items {
		at[it.Target]++
		if it.Public() {
			doc := it.Final()
			public[doc.Lang]++
			sections[doc.Section] = true
		}
		for _, a := range it.Story {
			verbs[a.Do] = true
		}
	}
	for target, least := range map[demo.Target]int{
		"receive": 4, "supplement": 2, "review": 4, demo.ConsultOpen: 2, demo.ConsultClosed: 1, "post": 3,
		"result": 3, "settled": 18, "declined": 2, "closed": 1, demo.Unpublished: 1,
	} {
		if at[target] < least {
			t.Errorf("%d items at %s, want %d at least", at[target], target, least)
		}
	}
	if len(d.Items) < 40 || public[locale.EN] < 6 || public[locale.VI] < 15 {
		t.Errorf("%d items, public: %v", len(d.Items), public)
	}
	for _, s := range d.Sections {
		if s.On == "" && !sections[s.ID] {
			t.Errorf("nothing stands in section %s", s.ID)
		}
	}
	for _, v := range []demo.Verb{demo.Take, demo.Edit, demo.Comment, demo.Move, demo.Verdict, demo.Ask, demo.AnswerAsk, demo.Reply} {
		if !verbs[v] {
			t.Errorf("nobody ever does %s", v)
		}
	}
}

// Of every procedure that the demonstration works by, something stands at each
// step, or its cases have gone through it (presets: U, D, L).
func TestEveryStepIsSeen(t *testing.T) {
	stands := []string{"dang-tin-cap-truong", "cap-nhat-tin", "cap-nhat-thong-tin"} // something stands there now
	for _, d := range load(t) {
		here, passed := map[*flow.Procedure]map[flow.StepID]bool{}, map[*flow.Procedure]map[flow.StepID]bool{}
		for _, it := range d.Items {
			if here[it.Procedure] == nil {
				here[it.Procedure], passed[it.Procedure] = map[flow.StepID]bool{}, map[flow.StepID]bool{}
			}
			here[it.Procedure][it.Last], passed[it.Procedure][it.Last] = true, true
			for _, a := range it.Story {
				passed[it.Procedure][a.Step] = true
			}
		}
		for p := range here {
			for i := range p.Steps {
				s := &p.Steps[i]
				if s.OnTheWay() && !passed[p][s.ID] {
					t.Errorf("%s: nothing came to step %s of %s", d.Name, s.ID, p.ID)
				}
				aside := s.End == flow.Closed || s.Skip != nil // comes only by a rule that the demonstration's offices do not all use
				if slices.Contains(stands, p.ID) && !aside && !here[p][s.ID] {
					t.Errorf("%s: nothing stands at step %s of %s", d.Name, s.ID, p.ID)
				}
			}
		}
	}
}

// At the level of a unit the unit's own people act, and one text appears on two
// sites.
func TestUnitLevel(t *testing.T) {
	d := university(t)
	unit, both := 0, 0
	for _, it := range d.Items {
		if it.Procedure.ID == "dang-tin-cap-don-vi" {
			unit++
		}
		if doc := it.Final(); doc != nil && len(doc.Sites) > 1 && it.Public() {
			both++
		}
	}
	if unit < 3 || both < 1 {
		t.Errorf("%d items at unit level, %d on two sites", unit, both)
	}
}

// An answer is published without whoever asked (D 7.2, addition).
func TestAskersStayPrivate(t *testing.T) {
	for _, it := range load(t)[1].Items {
		doc := it.Final()
		if it.Procedure.Subject != flow.SubjectQuestion || doc == nil {
			continue
		}
		for _, word := range []string{it.Sender.Name, it.Sender.Email} {
			if strings.Contains(fmt.Sprint(*doc), word) {
				t.Errorf("%s names %s", it.ID, word)
			}
		}
	}
}

// Whenever the demonstration is started, every story runs in order, ends
// before that moment, and the office works in office hours (R-I5, R-T1).
func TestStoriesAtAnyMoment(t *testing.T) {
	all, cal := load(t), workday.Vietnam()
	first := time.Date(2026, 11, 20, 0, 7, 0, 0, workday.Zone)
	for now := first; now.Before(first.AddDate(0, 0, 14)); now = now.Add(37 * time.Minute) {
		last := map[string]time.Time{}
		previous := time.Time{}
		for _, b := range demo.Beats(all, now, cal) {
			if b.Plan != nil {
				if b.At.Before(previous) || b.At.After(now) {
					t.Fatalf("started at %v: %s at %v, after %v", now, b.Plan.Title, b.At, previous)
				}
				previous = b.At
				continue
			}
			if b.At.Before(previous) || b.At.After(now) {
				t.Fatalf("started at %v: %s at %v, after %v", now, b.Item.ID, b.At, previous)
			}
			previous = b.At
			id := b.Demo.Name + "/" + b.Item.ID
			if before, ok := last[id]; ok != (b.Act != nil) || ok && !b.At.After(before) {
				t.Fatalf("started at %v: %s goes from %v to %v", now, b.Item.ID, before, b.At)
			}
			last[id] = b.At
			office := b.Act != nil && b.Act.By != demo.BySender
			if office && !cal.IsWorking(b.At) && !cal.IsWorking(b.At.Add(-time.Minute)) {
				t.Fatalf("started at %v: %s of %s at %v, outside office hours", now, b.Act.Do, b.Item.ID, b.At)
			}
		}
	}
}

// Of what is open, something is overdue against the day that the procedure
// gives the whole case, something has little time left, something much (R-T1).
func TestTimeLeft(t *testing.T) {
	d, cal := university(t), workday.Vietnam()
	now := time.Date(2026, 11, 23, 9, 20, 0, 0, workday.Zone)
	overdue, soon, later := 0, 0, 0
	for _, it := range d.Items {
		switch it.Target {
		case "receive", "review", "post":
			used := cal.Between(it.Received.At(now, cal), now)
			switch {
			case used > 8*time.Hour:
				overdue++
			case used > 6*time.Hour:
				soon++
			case used < 4*time.Hour:
				later++
			}
		}
	}
	if overdue < 3 || soon < 1 || later < 4 {
		t.Errorf("%d overdue, %d soon, %d later", overdue, soon, later)
	}
}

// Days of the week and dates that stand together agree.
func TestWeekdays(t *testing.T) {
	together := regexp.MustCompile(`(?i)(thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật),?(?: ngày)? (\d\d)/(\d\d)(?:/(\d{4}))?`)
	names := map[string]time.Weekday{"chủ nhật": 0, "thứ hai": 1, "thứ ba": 2, "thứ tư": 3, "thứ năm": 4, "thứ sáu": 5, "thứ bảy": 6}
	found := 0
	err := fs.WalkDir(demo.Files(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(demo.Files(), name)
		if err != nil {
			return err
		}
		for _, m := range together.FindAllStringSubmatch(string(text), -1) {
			found++
			day, _ := strconv.Atoi(m[2])
			month, _ := strconv.Atoi(m[3])
			year := 2026
			if m[4] != "" {
				year, _ = strconv.Atoi(m[4])
			}
			if date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC); date.Weekday() != names[strings.ToLower(m[1])] {
				t.Errorf("%s: %s is a %s", name, m[0], date.Weekday())
			}
		}
		return nil
	})
	if err != nil || found < 15 {
		t.Errorf("%d dates, %v", found, err)
	}
}

// Every address is of a domain that can never belong to anybody (RFC 2606).
func TestAddresses(t *testing.T) {
	check := func(address string) {
		if !strings.HasSuffix(address, ".example") {
			t.Errorf("%s may be somebody's", address)
		}
	}
	for _, d := range load(t) {
		for _, p := range d.People {
			check(p.Email)
		}
		for _, u := range d.Units {
			check(u.Email)
		}
		for _, m := range d.Mailboxes {
			check(m.Address)
		}
		for _, it := range d.Items {
			check(it.Sender.Email)
			for _, m := range regexp.MustCompile(`mailto:([^)]+)`).FindAllStringSubmatch(fmt.Sprint(it.Document), -1) {
				check(m[1])
			}
		}
	}
}

// Slugs are those that the program would make of the titles' letters: plain,
// lower case.
func TestSlugs(t *testing.T) {
	for _, s := range university(t).Sections {
		for _, text := range []demo.SectionText{s.VI, s.EN} {
			if vi.Slug(text.Slug, 80) != text.Slug {
				t.Errorf("section %s: slug %q", s.ID, text.Slug)
			}
		}
	}
}

func TestMoment(t *testing.T) {
	cal := workday.Vietnam()
	for _, c := range []struct{ moment, now, want string }{
		{"-1d 14:30", "2026-11-23T08:00", "2026-11-20T14:30"}, // over a weekend
		{"-1d 14:30", "2026-11-22T03:00", "2026-11-20T14:30"}, // started on a Sunday
		{"-1d 16:00", "2026-11-25T10:00", "2026-11-23T16:00"}, // over 24 November, a holiday
		{"-3d 21:15", "2026-11-25T10:00", "2026-11-19T21:15"},
		{"-40m", "2026-11-23T08:00", "2026-11-20T16:50"},
		{"-6h20m", "2026-11-23T14:00", "2026-11-20T15:40"},
		{"-8h", "2026-11-25T09:00", "2026-11-23T09:00"},
	} {
		m, err := demo.ParseMoment(c.moment)
		if err != nil {
			t.Errorf("%s: %v", c.moment, err)
			continue
		}
		now, _ := workday.ParseTime(c.now)
		if got := m.At(now, cal).Format("2006-01-02T15:04"); got != c.want || m.String() != c.moment {
			t.Errorf("%s from %s: %s, want %s; written %s", c.moment, c.now, got, c.want, m)
		}
	}
	for _, s := range []string{"", "-", "3d 14:30", "-0d 14:30", "-3d 24:00", "-3d", "-90m", "-h", "+1h", "-1h 5m"} {
		if m, err := demo.ParseMoment(s); err == nil {
			t.Errorf("%q is read as %v", s, m)
		}
	}
}

// What could not have happened, or refers to nothing, is refused with a word
// on what is wrong and where.
func TestRefusals(t *testing.T) {
	for _, c := range []struct{ name, file, old, new, want string }{
		{"unknown key", "truong-dai-hoc/institution.yaml", "  short: ĐHST", "  shrt: ĐHST", "shrt"},
		{"unit twice", "truong-dai-hoc/institution.yaml", "{id: vp,", "{id: bgh,", "bgh stands twice"},
		{"no such role", "truong-dai-hoc/institution.yaml", "role: translator", "role: interpreter", `no role "interpreter"`},
		{"no such place", "truong-dai-hoc/institution.yaml", "at: unit/kts, from: 2024-06-01", "at: unit/xyz, from: 2024-06-01", `no unit "xyz"`},
		{"no such sender", "truong-dai-hoc/items/01-lua-chiu-man.yaml", "{person: huong}", "{person: nobody}", `no person "nobody"`},
		{"no such plate", "truong-dai-hoc/items/01-lua-chiu-man.yaml", "lead: ruong-lua", "lead: ruong-ngo", `no plate "ruong-ngo"`},
		{"no such section", "truong-dai-hoc/items/01-lua-chiu-man.yaml", "section: khoa-hoc", "section: khoa-hoac", `no section "khoa-hoac"`},
		{"no source", "truong-dai-hoc/items/02-trao-bang.yaml", "own_work: true", "own_work: false", "needs either sources or own_work"},
		{"approved without a verdict on images", "truong-dai-hoc/items/01-lua-chiu-man.yaml", "aspect: images", "aspect: content", "without the verdicts"},
		{"approved by its editor (two-person rule)", "truong-dai-hoc/items/03-hoc-bong.yaml", "-23d 08:45, by: nghi", "-23d 08:45, by: hien", "hien is an author"},
		{"confirmed by its poster", "truong-dai-hoc/items/16-gioi-thieu.yaml", "by: nghi, do: move, move: confirm", "by: toan, do: move, move: confirm", "toan"},
		{"posted by somebody who may not", "truong-dai-hoc/items/01-lua-chiu-man.yaml", "by: toan, do: move, move: publish", "by: long, do: move, move: publish", "long may not"},
		{"posted outside the delegation", "truong-dai-hoc/items/11-giai-khoi-nghiep.yaml", "-14d 13:25, by: quynh", "-14d 06:25, by: quynh", "lent nothing"},
		{"no without a reason", "truong-dai-hoc/items/34-phong-doc-mua-thi.yaml", ", text: \"Chưa rõ xe trung chuyển do đơn vị nào tổ chức, có thu tiền không. Cần thống nhất với Ban Quản lý Ký túc xá trước khi đăng.\"", "", "a no without reason"},
		{"wrong end", "truong-dai-hoc/items/01-lua-chiu-man.yaml", "target: settled", "target: result", "ends at settled, not at result"},
		{"at lunch", "truong-dai-hoc/items/01-lua-chiu-man.yaml", "-29d 13:35, by: toan", "-29d 12:35, by: toan", "outside office hours"},
		{"edit of nothing", "truong-dai-hoc/items/01-lua-chiu-man.yaml", "old: \"từ 9 đến 21 phần trăm khi\"", "old: \"không có câu này\"", "stands 0 times"},
		{"letters in two parts", "truong-dai-hoc/items/43-cam-on.yaml", "Cảm ơn Trường", "Ca\u0309m ơn Trường", "not NFC"},
		{"a move that the procedure does not have", "so-nganh/items/07-tiet-kiem-dien-cong-so.yaml", "move: pass", "move: accept", "there is no such move in step hand-over"},
		{"assigned to no office", "so-nganh/items/21-giay-phep-ban-le-ruou.yaml", ", unit: qltm, due: 3d", ", due: 3d", "a unit or a date"},
		{"answered by another office", "so-nganh/items/21-giay-phep-ban-le-ruou.yaml", "by: loi, do: move", "by: yen, do: move", "yen may not"},
		{"checked by its finder", "thu-vien/items/01-sach-moi-thang-10.yaml", "by: vu, do: move, move: accept", "by: sen, do: move, move: accept", "sen is its finder"},
		{"a person of another institution", "thu-vien/items/01-sach-moi-thang-10.yaml", "by: nam, do: move", "by: tuong, do: move", "no person tuong"},
		{"an address of two institutions", "thu-vien/institution.yaml", "address: thuvien@ktbensong.example", "address: hopthu@sct.tienchau.example", "of so-nganh already"},
		{"posted after a no from above", "truong-dai-hoc/items/04-hoc-phi.yaml", "do: answer, answer: \"yes\"", "do: answer, answer: \"no\"", "the leadership said no"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := fstest.MapFS{}
			err := fs.WalkDir(demo.Files(), ".", func(name string, e fs.DirEntry, err error) error {
				if err != nil || e.IsDir() {
					return err
				}
				text, err := fs.ReadFile(demo.Files(), name)
				if name == c.file {
					if !strings.Contains(string(text), c.old) {
						t.Fatalf("%s does not say %q", name, c.old)
					}
					text = []byte(strings.Replace(string(text), c.old, c.new, 1))
				}
				files[name] = &fstest.MapFile{Data: text}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := demo.Read(files); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want a word on %q", err, c.want)
			}
		})
	}
}
