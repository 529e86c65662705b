package desk

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"congbo/internal/httpx"
	"congbo/internal/notify"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const pathInbox = "/desk/inbox"

// An InboxPage is what the visitor was told (F-K2).
type InboxPage struct {
	Shell
	Filters []Filter
	Days    []InboxDay
	More    string
	Empty   string
	Last    int64 // the newest notice before the visitor's eyes
	Unread  int
	Choices string
}

// An InboxDay is what came on a day.
type InboxDay struct {
	Title string
	Rows  []NoticeRow
}

// A NoticeRow is a notice in the inbox.
type NoticeRow struct {
	ID     int64
	Unread bool
	Tag    Tag
	Title  string // of the case, or what happened where there is none
	Says   string
	Code   string
	Time   string
}

const noticesPerPage = 50

func (d *Desk) inbox(v *visit) error {
	q := v.r.URL.Query()
	all := q.Get("show") == "all"
	box, err := d.Notify.Inbox(v.ctx(), v.who.Actor, !all, number(q.Get("below")), noticesPerPage+1)
	if err != nil {
		return err
	}
	page := InboxPage{Last: box.Last, Unread: box.Unread, Choices: notify.PathChoices}
	show := ""
	if all {
		show = "all"
	}
	if len(box.Notices) > noticesPerPage {
		box.Notices = box.Notices[:noticesPerPage]
		page.More = address(pathInbox, "show", show, "below", strconv.FormatInt(box.Notices[noticesPerPage-1].ID, 10))
	}
	page.Filters = []Filter{{v.t("desk.inbox_unread"), box.Unread, pathInbox, !all}, {v.t("desk.inbox_all"), 0, address(pathInbox, "show", "all"), all}}
	for i := range box.Notices {
		n := &box.Notices[i]
		title := upperFirst(vi.LongDate(v.lang, n.CreatedAt))
		if sameDay(n.CreatedAt, v.now) {
			title = v.t("desk.inbox_today")
		}
		if k := len(page.Days); k == 0 || page.Days[k-1].Title != title {
			page.Days = append(page.Days, InboxDay{Title: title})
		}
		day := &page.Days[len(page.Days)-1]
		day.Rows = append(day.Rows, v.noticeRow(n))
	}
	if len(page.Days) == 0 {
		page.Empty = v.t("desk.inbox_empty")
	}
	if page.Shell, err = v.shell(v.t("desk.inbox"), "inbox"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "inbox", page)
}

// sortTags are the words of the sorts of notices.
var sortTags = map[store.Sort]Tag{
	store.SortTask: {Kind: "wait", Icon: "work"}, store.SortMessage: {Kind: "", Icon: "reply"}, store.SortDue: {Kind: "warn", Icon: "log"},
	store.SortChange: {Kind: "warn", Icon: "edit"}, store.SortTrouble: {Kind: "bad", Icon: "warn"}, store.SortTalk: {Kind: "", Icon: "wordings"},
	store.SortRight: {Kind: "", Icon: "people"}, store.SortDecision: {Kind: "wait", Icon: "work"}, store.SortDemand: {Kind: "wait", Icon: "letters"},
}

func (v *visit) noticeRow(n *store.Notice) NoticeRow {
	tag := sortTags[n.Sort]
	tag.Text = v.t("desk.sort_" + string(n.Sort))
	row := NoticeRow{ID: n.ID, Unread: n.ReadAt.IsZero(), Tag: tag, Title: n.Data["title"], Says: notify.Says(v.lang, n), Code: n.Data["code"], Time: vi.Clock(n.CreatedAt)}
	if row.Title == "" {
		row.Title, row.Says = row.Says, ""
	}
	return row
}

// readInbox marks all that was before the visitor's eyes as read.
func (d *Desk) readInbox(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	if err := d.Notify.ReadAll(v.ctx(), v.who.Actor, number(f.Get("last"))); err != nil {
		return err
	}
	return v.done(pathInbox, "inbox_read")
}

// openNotice marks a notice as read and goes on to what it is about; or marks
// it and stays.
func (d *Desk) openNotice(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	n, err := d.Notify.Read(v.ctx(), v.who.Actor, number(v.r.PathValue("id")), f.Get("do") != "unread")
	if err != nil {
		return err
	}
	switch code := n.Data["code"]; {
	case f.Get("do") != "":
		v.redirect(v.next(f.Get("next")))
	case code != "" && n.Case != 0:
		v.redirect(casePath(code))
	case strings.HasPrefix(n.Data["desk-page"], "/desk/"):
		v.redirect(n.Data["desk-page"])
	case n.Sort == store.SortRight:
		v.redirect(pathAccount)
	default:
		v.redirect(pathInbox)
	}
	return nil
}

// choicesPage is the form of how the visitor wants to be told (F-K2).
func (d *Desk) choicesPage(v *visit) (page FormPage, err error) {
	c, err := d.Notify.Choices(v.ctx(), v.who.Actor)
	if err != nil {
		return page, err
	}
	part := FormPart{Title: v.t("desk.choices_sorts"), Note: v.t("desk.choices_note")}
	for _, s := range store.Sorts {
		var ways []FormChoice
		for _, w := range []store.Way{store.WayMail, store.WayDigest, store.WayInbox} {
			ways = append(ways, FormChoice{Value: string(w), Label: v.t("desk.way_" + string(w))})
		}
		part.Fields = append(part.Fields, FormField{Type: "select", Name: "way_" + string(s), Label: v.t("desk.sort_" + string(s)), Hint: v.t("desk.sort_hint_" + string(s)), Choices: choose(string(c.Way(s)), ways)})
	}
	var minutes []FormChoice
	midnight := time.Date(2026, 1, 1, 0, 0, 0, 0, vi.Zone)
	for m := notify.FirstMinute; m <= notify.LastMinute; m += notify.MinuteStep {
		minutes = append(minutes, FormChoice{Value: strconv.Itoa(m), Label: vi.Clock(midnight.Add(time.Duration(m) * time.Minute))})
	}
	page.Lead, page.Crumbs = v.t("desk.choices_lead"), []Crumb{{v.t("desk.inbox"), pathInbox}}
	page.Form = Form{Path: notify.PathChoices, Submit: v.t("admin.save"), Cancel: pathInbox, Parts: []FormPart{part, {Title: v.t("desk.way_digest"),
		Fields: []FormField{{Type: "select", Name: "minute", Label: v.t("desk.choices_minute"), Hint: v.t("desk.choices_minute_hint"), Choices: choose(strconv.Itoa(c.Minute), minutes)}}}}}
	page.Notes = []string{v.t("desk.choices_demand")}
	page.Shell, err = v.shell(v.t("desk.choices"), "inbox")
	return page, err
}

func (d *Desk) noticeChoices(v *visit) error {
	page, err := d.choicesPage(v)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "admin_form", page)
}

func (d *Desk) chooseNotices(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	ways := make(map[store.Sort]store.Way)
	for _, s := range store.Sorts {
		ways[s] = store.Way(f.Get("way_" + string(s)))
	}
	return v.saved(d.Notify.Choose(v.ctx(), v.who.Actor, ways, int(number(f.Get("minute")))), f, func() (FormPage, error) { return d.choicesPage(v) }, pathInbox, "choices")
}
