package procfile_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/workday"
)

var update = flag.Bool("update", false, "write into testdata what is wrong with each file")

func TestPresetsAreSound(t *testing.T) { // R-M8
	files, err := filepath.Glob("presets/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range procfile.Check(data) {
			t.Errorf("%s:%s | %s", file, m.In(locale.VI), m.Text(locale.EN))
		}
	}
	for _, p := range procfile.Presets() {
		if p.ID != p.Procedure.ID || procfile.ByID(p.ID) != p.Procedure {
			t.Errorf("%s has the id %s", p.ID, p.Procedure.ID)
		}
	}
	if procfile.ByID("khong-co") != nil {
		t.Error("found what is not there")
	}
}

// The university's procedure says what its source says, clause by clause, and
// marks what it adds (R-M1, F-A16).
func TestUniversity(t *testing.T) {
	p := procfile.ByID("dang-tin-cap-truong")
	day := workday.Limit{Days: 1}
	if p.Within != day || p.Clause != "II.1" || p.Receipt != flow.LetterReceipt {
		t.Errorf("the whole case: %v (%s), receipt %s", p.Within, p.Clause, p.Receipt)
	}
	type row struct {
		ID       flow.StepID
		Clause   string
		By       people.Role
		Within   workday.Limit
		End      flow.Outcome
		Addition bool
	}
	var got []row
	for _, s := range p.Steps {
		r := row{ID: s.ID, Clause: s.Clause, Within: s.Within, End: s.End, Addition: s.Addition}
		if len(s.By) > 0 {
			r.By = s.By[0]
		}
		got = append(got, r)
	}
	want := []row{
		{ID: "unit-confirm", Clause: "IV.b.1", By: people.UnitHead, Addition: true},
		{ID: "receive", Clause: "IV.b.1", By: people.Communications},
		{ID: "supplement", By: people.Communications, Addition: true},
		{ID: "review", Clause: "IV.b.2", By: people.Head},
		{ID: "post", Clause: "IV.b.3", By: people.Webmaster, Within: day},
		{ID: "result", Clause: "IV.a.4, IV.b.4", By: people.Webmaster},
		{ID: "settled", End: flow.Settled},
		{ID: "declined", End: flow.Declined},
		{ID: "closed", End: flow.Closed, Addition: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	review := p.Step("review")
	if c := review.Consult; c == nil || c.Of[0] != people.Leadership || c.Through[0] != people.Communications || c.Clause != "IV.a.2" {
		t.Errorf("consultation: %+v", c)
	}
	wantVerdicts := []flow.VerdictRule{
		{Aspect: content.AspectContent, By: []people.Role{people.Head, people.Deputy}, Need: 1},
		{Aspect: content.AspectImages, By: []people.Role{people.Head, people.Deputy}, Need: 1},
	}
	if diff := cmp.Diff(wantVerdicts, review.Verdicts); diff != "" {
		t.Error(diff)
	}
	type way struct {
		To     flow.StepID
		Reason bool
		Letter flow.Letter
		Added  bool
	}
	for name, want := range map[string]way{
		"receive/accept":          {To: "review"},
		"receive/request-changes": {"supplement", true, flow.LetterChanges, true},
		"receive/decline":         {"declined", true, flow.LetterDeclined, true},
		"receive/not-a-request":   {To: "closed", Added: true},
		"supplement/supplied":     {To: flow.Back},
		"review/approve":          {To: "post"},
		"review/decline":          {To: "declined", Reason: true, Letter: flow.LetterDeclined}, // stated: IV.b.2
		"review/request-changes":  {"supplement", true, flow.LetterChanges, true},
		"post/publish":            {To: "result", Letter: flow.LetterResult},
		"post/return":             {"review", true, "", true},
		"result/right":            {To: "settled"},
		"result/wrong":            {"post", true, "", true},
		"settled/wrong":           {"post", true, "", true},
	} {
		step, move, _ := strings.Cut(name, "/")
		m := p.Step(flow.StepID(step)).Move(flow.MoveID(move))
		if m == nil {
			t.Errorf("no move %s", name)
			continue
		}
		if got := (way{m.To, m.Reason == flow.ReasonRequired, m.Letter, m.Addition}); got != want {
			t.Errorf("%s is %+v, want %+v", name, got, want)
		}
	}
	if s := p.Step("result").Silence; s == nil || s.After != (workday.Limit{Days: 3}) {
		t.Errorf("silence: %+v", s)
	}
}

var remark = regexp.MustCompile(` *#! .*`)

// TestMistakes: every file of testdata says in a remark behind each wrong line
// what is wrong with it, and nothing else is.
func TestMistakes(t *testing.T) { // R-M8
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			bare := remark.ReplaceAllString(string(data), "")
			lines := strings.Split(bare, "\n")
			for _, m := range procfile.Check([]byte(bare)) {
				if m.Line < 1 || m.Line > len(lines) || m.Col < 1 {
					t.Fatalf("a mistake at %d:%d", m.Line, m.Col)
				}
				for _, l := range locale.Langs {
					if s := m.Text(l); strings.ContainsAny(s, "⟨{") && !strings.Contains(bare, "{") || strings.Contains(s, "⟨") {
						t.Errorf("%s is said %q", m.Key, s)
					}
				}
				lines[m.Line-1] += "  #! " + m.In(locale.VI)
			}
			got := strings.Join(lines, "\n")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(data), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// One mistake in an otherwise sound file is found, alone, where it stands.
func TestOneMistake(t *testing.T) {
	const sound = `id: thu
title: {vi: Thử, en: Trial}
within: 1d
steps:
  - id: review
    title: {vi: Kiểm duyệt, en: Moderation}
    by: [head, deputy]
    within: 4h
    remind: [50%, 1h before]
    verdicts: {content: {by: [head, deputy]}}
    checklist: {required: [sources-cited]}
    moves:
      - {id: approve, to: post, when: verdicts}
      - {id: decline, to: declined, reason: required, letter: declined}
  - id: post
    by: webmaster
    moves:
      - {id: publish, to: verify, does: publish}
      - {id: return, to: review, reason: required}
  - id: verify
    by: [secretariat, head]
    except: [poster]
    or: requester
    moves: [{id: confirm, to: settled}, {id: wrong, to: post, reason: required}]
`
	if ms := procfile.Check([]byte(sound)); len(ms) > 0 {
		t.Fatal(ms[0].In(locale.EN))
	}
	for _, c := range []struct{ old, new, want string }{
		{"within: 4h", "within: 4x", "8:13 workday.limit"},
		{"by: webmaster", "by: webmester", "16:9 procfile.role_near"},
		{"by: webmaster", "on: webmaster", "15:5 procfile.nobody, 16:5 procfile.key"},
		{"by: webmaster", "bye: webmaster", "15:5 procfile.nobody, 16:5 procfile.key"},
		{"except:", "exept:", "22:5 procfile.key_near"},
		{"when: verdicts}", "when: verdict}", "13:39 procfile.predicate_near"},
		{", when: verdicts}", "}", "10:15 procfile.verdicts_unused, 11:27 procfile.checklist_unused, 18:9 procfile.unapproved"},
		{"to: post,", "to: past,", "13:27 procfile.step_near"},
		{"reason: required, letter: declined", "letter: declined", "14:45 procfile.letter_reason"},
		{"letter: declined", "letter: decline", "14:63 procfile.letter_near"},
		{"does: publish", "does: print", "18:41 procfile.effect"},
		{"en: Trial", "en: ''", "2:8 procfile.title_en"},
		{"title: {vi: Kiểm duyệt, en: Moderation}", "title: {en: Moderation}", "6:12 procfile.title_vi"},
		{"id: confirm", "id: wrong", "24:44 procfile.duplicate"},
		{"- id: verify", "- id: post", "18:27 procfile.step, 20:9 procfile.duplicate"},
		{"to: post,", "to: elsewhere,", "13:27 procfile.step, 15:5 procfile.unreachable, 20:5 procfile.unreachable"},
		{"    moves: [{id: confirm, to: settled}, {id: wrong, to: post, reason: required}]\n", "", "20:5 procfile.no_moves"},
		{"    or: requester\n", "    or: requester\n    silence: {after: 3d, move: confirm}\n    pause: true\n    consult: leadership\n", "26:5 procfile.pause_has"},
		{"id: confirm, to: settled", "id: tell, to: settled, by: program", "24:41 procfile.role_not_here"},
		{"id: confirm, to: settled", "id: confirm", "24:13 procfile.move_nothing"},
		{"sources-cited", "source-cited", "11:28 procfile.item_near"},
		{"{content:", "{contents:", "10:16 procfile.aspect_near"},
		{"except: [poster]", "except: [postman]", "22:14 procfile.relation"},
		{"    or: requester\n", "    or: head\n", "23:9 procfile.or"},
		{"by: [secretariat, head]\n    except: [poster]\n    or: requester", "by: webmaster\n    except: [poster]", "22:14 procfile.except_all"},
		{"{id: publish, to: verify, does: publish}", "{id: publish, to: verify, does: publish, by: [webmaster, partner]}", "18:66 procfile.partner_publishes"},
		{"by: webmaster", "by: [webmaster, translator]", "18:41 procfile.partner_publishes"},
		{"within: 1d\nsteps:", "within: 1d\nforce: [head, partner]\nsteps:", "4:15 procfile.partner_publishes"},
		{"50%", "150%", "9:14 procfile.reminder"},
		{"within: 4h", "clause: IV", "9:13 procfile.no_limit"},
		{"{by: [head, deputy]}", "{by: [head, deputy], need: 0}", "10:52 procfile.need"},
		{"reason: required}\n  - id: verify", "reason: must}\n  - id: verify", "19:42 procfile.reason"},
		{"id: thu\n", "id: thử\n", "1:5 procfile.id"},
		{"id: thu\n", "id: &a thu\n", "1:5 procfile.alias"},
		{"id: thu\n", "id: !!binary thu\n", "1:5 procfile.tag"},
		{"id: thu\n", "id: thu\nid: thu\n", "2:1 procfile.duplicate"},
		{"id: thu\n", "id: [\n", "2:1 procfile.yaml"},
		{"id: thu\n", "id: thu\x07\n", "1:8 procfile.control"},
	} {
		text := strings.Replace(sound, c.old, c.new, 1)
		if text == sound {
			t.Errorf("%q is not there", c.old)
			continue
		}
		if s := places(procfile.Check([]byte(text))); s != c.want {
			t.Errorf("%q for %q:\ngot  %s\nwant %s", c.new, c.old, s, c.want)
		}
	}
}

func places(ms []procfile.Mistake) string {
	var s []string
	for _, m := range ms {
		at, _, _ := strings.Cut(m.In(locale.EN), ": ")
		s = append(s, at+" "+m.Key)
	}
	return strings.Join(s, ", ")
}

func TestHostileFiles(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := range 20 {
		bomb += string(rune('b'+i)) + ": &" + string(rune('b'+i)) + " [" + strings.Repeat("*"+string(rune('a'+i))+",", 9) + "]\n"
	}
	for name, c := range map[string]struct{ text, want string }{
		"too large": {strings.Repeat("a", procfile.MaxSize+1), "procfile.too_large"},
		"bomb":      {bomb, "procfile.alias"},
		"deep":      {strings.Repeat("[", 200_000), "procfile.yaml"},
		"empty":     {"", "procfile.empty"},
		"remarks":   {"# nothing\n", "procfile.empty"},
		"a word":    {"word", "procfile.want_mapping"},
		"a list":    {"[1, 2]", "procfile.want_mapping"},
		"two":       {"id: a\n---\nid: b\n", "procfile.documents"},
		"NUL":       {"id: \x00", "procfile.control"},
		"UTF-8":     {"id: \xff\xfe", "procfile.yaml"},
		"merge":     {"<<: {id: a}\nid: b\n", "procfile.tag"},
		"types":     {"id: !python/object:os.system rm\n", "procfile.tag"},
	} {
		p, ms := procfile.Parse([]byte(c.text))
		if p != nil || len(ms) == 0 || !strings.Contains(places(ms), c.want) {
			t.Errorf("%s: %s, want %s", name, places(ms), c.want)
		}
	}
	for _, many := range []string{
		"steps:\n" + strings.Repeat("  - {id: b, bad: 1}\n", 50_000),
		"steps: [" + strings.Repeat("{},", 300_000) + "]",
		"steps: [{by: [" + strings.Repeat("hea,", 200_000) + "]}]",
		strings.Repeat("titl: 1\n", 100_000),
		"steps: [{verdicts: {" + strings.Repeat("conten: {},", 80_000) + "}}]",
	} {
		if ms := procfile.Check([]byte(many)); len(ms) == 0 || len(ms) > 201 {
			t.Errorf("%d mistakes are reported", len(ms))
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, dir := range []string{"presets/*.yaml", "testdata/*.yaml", "../flow/testdata/*.yaml"} {
		files, err := filepath.Glob(dir)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, ms := procfile.Parse(data)
		if (p == nil) == (len(ms) == 0) {
			t.Fatalf("%v and %d mistakes", p, len(ms))
		}
		for _, m := range ms {
			if m.Line < 1 || m.Col < 1 || strings.Contains(m.Text(locale.VI), "⟨") {
				t.Errorf("%+v: %s", m, m.In(locale.VI))
			}
		}
		if p != nil && len(p.Check()) > 0 {
			t.Error("sound in the file, unsound as a value")
		}
	})
}

func BenchmarkParse(b *testing.B) {
	preset, _ := procfile.Named("dang-tin-cap-truong")
	data := preset.Text
	for b.Loop() {
		procfile.Parse(data)
	}
}
