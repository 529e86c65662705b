package procedures

import (
	"context"
	"slices"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/store"
)

// See returns a version of one of the institution's procedures, drafts included.
// Procedures are no secret within the house.
func (p *Procedures) See(ctx context.Context, who cases.Actor, id int64) (v *Version, err error) {
	err = p.Store.View(ctx, func(tx *store.Tx) error {
		v, err = read(ctx, tx, who.Institution, id)
		return err
	})
	return v, err
}

// Versions lists the versions of a procedure, the newest first, drafts and those
// given up included; of all procedures for an empty key.
func (p *Procedures) Versions(ctx context.Context, who cases.Actor, key string) (list []Version, err error) {
	err = p.Store.View(ctx, func(tx *store.Tx) error {
		list = nil
		all, err := tx.Procedures(ctx, who.Institution)
		if err != nil {
			return err
		}
		for i := range all {
			if key != "" && all[i].Key != key {
				continue
			}
			v, err := read(ctx, tx, who.Institution, all[i].ID)
			if err != nil {
				return err
			}
			if gone, err := refused(ctx, tx, &v.ProcedureVersion); err != nil {
				return err
			} else if gone {
				v.State = store.ProcedureDropped
			}
			list = append(list, *v)
		}
		if len(list) == 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		return nil
	})
	return list, err
}

// Drafted is the version of a procedure that is being drafted, or nil.
func Drafted(list []Version, key string) *Version {
	i := slices.IndexFunc(list, func(v Version) bool { return v.Key == key && open(v.State) })
	if i < 0 {
		return nil
	}
	return &list[i]
}
