package cases

import (
	"context"

	"congbo/internal/locale"
	"congbo/internal/people"
)

// onBehalf is for whom somebody does what they may do in a case only by an
// authority that was delegated to them; 0 where it is their own (R-P3).
func (v *View) onBehalf(who Actor, may func(people.Standing) bool) people.PersonID {
	st := people.Standing{Person: who.Person, Appointments: v.appointments, At: v.Now}
	if who.System || who.For != 0 || may(st) {
		return who.For
	}
	for _, d := range v.delegations {
		st.Delegations = []people.Delegation{d}
		if d.To == who.Person && may(st) {
			return d.From
		}
	}
	return 0
}

// SpeaksFor is for whom somebody has a say among colleagues; 0 where it is in
// their own right.
func (v *View) SpeaksFor(who Actor) people.PersonID { return v.onBehalf(who, v.remarks) }

// signed puts the name of whoever writes into the values of a letter, with the
// name of whom they act for.
func (d *Dossier) signed(ctx context.Context, data map[string]string, who Actor) error {
	data["by"] = who.Name
	if who.For == 0 {
		return nil
	}
	p, err := d.tx.Person(ctx, who.For)
	if err != nil {
		return err
	}
	for _, l := range locale.Langs {
		data["by."+string(l)] = locale.T(l, "people.on_behalf", who.Name, p.Name)
	}
	delete(data, "by")
	return nil
}
