// Package reporting reads what the record holds and says it in the ways an
// office needs: the diary of a day of each person and each unit (R-T5), the
// activity log, and whether the record is whole (R-T9). It changes nothing, but
// for the line by which a chief confirms a diary.
package reporting
