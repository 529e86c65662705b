// Package reporting reads what the record holds and says it in the ways an
// office needs: each person's diary of a day (R-T5), the activity log, and
// whether the record is whole (R-T9). It changes nothing.
package reporting
