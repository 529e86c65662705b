package app

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"congbo/internal/fault"
	"congbo/internal/flow"
)

// at says where a mistake stands.
func at(place string, e *fault.Error) *fault.Error {
	return fault.New(e.Kind, "app.at", place, e).Because(e.Err)
}

// unknown is the mistake of a name that nothing answers to, with what may have
// been meant; key is the message without, key_near the one with a guess.
func unknown(key, name string, known []string) *fault.Error {
	if near := flow.Nearest(name, known); near != "" {
		return fault.New(fault.Invalid, key+"_near", name, near)
	}
	return fault.New(fault.Invalid, key, name)
}

// fromFile lays the settings of a TOML file over c and returns every mistake in
// it with its line. Only what is no TOML at all ends the reading.
func (c *Config) fromFile(file string) (wrong fault.List) {
	data, err := os.ReadFile(file)
	if err != nil {
		return fault.List{fault.New(fault.Invalid, "app.config_unreadable", file).Because(err)}
	}
	var tree map[string]any
	if _, err := toml.Decode(string(data), &tree); err != nil {
		place, why := file, err.Error()
		if e, ok := errors.AsType[toml.ParseError](err); ok {
			place, why = file+":"+strconv.Itoa(e.Position.Line), e.Message
		}
		return fault.List{at(place, fault.New(fault.Invalid, "app.config_wrong", why))}
	}
	settings := make(map[string]setting)
	var keys []string
	for _, s := range c.settings() {
		settings[s.key] = s
		keys = append(keys, s.key)
	}
	lines := keyLines(string(data))
	type mistake struct {
		line int
		what *fault.Error
	}
	var mistakes []mistake
	var walk func(table map[string]any, prefix string)
	walk = func(table map[string]any, prefix string) {
		for name, value := range table {
			key := prefix + name
			add := func(e *fault.Error) {
				place := file
				if lines[key] > 0 {
					place += ":" + strconv.Itoa(lines[key])
				}
				mistakes = append(mistakes, mistake{lines[key], at(place, e).In(key)})
			}
			s, known := settings[key]
			sub, isTable := value.(map[string]any)
			isGroup := slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, key+".") })
			switch {
			case known && s.take(value):
				place := file
				if lines[key] > 0 {
					place += ":" + strconv.Itoa(lines[key])
				}
				c.from(key, place)
			case known:
				add(s.mistyped())
			case isGroup && isTable:
				walk(sub, key+".")
			case isGroup:
				add(fault.New(fault.Invalid, "app.config_group", key))
			default:
				add(unknown("app.config_unknown", key, keys))
			}
		}
	}
	walk(tree, "")
	slices.SortFunc(mistakes, func(a, b mistake) int {
		if a.line != b.line {
			return a.line - b.line
		}
		return strings.Compare(a.what.Field, b.what.Field)
	})
	for _, m := range mistakes {
		wrong = append(wrong, m.what)
	}
	return wrong
}

// keyLines tells on which line each key and table of a TOML file stands, as far
// as it is written in the plain way: one key a line, under its table. The reader
// of TOML tells lines of broken syntax only.
func keyLines(text string) map[string]int {
	lines := make(map[string]int)
	bare := strings.NewReplacer(`"`, "", `'`, "", " ", "", "\t", "")
	prefix, n := "", 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			name, _, _ := strings.Cut(strings.TrimLeft(line, "["), "]")
			prefix = bare.Replace(name) + "."
			lines[strings.TrimSuffix(prefix, ".")] = n
		} else if key, _, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			if key = prefix + bare.Replace(key); lines[key] == 0 {
				lines[key] = n
			}
		}
	}
	return lines
}

// take sets the setting to a value as TOML has it, and reports whether it is of
// the right type.
func (s setting) take(value any) bool {
	switch v := s.value.Addr().Interface().(type) {
	case *[]string:
		list, ok := value.([]any)
		if !ok {
			return false
		}
		all := make([]string, len(list))
		for i := range list {
			if all[i], ok = list[i].(string); !ok {
				return false
			}
		}
		*v = all
		return true
	default:
		text, ok := value.(string)
		return ok && s.set(text) == nil
	}
}

// mistyped is the mistake of a value that is not of the setting's type.
func (s setting) mistyped() *fault.Error {
	key := "app.config_text"
	switch s.value.Interface().(type) {
	case []string:
		key = "app.config_list"
	case Duration:
		key = "app.config_duration"
	case Size:
		key = "app.config_size"
	}
	return fault.New(fault.Invalid, key, s.key)
}
