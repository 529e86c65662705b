package accounts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// Columns are those of a table of people, in their order: one row for each role
// of a person. Their titles are "accounts.column_<column>"; a table may name
// them by title in either language or by the word itself.
var Columns = []string{"name", "email", "phone", "title", "title_en", "unit", "role", "place", "from", "to", "paper", "lang"}

// A TableLine tells what a row of a table of people does.
type TableLine struct {
	Line    int
	Name    string
	Email   string
	Outcome Outcome
	Says    []*fault.Error // what is done, as messages
	Faults  fault.List     // why it is not
}

// An Outcome is what comes of a row.
type Outcome string

// The outcomes.
const (
	Added   Outcome = "added"   // somebody new
	Changed Outcome = "changed" // somebody who is there is changed, or gets a role
	Same    Outcome = "same"    // all of it is there already
	Refused Outcome = "refused"
)

// A TableResult is what comes of a whole table.
type TableResult struct {
	Lines []TableLine
	Done  bool // carried out; else all is as it was
}

// Count tells how many rows have an outcome.
func (r *TableResult) Count(o Outcome) (n int) {
	for _, l := range r.Lines {
		if l.Outcome == o {
			n++
		}
	}
	return n
}

// Digest names the result: where it is another one, something changed between
// looking and doing.
func (r *TableResult) Digest() string {
	h := sha256.New()
	for _, l := range r.Lines {
		fmt.Fprintln(h, l.Line, l.Email, l.Outcome)
		for _, e := range append(slices.Clone(l.Says), l.Faults...) {
			fmt.Fprintln(h, locale.Error(locale.VI, e))
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}

// errNotReally takes back what was only tried.
var errNotReally = errors.New("only tried")

// ImportPeople carries out a table of people, all of it or nothing: who is new is added,
// and invited if so wished, what is said of others is changed, roles are given.
// Nothing is taken away. With really false, or where a row is refused, nothing
// is done and the result tells row by row what would be.
func (a *Accounts) ImportPeople(ctx context.Context, who Actor, s *convert.Sheet, invite, really bool) (r *TableResult, err error) {
	err = a.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if err := a.may(ctx, tx, who, people.ManagePeople, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		if r, err = a.ImportIn(ctx, tx, who, s, invite && really); err == nil && (!really || r.Count(Refused) > 0) {
			err = errNotReally
		}
		return err
	})
	if errors.Is(err, errNotReally) {
		return r, nil
	}
	if err == nil {
		r.Done = true
	}
	return r, err
}

// ImportIn is ImportPeople as a part of a transaction, which the caller is to
// take back where a row is refused.
func (a *Accounts) ImportIn(ctx context.Context, tx *store.Tx, who Actor, s *convert.Sheet, invite bool) (*TableResult, error) {
	t, err := a.newTable(ctx, tx, who, s)
	if err != nil {
		return nil, err
	}
	r := &TableResult{}
	for _, row := range s.Rows {
		l := TableLine{Line: row.Line, Outcome: Same}
		if err := t.row(row, &l, invite); err != nil {
			return nil, err
		}
		r.Lines = append(r.Lines, l)
	}
	return r, nil
}

// TableRows are the rows of a table of people with their cells in the order of
// Columns.
func TableRows(s *convert.Sheet) ([][]string, error) {
	at, err := columnsOf(s.Head)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for _, r := range s.Rows {
		row := make([]string, len(Columns))
		for i, c := range Columns {
			if n, ok := at[c]; ok && n < len(r.Cells) {
				row[i] = r.Cells[n]
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// TableOf is a table of such rows.
func TableOf(rows [][]string) *convert.Sheet {
	s := &convert.Sheet{Head: Columns}
	for i, row := range rows {
		s.Rows = append(s.Rows, convert.SheetRow{Line: i + 1, Cells: row})
	}
	return s
}

// columnsOf tells where each column of a table stands.
func columnsOf(head []string) (map[string]int, error) {
	at := make(map[string]int)
	var wrong fault.List
	for i, h := range head {
		if h == "" {
			continue
		}
		column := columnOf(h)
		if _, twice := at[column]; column == "" || twice {
			wrong = append(wrong, fault.New(fault.Invalid, "accounts.table_column", cut(h, 60)))
			continue
		}
		at[column] = i
	}
	for _, need := range []string{"name", "email"} {
		if _, ok := at[need]; !ok {
			wrong = append(wrong, fault.New(fault.Invalid, "accounts.table_needs", locale.Key("accounts.column_"+need)))
		}
	}
	return at, wrong.Err()
}

// table is a table of people while it is carried out.
type table struct {
	ctx    context.Context
	tx     *store.Tx
	a      *Accounts
	who    Actor
	at     map[string]int // column → cell
	inst   *store.Institution
	units  map[string][]int64 // folded short form or name → units
	sites  map[string][]int64
	roles  map[string][]people.Role
	former map[string]PersonInput // what earlier rows say, by address
}

func (a *Accounts) newTable(ctx context.Context, tx *store.Tx, who Actor, s *convert.Sheet) (*table, error) {
	at, err := columnsOf(s.Head)
	if err != nil {
		return nil, err
	}
	t := &table{ctx: ctx, tx: tx, a: a, who: who, at: at, units: make(map[string][]int64), sites: make(map[string][]int64), roles: make(map[string][]people.Role), former: make(map[string]PersonInput)}
	if t.inst, err = tx.Institution(ctx, who.Institution); err != nil {
		return nil, err
	}
	units, err := tx.Units(ctx, who.Institution)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		if u.Active {
			name(t.units, u.ID, u.Short, u.Name.VI, u.Name.EN)
		}
	}
	list, err := tx.Sites(ctx, who.Institution)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		name(t.sites, s.ID, s.Label, s.Name)
	}
	for _, r := range people.Roles {
		if r == people.Requester {
			continue
		}
		name(t.roles, r, string(r))
		if title, ok := t.inst.Settings.Titles[r]; ok {
			name(t.roles, r, title.VI, title.EN)
		}
	}
	for _, r := range people.Roles { // the program's titles, where the institution has none like them
		for _, l := range locale.Langs {
			if title := locale.T(l, r.Title()); r != people.Requester && len(t.roles[vi.Fold(title)]) == 0 {
				name(t.roles, r, title)
			}
		}
	}
	return t, nil
}

// name notes what something may be called in a table.
func name[T comparable](in map[string][]T, id T, names ...string) {
	for _, n := range names {
		if key := vi.Fold(n); key != "" && !slices.Contains(in[key], id) {
			in[key] = append(in[key], id)
		}
	}
}

// columnOf finds the column that a title stands for; "" for none.
func columnOf(head string) string {
	for _, c := range Columns {
		if vi.Fold(head) == vi.Fold(c) {
			return c
		}
		for _, l := range locale.Langs {
			if vi.Fold(head) == vi.Fold(locale.T(l, "accounts.column_"+c)) {
				return c
			}
		}
	}
	return ""
}

func (t *table) cell(row convert.SheetRow, column string) string {
	if i, ok := t.at[column]; ok && i < len(row.Cells) {
		return row.Cells[i]
	}
	return ""
}

// row carries out a row. What is wrong with it is told in l; an error is one of
// ours.
func (t *table) row(row convert.SheetRow, l *TableLine, invite bool) error {
	l.Name, l.Email = t.cell(row, "name"), cleanEmail(t.cell(row, "email"))
	said := PersonInput{Name: l.Name, Email: l.Email, Phone: t.cell(row, "phone"), Title: locale.Text{VI: t.cell(row, "title"), EN: t.cell(row, "title_en")}}
	said.Unit = one(t.units, t.cell(row, "unit"), "accounts.table_unit", "unit", &l.Faults)
	switch code := strings.ToLower(t.cell(row, "lang")); code {
	case "", "vi", "en":
		said.Lang = locale.Lang(code)
	default:
		l.Faults = append(l.Faults, fault.New(fault.Invalid, "accounts.table_lang", cut(code, 20)).In("lang"))
	}
	if before, twice := t.former[l.Email]; twice && l.Email != "" && contradicts(before, said) {
		l.Faults = append(l.Faults, fault.New(fault.Invalid, "accounts.table_contradicts", l.Email).In("email"))
	}
	if len(l.Faults) > 0 {
		l.Outcome = Refused
		return nil
	}
	p, err := t.person(said, l, invite)
	if err == nil {
		t.former[l.Email] = said
		err = t.appoint(row, p, l)
	}
	return l.take(err)
}

// take tells an error that is a row's own fault in the row.
func (l *TableLine) take(err error) error {
	if err == nil {
		return nil
	}
	list, ok := err.(fault.List)
	if !ok {
		e, isFault := fault.As(err)
		if !isFault || e.Kind == fault.Internal || e.Kind == fault.Unavailable {
			return err
		}
		list = fault.List{e}
	}
	l.Faults, l.Outcome, l.Says = append(l.Faults, list...), Refused, nil
	return nil
}

func (l *TableLine) does(o Outcome, key string, args ...any) {
	if l.Outcome == Same {
		l.Outcome = o
	}
	l.Says = append(l.Says, fault.New(fault.Invalid, key, args...))
}

// one finds what a cell names; where it names nothing or several, that is told.
func one[T any](in map[string][]T, s, key, field string, wrong *fault.List) (v T) {
	if s == "" {
		return v
	}
	switch found := in[vi.Fold(s)]; len(found) {
	case 1:
		return found[0]
	case 0:
		*wrong = append(*wrong, fault.New(fault.Invalid, key, cut(s, 60)).In(field))
	default:
		*wrong = append(*wrong, fault.New(fault.Invalid, "accounts.table_several", cut(s, 60)).In(field))
	}
	return v
}

// contradicts reports whether two rows say different things of one person.
func contradicts(a, b PersonInput) bool {
	other := func(x, y string) bool { return x != "" && y != "" && x != y }
	return other(a.Name, b.Name) || other(a.Phone, b.Phone) || other(a.Title.VI, b.Title.VI) || other(a.Title.EN, b.Title.EN) || a.Unit != 0 && b.Unit != 0 && a.Unit != b.Unit ||
		other(string(a.Lang), string(b.Lang))
}

// person finds or adds the person of a row, and changes what it says otherwise.
func (t *table) person(said PersonInput, l *TableLine, invite bool) (*store.Person, error) {
	if wrong := emailWrong(said.Email); wrong != nil {
		return nil, wrong
	}
	p, err := t.tx.PersonByEmail(t.ctx, said.Email)
	if fault.Is(err, fault.NotFound) || err == nil && p.Institution != t.who.Institution {
		if said.Lang == "" {
			said.Lang = locale.VI
		}
		if p, err = t.a.addPerson(t.ctx, t.tx, t.who, said, invite); err == nil {
			l.does(Added, "accounts.table_added")
		}
		return p, err
	} else if err != nil {
		return nil, err
	}
	if p.State == store.PersonDisabled {
		return nil, fault.New(fault.Conflict, "accounts.disabled", p.Name).In("email")
	}
	in := PersonInput{Name: p.Name, Email: p.Email, Phone: p.Phone, Title: p.Title, Unit: p.Unit, Lang: p.Lang}
	var changed []any
	change := func(column string, have *string, say string) {
		if say != "" && say != *have {
			*have = say
			changed = append(changed, locale.Key("accounts.column_"+column))
		}
	}
	change("name", &in.Name, said.Name)
	change("phone", &in.Phone, said.Phone)
	change("title", &in.Title.VI, said.Title.VI)
	change("title_en", &in.Title.EN, said.Title.EN)
	change("lang", (*string)(&in.Lang), string(said.Lang))
	if said.Unit != 0 && said.Unit != in.Unit {
		in.Unit = said.Unit
		changed = append(changed, locale.Key("accounts.column_unit"))
	}
	if len(changed) == 0 {
		return p, nil
	}
	if p, err = t.a.savePerson(t.ctx, t.tx, t.who, p.ID, p.Version, in); err != nil {
		return nil, err
	}
	for _, c := range changed {
		l.does(Changed, "accounts.table_changed", c)
	}
	return p, nil
}

// atUnit are the roles that are held in the unit where somebody works, where a
// table names no place.
var atUnit = []people.Role{people.Staff, people.Contributor, people.UnitHead, people.UnitDeputy, people.Assigned, people.Delegate, people.Member,
	people.Provider, people.Functional, people.Partner, people.Translator}

// appoint gives the person of a row the role that it names.
func (t *table) appoint(row convert.SheetRow, p *store.Person, l *TableLine) error {
	var wrong fault.List
	role := one(t.roles, t.cell(row, "role"), "accounts.table_role", "role", &wrong)
	place := t.place(t.cell(row, "place"), role, p, &wrong)
	from, to := tableDay(t.cell(row, "from"), "from", &wrong), tableDay(t.cell(row, "to"), "to", &wrong)
	paper := t.cell(row, "paper")
	if err := wrong.Err(); err != nil {
		return err
	}
	if role == "" {
		if t.cell(row, "place")+t.cell(row, "from")+t.cell(row, "to")+paper != "" {
			return fault.New(fault.Invalid, "accounts.table_no_role").In("role")
		}
		return nil
	}
	if !to.IsZero() {
		to = to.AddDate(0, 0, 1) // the day itself still counts
	}
	have, err := t.tx.AppointmentsOf(t.ctx, p.ID)
	if err != nil {
		return err
	}
	start := from
	if start.IsZero() {
		start = t.tx.Now()
	}
	for _, h := range have {
		if h.Role == role && h.Place == place && sameTableDay(h.To, to) && (from.IsZero() && h.Holds(t.tx.Now()) || sameTableDay(h.From, from)) && (paper == "" || paper == h.Paper) {
			return nil // as it is
		}
	}
	if _, err := t.a.appoint(t.ctx, t.tx, t.who, AppointInput{Person: p.ID, Role: role, Place: place, From: start, To: to, Paper: paper}); err != nil {
		return err
	}
	l.does(Changed, "accounts.table_role_given", titleIn(t.inst, role))
	return nil
}

// sameTableDay reports whether two instants are written as one day in a table.
func sameTableDay(a, b time.Time) bool {
	if a.IsZero() || b.IsZero() {
		return a.IsZero() && b.IsZero()
	}
	return a.In(vi.Zone).Format(tableDate) == b.In(vi.Zone).Format(tableDate)
}

// titleIn is what an institution calls a role, for a message.
func titleIn(inst *store.Institution, r people.Role) any {
	if t, ok := inst.Settings.Titles[r]; ok {
		return t
	}
	return titleOf(r)
}

// place reads where a role is held: the institution, a unit or a site by its
// name. Without one it is the institution, or the person's unit for the roles
// of a unit.
func (t *table) place(s string, role people.Role, p *store.Person, wrong *fault.List) people.Place {
	institution := people.Place{Kind: people.Institution, ID: t.who.Institution}
	key := vi.Fold(s)
	switch {
	case s == "" && p.Unit != 0 && slices.Contains(atUnit, role):
		return people.Place{Kind: people.Unit, ID: p.Unit}
	case s == "":
		return institution
	case key == "institution" || key == vi.Fold(locale.T(locale.VI, "accounts.table_institution")) || key == vi.Fold(locale.T(locale.EN, "accounts.table_institution")) || key == vi.Fold(t.inst.Name.VI) || key == vi.Fold(t.inst.Name.EN) || key == vi.Fold(t.inst.Settings.Short):
		return institution
	}
	if site, ok := strings.CutPrefix(strings.ToLower(s), "website:"); ok {
		return people.Place{Kind: people.Site, ID: one(t.sites, strings.TrimSpace(site), "accounts.table_place", "place", wrong)}
	}
	return people.Place{Kind: people.Unit, ID: one(t.units, s, "accounts.table_place", "place", wrong)}
}

// tableDay reads a day as people and spreadsheets write it.
func tableDay(s, field string, wrong *fault.List) time.Time {
	if s == "" {
		return time.Time{}
	}
	for _, form := range []string{time.DateOnly, "2/1/2006", "2-1-2006", "2.1.2006"} {
		if t, err := time.ParseInLocation(form, s, vi.Zone); err == nil && t.Year() >= 1900 && t.Year() < 2200 {
			return t
		}
	}
	*wrong = append(*wrong, fault.New(fault.Invalid, "accounts.table_day", cut(s, 20)).In(field))
	return time.Time{}
}

// ExportPeople is the table of everybody who has an account that is not
// disabled, with the roles they hold now or will: what ImportPeople reads.
func (a *Accounts) ExportPeople(ctx context.Context, who Actor, l locale.Lang) (rows [][]string, err error) {
	rows = [][]string{TableHead(l)}
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		if err := a.may(ctx, tx, who, people.ManagePeople, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		inst, err := tx.Institution(ctx, who.Institution)
		if err != nil {
			return err
		}
		units, err := tx.Units(ctx, who.Institution)
		if err != nil {
			return err
		}
		unit := make(map[int64]string)
		for _, u := range units {
			if unit[u.ID] = u.Short; u.Short == "" {
				unit[u.ID] = u.Name.VI
			}
		}
		sites, err := tx.Sites(ctx, who.Institution)
		if err != nil {
			return err
		}
		place := map[people.Place]string{{Kind: people.Institution, ID: who.Institution}: locale.T(l, "accounts.table_institution")}
		for id, short := range unit {
			place[people.Place{Kind: people.Unit, ID: id}] = short
		}
		for _, s := range sites {
			place[people.Place{Kind: people.Site, ID: s.ID}] = "website:" + s.Label
		}
		list, err := tx.People(ctx, store.PersonFilter{Institution: who.Institution})
		if err != nil {
			return err
		}
		all, err := tx.Appointments(ctx, who.Institution)
		if err != nil {
			return err
		}
		for _, p := range list {
			if p.State == store.PersonDisabled {
				continue
			}
			row := []string{p.Name, p.Email, p.Phone, p.Title.VI, p.Title.EN, unit[p.Unit], "", "", "", "", "", string(p.Lang)}
			had := false
			for _, x := range all {
				if x.Person != p.ID || !x.To.IsZero() && !x.To.After(x.From) {
					continue
				}
				had = true
				role := string(x.Role)
				if t, ok := inst.Settings.Titles[x.Role]; ok && t.In(l) != "" {
					role = t.In(l)
				}
				to := ""
				if !x.To.IsZero() {
					to = x.To.In(vi.Zone).AddDate(0, 0, -1).Format(tableDate)
				}
				r := slices.Clone(row)
				copy(r[6:11], []string{role, place[x.Place], x.From.In(vi.Zone).Format(tableDate), to, x.Paper})
				rows = append(rows, r)
			}
			if !had {
				rows = append(rows, row)
			}
		}
		return nil
	})
	return rows, err
}

const tableDate = "02/01/2006"

// TableHead is the first row of a table of people.
func TableHead(l locale.Lang) []string {
	head := make([]string, len(Columns))
	for i, c := range Columns {
		head[i] = locale.T(l, "accounts.column_"+c)
	}
	return head
}
