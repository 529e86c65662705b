package desk

import (
	"net/http"

	"congbo/internal/cases"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const pathDeliveries = "/desk/deliveries"

// A DeliveryView is how far a text has come on one of the sites that it was
// posted to (F-C10).
type DeliveryView struct {
	ID            int64
	Site          string
	Section       string
	Tag           Tag
	Why           string // readers do not get it
	Tries         string
	Title, Path   string // of its case, in a list of many
	Retry         bool
	Code, RetryAt string
}

var deliveryTags = map[flow.DeliveryState]Tag{flow.DeliveryWaiting: {"", "robot", ""}, flow.DeliveryDone: {"good", "check", ""}, flow.DeliveryFailed: {"bad", "warn", ""}}

func (v *visit) deliveryView(w *world, l *store.Delivery) DeliveryView {
	d := DeliveryView{ID: l.ID, Site: w.sites[l.Site].Name, Section: w.sections[l.Section].Title, Tag: deliveryTags[l.State]}
	d.Tag.Text = v.t("delivery.state_" + string(l.State))
	if l.State != flow.DeliveryFailed {
		return d
	}
	d.Why = v.t("delivery.why", v.t("flow.trouble."+string(l.Problem)))
	d.Tries = v.t("delivery.tries", l.Tries, vi.ShortDateTime(v.lang, l.TriedAt))
	if l.NextAt.IsZero() {
		d.Tries += " " + v.t("delivery.no_more")
	} else {
		d.Tries += " " + v.t("delivery.next", vi.ShortDateTime(v.lang, l.NextAt))
	}
	return d
}

// deliveries are those of what was posted last, where there is more to say than
// the page of one site does.
func (v *visit) deliveries(view *cases.View, w *world) []DeliveryView {
	var list []DeliveryView
	for i := range view.Deliveries {
		l := &view.Deliveries[i]
		if l.State == flow.DeliveryDropped || !view.State.Published.Public() || !newest(view, l) {
			continue
		}
		d := v.deliveryView(w, l)
		if site, ok := w.sites[l.Site]; ok && l.State == flow.DeliveryFailed {
			for _, h := range view.HoldingsAt(v.who.Person, &site) {
				d.Retry = d.Retry || h.Role == people.Role(l.Role)
			}
		}
		list = append(list, d)
	}
	if len(list) == 1 && list[0].Why == "" {
		return nil
	}
	return list
}

// newest reports whether a delivery is of the last posting: those of earlier
// ones that arrived stay in the record, and are overtaken.
func newest(view *cases.View, l *store.Delivery) bool {
	for i := range view.Deliveries {
		if o := &view.Deliveries[i]; o.DecidedAt.After(l.DecidedAt) {
			return false
		}
	}
	return true
}

// deliver tries a delivery now.
func (d *Desk) deliver(v *visit) error {
	return v.onCase(httpx.SmallForm, func(view *cases.View, f *httpx.Form) (string, error) {
		return "delivery_tried", d.Publishing.RetryDelivery(v.ctx(), v.who.Actor, view.Case.ID, number(f.Get("delivery")))
	})
}

// A DeliveriesPage lists what readers should have and do not.
type DeliveriesPage struct {
	Shell
	Rows []DeliveryView
}

func (d *Desk) openDeliveries(v *visit) error {
	all, err := d.Publishing.OpenDeliveries(v.ctx(), v.who.Actor)
	if err != nil {
		return err
	}
	w, err := v.world()
	if err != nil {
		return err
	}
	page := DeliveriesPage{}
	for i := range all {
		l := &all[i]
		if v.hidden(l.Of) {
			continue
		}
		row := v.deliveryView(w, &l.Delivery)
		row.Title, row.Code, row.Path = l.Of.Title, l.Of.Code, casePath(l.Of.Code)
		page.Rows = append(page.Rows, row)
	}
	if page.Shell, err = v.shell(v.t("desk.nav_deliveries"), "deliveries"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "deliveries", page)
}
