package workday

import (
	"math"
	"time"
)

// Vietnam's lunar calendar follows four rules, all judged on the clock of UTC+7:
// a month begins on the day of the new moon; the winter solstice falls in the
// eleventh month; where thirteen months lie from one eleventh month to the
// next, the first without a principal term (the sun passing a multiple of 30°)
// is a leap month and takes the number of the one before; the year begins with
// the first month. China judges the same rules at UTC+8, which is why Tết is a
// day, in 1985 a month, apart in some years.
//
// The new moon is computed after J. Meeus, Astronomical Algorithms, chapter 49,
// to a few seconds; the sun after chapter 25 with the larger perturbations by
// the planets and the moon, to a few minutes. That settles Tết and Giỗ Tổ from
// 1968, when the meridian was set, to 2100. Four other months (in 2054, 2072,
// 2077 and 2085) begin within about a minute of midnight, so that how much the
// earth will have slowed by then, which is a forecast, decides their first day.

// Lunar returns the lunar date of the day of t. The year is the one that the
// lunar new year, Tết, falls in; leap marks a leap month.
func Lunar(t time.Time) (day, month, year int, leap bool) {
	d := at(t).day
	k := lastMoon(d)
	solar, _, _ := civil(d)
	s := suiFrom(solar)
	if k < s.first {
		s = suiFrom(solar - 1)
	}
	i := k - s.first
	leap = s.leap > 0 && i == s.leap
	if s.leap > 0 && i >= s.leap {
		i--
	}
	day, month, year = d-moonDay(k)+1, (i+10)%12+1, s.year
	if month < 11 {
		year++
	}
	return day, month, year, leap
}

// FromLunar returns the day of a lunar date, as its midnight in Zone, and
// whether there is one: not every year has the leap month, nor every month
// thirty days.
func FromLunar(day, month, year int, leap bool) (time.Time, bool) {
	if day < 1 || day > 30 || month < 1 || month > 12 {
		return time.Time{}, false
	}
	s := suiFrom(year)
	if month < 11 {
		s = suiFrom(year - 1)
	}
	i := (month + 1) % 12 // months since the eleventh
	if leap && i+1 != s.leap {
		return time.Time{}, false
	}
	if leap || s.leap > 0 && i >= s.leap {
		i++
	}
	first := moonDay(s.first + i)
	if first+day-1 >= moonDay(s.first+i+1) {
		return time.Time{}, false
	}
	return moment{day: first + day - 1}.time(), true
}

// A sui is the run of months from one eleventh month up to the next.
type sui struct {
	year  int // solar year of the winter solstice it begins with
	first int // new moon that begins its eleventh month
	leap  int // its leap month, counted from first; 0 if there is none
}

func suiFrom(year int) sui {
	s := sui{year: year, first: eleventh(year)}
	if eleventh(year+1)-s.first == 13 {
		for s.leap = 1; sector(moonDay(s.first+s.leap)) != sector(moonDay(s.first+s.leap+1)); s.leap++ {
		}
	}
	return s
}

// eleventh returns the new moon of the month with the winter solstice.
func eleventh(year int) int {
	k := lastMoon(dayOf(year, time.December, 31))
	if sector(moonDay(k)) >= 9 { // the sun had passed 270° before the month began
		k--
	}
	return k
}

const (
	unixEpoch = 2440587.5 // Julian date of midnight UTC, 1 January 1970
	zoneDays  = offset / 86400.0
	synodic   = 29.530588861 // mean days from new moon to new moon
	moonEpoch = 2451550.09766
)

// lastMoon returns the number of the last new moon whose day is not after day.
// New moons are numbered from the one of 6 January 2000.
func lastMoon(day int) int {
	k := int(math.Floor((float64(day)+unixEpoch-moonEpoch)/synodic)) + 1
	for moonDay(k) > day {
		k--
	}
	return k
}

// moonDay returns the number of the day, in Vietnam, of new moon k.
func moonDay(k int) int {
	jd := newMoon(float64(k))
	return int(math.Floor(jd - deltaT(jd) - unixEpoch + zoneDays))
}

// sector returns which twelfth of the ecliptic the sun is in at the first
// moment of a day in Vietnam: 0 from the March equinox on, 9 from the winter
// solstice on. Two days with the same sector have no principal term between.
func sector(day int) int {
	jd := float64(day) + unixEpoch - zoneDays
	return int(sunLongitude(jd+deltaT(jd)) / 30)
}

func sinDeg(x float64) float64 { return math.Sin(math.Mod(x, 360) * math.Pi / 180) }

// newMoon returns the moment of new moon k as a Julian date of dynamical time.
func newMoon(k float64) float64 {
	t := k / 1236.85
	t2, t3, t4 := t*t, t*t*t, t*t*t*t
	e := 1 - 0.002516*t - 0.0000074*t2 // the earth's orbit grows rounder
	sun := 2.5534 + 29.10535670*k - 0.0000014*t2 - 0.00000011*t3
	moon := 201.5643 + 385.81693528*k + 0.0107582*t2 + 0.00001238*t3 - 0.000000058*t4
	lat := 160.7108 + 390.67050284*k - 0.0016118*t2 - 0.00000227*t3 + 0.000000011*t4
	node := 124.7746 - 1.56375588*k + 0.0020672*t2 + 0.00000215*t3

	jd := moonEpoch + synodic*k + 0.00015437*t2 - 0.000000150*t3 + 0.00000000073*t4
	for _, term := range moonTerms {
		jd += term.size * math.Pow(e, math.Abs(term.sun)) * sinDeg(term.sun*sun+term.moon*moon+term.lat*lat)
	}
	jd += -0.00017 * sinDeg(node)
	for _, a := range planetTerms {
		jd += a.size * sinDeg(a.at+a.step*k)
	}
	return jd
}

// moonTerms are the periodic terms of the new moon: days times the sine of a
// sum of the sun's anomaly, the moon's anomaly and its argument of latitude.
var moonTerms = []struct{ size, sun, moon, lat float64 }{
	{-0.40720, 0, 1, 0},
	{+0.17241, 1, 0, 0},
	{+0.01608, 0, 2, 0},
	{+0.01039, 0, 0, 2},
	{+0.00739, -1, 1, 0},
	{-0.00514, 1, 1, 0},
	{+0.00208, 2, 0, 0},
	{-0.00111, 0, 1, -2},
	{-0.00057, 0, 1, 2},
	{+0.00056, 1, 2, 0},
	{-0.00042, 0, 3, 0},
	{+0.00042, 1, 0, 2},
	{+0.00038, 1, 0, -2},
	{-0.00024, -1, 2, 0},
	{-0.00007, 2, 1, 0},
	{+0.00004, 0, 2, -2},
	{+0.00004, 3, 0, 0},
	{+0.00003, 1, 1, -2},
	{+0.00003, 0, 2, 2},
	{-0.00003, 1, 1, 2},
	{+0.00003, -1, 1, 2},
	{-0.00002, -1, 1, -2},
	{-0.00002, 1, 3, 0},
	{+0.00002, 0, 4, 0},
}

// planetTerms are the additional corrections: days times the sine of at+step·k.
var planetTerms = []struct{ at, step, size float64 }{
	{299.77, 0.107408, 0.000325},
	{251.88, 0.016321, 0.000165},
	{251.83, 26.651886, 0.000164},
	{349.42, 36.412478, 0.000126},
	{84.66, 18.206239, 0.000110},
	{141.74, 53.303771, 0.000062},
	{207.14, 2.453732, 0.000060},
	{154.84, 7.306860, 0.000056},
	{34.52, 27.261239, 0.000047},
	{207.19, 0.121824, 0.000042},
	{291.34, 1.844379, 0.000040},
	{161.72, 24.198154, 0.000037},
	{239.56, 25.513099, 0.000035},
	{331.55, 3.592518, 0.000023},
}

// sunLongitude returns the apparent longitude of the sun, 0 to 360 degrees, at
// a Julian date of dynamical time.
func sunLongitude(jd float64) float64 {
	t := (jd - 2451545) / 36525
	mean := 280.46646 + 36000.76983*t + 0.0003032*t*t
	m := 357.52911 + 35999.05029*t - 0.0001537*t*t
	centre := (1.914602-0.004817*t-0.000014*t*t)*sinDeg(m) +
		(0.019993-0.000101*t)*sinDeg(2*m) + 0.000289*sinDeg(3*m)
	node := 125.04 - 1934.136*t

	// Venus twice, Jupiter, the earth's swing about its common centre with the
	// moon, and a slow inequality; these series count centuries from 1900.
	c := (jd - 2415020) / 36525
	pull := 0.00134*sinDeg(90+153.23+22518.7541*c) +
		0.00154*sinDeg(90+216.57+45037.5082*c) +
		0.00200*sinDeg(90+312.69+32964.3577*c) +
		0.00179*sinDeg(350.74+445267.1142*c-0.00144*c*c) +
		0.00178*sinDeg(231.19+20.20*c)

	x := math.Mod(mean+centre+pull-0.00569-0.00478*sinDeg(node), 360)
	if x < 0 {
		x += 360
	}
	return x
}

// deltaT returns how far dynamical time is ahead of the earth's clock, in days:
// measured until 2020, then a forecast.
func deltaT(jd float64) float64 {
	x := (jd - 2415020) / 365.25 / 20
	i := min(max(int(math.Floor(x)), 0), len(deltaSeconds)-2)
	a, b := deltaSeconds[i], deltaSeconds[i+1]
	return (a + (b-a)*(x-float64(i))) / 86400
}

// deltaSeconds is deltaT in seconds every twenty years from 1900.
var deltaSeconds = []float64{-3, 21, 24, 33, 51, 64, 69, 85, 112, 147, 203, 260, 320, 380, 440, 510}
