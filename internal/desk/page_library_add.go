package desk

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/library"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const pathLibraryAdd = pathLibrary + "/add"

// A ShelvePage is the form that puts pictures and papers into the library.
type ShelvePage struct {
	Shell
	Rows         []ShelveRow
	Credit, Note ShelveField // of all rows
	Licences     []Choice
	LicenceWrong string
	Units        []Choice
	Errors       []FormError // what is wrong of the form as a whole
	Kept         []Crumb     // files of the form that have just been added
	There        []Crumb     // those that the library had
	Rest         string      // how many have not been added
	More         string      // the same form with more rows, where there can be more
	Most, Size   int         // files at once; MB of one
}

// A ShelveRow is one file of the form. What is chosen in it has to be chosen
// again when the form comes back: browsers fill no file in.
type ShelveRow struct {
	N         int
	File      string // the name of the file that was refused
	FileWrong string
	Name, Alt ShelveField
}

// A ShelveField is what was typed into a field, and what is wrong with it.
type ShelveField struct{ Value, Wrong string }

// shelveRows is how many files the form has room for at first.
const shelveRows = 3

var shelving = httpx.Budget{Fields: 4*library.MaxFiles + 10, Field: 16 << 10, Files: library.MaxFiles, File: library.MaxFile, Total: library.MaxBytes + 1<<20}

// shelveForm shows the empty form.
func (d *Desk) shelveForm(v *visit) error {
	rows := int(number(v.r.URL.Query().Get("rows")))
	page := ShelvePage{}
	for n := range min(max(rows, shelveRows), library.MaxFiles) {
		page.Rows = append(page.Rows, ShelveRow{N: n + 1})
	}
	return v.showShelve(http.StatusOK, page, "", -1)
}

// showShelve shows the form with what was chosen in it; unit -1 is the visitor's
// own.
func (v *visit) showShelve(status int, page ShelvePage, licence string, unit int64) error {
	institution, units, err := v.d.Library.MayAdd(v.ctx(), v.who.Actor)
	if err != nil {
		return err
	}
	if !institution && len(units) == 0 {
		return fault.New(fault.Denied, "fault.denied")
	}
	w, err := v.world()
	if err != nil {
		return err
	}
	if unit < 0 {
		if err := v.view(func(ctx context.Context, tx *store.Tx) error {
			p, err := tx.Person(ctx, v.who.Person)
			unit = p.Unit
			return err
		}); err != nil {
			return err
		}
	}
	if institution {
		page.Units = append(page.Units, Choice{"0", v.t("desk.library_of_all"), unit == 0})
	}
	for _, u := range w.offices {
		if slices.Contains(units, u.ID) {
			page.Units = append(page.Units, Choice{id(u.ID), u.Name.In(v.lang), unit == u.ID})
		}
	}
	page.Licences = v.licences(licence)
	page.Most, page.Size = library.MaxFiles, library.MaxFile>>20
	if n := len(page.Rows); n < library.MaxFiles {
		page.More = pathLibraryAdd + "?rows=" + strconv.Itoa(min(n+5, library.MaxFiles))
	}
	if page.Shell, err = v.shell(v.t("desk.library_add"), "library"); err != nil {
		return err
	}
	return v.show(status, "library_add", page)
}

// shelve puts what was chosen into the library. What is faultless is kept; the
// rest comes back with why not.
func (d *Desk) shelve(v *visit) error {
	if institution, units, err := d.Library.MayAdd(v.ctx(), v.who.Actor); err != nil {
		return err
	} else if !institution && len(units) == 0 {
		return fault.New(fault.Denied, "fault.denied") // before anything is read
	}
	f, err := v.form(shelving)
	if err != nil {
		return err
	}
	page := ShelvePage{Credit: ShelveField{Value: f.Get("credit")}, Note: ShelveField{Value: f.Get("note")}}
	files := make(map[string]httpx.File)
	for _, x := range f.Files {
		if _, twice := files[x.Field]; !twice && len(x.Data) > 0 {
			files[x.Field] = x
		}
	}
	unit, chosen := number(f.Get("unit")), 0
	for n := 1; n <= library.MaxFiles; n++ {
		at := strconv.Itoa(n)
		file, sent := files["file"+at]
		row := ShelveRow{N: len(page.Rows) + 1, Name: ShelveField{Value: f.Get("name" + at)}, Alt: ShelveField{Value: f.Get("alt" + at)}}
		switch {
		case !sent && row.Name.Value == "" && row.Alt.Value == "":
			continue
		case !sent:
			row.FileWrong = v.t("library.choose_file")
			page.Rows = append(page.Rows, row)
			continue
		}
		chosen++
		item, known, err := d.Library.Add(v.ctx(), v.who.Actor, library.New{Name: file.Name, Data: file.Data, Unit: unit,
			Words: library.Words{Name: row.Name.Value, Alt: row.Alt.Value, Credit: page.Credit.Value, Licence: f.Get("licence"), Note: page.Note.Value}})
		if err == nil {
			link := Crumb{vi.ReadLine(file.Name), libraryPath(item)}
			if known {
				page.There = append(page.There, link)
			} else {
				page.Kept = append(page.Kept, link)
			}
			continue
		}
		if !page.refused(v, &row, err) {
			return err
		}
		row.File = vi.ReadLine(file.Name)
		page.Rows = append(page.Rows, row)
	}
	switch {
	case len(page.Rows) > 0 || len(page.There) > 0 && chosen > 1:
		if n := len(page.Rows); n > 0 {
			page.Rest = v.t("desk.library_rest", n)
		}
		for len(page.Rows) < shelveRows {
			page.Rows = append(page.Rows, ShelveRow{N: len(page.Rows) + 1})
		}
		return v.showShelve(http.StatusUnprocessableEntity, page, f.Get("licence"), unit)
	case len(page.There) == 1:
		return v.done(page.There[0].Path, "library_there")
	case len(page.Kept) == 1:
		return v.done(page.Kept[0].Path, "library_added")
	case len(page.Kept) > 1:
		return v.done(pathLibrary, "library_added_all", strconv.Itoa(len(page.Kept)))
	}
	for n := range shelveRows {
		page.Rows = append(page.Rows, ShelveRow{N: n + 1})
	}
	page.Rows[0].FileWrong = v.t("library.choose_file")
	return v.showShelve(http.StatusUnprocessableEntity, page, f.Get("licence"), unit)
}

// refused puts what is wrong beside the fields; it reports whether it is
// something that the visitor can mend.
func (p *ShelvePage) refused(v *visit, row *ShelveRow, err error) bool {
	list, ok := err.(fault.List)
	if one, is := fault.As(err); !ok && is {
		list = fault.List{one}
	}
	for _, e := range list {
		switch e.Kind {
		case fault.Invalid, fault.TooLarge, fault.Conflict, fault.NotFound:
		default:
			return false
		}
		text := sayFault(v.lang, e)
		switch e.Field {
		case "file":
			row.FileWrong = text
		case "name":
			row.Name.Wrong = text
		case "alt":
			row.Alt.Wrong = text
		case "credit":
			p.Credit.Wrong = text
		case "note":
			p.Note.Wrong = text
		case "licence":
			p.LicenceWrong = text
		default:
			p.Errors = []FormError{{e.Field, text}}
		}
	}
	return len(list) > 0
}
