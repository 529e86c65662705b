// Package locale holds what the program says to people, in Vietnamese and in
// English: a catalog of messages for each language, embedded, and the one way
// to say a message. Vietnamese is the first language and the one that is used
// where a person's choice is unknown.
//
// A message is a text with {0}, {1} … for its values, or, where English needs
// it, {"one": …, "other": …} chosen by the first whole number among them.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"

	"congbo/internal/fault"
)

// Lang is a language of the interface and of sites, as a BCP 47 tag.
type Lang string

// The languages of the program.
const (
	VI Lang = "vi"
	EN Lang = "en"
)

// Langs lists the languages, the first one first.
var Langs = []Lang{VI, EN}

// Pick returns the one of two words that is in l.
func (l Lang) Pick(vi, en string) string {
	if l == EN {
		return en
	}
	return vi
}

// Parse returns the language that tag names, or Vietnamese.
func Parse(tag string) Lang {
	if tag == "en" || strings.HasPrefix(tag, "en-") {
		return EN
	}
	return VI
}

// Text is a name or sentence that the institution itself keeps in both
// languages, such as the title of a unit or of a step.
type Text struct {
	VI string `json:"vi" yaml:"vi"`
	EN string `json:"en,omitempty" yaml:"en"`
}

// In returns the text in language l, falling back to the other one.
func (t Text) In(l Lang) string {
	if l == EN && t.EN != "" || t.VI == "" {
		return t.EN
	}
	return t.VI
}

type message struct{ one, other string }

//go:embed catalog
var files embed.FS

var catalogs = mustLoad(files)

func mustLoad(fsys fs.FS) map[Lang]map[string]message {
	all := make(map[Lang]map[string]message)
	for _, l := range Langs {
		all[l] = make(map[string]message)
		names, err := fs.Glob(fsys, path.Join("catalog", string(l), "*.json"))
		if err != nil {
			panic(err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(fsys, name)
			if err != nil {
				panic(err)
			}
			var raw map[string]any
			if err := json.Unmarshal(data, &raw); err != nil {
				panic(fmt.Sprintf("%s: %v", name, err))
			}
			for key, v := range raw {
				if _, twice := all[l][key]; twice {
					panic(fmt.Sprintf("%s: key %q stands in two files", name, key))
				}
				switch v := v.(type) {
				case string:
					all[l][key] = message{v, v}
				case map[string]any:
					one, _ := v["one"].(string)
					other, _ := v["other"].(string)
					all[l][key] = message{one, other}
				default:
					panic(fmt.Sprintf("%s: %q is neither a text nor {one, other}", name, key))
				}
			}
		}
	}
	return all
}

// T says message key in language l with its values. Values that are Text,
// Key or *fault.Error are said in the same language. A missing key is shown
// as the key itself, in angle marks, so that a test or a reader finds it.
func T(l Lang, key string, args ...any) string {
	m, ok := catalogs[l][key]
	if !ok {
		return "⟨" + key + "⟩"
	}
	text := m.other
	for _, a := range args {
		if n, ok := whole(a); ok {
			if n == 1 {
				text = m.one
			}
			break
		}
	}
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '{')
		if i < 0 {
			break
		}
		j := strings.IndexByte(text[i:], '}')
		if j < 0 {
			break
		}
		b.WriteString(text[:i])
		n, err := strconv.Atoi(text[i+1 : i+j])
		if err != nil || n < 0 || n >= len(args) {
			b.WriteString(text[i : i+j+1])
		} else {
			b.WriteString(say(l, args[n]))
		}
		text = text[i+j+1:]
	}
	b.WriteString(text)
	return b.String()
}

// A Key is a value of a message that is itself a message.
type Key string

func say(l Lang, a any) string {
	switch a := a.(type) {
	case string:
		return a
	case Text:
		return a.In(l)
	case Key:
		return T(l, string(a))
	case *fault.Error:
		return T(l, a.Key, a.Args...)
	case int:
		return Number(l, int64(a))
	case int64:
		return Number(l, a)
	}
	return fmt.Sprint(a)
}

func whole(a any) (int64, bool) {
	switch a := a.(type) {
	case int:
		return int64(a), true
	case int64:
		return a, true
	}
	return 0, false
}

// Number writes n with the thousands of language l: 12.483 in Vietnamese,
// 12,483 in English.
func Number(l Lang, n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	sep := "."
	if l == EN {
		sep = ","
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return sign + s
}

// Has reports whether language l has message key.
func Has(l Lang, key string) bool { _, ok := catalogs[l][key]; return ok }

// Keys returns the keys of language l in order, for tests and translators.
func Keys(l Lang) []string {
	keys := make([]string, 0, len(catalogs[l]))
	for k := range catalogs[l] {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Forms returns the one and other form of a message, for tests.
func Forms(l Lang, key string) (one, other string) {
	m := catalogs[l][key]
	return m.one, m.other
}

// Error says err in language l. What is not meant for people becomes a plain
// apology; its text belongs in the log.
func Error(l Lang, err error) string {
	if list, ok := err.(fault.List); ok && len(list) > 0 {
		s := make([]string, len(list))
		for i, e := range list {
			s[i] = T(l, e.Key, e.Args...)
		}
		return strings.Join(s, "\n")
	}
	if e, ok := fault.As(err); ok && e.Kind != fault.Internal {
		return T(l, e.Key, e.Args...)
	}
	return T(l, "fault.internal")
}

// Kept says messages that were kept as fault.Error.Kept has them, several with a
// space between them, each as one sentence. One that an older program knew is
// left out.
func Kept(l Lang, messages string) (said []string) {
	words := strings.Fields(messages)
	for i := 0; i < len(words); i++ {
		key, args := words[i], []any(nil)
		for i+1 < len(words) && !Has(l, words[i+1]) {
			i++
			if n, err := strconv.Atoi(words[i]); err == nil {
				args = append(args, n)
			} else {
				args = append(args, words[i])
			}
		}
		if Has(l, key) {
			said = append(said, T(l, key, args...))
		}
	}
	return said
}

// Funcs returns the template functions that speak language l: {{t "key" …}}
// and {{in text}}. Templates are parsed once per language with them, never
// given new functions per request, which would race.
func Funcs(l Lang) template.FuncMap {
	return template.FuncMap{
		"t":    func(key string, args ...any) string { return T(l, key, args...) },
		"in":   func(t Text) string { return t.In(l) },
		"lang": func() string { return string(l) },
		"num":  func(n any) string { return say(l, n) },
	}
}
