package plate

var _ = add("song-binh-minh", func(c *canvas) {
	const shore = 520
	c.sky(shore+20, hex(0x2b6f8c), hex(0x7fb3c0), hex(0xf3d3b0), hex(0xf6b483))
	c.glow(1060, 455, 760, 420, hex(0xffe2b0).fade(.75))
	c.fill(circle(1060, 448, 62), hex(0xfff3d6).paint())
	c.cloud(180, 250, 430, white.fade(.34))
	c.cloud(720, 170, 520, white.fade(.26))
	c.cloud(1180, 330, 380, cream.fade(.38))
	for i := range 7 { // egrets
		x, y := 420+float32(i)*52, 330-float32(i%3)*26-float32(i)*9
		c.fill(with(taper(2, 5, curve(x-20, y-9, x-9, y-11, x, y)...), taper(5, 2, curve(x, y, x+10, y-12, x+21, y-8)...)), deep.fade(.75).paint())
	}
	// Three banks, each nearer and darker than the one behind it.
	far := hex(0x8f9d98)
	c.fill(land(-20, 498, 180, 486, 420, 496, 700, 482, 1000, 497, 1300, 484, 1620, 494), down(470, 530, far.mix(amber, .25), far.mix(sand, .4)))
	for i := range 26 {
		x := float32(i)*64 + 30*noise(uint32(i), 1, 1)
		c.palm(x, 500, 46+26*noise(uint32(i), 2, 1), 8, far.mix(deep, .25).paint(), far.mix(deep, .22).paint(), uint32(i))
	}
	// The river.
	c.fill(rect(0, shore, wide, high-shore), down(shore, high, hex(0xf2bd90), hex(0xb7b3a4), hex(0x4f93a3), hex(0x17607a), deep))
	c.shimmer(1060, shore+6, 940, 30, 330, 130, hex(0xfff0cf).fade(.75), 5)
	c.shimmer(560, shore+30, 990, 500, 800, 90, pale.fade(.35), 9)
	mid := hex(0x4f7470)
	c.fill(bank(560, -20, 520, 120, 505, 330, 512, 520, 528, 660, 558), down(500, 562, mid, mid.mix(night, .3)))
	c.glow(230, 558, 450, 70, mid.mix(night, .4).fade(.7))
	for i := range 12 {
		x := float32(i)*46 + 24*noise(uint32(i), 3, 2)
		c.palm(x, 522, 90+50*noise(uint32(i), 4, 2), 22*noise(uint32(i), 5, 2), mid.mix(night, .35).paint(), mid.mix(night, .28).paint(), uint32(i)+40)
	}
	// Houses on stilts.
	for i, x := range []float32{150, 330} {
		y, wall := float32(538), hex(0x6b4a3d).mix(night, float32(i)*.15)
		for k := range 5 {
			c.fill(seg(4, x+float32(k)*24, y-10, x+float32(k)*24, y+34), wall.mix(night, .4).paint())
		}
		c.fill(rect(x-8, y-50, 114, 44), across(x, x+110, wall, wall.mix(amber, .35)))
		c.fill(rect(x+38, y-38, 20, 32), hex(0xffd89a).paint())
		c.fill(poly(x-24, y-48, x+24, y-86, x+82, y-86, x+122, y-48), across(x-24, x+122, hex(0x4a3a38), hex(0x9a6a50)))
	}
	c.sampan(860, 610, 150, hex(0x5a4440), true)
	c.sampan(1230, 690, 270, hex(0x46393a), true)
	c.shimmer(1230, 712, 760, 120, 180, 16, hex(0xffe7c2).fade(.5), 31)
	c.sampan(470, 790, 400, hex(0x35333a), true)
	c.shimmer(470, 822, 900, 200, 280, 22, hex(0xf6d9b4).fade(.45), 33)
	// The near bank with its palms and reeds.
	near := night.mix(pine, .35)
	c.fill(land(1180, 1010, 1300, 950, 1420, 905, 1540, 880, 1640, 872), down(860, 1000, near.mix(green, .3), near))
	c.palm(1470, 905, 520, -150, near.mix(brick, .15).paint(), down(330, 700, near.mix(green, .35), near), 71)
	c.palm(1560, 895, 420, 40, near.mix(brick, .12).paint(), down(430, 700, near.mix(green, .3), near), 72)
	c.fill(land(-20, 930, 90, 925, 220, 962, 330, 1010), down(920, 1000, near.mix(green, .25), near))
	c.stalks(-10, 300, 985, 120, 60, near, near.mix(leaf, .55), 81)
	c.stalks(1200, 1610, 990, 110, 70, near, near.mix(leaf, .5), 82)
})
