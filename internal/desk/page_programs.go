package desk

const pathPrograms = "/desk/programs"

// programs lists the programs of the machine that read more kinds of files:
// which are installed, what each enables, how to install the others (R-I3).
func (d *Desk) programs(v *visit) error {
	page := AdminList{Lead: v.t("programs.lead")}
	t := AdminTable{Columns: []string{v.t("programs.program"), v.t("programs.enables"), v.t("programs.state")}}
	for _, p := range d.Programs.List() {
		row := AdminRow{Name: p.Title, Sub: p.Path}
		if p.Path != "" {
			row.Cells, row.Tags = t.cells(v.t(p.Use), v.t("programs.installed")), []Tag{{Kind: "good", Icon: "check", Text: v.t("programs.tag_there")}}
		} else {
			row.Cells = t.cells(v.t(p.Use), v.t("programs.install", p.Package))
		}
		t.Rows = append(t.Rows, row)
	}
	page.Tables = []AdminTable{t}
	if d.Programs.Confines() {
		page.Lead += " " + v.t("programs.locked_in")
	} else {
		page.Lead += " " + v.t("programs.not_locked_in")
	}
	var err error
	if page.Shell, err = v.shell(v.t("desk.nav_programs"), "programs"); err != nil {
		return err
	}
	return v.list(page)
}
