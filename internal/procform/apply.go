package procform

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/procfile"
	"congbo/internal/vi"
)

// Apply puts a form that was sent into the file: every value that is another
// than it was when the form was made, and then what the pressed button does. At
// is the way to what was changed by it, for [Make]. The failures are
// fault.Invalid; of the first the file is then as it was.
func Apply(text []byte, values url.Values) (out []byte, at string, err error) {
	list := edits(values)
	if out, err = procfile.Change(text, list...); err != nil {
		return nil, "", err
	}
	if out, err = procfile.Prune(out, emptied(list)...); err != nil {
		return nil, "", err
	}
	do, way, _ := strings.Cut(values.Get("do"), " ")
	if !slices.Contains([]string{"add", "remove", "up", "down", "rename"}, do) {
		return out, "", nil
	}
	if out, at, err = act(out, do, way, values); err != nil {
		return nil, "", err
	}
	for name := range values { // what was added is not asked for again
		if strings.HasPrefix(name, "n."+way+"/") {
			delete(values, name)
		}
	}
	return out, at, nil
}

func act(text []byte, do, way string, values url.Values) ([]byte, string, error) {
	path := strings.Split(way, "/")
	parent := strings.Join(path[:len(path)-1], "/")
	switch do {
	case "add":
		return add(text, way, path, values)
	case "remove":
		out, err := procfile.Remove(text, path)
		if parent == "steps" {
			parent = "wrong"
		}
		return out, strings.TrimSuffix(parent, "/moves"), err
	case "rename":
		id := vi.CleanLine(values.Get("n." + way + "/id"))
		if id == "" || id != vi.Slug(id, 0) {
			return nil, "", fault.New(fault.Invalid, "procfile.id", id)
		}
		if id == path[len(path)-1] {
			return text, way, nil
		}
		if procfile.Has(text, append(slices.Clone(path[:len(path)-1]), id)...) {
			return nil, "", fault.New(fault.Invalid, "procfile.duplicate", id)
		}
		out, err := procfile.Rename(text, path, id)
		return out, parent + "/" + id, err
	}
	by := 1
	if do == "up" {
		by = -1
	}
	out, err := procfile.Shift(text, path, by)
	return out, way, err
}

// add makes an item of the fields of something new.
func add(text []byte, way string, path []string, values url.Values) ([]byte, string, error) {
	get := func(name string) string { return vi.ReadLine(values.Get("n." + way + "/" + name)) }
	title := locale.Text{VI: get("vi"), EN: get("en")}
	missing := fault.New(fault.Invalid, "procfile.name_new")
	if title.EN == "" {
		title.EN = title.VI
	}
	var it procfile.Item
	put := func(key string, value any) {
		switch v := value.(type) {
		case string:
			if v == "" {
				return
			}
		case locale.Text:
			if v == (locale.Text{}) {
				return
			}
		}
		it = append(it, procfile.Pair{Key: key, Value: value})
	}
	list, behind := path, ""
	last := path[len(path)-1]
	named := func(key string) error {
		if title.VI == "" {
			return missing
		}
		put("id", procfile.Free(text, list, title.VI))
		put(key, title)
		return nil
	}
	switch {
	case len(path) == 2 && path[0] == "steps":
		list, behind = path[:1], path[1]
		if err := named("title"); err != nil {
			return nil, "", err
		}
		if by := get("by"); by != "" {
			put("by", []string{by})
		}
	case last == "moves":
		if err := named("label"); err != nil {
			return nil, "", err
		}
		put("to", get("to"))
	case way == "roles" || way == "criteria":
		if err := named("title"); err != nil {
			return nil, "", err
		}
		put("aspect", get("aspect"))
	case way == "paper/forms":
		put("code", get("code"))
		put("title", title)
	case way == "paper/abbreviations":
		put("short", get("short"))
		put("long", title)
	case last == "kinds":
		if of := get("of"); of != "" {
			put("of", []string{of})
			put("rhythm", writtenRhythm(get("rhythm")))
		}
		missing = fault.New(fault.Invalid, "procfile.batch_kinds")
	case last == "overdue" || last == "stale":
		put("after", unspoken(get("after")))
		if who := get("notify"); who == "" {
			return nil, "", fault.New(fault.Invalid, "procfile.notify_new")
		}
		put("notify", []string{get("notify")})
	default:
		return nil, "", fault.New(fault.Invalid, "procfile.no_place", strings.Join(path, " › "))
	}
	if len(it) == 0 {
		return nil, "", missing
	}
	out, err := procfile.Add(text, list, behind, it)
	at := way
	if it[0].Key == "id" {
		at = strings.Join(append(slices.Clone(list), it[0].Value.(string)), "/")
	}
	return out, at, err
}

// sets are the keys whose value is a list that is ticked.
var sets = []string{"by", "required", "recommended", "else", "edit", "except", "force", "escalate", "notify", "of", "through", "when", "does", "wants", "forms", "late", "additions"}

// edits are the values of the form that are others than they were.
func edits(values url.Values) []procfile.Edit {
	var list []procfile.Edit
	for _, name := range slices.Sorted(maps.Keys(values)) {
		name, ok := strings.CutPrefix(name, "o.")
		if !ok {
			continue
		}
		was, now, path := values.Get("o."+name), vi.ReadLine(values.Get("f."+name)), strings.Split(name, "/")
		last := path[len(path)-1]
		edit := func(v any) {
			if v == nil { // of what is nothing without this
				switch strings.Join(path[max(len(path)-2, 0):], "/") {
				case "consult/of", "silence/after", "skip/to", "batch/move":
					path = path[:len(path)-1]
				}
			}
			list = append(list, procfile.Edit{Path: path, Value: v})
		}
		switch {
		case slices.Contains(sets, last):
			sep := separator(name)
			chosen := values["f."+name]
			if x := vi.ReadLine(values.Get("x." + name)); x != "" {
				chosen = append(slices.Clone(chosen), strings.FieldsFunc(x, func(r rune) bool { return r == ';' || r == ',' })...)
			}
			if set := ticked(split(was, sep), chosen); strings.Join(set, sep) != was {
				edit(listOrNothing(set))
			}
		case last == "verdicts":
			list = append(list, verdicts(path, strings.Fields(was), values["f."+name])...)
		case now == was:
		case last == "within" || last == "after":
			edit(orNothing(unspoken(now)))
		case last == "effective" || last == "date":
			edit(orNothing(writtenDay(now)))
		case last == "rhythm":
			edit(orNothing(writtenRhythm(now)))
		case last == "remind":
			edit(listOrNothing(reminders(now)))
		default:
			edit(orNothing(strings.Join(strings.Fields(now), " ")))
		}
	}
	return ordered(list)
}

// ordered has what is taken away come last, so that nothing is put back into it.
func ordered(list []procfile.Edit) []procfile.Edit {
	slices.SortStableFunc(list, func(a, b procfile.Edit) int {
		gone := map[bool]int{true: 1}
		return gone[a.Value == nil] - gone[b.Value == nil]
	})
	return list
}

// groups are the keys that mean nothing when nothing is left in them.
var groups = []string{"paper", "decision", "drafter", "reviewer", "approver", "checklist", "purpose", "scope", "place"}

// emptied are the ways to what may be left empty by edits, the inner first.
func emptied(list []procfile.Edit) (ways [][]string) {
	for _, e := range list {
		for n := len(e.Path) - 1; e.Value == nil && n > 0; n-- {
			key := e.Path[n-1]
			if slices.Contains(groups, key) || key == "title" && n > 1 && slices.Contains(groups, e.Path[n-2]) {
				ways = append(ways, e.Path[:n])
			}
		}
	}
	return ways
}

func split(s, sep string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, sep)
}

func reminders(s string) []string {
	var list []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == ',' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if !strings.HasSuffix(part, "%") {
			part = unspoken(beforeWord.ReplaceAllString(part, "")) + " before"
		}
		list = append(list, part)
	}
	return list
}

// ticked keeps the order in which a list stands; what is new comes behind.
func ticked(was, now []string) []string {
	var list []string
	for i, id := range now {
		now[i] = strings.TrimSpace(id)
	}
	for _, id := range was {
		if slices.Contains(now, id) {
			list = append(list, id)
		}
	}
	for _, id := range now {
		if id != "" && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// verdicts asks for an aspect more, of whoever does the step, or for one less.
func verdicts(path, was, now []string) []procfile.Edit {
	if len(now) == 0 && len(was) > 0 {
		return []procfile.Edit{{Path: path}}
	}
	var list []procfile.Edit
	for _, a := range was {
		if !slices.Contains(now, a) {
			list = append(list, procfile.Edit{Path: append(slices.Clone(path), a)})
		}
	}
	for _, a := range now {
		if !slices.Contains(was, a) {
			list = append(list, procfile.Edit{Path: append(slices.Clone(path), a), Value: procfile.Raw("{need: 1}")})
		}
	}
	return list
}

func listOrNothing(list []string) any {
	if len(list) == 0 {
		return nil
	}
	return list
}

func orNothing(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// spoken writes a limit as somebody types it: 1 ngày 4 giờ.
func spoken(l locale.Lang, limit string) string {
	return strings.TrimSpace(unitLetter.ReplaceAllStringFunc(limit, func(s string) string {
		return s[:len(s)-1] + " " + locale.T(l, "desk.proc_draft_unit_"+s[len(s)-1:]) + " "
	}))
}

var (
	unitLetter = regexp.MustCompile(`\d+[dhm]`)
	unitWord   = regexp.MustCompile(`(?i)(\d+)\s*(ngày|days?|d|giờ|hours?|h|phút|minutes?|m)(\s*(làm việc|hành chính|of working time|working))?(\s*days?)?\s*`)
	beforeWord = regexp.MustCompile(`(?i)^\s*(trước|còn)\s+|\s+(before|trước)\s*$`)
)

// unspoken reads what spoken writes, and what people write like it. What it does
// not understand it leaves, so that the mistake is told where it stands.
func unspoken(s string) string {
	return strings.TrimSpace(unitWord.ReplaceAllStringFunc(s, func(part string) string {
		m := unitWord.FindStringSubmatch(part)
		letter := map[string]string{"n": "d", "d": "d", "g": "h", "h": "h", "p": "m", "m": "m"}[strings.ToLower(m[2][:1])]
		return m[1] + letter
	}))
}
