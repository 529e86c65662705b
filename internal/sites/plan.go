package sites

import (
	"maps"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A Plan is what somebody enters to set up an institution from a shipped preset
// (F-N6): everything in it can be changed at the desk afterwards.
type Plan struct {
	Preset  string
	Name    locale.Text
	Short   string // as in document numbers
	Parent  locale.Text
	Domain  string // of its mail addresses
	Address locale.Text
	Phone   string
	Email   string // empty: the preset's at the domain
	Sites   map[string]PlannedSite
	Week    map[string]string // sun … sat: hours; none: the country's
	People  [][]string        // rows of a table of people
	Invite  bool              // and write to them

	AdminName, AdminEmail string // who looks after the program; none: nobody yet
}

// A PlannedSite is what is entered about a site of the preset.
type PlannedSite struct{ Name, Host string }

// Check tells what is missing or wrong with what was entered, as far as it can
// be told without a database.
func (p Plan) Check() error {
	var wrong fault.List
	need := func(bad bool, field, key string, args ...any) {
		if bad {
			wrong = append(wrong, fault.New(fault.Invalid, key, args...).In(field))
		}
	}
	need(vi.CleanLine(p.Name.VI) == "", "name_vi", "sites.plan_name")
	need(vi.ReadLine(p.Short) == "", "short", "sites.plan_short")
	need(len([]rune(p.Short)) > 20, "short", "sites.too_long", 20)
	need(!strings.Contains(p.Domain, ".") || strings.ContainsAny(p.Domain, "@ /:") || strings.HasPrefix(p.Domain, ".") || strings.HasSuffix(p.Domain, "."), "domain", "sites.plan_domain")
	for day, hours := range p.Week {
		_, err := workday.ParseHours(hours)
		need(err != nil, day, "workday.hours_wrong", hours)
	}
	return wrong.Err()
}

// Filled is the plan's preset with what was entered in it.
func (p Plan) Filled() (*Preset, error) {
	f, err := Shipped(p.Preset, Blank{Name: p.Name, Short: vi.ReadLine(p.Short), Domain: vi.CleanLine(p.Domain)})
	if err != nil {
		return nil, err
	}
	i := &f.Institution
	for _, set := range []struct {
		to    *string
		value string
	}{{&i.Parent.VI, p.Parent.VI}, {&i.Parent.EN, p.Parent.EN}, {&i.Address.VI, p.Address.VI}, {&i.Address.EN, p.Address.EN}, {&i.Phone, p.Phone}, {&i.Email, p.Email}} {
		if s := vi.ReadLine(set.value); s != "" {
			*set.to = s
		}
	}
	for n := range f.Sites {
		s := &f.Sites[n]
		entered := p.Sites[s.ID]
		if name := vi.ReadLine(entered.Name); name != "" {
			s.Name = name
		}
		if host := strings.ToLower(vi.CleanLine(entered.Host)); host != "" {
			s.Hosts = []string{host}
		}
	}
	if len(p.Week) > 0 {
		f.Week = maps.Clone(p.Week)
	}
	return f, f.check()
}
