package workday

import "time"

// What the government decides year by year (Labour Code 45/2019/QH14, Art.
// 112(3)): which five days Tết takes, and whether the second day of the
// National Day is 1 or 3 September.
type notice struct {
	tet      int    // first day off, counted from the lunar new year
	national int    // the day beside 2 September: -1 or +1; 0 for none, as until 2020
	source   string // number of the notice; "" where there is none yet
}

// notices holds the decided years and, without a source, a projection of 2027,
// for which only proposals were open in autumn 2026. The days of 2018 to 2020,
// under the Labour Code 10/2012/QH13, are as published calendars agree on them;
// the notices of those years were not at hand.
var notices = map[int]notice{
	2018: {-2, 0, labourCode2012},
	2019: {-1, 0, labourCode2012},
	2020: {-2, 0, labourCode2012},
	2021: {-2, +1, "4875/TB-LĐTBXH"},
	2022: {-1, -1, "119/TB-LĐTBXH"},
	2023: {-2, -1, "5034/TB-LĐTBXH"},
	2024: {-2, +1, "5015/TB-LĐTBXH"},
	2025: {-2, -1, "6150/TB-BLĐTBXH"},
	2026: {-1, -1, "9441/TB-BNV"},
	2027: {-2, +1, ""},
}

// noticeOf returns the notice of a year. A later year without one follows the
// pattern of 2026: the last day of the old lunar year and the first four of
// the new one, and 1 September.
func noticeOf(year int) notice {
	if n, ok := notices[year]; ok {
		return n
	}
	if year < 2021 {
		return notice{tet: -1}
	}
	return notice{tet: -1, national: -1}
}

// A swap makes a weekday free and a day of the weekend worked in its place; it
// applies to the civil service.
type swap struct {
	off, worked int
	source      string
}

var swaps = []swap{
	{dayOf(2018, time.December, 31), dayOf(2019, time.January, 5), "6519/VPCP-KGVX"},
	{dayOf(2019, time.April, 29), dayOf(2019, time.May, 4), "6519/VPCP-KGVX"},
	{dayOf(2024, time.April, 29), dayOf(2024, time.May, 4), "1570/TB-LĐTBXH"},
	{dayOf(2025, time.May, 2), dayOf(2025, time.April, 26), "6150/TB-BLĐTBXH"},
	{dayOf(2026, time.January, 2), dayOf(2026, time.January, 10), "12729/VPCP-KGVX"},
	{dayOf(2026, time.August, 31), dayOf(2026, time.August, 22), "9441/TB-BNV"},
}

// Where the days off that no notice decides come from.
const (
	labourCode2012 = "10/2012/QH13"
	labourCode2019 = "45/2019/QH14"
	cultureDay     = "28/2026/QH16" // 24 November, from 2026, without compensation
)
