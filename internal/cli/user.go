package cli

import (
	"bufio"
	"fmt"
	"maps"
	"slices"
	"strings"

	"congbo/internal/accounts"
	"congbo/internal/app"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// runUser is "congbo user list|add|password|appoint|disable": the operator's
// way to accounts, above all to the first one and to one that was locked out.
func runUser(c *call) int {
	var s settings
	var in accounts.PersonInput
	var role string
	var unit, site int64
	fs := newFlags("user", &c.lang)
	s.flags(fs)
	fs.StringVar(&in.Name, "name", "", "")
	fs.StringVar(&in.Phone, "phone", "", "")
	fs.StringVar(&in.Title.VI, "title", "", "")
	fs.StringVar(&role, "role", "", "")
	fs.Int64Var(&unit, "unit", 0, "")
	fs.Int64Var(&site, "site", 0, "")
	asJSON := fs.Bool("json", false, "")
	args, code, done := c.flags(fs, 2)
	if done {
		return code
	}
	needs := map[string]int{"list": 1, "add": 2, "password": 2, "appoint": 2, "disable": 2, "enable": 2}
	if len(args) == 0 || needs[args[0]] != len(args) || args[0] == "appoint" && role == "" || args[0] == "add" && in.Name == "" {
		return c.wrong("cli.user.needs")
	}
	a, err := s.open(c, app.Options{InProcess: true})
	if err != nil {
		return c.fail(err)
	}
	defer a.Close()
	u := &userCommand{c, a, 0}
	if u.institution, err = a.Institution(c.ctx); err != nil {
		return c.fail(err)
	}
	if err := u.check(role, site); err != nil {
		return c.fail(err)
	}
	who := accounts.SystemActor(u.institution)
	switch args[0] {
	case "list":
		err = u.list(*asJSON)
	case "add":
		in.Email, in.Unit, in.Lang = args[1], unit, locale.VI
		var p *store.Person
		if p, err = a.Accounts.AddPerson(c.ctx, who, in, true); err == nil && role != "" {
			err = u.appoint(p.ID, role, unit, site)
		}
		if err == nil {
			fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.user.added", p.Name, p.Email))
		}
	default:
		err = u.change(args[0], args[1], role, unit, site)
	}
	if err != nil {
		return c.fail(err)
	}
	return exitDone
}

type userCommand struct {
	*call
	app         *app.App
	institution int64
}

// check refuses a role that nobody here knows and a site that is not there,
// before anything is done: neither is noticed where somebody is appointed to a
// role that a procedure might know.
func (u *userCommand) check(role string, site int64) error {
	return u.app.Store.View(u.ctx, func(tx *store.Tx) error {
		in, err := tx.Institution(u.ctx, u.institution)
		if err != nil {
			return err
		}
		var known []string
		for _, r := range slices.Concat(people.Roles, slices.Sorted(maps.Keys(in.Settings.Titles))) {
			if r != people.Requester && !slices.Contains(known, string(r)) {
				known = append(known, string(r))
			}
		}
		if role != "" && !slices.Contains(known, role) {
			if near := flow.Nearest(role, known); near != "" {
				return fault.New(fault.Invalid, "cli.user.role_near", role, near, strings.Join(known, ", "))
			}
			return fault.New(fault.Invalid, "cli.user.role", role, strings.Join(known, ", "))
		}
		if site == 0 {
			return nil
		}
		if s, err := tx.Site(u.ctx, site); fault.Is(err, fault.NotFound) || err == nil && s.Institution != u.institution {
			return fault.New(fault.Invalid, "cli.user.site", fmt.Sprint(site))
		} else {
			return err
		}
	})
}

func (u *userCommand) change(verb, email, role string, unit, site int64) error {
	p, err := u.find(email)
	if err != nil {
		return err
	}
	who := accounts.SystemActor(u.institution)
	switch verb {
	case "password":
		line, _ := bufio.NewReader(u.stdin).ReadString('\n')
		err = u.app.Accounts.SetPassword(u.ctx, who, p.ID, strings.TrimRight(line, "\r\n"))
	case "appoint":
		err = u.appoint(p.ID, role, unit, site)
	case "disable":
		err = u.app.Accounts.Disable(u.ctx, who, p.ID)
	case "enable":
		err = u.app.Accounts.Enable(u.ctx, who, p.ID)
	}
	if err == nil {
		fmt.Fprintln(u.stdout, locale.T(u.lang, "cli.user.done", p.Name))
	}
	return err
}

func (u *userCommand) find(email string) (p *store.Person, err error) {
	err = u.app.Store.View(u.ctx, func(tx *store.Tx) error {
		p, err = tx.PersonByEmail(u.ctx, strings.ToLower(email))
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "cli.user.none", email)
	}
	return p, err
}

func (u *userCommand) appoint(id people.PersonID, role string, unit, site int64) error {
	place := people.Place{Kind: people.Institution, ID: u.institution}
	if unit != 0 {
		place = people.Place{Kind: people.Unit, ID: unit}
	} else if site != 0 {
		place = people.Place{Kind: people.Site, ID: site}
	}
	_, err := u.app.Accounts.Appoint(u.ctx, accounts.SystemActor(u.institution), accounts.AppointInput{Person: id, Role: people.Role(role), Place: place})
	return err
}

// A userLine is a person as "congbo user list --json" prints one.
type userLine struct {
	Name  string        `json:"name"`
	Email string        `json:"email"`
	State string        `json:"state"`
	Roles []people.Role `json:"roles"`
}

func (u *userCommand) list(asJSON bool) error {
	return u.app.Store.View(u.ctx, func(tx *store.Tx) error {
		all, err := tx.People(u.ctx, store.PersonFilter{Institution: u.institution})
		if err != nil {
			return err
		}
		appointments, _, err := tx.Roster(u.ctx, u.institution)
		if err != nil {
			return err
		}
		for _, p := range all {
			l := userLine{Name: p.Name, Email: p.Email, State: p.State, Roles: []people.Role{}}
			for _, a := range appointments {
				if a.Person == p.ID && a.Holds(tx.Now()) {
					l.Roles = append(l.Roles, a.Role)
				}
			}
			if asJSON {
				u.print(l)
				continue
			}
			fmt.Fprintf(u.stdout, "%-30s %-36s %-9s %v\n", l.Name, l.Email, l.State, l.Roles)
		}
		return nil
	})
}
