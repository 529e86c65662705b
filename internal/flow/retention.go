package flow

import (
	"regexp"
	"strconv"
	"time"
)

// A Retention says how long a record is kept: "5y" is five years, "18m" so many
// months, "forever" for ever; empty says nothing, and nothing is disposed of.
type Retention string

// Forever is kept for ever.
const Forever Retention = "forever"

var retentionForm = regexp.MustCompile(`^([1-9][0-9]{0,3})([ym])$`)

// Sound reports whether r is one of the forms above.
func (r Retention) Sound() bool {
	return r == "" || r == Forever || retentionForm.MatchString(string(r))
}

// Length is how many years and months r has; ok is false if it never ends or
// says nothing.
func (r Retention) Length() (years, months int, ok bool) {
	m := retentionForm.FindStringSubmatch(string(r))
	if m == nil {
		return 0, 0, false
	}
	n, _ := strconv.Atoi(m[1])
	if m[2] == "m" {
		return 0, n, true
	}
	return n, 0, true
}

// Ends is the day from which a record may be disposed of. Retention is counted,
// as archives do, from the end of the year in which the work ended: what was
// closed in March 2026 and is kept for five years may go from 01/01/2032. ok is
// false where it never may. Zone is that of the office.
func (r Retention) Ends(closed time.Time, zone *time.Location) (day time.Time, ok bool) {
	years, months, ok := r.Length()
	if !ok || closed.IsZero() {
		return time.Time{}, false
	}
	return time.Date(closed.In(zone).Year()+1+years, time.January+time.Month(months), 1, 0, 0, 0, 0, zone), true
}
