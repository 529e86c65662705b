package flow

import (
	"time"

	"congbo/internal/workday"
)

// A Clock counts one limit in working time. It can be halted; what was left
// then is left when it goes on, in working minutes, for limits in days too.
type Clock struct {
	Limit   workday.Limit `json:"limit,omitzero"`
	Started time.Time     `json:"started,omitzero"`
	First   time.Time     `json:"first,omitzero"` // due if nothing had halted it
	Due     time.Time     `json:"due,omitzero"`   // due as things stand; while halted: as they stood
	Halts   []Halt        `json:"halts,omitempty"`
	Done    time.Time     `json:"done,omitzero"` // met, on time or not
}

// A Halt is a time in which a clock did not run. A zero To is now.
type Halt struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
	Why  Waiting   `json:"why,omitempty"` // empty: the case had ended
}

// running is when the clock is due, zero where there is no limit or it does
// not run.
func (c *Clock) running() time.Time {
	if c.Started.IsZero() || c.halted() || !c.Done.IsZero() {
		return time.Time{}
	}
	return c.Due
}

func (c *Clock) halted() bool {
	return len(c.Halts) > 0 && c.Halts[len(c.Halts)-1].To.IsZero()
}
