package desk

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/vi"
)

const pathPeopleTable = "/desk/people/table"

// tables is the budget of the form with a table: the file, or, once it was
// looked at, the same again as a field.
var tables = httpx.Budget{Fields: 10, Field: 2 << 20, Files: 1, File: convert.MaxSheet, Total: 4 << 20}

// A PeopleTablePage takes in many people at once from a table: first it is
// shown what would be done, row by row, then all of it is done or nothing.
type PeopleTablePage struct {
	Shell
	Crumbs  []Crumb
	Errors  []FormError
	Columns []TableColumn
	Invite  bool
	Looked  *LookedTable // what would be done; nil before
}

// A TableColumn says what a column of the table takes.
type TableColumn struct {
	Title, Hint string
	Required    bool
}

// A LookedTable is a table that was looked at.
type LookedTable struct {
	Data   string // the file, to be sent again
	Digest string // of the result
	Rows   []LookedRow
	Counts []Tag
	Wrong  bool // a row is refused
	May    bool // nothing is refused, and there is something to do
	Submit string
}

// A LookedRow is what a row would do.
type LookedRow struct {
	Line  int
	Name  string
	Email string
	Tag   Tag
	Says  []string
}

func (v *visit) peopleTablePage() (page PeopleTablePage, err error) {
	page = PeopleTablePage{Crumbs: []Crumb{{v.t("desk.nav_people"), pathPeople}}, Columns: tableColumns(v.lang), Invite: true}
	page.Shell, err = v.shell(v.t("admin.table_title"), "people")
	return page, err
}

func tableColumns(l locale.Lang) (list []TableColumn) {
	for i, title := range accounts.TableHead(l) {
		column := accounts.Columns[i]
		list = append(list, TableColumn{Title: title, Hint: locale.T(l, "admin.table_hint_"+column), Required: column == "name" || column == "email"})
	}
	return list
}

func (d *Desk) peopleTable(v *visit) error {
	page, err := v.peopleTablePage()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "people_table", page)
}

// takeTable looks at a table or, where it was looked at, carries it out.
func (d *Desk) takeTable(v *visit) error {
	f, err := v.form(tables)
	if err != nil {
		return err
	}
	page, err := v.peopleTablePage()
	if err != nil {
		return err
	}
	page.Invite = f.Has("invite")
	data, sheet, err := tableOf(f)
	var r *accounts.TableResult
	if err == nil {
		r, err = d.Accounts.ImportPeople(v.ctx(), v.who, sheet, page.Invite, false)
	}
	if err == nil && f.Has("digest") && r.Count(accounts.Refused) == 0 {
		if r.Digest() != f.Get("digest") {
			page.Errors = []FormError{{Text: v.t("admin.table_changed")}}
		} else if r, err = d.Accounts.ImportPeople(v.ctx(), v.who, sheet, page.Invite, true); err == nil && r.Done {
			return v.done(pathPeople, "table", strconv.Itoa(r.Count(accounts.Added)), strconv.Itoa(r.Count(accounts.Changed)))
		}
	}
	status := http.StatusOK
	if err != nil {
		told := tableFaults(v.lang, err)
		if told == nil {
			return err
		}
		page.Errors, status = told, httpx.Status(err)
	} else {
		page.Looked = lookedTable(v.lang, r, data)
	}
	return v.show(status, "people_table", page)
}

// tableFaults tells what is wrong with a whole table; nil where that is not the
// sender's.
func tableFaults(l locale.Lang, err error) (told []FormError) {
	list, ok := err.(fault.List)
	if e, one := fault.As(err); !ok && one && (e.Kind == fault.Invalid || e.Kind == fault.TooLarge) {
		list = fault.List{e}
	}
	for _, e := range list {
		told = append(told, FormError{Text: locale.Error(l, e), Field: "file"})
	}
	return told
}

// tableOf reads the table of a form, as a file or as what was looked at.
func tableOf(f *httpx.Form) (data string, s *convert.Sheet, err error) {
	var raw []byte
	switch {
	case len(f.Files) > 0 && len(f.Files[0].Data) > 0:
		raw = f.Files[0].Data
	case f.Get("table") != "":
		if raw, err = base64.StdEncoding.DecodeString(f.Get("table")); err != nil {
			return "", nil, fault.New(fault.Invalid, "convert.sheet_unread").Because(err)
		}
	default:
		return "", nil, fault.New(fault.Invalid, "admin.table_missing").In("file")
	}
	s, err = convert.ReadSheet(raw)
	return base64.StdEncoding.EncodeToString(raw), s, err
}

func lookedTable(l locale.Lang, r *accounts.TableResult, data string) *LookedTable {
	t := &LookedTable{Data: data, Digest: r.Digest()}
	for _, row := range r.Lines {
		w := LookedRow{Line: row.Line, Name: row.Name, Email: row.Email, Tag: outcomeTag(l, row.Outcome, "")}
		for _, e := range row.Says {
			w.Says = append(w.Says, locale.Error(l, e))
		}
		for _, e := range row.Faults {
			w.Says = append(w.Says, locale.Error(l, e))
		}
		t.Rows = append(t.Rows, w)
	}
	for _, o := range []accounts.Outcome{accounts.Added, accounts.Changed, accounts.Same, accounts.Refused} {
		if n := r.Count(o); n > 0 {
			t.Counts = append(t.Counts, outcomeTag(l, o, ": "+strconv.Itoa(n)))
		}
	}
	t.Wrong = r.Count(accounts.Refused) > 0
	t.May = !t.Wrong && r.Count(accounts.Added)+r.Count(accounts.Changed) > 0
	t.Submit = locale.T(l, "admin.table_do", r.Count(accounts.Added)+r.Count(accounts.Changed))
	return t
}

func outcomeTag(l locale.Lang, o accounts.Outcome, more string) Tag {
	t := Tag{Text: locale.T(l, "admin.table_"+string(o)) + more}
	switch o {
	case accounts.Added:
		t.Kind, t.Icon = "good", "check"
	case accounts.Changed:
		t.Kind = "wait"
	case accounts.Refused:
		t.Kind, t.Icon = "bad", "cross"
	}
	return t
}

// sheet gives out a table for a spreadsheet.
func (v *visit) sheet(name string, rows [][]string) error {
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", disposition(name))
	return convert.WriteSheet(v.w, rows)
}

// peopleCSV gives out everybody as a table that can be taken in again.
func (d *Desk) peopleCSV(v *visit) error {
	rows, err := d.Accounts.ExportPeople(v.ctx(), v.who, v.lang)
	if err != nil {
		return err
	}
	return v.sheet(v.t("admin.table_file", v.now.In(vi.Zone).Format(time.DateOnly)), rows)
}

// peopleTemplate gives out a table with two rows that show how it is filled in.
func (d *Desk) peopleTemplate(v *visit) error {
	return v.sheet(v.t("admin.table_template_file"), tableTemplate(v.lang, v.now))
}

func tableTemplate(l locale.Lang, now time.Time) [][]string {
	day := now.In(vi.Zone).Format("02/01/2006")
	return [][]string{accounts.TableHead(l),
		{"Nguyễn Văn Mẫu", "mau@co-quan.example", "0900 000 000", "Chuyên viên", "Officer", "", locale.T(l, "people.role.staff"), "", day, "", "01/QĐ", "vi"},
		{"Trần Thị Ví Dụ", "vidu@co-quan.example", "", "", "", "", "", "", "", "", "", "vi"}}
}
