package procdoc

import (
	"congbo/internal/flow"
	"congbo/internal/locale"
)

// Retention says how long a record is kept, in words; what is no retention
// stands as it was written.
func Retention(l locale.Lang, r flow.Retention) string {
	switch years, months, ok := r.Length(); {
	case r == flow.Forever:
		return locale.T(l, "procdoc.retention_ever")
	case ok && years > 0:
		return locale.T(l, "procdoc.retention_years", years)
	case ok:
		return locale.T(l, "procdoc.retention_months", months)
	}
	return string(r)
}
