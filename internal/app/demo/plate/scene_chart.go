package plate

import "math"

var _ = add("ban-do-do-man", func(c *canvas) {
	// The sea, deeper towards the lower right.
	sea := linear(0, 0, 1600, 1000, even(hex(0x86bfce), hex(0x57a5ba), hex(0x2f88a3), hex(0x13617b))...)
	c.ground(sea)
	for i := range 15 {
		o := curve(900-float32(i)*2, 1040+float32(i)*46-330, 1120, 900+float32(i)*52-250, 1330, 760+float32(i)*58-220, 1480, 560+float32(i)*66-200, 1640, 380+float32(i)*70-180)
		c.fill(line(2, o...), white.fade(.16).paint())
	}
	coast := []float32{-40, -40, 1700, -40, 1640, 150, 1500, 300, 1420, 430, 1340, 470, 1290, 600, 1190, 660, 1120, 760, 1010, 800, 930, 890, 800, 930, 690, 1040, -40, 1040}
	shore := curve(coast[4:24]...)
	delta := new(shape).add(append([]point{pt(-40, -40), pt(1700, -40)}, append(shore, pt(690, 1040), pt(-40, 1040))...))
	c.fill(line(34, shore...), white.fade(.28).paint())
	c.fill(line(16, shore...), white.fade(.45).paint())
	c.fill(delta, linear(100, 60, 1200, 800, even(hex(0xf5ead3), hex(0xeedfbf), hex(0xe7d3aa))...))
	// Fields in a quiet pattern.
	for i := range 90 {
		x, y := 60+1200*noise(uint32(i), 1, 2), 20+940*noise(uint32(i), 2, 2)
		if x*.62+y > 1230 {
			continue
		}
		w, h := 30+60*noise(uint32(i), 3, 2), 20+36*noise(uint32(i), 4, 2)
		c.fill(rect(-w/2, -h/2, w, h).moved(x, y, 1, -32), []colour{leaf, green, gold, leaf}[i%4].fade(.16).paint())
	}
	// How far the salt comes in: further up each river mouth, the saltest last.
	band := func(d float32, col colour) {
		var edge []point
		for i := range 61 {
			t := float32(i)/60*1.16 - .08
			in := d
			for _, mouth := range []float32{.30, .55, .74} {
				in += d * .34 * float32(math.Exp(-math.Pow(float64(t-mouth)/.045, 2)))
			}
			in += 14 * float32(math.Sin(float64(t)*21+float64(d)*.03))
			edge = append(edge, pt(1700-1060*t-in*.70, 60+1030*t-in*.72))
		}
		edge = smooth(edge)
		area := append([]point{}, edge...)
		for i := len(shore) - 1; i >= 0; i-- {
			area = append(area, shore[i])
		}
		c.fill(new(shape).add(area), col.paint())
		c.fill(dashes(3, thin(edge, 4)), hex(0x8c4a24).fade(.6).paint())
	}
	band(400, hex(0xf7cf9d).fade(.50))
	band(270, hex(0xf0a26b).fade(.42))
	band(150, hex(0xdd7138).fade(.42))
	band(40, hex(0xa94a2c).fade(.45))
	// The river and its branches.
	river1 := curve(-40, 90, 160, 150, 330, 170, 520, 250, 700, 300, 900, 330, 1090, 400, 1230, 430, 1440, 470)
	river2 := curve(520, 250, 620, 360, 760, 450, 900, 520, 1040, 600, 1190, 716)
	river3 := curve(620, 360, 660, 480, 740, 600, 820, 720, 900, 800, 985, 912)
	river4 := curve(-40, 420, 120, 470, 280, 560, 420, 640, 540, 780, 640, 880, 760, 1040)
	arms := []struct {
		w, v float32
		p    []point
	}{{26, 58, river1}, {20, 46, river2}, {14, 36, river3}, {22, 46, river4}}
	for _, r := range arms {
		c.fill(taper(r.w+9, r.v+9, r.p[:len(r.p)-9]...), white.fade(.75).paint())
	}
	for _, r := range arms {
		c.fill(taper(r.w, r.v, r.p...), sea)
	}
	for _, canal := range [][]point{curve(300, 168, 330, 330, 420, 470, 470, 690), curve(860, 322, 820, 400, 790, 470), curve(150, 150, 120, 300, 150, 480), curve(1010, 368, 1030, 480, 1020, 590)} {
		c.fill(line(11, canal...), white.fade(.6).paint())
		c.fill(line(6, canal...), water.paint())
	}
	// A grid, as maps have.
	for i := range 9 {
		c.fill(rect(float32(i)*200, 0, 1.4, high), ink.fade(.13).paint())
	}
	for i := range 6 {
		c.fill(rect(0, float32(i)*200, wide, 1.4), ink.fade(.13).paint())
	}
	// Stations: the fuller the drop, the saltier the water.
	station := func(x, y float32, col colour, full float32) {
		c.glow(x, y+16, 40, 16, ink.fade(.5))
		pin := func(k float32) *shape {
			return with(circle(x, y-34, 26*k), poly(x-24*k, y-26, x, y+14*k-4, x+24*k, y-26))
		}
		c.fill(pin(1.16), white.paint())
		c.fill(pin(1), down(y-60, y+14, col.mix(white, .15), col))
		c.fill(circle(x, y-34, 15), white.paint())
		c.fill(arc(x, y-34, 11, 11, 90-180*float64(full), 90+180*float64(full)), col.paint())
	}
	for _, s := range []struct{ x, y, full float32 }{{175, 152, .12}, {420, 210, .18}, {700, 300, .30}, {905, 332, .48}, {1090, 402, .70}, {1300, 436, .95}, {760, 452, .36}, {905, 522, .55}, {1080, 628, .84}, {740, 598, .50}, {880, 776, .88}, {300, 572, .22}, {545, 786, .58}} {
		station(s.x, s.y, green.mix(gold, min(1, s.full*2)).mix(brick, max(0, s.full*2-1)), s.full)
	}
	// Towns.
	for _, p := range []point{{330, 120}, {610, 240}, {470, 420}, {250, 690}, {830, 250}, {1000, 300}, {640, 690}} {
		c.fill(circle(p.x, p.y, 9), white.paint())
		c.fill(circle(p.x, p.y, 6), ink.paint())
		c.fill(box(p.x+15, p.y-6, 60+30*noise(uint32(p.x), 1, 1), 11, 5), ink.fade(.42).paint())
	}
	// The wind rose, the scale and the key.
	rx, ry := float32(1440), float32(790)
	c.fill(ring(rx, ry, 92, 92, 3), white.fade(.8).paint())
	c.fill(ring(rx, ry, 78, 78, 1.5), white.fade(.6).paint())
	for i := range 8 {
		a := float64(i) * math.Pi / 4
		r := float32(86)
		if i%2 == 1 {
			r = 52
		}
		tip, l, rr := polar(pt(rx, ry), r, r, a), polar(pt(rx, ry), 16, 16, a-.5), polar(pt(rx, ry), 16, 16, a+.5)
		c.fill(new(shape).add([]point{pt(rx, ry), l, tip}), white.paint())
		col := pale
		if i == 6 {
			col = flame
		}
		c.fill(new(shape).add([]point{pt(rx, ry), rr, tip}), col.paint())
	}
	c.fill(with(seg(5, rx-9, ry-108, rx-9, ry-130), seg(5, rx-9, ry-130, rx+9, ry-108), seg(5, rx+9, ry-108, rx+9, ry-130)), white.paint())
	for i := range 4 {
		c.fill(rect(1270+float32(i)*70, 930, 70, 12), []colour{white, deep}[i%2].paint())
	}
	c.fill(line(2.5, pt(1270, 930), pt(1550, 930), pt(1550, 942), pt(1270, 942), pt(1270, 930)), white.paint())
	c.glow(170, 880, 210, 150, ink.fade(.3))
	c.fill(box(50, 780, 250, 180, 12), white.fade(.94).paint())
	c.fill(box(72, 800, 130, 12, 6), ink.fade(.75).paint())
	for i, col := range []colour{hex(0xa94a2c), hex(0xdd7138), hex(0xf0a26b), hex(0xf7cf9d)} {
		c.fill(box(72, 828+float32(i)*30, 44, 18, 4), col.fade(.85).paint())
		c.fill(box(130, 833+float32(i)*30, []float32{110, 86, 128, 98}[i], 8, 4), ink.fade(.45).paint())
	}
})

// thin keeps every nth point and the last.
func thin(p []point, n int) []point {
	var o []point
	for i := 0; i < len(p); i += n {
		o = append(o, p[i])
	}
	return append(o, p[len(p)-1])
}

// dashes is a broken line w wide.
func dashes(w float32, p []point) *shape {
	s := new(shape)
	for i := 0; i+4 < len(p); i += 7 {
		s.outlines = append(s.outlines, line(w, p[i:i+4]...).outlines...)
	}
	return s
}

var _ = add("giai-thuong", func(c *canvas) {
	c.ground(round(800, 420, 1000, 760, hex(0x2c8aa6), hex(0x14607a), hex(0x0b3d50), hex(0x08293a)))
	for i := range 28 { // rays
		a := float64(i) * math.Pi / 14
		p, q := polar(pt(800, 420), 1300, 1300, a), polar(pt(800, 420), 1300, 1300, a+math.Pi/34)
		c.fill(new(shape).add([]point{pt(800, 420), p, q}), round(800, 420, 1000, 1000, hex(0xffe2ac).fade(.30), clear))
	}
	c.glow(800, 400, 520, 440, hex(0xffe6b8).fade(.55))
	// The podium.
	c.fill(rect(0, 860, wide, 150), down(860, 1000, hex(0x0e4256), hex(0x072632)))
	c.glow(800, 880, 620, 70, hex(0xffdca2).fade(.4))
	step := func(x, y, w, h float32) {
		c.fill(poly(x-w/2, y, x-w/2+26, y-30, x+w/2-26, y-30, x+w/2, y), hex(0xf7e8cd).paint())
		c.fill(rect(x-w/2, y, w, h), across(x-w/2, x+w/2, hex(0xd9a878), hex(0xb97a4e), hex(0x83502f)))
		c.fill(rect(x-w/2, y, w, 8), hex(0xf2cfa0).paint())
	}
	step(430, 800, 330, 210)
	step(1170, 830, 330, 180)
	step(800, 720, 420, 290)
	c.fill(circle(800, 830, 52), hex(0xf7e8cd).paint())
	c.fill(circle(800, 830, 42), river.paint())
	c.fill(bank(868, 762, 836, 782, 826, 800, 838, 820, 826, 838, 836), pale.paint())
	c.fill(poly(800, 794, 812, 820, 788, 820), amber.paint())
	metal := func(x0, x1 float32, base colour) paint {
		return across(x0, x1, base.mix(ink, .25), base.mix(white, .55), base, base.mix(white, .25), base.mix(ink, .42))
	}
	au := hex(0xe5ad3c)
	// The cup.
	cx := float32(800)
	for _, side := range []float32{-1, 1} {
		c.fill(taper(26, 18, curve(cx+side*126, 300, cx+side*214, 296, cx+side*222, 392, cx+side*150, 452, cx+side*86, 470)...), metal(cx+side*150-80, cx+side*150+80, au))
	}
	c.fill(with(rect(cx-17, 520, 34, 80), oval(cx, 560, 34, 17)), metal(cx-34, cx+34, au))
	bowl := new(shape).add(append(curve(cx-146, 250, cx-140, 350, cx-104, 450, cx-40, 520, cx, 530), curve(cx, 530, cx+40, 520, cx+104, 450, cx+140, 350, cx+146, 250)...))
	c.fill(bowl, metal(cx-150, cx+150, au))
	c.fill(oval(cx, 250, 148, 26), metal(cx-150, cx+150, hex(0xf3cf78)))
	c.fill(oval(cx, 252, 130, 18), down(234, 270, hex(0x8a5a1c), hex(0xd49a35)))
	c.fill(poly(cx-92, 690, cx+92, 690, cx+62, 600, cx-62, 600), metal(cx-92, cx+92, au))
	c.fill(box(cx-116, 660, 232, 44, 6), across(cx-116, cx+116, hex(0x4b2c20), hex(0x7d4c33), hex(0x3a2119)))
	c.fill(box(cx-58, 670, 116, 24, 4), hex(0xf3d793).paint())
	star := func(x, y, r, turn float32, col colour) {
		var o []point
		for i := range 10 {
			k := r
			if i%2 == 1 {
				k = r * .42
			}
			o = append(o, polar(pt(x, y), k, k, float64(i)*math.Pi/5-math.Pi/2+float64(turn)))
		}
		c.fill(new(shape).add(o), col.paint())
	}
	star(cx, 372, 62, 0, hex(0xfff2cb))
	c.fill(line(9, curve(cx-106, 284, cx-100, 350, cx-76, 424)...), white.fade(.65).paint())
	// Laurel on both sides.
	for _, side := range []float32{-1, 1} {
		stem := curve(cx+side*70, 706, cx+side*250, 640, cx+side*318, 480, cx+side*290, 300, cx+side*230, 180)
		c.fill(taper(9, 4, stem...), hex(0xcf9a3a).paint())
		for i := 3; i < len(stem)-2; i += 4 {
			p, d := stem[i], stem[i+2].minus(stem[i-2])
			turn := float32(math.Atan2(float64(d.y), float64(d.x)) * 180 / math.Pi)
			for _, k := range []float32{-1, 1} {
				blade := blob(0, 0, 26, -13, 62, 0, 26, 13).moved(p.x, p.y, 1.05-float32(i)*.006, turn+k*38)
				c.fill(blade, linear(p.x-30, p.y-30, p.x+40, p.y+40, even(hex(0xf6dc8f), hex(0xd9a23c), hex(0x9c6a1f))...))
			}
		}
	}
	// A medal and a framed certificate on the lower steps.
	c.fill(with(poly(392, 560, 424, 560, 446, 660, 420, 672), poly(468, 560, 436, 560, 414, 660, 440, 672)), across(392, 468, hex(0xd8402c), hex(0x9f2a1e)))
	c.fill(circle(430, 706, 64), metal(366, 494, hex(0xc7d3d6)))
	c.fill(circle(430, 706, 50), metal(380, 480, hex(0x9fb2b8)))
	star(430, 708, 34, 0, hex(0xf4f9f9))
	c.glow(1170, 806, 150, 18, ink.fade(.5))
	c.fill(box(1040, 610, 260, 192, 6), metal(1040, 1300, hex(0xb97a4e)))
	c.fill(rect(1056, 626, 228, 160), down(626, 786, hex(0xfffaf0), hex(0xf1e4cc)))
	c.fill(line(2.5, pt(1068, 638), pt(1272, 638), pt(1272, 774), pt(1068, 774), pt(1068, 638)), gold.paint())
	for i, w := range []float32{90, 150, 120, 136} {
		c.fill(box(1170-w/2, 656+float32(i)*22, w, []float32{11, 6, 6, 6}[i], 3), ink.fade([]float32{.75, .4, .4, .4}[i]).paint())
	}
	c.fill(circle(1230, 752, 17), hex(0xd8402c).paint())
	c.fill(box(1086, 750, 70, 5, 2), ink.fade(.5).paint())
	for i := range 110 { // confetti
		x, y := 1600*noise(uint32(i), 1, 91), 880*noise(uint32(i), 2, 91)
		s := 4 + 8*noise(uint32(i), 3, 91)
		if math.Abs(float64(x-800)) < 340 && y > 160 {
			continue
		}
		col := []colour{gold, amber, white, pale, flame, rose}[i%6]
		c.fill(rect(-s, -s*.42, 2*s, s*.84).moved(x, y, 1, 180*noise(uint32(i), 5, 91)), col.fade(.85).paint())
	}
})
