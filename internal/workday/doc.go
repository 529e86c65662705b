// Package workday counts time the way a Vietnamese office does: in office
// hours with a lunch break, on working days, without weekends and public
// holidays. Every time limit of a procedure, every reminder, every "còn 2 giờ
// 38 phút" and every figure about being on time is computed here and nowhere
// else, so that they cannot contradict each other (R-T1, R-I5).
//
// The rules of counting:
//
//   - Office hours are half open: at 17:00 sharp the office is closed. A start
//     outside office hours moves to the next working moment.
//   - Hours and minutes are working time.
//   - N days is the same office-clock time on the Nth next working day; where
//     that is outside the hours of that day, the last working moment before it.
//   - A due time is never an opening: it is given as the preceding close, since
//     nobody can do anything in between.
//
// Everything is computed on Vietnam's clock, [Zone], whatever the zone of the
// host, and lunar holidays from the sun and the moon as seen from there. The
// law that is not written in a formula (which days of Tết, which day beside
// 2 September, which Saturdays are worked) is dated data in notices.go; a year
// without an official notice is counted by rule and marked "dự kiến".
package workday
