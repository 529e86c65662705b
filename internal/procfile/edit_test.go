package procfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/procfile"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

const small = `# về quy trình
id: thu   # mã
title: {vi: Thử, en: Trial}
steps:
  # bước một
  - id: a
    title:
      vi: "Một: hai"
      en: One
    by: [head, deputy] # ai
    within: 4h
    remind:
      - 50%   # nửa
      - 1h before
    moves:
      - {id: go, to: settled, label: {vi: Đi, en: Go}, reason: required}
      - id: stay
        letter: >
          dài
          dòng

        to: a
  - {id: b, end: settled}
`

// Every change leaves comments, order and everything else as it stands (R-M8).
func TestChange(t *testing.T) {
	for _, c := range []struct {
		name     string
		path     string
		value    any
		old, new string // what is replaced in the file; old "" appends nothing
	}{
		{"a plain value", "steps/a/within", "1d", "within: 4h", "within: 1d"},
		{"a value with a remark behind", "id", "khac", "id: thu   # mã", "id: khac   # mã"},
		{"a list", "steps/a/by", []string{"head"}, "[head, deputy] # ai", "[head] # ai"},
		{"a list of lines", "steps/a/remind", []string{"2h before"}, "remind:\n      - 50%   # nửa\n      - 1h before", "remind: [2h before]"},
		{"both languages of lines", "steps/a/title", locale.Text{VI: "Một", EN: "One, two"}, "vi: \"Một: hai\"\n      en: One", "vi: Một\n      en: \"One, two\""},
		{"both languages in brackets", "title", locale.Text{VI: "Thử", EN: "Try"}, "en: Trial", "en: Try"},
		{"quotes where they are needed", "title", locale.Text{VI: "Thử: {0}", EN: "Trial"}, "vi: Thử,", "vi: \"Thử: {0}\","},
		{"a key in brackets", "steps/a/moves/go/letter", "result", "reason: required}", "reason: required, letter: result}"},
		{"out of brackets", "steps/a/moves/go/reason", nil, ", reason: required}", "}"},
		{"a key of lines", "steps/a/answerable", "head", "by: [head, deputy] # ai\n", "by: [head, deputy] # ai\n    answerable: head\n"},
		{"out of lines", "steps/a/within", nil, "    within: 4h\n", ""},
		{"out of lines with a list", "steps/a/remind", nil, "    remind:\n      - 50%   # nửa\n      - 1h before\n", ""},
		{"what leads there is missing", "steps/a/checklist/required", []string{"unicode"}, "      - 1h before\n", "      - 1h before\n    checklist: {required: [unicode]}\n"},
		{"in a list by number", "steps/1/end", "declined", "end: settled}", "end: declined}"},
		{"folded lines", "steps/a/moves/stay/letter", "changes", "letter: >\n          dài\n          dòng\n", "letter: changes\n"},
		{"raw", "steps/a/verdicts", procfile.Raw("{content: {by: [head]}}"), "      - 1h before\n", "      - 1h before\n    verdicts: {content: {by: [head]}}\n"},
		{"a flag", "steps/b/addition", true, "end: settled}", "end: settled, addition: true}"},
		{"the first key", "steps/b/id", "c", "{id: b,", "{id: c,"},
		{"a date", "paper/effective", "2026-12-01", "title: {vi: Thử, en: Trial}\n", "title: {vi: Thử, en: Trial}\npaper: {effective: 2026-12-01}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := procfile.Change([]byte(small), procfile.Edit{Path: strings.Split(c.path, "/"), Value: c.value})
			if err != nil {
				t.Fatal(err)
			}
			if strings.Count(small, c.old) != 1 {
				t.Fatalf("%q stands %d times", c.old, strings.Count(small, c.old))
			}
			if diff := cmp.Diff(strings.Replace(small, c.old, c.new, 1), string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for _, path := range []string{"steps/nowhere/within", "id/deeper", "steps/a/by/head"} {
		if got, err := procfile.Change([]byte(small), procfile.Edit{Path: strings.Split(path, "/"), Value: "1d"}); err == nil {
			t.Errorf("%s:\n%s", path, got)
		}
	}
	if _, err := procfile.Change([]byte("a: [\n"), procfile.Edit{Path: []string{"id"}, Value: "x"}); err == nil {
		t.Error("changed what is no YAML")
	}
}

// Whatever is changed in a shipped procedure, the file then says that, and says
// the rest as before: every remark is still there.
func TestChangeAnything(t *testing.T) {
	presets := procfile.Presets()
	rapid.Check(t, func(t *rapid.T) {
		p := presets[rapid.IntRange(0, len(presets)-1).Draw(t, "procedure")]
		s := p.Procedure.Steps[rapid.IntRange(0, len(p.Procedure.Steps)-1).Draw(t, "step")]
		if _, err := procfile.Change(p.Text, procfile.Edit{Path: []string{"steps", string(s.ID), "clause"}, Value: "x"}); err != nil {
			return // an end that the file leaves out
		}
		text := rapid.StringMatching(`[A-Za-zÀ-ỹ0-9 ,:#{}\[\]"'%&*!|>@-]{1,30}`).Draw(t, "text")
		title := locale.Text{VI: vi.CleanLine("a" + text), EN: vi.CleanLine(text + "z")}
		edits := []procfile.Edit{{Path: []string{"steps", string(s.ID), "title"}, Value: title}, {Path: []string{"steps", string(s.ID), "clause"}, Value: title.VI}}
		if s.End == "" && s.Batch == nil {
			edits = append(edits, procfile.Edit{Path: []string{"steps", string(s.ID), "within"}, Value: rapid.SampledFrom([]any{nil, "3h", "2d"}).Draw(t, "within")})
		}
		changed, err := procfile.Change(p.Text, edits...)
		if err != nil {
			t.Fatal(err)
		}
		got, mistakes := procfile.Parse(changed)
		if got == nil { // reminders without a limit
			for _, m := range mistakes {
				if m.Key != "procfile.no_limit" {
					t.Fatalf("%s\n%s", m.In(locale.EN), changed)
				}
			}
			return
		}
		want := *p.Procedure
		want.Steps = append([]flow.Step(nil), want.Steps...)
		step := want.Step(s.ID)
		step.Title, step.Clause = title, title.VI
		if len(edits) > 2 {
			step.Within = workday.Limit{}
			if v, ok := edits[2].Value.(string); ok {
				step.Within, _ = workday.ParseLimit(v)
			}
		}
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		for i, line := range strings.Split(string(p.Text), "\n") {
			if _, remark, ok := strings.Cut(line, "# "); ok && !strings.Contains(string(changed), "# "+remark) {
				t.Fatalf("line %d lost its remark %q", i+1, remark)
			}
		}
	})
}

func FuzzChange(f *testing.F) {
	f.Add(small, "steps/a/within", "1d")
	f.Add("a: {b: [c, \"d\"]} # e\n", "a/b", "x")
	f.Add("a:\n- b: |\n    c\n- d\n", "a/0/b", "")
	f.Fuzz(func(t *testing.T, text, path, value string) {
		got, err := procfile.Change([]byte(text), procfile.Edit{Path: strings.Split(path, "/"), Value: value})
		if err == nil && len(got) > len(text)+len(path)+6*len(value)+100*strings.Count(path, "/")+200 {
			t.Fatal(fmt.Sprint("grew to ", len(got)))
		}
	})
}
