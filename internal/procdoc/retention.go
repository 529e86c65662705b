package procdoc

import (
	"strconv"
	"strings"

	"congbo/internal/locale"
)

// Retention says how long a form is kept: "5y" is five years, "18m" so many
// months, "forever" for ever; anything else stands as it was written.
func Retention(l locale.Lang, s string) string {
	if s == "forever" {
		return locale.T(l, "procdoc.retention_ever")
	}
	for suffix, key := range map[string]string{"y": "procdoc.retention_years", "m": "procdoc.retention_months"} {
		if n, err := strconv.Atoi(strings.TrimSuffix(s, suffix)); err == nil && strings.HasSuffix(s, suffix) {
			return locale.T(l, key, n)
		}
	}
	return s
}
