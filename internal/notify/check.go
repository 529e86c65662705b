package notify

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"congbo/internal/fault"
)

// Bounds of what an office writes, in characters.
const (
	maxSubject = 200
	maxBody    = 8000
)

var (
	placeName  = regexp.MustCompile(`^[a-z-]+$`)
	conditions = regexp.MustCompile(`(?m)^\?([a-z-]+): `)
)

// check reports everything that is wrong with a text of a letter, each with its
// line and column, so that no letter goes out with a hole in it (F-K5).
func check(field, text string, places, wanted []string, most int) fault.List {
	var list fault.List
	bad := func(key string, args ...any) {
		list = append(list, fault.New(fault.Invalid, key, args...).In(field))
	}
	if strings.TrimSpace(text) == "" {
		bad("notify.text_missing")
		return list
	}
	if n := utf8.RuneCountInString(text); n > most {
		bad("notify.text_long", most)
	}
	used := make(map[string]bool)
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\n")
		if m := conditions.FindStringSubmatch(line); m != nil {
			used[m[1]] = true
			if !slices.Contains(places, m[1]) {
				bad("notify.place_unknown", m[1], n, 2)
			}
		}
		checkPlaces(line, n, places, used, bad)
		rest, at := line, 0
		if m := conditions.FindString(line); m != "" {
			rest, at = line[len(m):], len(m)
		}
		bare := strings.TrimLeft(rest, "!")
		at += len(rest) - len(bare)
		if label, value, ok := cutLink(bare); ok {
			if name := strings.Trim(value, "{}"); slices.Contains(places, name) && !slices.Contains(linkPlaces, name) {
				bad("notify.place_no_link", value, n, column(line, at+len(label)+2))
			}
		}
	}
	for _, name := range wanted {
		if !used[name] {
			bad("notify.place_missing", "{"+name+"}")
		}
	}
	return list
}

// checkPlaces looks at the braces of a line.
func checkPlaces(line string, n int, places []string, used map[string]bool, bad func(string, ...any)) {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '}':
			bad("notify.brace_alone", "}", n, column(line, i))
		case '{':
			end := strings.IndexAny(line[i+1:], "{}")
			if end < 0 || line[i+1+end] == '{' {
				bad("notify.brace_open", "{", n, column(line, i))
				continue
			}
			name := line[i+1 : i+1+end]
			switch {
			case !placeName.MatchString(name) || !slices.Contains(places, name):
				bad("notify.place_unknown", "{"+name+"}", n, column(line, i))
			default:
				used[name] = true
			}
			i += 1 + end
		}
	}
}

// column counts characters, not bytes, from 1.
func column(line string, i int) int { return utf8.RuneCountInString(line[:i]) + 1 }
