package desk

import (
	"context"
	"strconv"

	"congbo/internal/reporting"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const pathForced = "/desk/forced"

// forced shows how much was published before approval, month by month and unit
// by unit, and what of it is not approved yet (F-A7, F-A8).
func (d *Desk) forced(v *visit) error {
	year := int(number(v.r.URL.Query().Get("year")))
	if now := v.now.In(vi.Zone).Year(); year < 2000 || year > now {
		year = now
	}
	var f *reporting.Forced
	var w *world
	err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		if f, err = reporting.ReadForced(ctx, d.Cases, tx, v.who.Actor, year); err != nil {
			return err
		}
		w, err = readWorld(ctx, tx, v.who.Institution, v.lang)
		return err
	})
	if err != nil {
		return err
	}
	t := f.Total
	page := AdminList{Lead: v.t("desk.forced_lead", strconv.Itoa(year), t.Forced, t.Published, t.Percent(), t.Open),
		Crumbs: []Crumb{{v.t("desk.forced_year", strconv.Itoa(year-1)), pathForced + "?year=" + strconv.Itoa(year-1)}}}
	share := AdminTable{Title: v.t("desk.forced_share"), Empty: v.t("desk.forced_none"),
		Columns: []string{v.t("desk.forced_month"), v.t("admin.unit"), v.t("desk.forced_published"), v.t("desk.forced_forced"), v.t("desk.forced_percent"), v.t("desk.forced_open")}}
	for _, r := range f.Rows {
		unit := v.t("admin.place_institution")
		if r.Unit != 0 {
			unit = w.units[r.Unit]
		}
		share.Rows = append(share.Rows, AdminRow{Name: r.Month.Format("01/2006"), Cells: share.cells(unit, strconv.Itoa(r.Published), strconv.Itoa(r.Forced), strconv.Itoa(r.Percent())+" %", strconv.Itoa(r.Open))})
	}
	open := AdminTable{Title: v.t("desk.forced_waiting"), Empty: v.t("desk.forced_waiting_none"), Columns: []string{v.t("desk.forced_case"), v.t("desk.forced_at")}}
	for _, p := range f.Open {
		row := AdminRow{Name: p.Code, Cells: open.cells(vi.ShortDateTime(v.lang, p.At))}
		if c := (&store.Case{Institution: v.who.Institution, Unit: p.Unit, Site: p.Site}); v.seesCase(c) {
			row.Name, row.Sub, row.Path = p.Title, p.Code, casePath(p.Code)
		}
		open.Rows = append(open.Rows, row)
	}
	page.Tables = []AdminTable{share, open}
	if page.Shell, err = v.shell(v.t("desk.nav_forced"), "forced"); err != nil {
		return err
	}
	return v.list(page)
}
