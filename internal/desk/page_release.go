package desk

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/publishing"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

const pathReleases = "/desk/releases"

// A ReleasesPage lists what is, was or will be published together.
type ReleasesPage struct {
	Shell
	Rows    []ReleaseRow
	Problem string
	Name    string
}

// A ReleaseRow is one release of the list.
type ReleaseRow struct {
	Path, Name, When string
	Tag              Tag
}

// A ReleasePage is one release: its texts, whether each is ready and why not,
// and what can be done with all of them.
type ReleasePage struct {
	Shell
	Path    string
	Version int64
	Name    string
	Tag     Tag
	When    string
	Failed  string // what was wrong at its hour
	Items   []ReleaseLine
	Unseen  string
	Open    bool // can still be changed
	Planned bool
	Ready   bool
	Blocks  string // said where not everything is ready
	Date    string
	Hour    string
	First   string
	Problem string
	Code    string // typed
}

// A ReleaseLine is a text of a release.
type ReleaseLine struct {
	Case        int64
	Title, Path string
	Code, Step  string
	Hash        string
	Tag         Tag
	Why         string
}

var releaseTags = map[string]Tag{
	store.ReleaseOpen: {"", "edit", ""}, store.ReleasePlanned: {"good", "calendar", ""}, store.ReleaseDone: {"good", "check", ""}, store.ReleaseFailed: {"bad", "warn", ""},
}

func (v *visit) releaseTag(state string) Tag {
	t := releaseTags[state]
	t.Text = v.t("desk.release_state_" + state)
	return t
}

func (v *visit) releaseWhen(r *store.Release) string {
	switch r.State {
	case store.ReleasePlanned, store.ReleaseFailed:
		return vi.DateTime(v.lang, r.At)
	case store.ReleaseDone:
		return vi.DateTime(v.lang, r.EndedAt)
	}
	return ""
}

func (d *Desk) releases(v *visit) error { return v.showReleases(http.StatusOK, "", "") }

func (v *visit) showReleases(status int, name, problem string) error {
	all, err := v.d.Publishing.Releases(v.ctx(), v.who.Actor)
	if err != nil {
		return err
	}
	page := ReleasesPage{Problem: problem, Name: name}
	for i := range all {
		r := &all[i]
		page.Rows = append(page.Rows, ReleaseRow{Path: releasePath(r.ID), Name: r.Name, Tag: v.releaseTag(r.State), When: v.releaseWhen(r)})
	}
	if page.Shell, err = v.shell(v.t("desk.nav_releases"), "releases"); err != nil {
		return err
	}
	return v.show(status, "releases", page)
}

func releasePath(id int64) string { return pathReleases + "/" + strconv.FormatInt(id, 10) }

func (d *Desk) makeRelease(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	r, err := d.Publishing.MakeRelease(v.ctx(), v.who.Actor, f.Get("name"))
	if fault.Is(err, fault.Invalid) {
		return v.showReleases(httpx.Status(err), f.Get("name"), v.sayAll(err))
	} else if err != nil {
		return err
	}
	return v.done(releasePath(r.ID), "release_made")
}

func (d *Desk) release(v *visit) error {
	return v.showRelease(http.StatusOK, number(v.r.PathValue("id")), "", nil)
}

func (v *visit) showRelease(status int, id int64, problem string, f *httpx.Form) error {
	r, err := v.d.Publishing.Release(v.ctx(), v.who.Actor, id)
	if err != nil {
		return err
	}
	page := ReleasePage{Path: releasePath(id), Version: r.Version, Name: r.Name, Tag: v.releaseTag(r.State), When: v.releaseWhen(r.Release),
		Open: r.State == store.ReleaseOpen || r.State == store.ReleaseFailed, Planned: r.State == store.ReleasePlanned, Ready: r.Ready, Problem: problem}
	waiting := 0
	for _, it := range r.Items {
		l := ReleaseLine{Case: it.Case.ID, Title: it.Case.Title, Path: casePath(it.Case.Code), Code: it.Case.Code, Step: it.Step, Hash: it.Hash,
			Tag: Tag{"good", "check", v.t("desk.release_ready")}}
		switch {
		case it.Public:
			l.Tag = Tag{"good", "check", v.t("desk.edition_live")}
		case it.Why != nil:
			l.Tag, l.Why = Tag{"warn", "warn", v.t("desk.release_not_ready")}, v.sayAll(it.Why)
			waiting++
		}
		page.Items = append(page.Items, l)
	}
	if r.Unseen > 0 {
		page.Unseen = v.t("publishing.release_unseen", r.Unseen)
	}
	if waiting > 0 && page.Open {
		page.Blocks = v.t("desk.release_blocks", waiting)
	}
	if r.State == store.ReleaseFailed {
		stuck, why := publishing.ReleaseProblem(r.Release)
		code := ""
		for _, it := range r.Items {
			if it.Case.ID == stuck {
				code = it.Case.Code
			}
		}
		page.Failed = v.t("desk.release_failed", page.When, code, v.t("flow.trouble."+string(why)))
	}
	cal := v.d.calendar(v.who.Institution)
	b := &book{now: v.now, cal: cal}
	at := b.officeOpens().In(workday.Zone)
	page.Date, page.Hour, page.First = at.Format(time.DateOnly), at.Format("15:04"), v.now.In(workday.Zone).Format(time.DateOnly)
	if f != nil {
		page.Code = f.Get("code")
		if f.Get("do") == "plan" {
			page.Date, page.Hour = f.Get("date"), f.Get("time")
		}
	}
	if page.Shell, err = v.shell(r.Name, "releases"); err != nil {
		return err
	}
	return v.show(status, "release", page)
}

// changeRelease does what a form of a release's page asks for.
func (d *Desk) changeRelease(v *visit) error {
	id := number(v.r.PathValue("id"))
	f, err := v.form(httpx.Budget{Fields: 400, Field: 4 << 10, Total: 256 << 10})
	if err != nil {
		return err
	}
	what, err := d.toRelease(v, id, f)
	if k := fault.KindOf(err); err != nil && (k == fault.Conflict || k == fault.Invalid || k == fault.Denied || k == fault.TooMany) {
		return v.showRelease(httpx.Status(err), id, v.sayAll(err), f)
	}
	if err != nil {
		return err
	}
	return v.done(releasePath(id), what)
}

func (d *Desk) toRelease(v *visit, id int64, f *httpx.Form) (string, error) {
	who, p := v.who.Actor, d.Publishing
	do, arg, _ := strings.Cut(f.Get("do"), ":")
	switch do {
	case "add":
		return "release_added", p.AddToRelease(v.ctx(), who, id, f.Get("code"))
	case "remove":
		return "release_removed", p.RemoveFromRelease(v.ctx(), who, id, number(arg))
	case "publish":
		saw := make(map[int64]string)
		for key := range f.Values {
			if n, ok := strings.CutPrefix(key, "saw."); ok {
				saw[number(n)] = f.Get(key)
			}
		}
		return "release_published", p.PublishRelease(v.ctx(), who, id, saw)
	case "plan":
		at, err := moment(f.Get("date"), f.Get("time"), d.calendar(who.Institution))
		if err != nil {
			return "", err
		}
		return "release_planned", p.PlanRelease(v.ctx(), who, id, at)
	case "cancel":
		return "release_cancelled", p.CancelRelease(v.ctx(), who, id)
	}
	return "", fault.New(fault.Invalid, "flow.no_such_act", do)
}
