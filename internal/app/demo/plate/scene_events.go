package plate

import "math"

var _ = add("tot-nghiep", func(c *canvas) {
	c.sky(1000, hex(0x2f86a6), hex(0x86c3d1), hex(0xf5e3c4), hex(0xf7cf9d))
	c.glow(800, 900, 1000, 560, hex(0xffe6b5).fade(.85))
	c.cloud(60, 330, 440, white.fade(.75))
	c.cloud(1060, 260, 470, white.fade(.7))
	c.cloud(520, 180, 340, white.fade(.5))
	// The main hall behind them, pale.
	hall := hex(0xe9d6bb)
	c.fill(rect(300, 610, 1000, 300), down(610, 900, hall, hall.mix(white, .3)))
	c.fill(poly(540, 614, 800, 520, 1060, 614), hex(0xd9a67f).paint())
	for i := range 12 {
		x := 330 + float32(i)*82
		c.fill(box(x, 650, 40, 110, 18), hex(0xa9cdd2).paint())
	}
	for i, x := range []float32{40, 190, 1380, 1540} {
		c.tree(x, 900, 330+40*noise(uint32(i), 1, 1), hex(0x5f9d7a), hex(0xb3d094), uint32(i))
	}
	// Confetti.
	for i := range 120 {
		x, y := 1600*noise(uint32(i), 1, 31), 620*noise(uint32(i), 2, 31)
		s := 5 + 8*noise(uint32(i), 3, 31)
		col := []colour{amber, gold, flame, water, white, leaf, rose}[int(noise(uint32(i), 4, 31)*6.99)]
		c.fill(rect(-s, -s*.4, 2*s, s*.8).moved(x, y, 1, 180*noise(uint32(i), 5, 31)), col.fade(.9).paint())
	}
	// Caps in the air.
	cap := func(x, y, s, turn float32) {
		dark := hex(0x12303e)
		c.fill(blob(-46, 4, -44, 34, 0, 46, 44, 34, 46, 4, 0, 14).moved(x, y, s, turn), linear(x-46*s, y, x+46*s, y, even(dark.mix(water, .35), dark)...))
		top := poly(0, -34, 96, 0, 0, 34, -96, 0).moved(x, y, s, turn)
		c.fill(top, linear(x-96*s, y, x+96*s, y, even(hex(0x2a6178), hex(0x17424f), dark)...))
		sin, cos := math.Sincos(float64(turn) * math.Pi / 180)
		corner := pt(x+96*s*float32(cos), y+96*s*float32(sin))
		swing := pt(corner.x+s*10, corner.y+s*54)
		c.fill(line(4*s, append(curve(x, y, corner.x-6*s, corner.y-3*s, corner.x, corner.y), curve(corner.x, corner.y, corner.x+s*12, corner.y+s*20, swing.x, swing.y)...)...), gold.paint())
		c.fill(taper(7*s, 15*s, swing, pt(swing.x+s*3, swing.y+s*34)), gold.mix(flame, .35).paint())
		c.fill(circle(x, y, 5*s), gold.paint())
	}
	cap(250, 260, .95, -24)
	cap(470, 120, .70, 18)
	cap(700, 250, 1.05, -8)
	cap(900, 110, .66, 30)
	cap(1090, 230, .98, 14)
	cap(1330, 140, .74, -20)
	cap(1440, 330, .90, 22)
	cap(120, 90, .5, 8)
	// The graduates, their arms still up.
	gown := func(x, w float32, l look, long bool, hood colour) {
		y := float32(1020)
		robe := hex(0x17424f)
		s := w / 200
		for _, side := range []float32{-1, 1} {
			k := noise(uint32(x), uint32(2+side), 3)
			hand := pt(x+side*(w*.46+22*s*k), y-w*.62-(230+90*k)*s)
			sh := pt(x+side*w*.36, y-w*.40)
			elbow := sh.to(hand, .48).plus(pt(side*20*s, 0))
			arm := curve(sh.x, sh.y, elbow.x, elbow.y, hand.x, hand.y)
			n := len(arm)
			c.fill(taper(30*s, 20*s, arm[n/2:]...), l.skin.paint())
			c.fill(oval(hand.x, hand.y-6*s, 13*s, 18*s), l.skin.paint())
			sleeve := arm[:n*62/100]
			c.fill(taper(50*s, 56*s, sleeve...), across(x-w*.6, x+w*.6, robe.mix(water, .30), robe.mix(water, .08)))
			cuff := sleeve[len(sleeve)-1]
			c.fill(oval(cuff.x, cuff.y-4*s, 27*s, 9*s), hood.paint())
		}
		c.bust(x, y, w, look{l.skin, l.hair, robe, robe}, long)
		c.fill(new(shape).add(append(curve(x-w*.34, y-w*.54, x-w*.14, y-w*.40, x, y-w*.20), curve(x+0, y-w*.20, x+w*.14, y-w*.40, x+w*.34, y-w*.54, x+w*.24, y-w*.585, x, y-w*.40, x-w*.24, y-w*.585)...)), across(x-w*.3, x+w*.3, hood.mix(white, .25), hood))
		if long {
			c.fill(box(x-w*.20, y-w*.9, w*.40, w*.42, w*.12), across(x-w*.2, x+w*.2, l.hair.mix(water, .3), l.hair))
		}
	}
	for i, x := range []float32{60, 300, 545, 790, 1040, 1290, 1530} {
		w := 205 + 30*noise(uint32(i), 1, 77)
		gown(x, w, looks[(i*3)%7], i%2 == 1, []colour{amber, gold, pale, flame}[i%4])
	}
})

var _ = add("hoi-thao", func(c *canvas) {
	c.ground(down(0, 1000, hex(0x0b3142), hex(0x0f4558), hex(0x0a2d3c)))
	// Curtains.
	for i := range 20 {
		x := float32(i) * 84
		c.fill(rect(x, 0, 84, 600), across(x, x+84, hex(0x0c3a4c), hex(0x165a70), hex(0x0b3546)))
	}
	// The backdrop: the delta's branches as a pattern.
	c.glow(800, 260, 780, 380, hex(0x8fd0de).fade(.4))
	c.fill(box(300, 60, 1000, 420, 10), linear(300, 60, 1300, 480, even(hex(0xf9efdc), hex(0xf4d9b4), hex(0xefbd8c))...))
	branch := func(w float32, col colour, xy ...float32) { c.fill(taper(w*.35, w, curve(xy...)...), col.paint()) }
	branch(40, pale, 320, 150, 520, 190, 700, 210, 900, 260, 1100, 262, 1276, 296)
	branch(30, pale, 560, 196, 700, 262, 880, 330, 1080, 372, 1276, 390)
	branch(22, pale, 760, 290, 900, 390, 1060, 440, 1180, 466)
	branch(22, water, 330, 152, 520, 190, 700, 210, 900, 258, 1100, 260, 1278, 296)
	branch(16, water, 560, 196, 700, 260, 880, 328, 1080, 368, 1278, 388)
	c.fill(circle(420, 330, 68), river.paint())
	c.fill(circle(420, 330, 54), hex(0xfdf5e6).paint())
	c.fill(arc(420, 330, 54, 54, 8, 172), river.paint())
	c.fill(poly(420, 284, 436, 316, 404, 316), flame.paint())
	for i, w := range []float32{420, 300, 360} {
		c.fill(box(560, 330+float32(i)*40, w*.72, []float32{20, 14, 14}[i], 7), deep.fade([]float32{.9, .55, .4}[i]).paint())
	}
	// Beams of light.
	for _, x := range []float32{120, 480, 1120, 1480} {
		c.fill(poly(x-14, -10, x+14, -10, x+(800-x)*.35+190, 640, x+(800-x)*.35-190, 640), down(0, 640, hex(0xfff2d2).fade(.30), clear))
		c.fill(box(x-26, -14, 52, 44, 8), night.paint())
		c.fill(oval(x, 30, 22, 8), hex(0xfff6df).paint())
	}
	// The stage.
	c.fill(poly(90, 560, 1510, 560, 1600, 690, 0, 690), down(560, 690, hex(0xc08a60), hex(0x95613f)))
	c.fill(rect(0, 690, wide, 36), down(690, 726, hex(0x6d432e), hex(0x43291f)))
	// A table with four speakers and flowers.
	for i, x := range []float32{700, 860, 1020, 1180} {
		l := looks[[]int{0, 2, 6, 4}[i]]
		c.figure(x, 660, 290, look{l.skin, l.hair, []colour{hex(0x24506a), hex(0xb65a3c), hex(0x2e4a5a), hex(0x3f7d68)}[i], l.legs}, i%2 == 1, pt(.03, .14), pt(-.03, .14))
	}
	c.fill(poly(600, 524, 1280, 524, 1300, 552, 580, 552), down(524, 552, white, hex(0xe8e2d4)))
	c.fill(rect(584, 552, 712, 116), down(552, 668, hex(0xf7f2e7), hex(0xcfc5b2)))
	for i := range 14 {
		c.fill(taper(3, 8, pt(600+float32(i)*52, 556), pt(604+float32(i)*51, 666)), hex(0xb9ae99).fade(.5).paint())
	}
	for _, x := range []float32{700, 860, 1020, 1180} {
		c.fill(poly(x-34, 544, x+34, 544, x+28, 522, x-28, 522), hex(0xfdfbf6).paint())
		c.fill(rect(x-22, 530, 44, 4), ink.fade(.5).paint())
		c.fill(line(3, curve(x+50, 540, x+46, 520, x+36, 506)...), ink.paint())
		c.fill(circle(x+35, 504, 5), ink.paint())
	}
	flowers := func(x, y, s float32) {
		for i := range 16 {
			p := polar(pt(x, y), s*(.2+.8*noise(uint32(i), 1, uint32(x))), s*.6, -math.Pi*float64(noise(uint32(i), 2, uint32(x))))
			c.fill(blob(x, y, (x+p.x)/2-6, (y+p.y)/2, p.x, p.y-8, (x+p.x)/2+6, (y+p.y)/2), green.mix(leaf, noise(uint32(i), 5, 2)).paint())
		}
		for i := range 26 {
			p := polar(pt(x, y-s*.1), s*(.1+.85*noise(uint32(i), 3, uint32(x))), s*.62, -math.Pi*float64(noise(uint32(i), 4, uint32(x))))
			c.fill(circle(p.x, p.y, s*.11), []colour{hex(0xd8402c), gold, amber, white, rose}[i%5].paint())
			c.fill(circle(p.x, p.y, s*.04), hex(0xfff3cf).paint())
		}
	}
	flowers(940, 530, 62)
	flowers(560, 700, 96)
	flowers(1380, 700, 96)
	flowers(170, 700, 84)
	// The speaker at the lectern.
	c.glow(378, 650, 190, 34, hex(0xffe6bd).fade(.6))
	c.figure(370, 668, 330, looks[1], false, pt(-.11, .10), pt(.05, .15))
	c.fill(poly(318, 500, 432, 500, 420, 676, 330, 676), across(318, 432, hex(0x91593c), hex(0x64392a)))
	c.fill(poly(306, 484, 444, 484, 434, 504, 316, 504), hex(0xc08458).paint())
	c.fill(circle(375, 580, 24), hex(0xf2dfbf).paint())
	c.fill(circle(375, 580, 16), river.paint())
	c.fill(line(4, curve(400, 486, 406, 458, 394, 446)...), ink.paint())
	c.fill(oval(392, 443, 7, 10), ink.paint())
	// The hall.
	for row := range 3 {
		y := 802 + float32(row)*108
		w := 112 + float32(row)*34
		step := w * 1.16
		for i := -1; float32(i)*step < wide+step; i++ {
			k := uint32(i+2)*5 + uint32(row)*19
			x := float32(i)*step + step*.5*float32(row%2) + 10
			l := looks[int(noise(k, 1, 21)*6.99)]
			l.cloth = l.cloth.mix(night, .28)
			if noise(k, 2, 21) < .92 {
				c.bust(x, y+w*.20, w, l, noise(k, 3, 21) < .5)
			}
			c.fill(box(x-w*.44, y-w*.08, w*.88, w*.9, w*.16), down(y-w*.1, y+w*.6, hex(0xa5502b).mix(night, .15*float32(row)), hex(0x542a1e)))
		}
	}
})

var _ = add("san-van-dong", func(c *canvas) {
	const horizon = 330
	c.sky(horizon, hex(0x3f97b8), hex(0x9fd0da), hex(0xf7ebd2))
	c.cloud(140, 200, 460, white.fade(.85))
	c.cloud(900, 150, 520, white.fade(.8))
	c.fill(land(-20, 300, 300, 282, 700, 296, 1100, 280, 1620, 298), down(270, 340, hex(0x8fb9a5), hex(0x9cc099)))
	for i := range 20 {
		x := float32(i)*84 + 40*noise(uint32(i), 1, 3)
		c.fill(leafage(x, 318, 26+16*noise(uint32(i), 2, 3), uint32(i)), green.mix(mist, .3*noise(uint32(i), 3, 3)).paint())
	}
	// The stand under its roof.
	c.fill(poly(250, 210, 1350, 210, 1420, 430, 180, 430), down(210, 430, hex(0x1b5569), hex(0x2f7f97)))
	for row := range 8 {
		y := 252 + float32(row)*22
		k := (y - 210) / 220
		l, r := 250-70*k, 1350+70*k
		c.fill(rect(l, y, r-l, 3), white.fade(.22).paint())
		n := 58
		for i := range n {
			seed := uint32(i) + uint32(row)*61
			if noise(seed, 1, 17) < .80 {
				x := l + (r-l)*(float32(i)+.5)/float32(n)
				lk := looks[int(noise(seed, 2, 17)*6.99)]
				c.fill(box(x-7, y-10, 14, 13, 5), []colour{flame, amber, gold, white, water, pale, leaf, hex(0xd8402c)}[int(noise(seed, 3, 17)*7.99)].paint())
				c.fill(circle(x, y-15, 5.4), lk.skin.paint())
				c.fill(arc(x, y-16, 5.8, 5.4, 175, 365), lk.hair.paint())
			}
		}
	}
	c.fill(poly(210, 190, 1390, 190, 1340, 128, 260, 128), down(128, 190, white, hex(0xcfdfe0)))
	c.fill(poly(210, 190, 1390, 190, 1388, 204, 212, 204), flame.paint())
	for i := range 9 {
		x := 268 + float32(i)*133
		c.fill(seg(7, x, 200, x-(800-x)*.03, 430), hex(0xe6eeee).paint())
	}
	for i := range 11 { // flags on the roof
		x := 290 + float32(i)*102
		c.fill(seg(4, x, 130, x, 72), hex(0x6d828a).paint())
		c.fill(new(shape).add(append(curve(x+2, 74, x+22, 68, x+44, 76), curve(x+44, 100, x+22, 92, x+2, 98)...)), []colour{hex(0xd8402c), gold, river, amber}[i%4].paint())
	}
	c.fill(rect(160, 428, 1280, 22), hex(0xeef3f2).paint())
	// Grass and the track, which bends towards us.
	c.fill(rect(0, 446, wide, 600), down(446, 1000, hex(0xb96a48), hex(0xc76d42), hex(0xa94a2c)))
	for i := range 8 {
		x0, x1 := -1500+float32(i)*440, -300+float32(i)*172
		c.fill(taper(2, 9, pt(x1+260, 446), pt(x0+160, 1010)), white.fade(.85).paint())
	}
	field := poly(1020, 446, 1640, 446, 1640, 1010, 1560, 1010)
	c.fill(field, down(446, 1000, hex(0x7fb56a), hex(0x4d944f)))
	for i := range 5 {
		k := float32(i)
		c.fill(poly(1090+k*150, 446, 1160+k*150, 446, 1880+k*300, 1010, 1700+k*300, 1010), hex(0x98c87c).fade(.5).paint())
	}
	c.fill(taper(3, 12, pt(1030, 446), pt(1575, 1010)), white.paint())
	c.fill(poly(0, 446, 60, 446, -200, 640, -200, 446), hex(0x5ea059).paint())
	// The runners.
	runner := func(x, y, h float32, l look, shirt colour, phase float32, long bool) {
		c.glow(x, y, h*.28, h*.035, ink.fade(.45))
		p := func(dx, dy float32) point { return pt(x+dx*h, y+dy*h) }
		back := l.skin.mix(brick, .25)
		c.fill(with(taper(h*.07, h*.05, p(0, -.45), p(-.12*phase, -.26), p(-.30*phase, -.18))), back.paint())
		c.fill(box(x-.34*h*phase-h*.03, y-.20*h, h*.08, h*.035, h*.015), white.paint())
		c.fill(taper(h*.05, h*.038, curve(x-h*.06, y-h*.74, x-h*.17*phase, y-h*.66, x-h*.12*phase, y-h*.54)...), back.paint())
		c.fill(with(taper(h*.08, h*.055, p(0, -.46), p(.14*phase, -.30), p(.10*phase, -.02))), l.skin.paint())
		c.fill(box(x+.10*h*phase-h*.03, y-.03*h, h*.09, h*.035, h*.015), white.paint())
		c.fill(poly(x-h*.084, y-h*.50, x+h*.084, y-h*.50, x+h*.125, y-h*.37, x, y-h*.40, x-h*.125, y-h*.37), hex(0x16323e).paint())
		if long {
			c.fill(taper(h*.05, h*.01, curve(x-h*.02, y-h*.93, x-h*.10, y-h*.92, x-h*.16, y-h*.84)...), l.hair.paint())
		}
		c.fill(blob(x-h*.03, y-h*.82, x-h*.10, y-h*.76, x-h*.075, y-h*.60, x-h*.082, y-h*.47, x+h*.082, y-h*.47, x+h*.075, y-h*.60, x+h*.10, y-h*.76, x+h*.03, y-h*.82), across(x-h*.1, x+h*.1, shirt.mix(white, .25), shirt, shirt.mix(ink, .2)))
		c.fill(box(x-h*.045, y-h*.72, h*.09, h*.085, h*.01), white.paint())
		c.fill(rect(x-h*.02, y-h*.70, h*.04, h*.045), ink.fade(.7).paint())
		c.fill(taper(h*.052, h*.038, curve(x+h*.07, y-h*.75, x+h*.15*phase, y-h*.63, x+h*.20*phase, y-h*.75)...), l.skin.paint())
		c.fill(box(x-h*.02, y-h*.87, h*.04, h*.07, h*.015), back.paint())
		c.fill(oval(x, y-h*.92, h*.05, h*.06), l.skin.paint())
		c.fill(with(arc(x, y-h*.933, h*.056, h*.057, 178, 362)), l.hair.paint())
	}
	runner(1010, 690, 230, looks[3], leaf, 1, false)
	runner(830, 730, 262, looks[6], water, -1, true)
	runner(620, 800, 320, looks[1], gold, 1, false)
	runner(880, 900, 400, looks[2], flame, 1, true)
	runner(330, 930, 420, looks[4], river, -1, false)
})
