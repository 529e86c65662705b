// Package plate draws the pictures of the demonstration: a river at dawn, a
// lecture hall, a laboratory … They are drawn by the program instead of being
// shipped with it, so that nobody's photograph is used, and come out the same
// each time.
//
// A picture is a scene: layers of shapes with soft gradients on a canvas that
// measures 1600 × 1000 whatever the pixels, all from one palette, finished with a fine grain. canvas.go and
// path.go are the brush, props.go what stands in several scenes (people,
// palms, clouds), scene_*.go the scenes.
package plate

import (
	"bytes"
	"image/jpeg"
	"slices"
	"sync"
)

// Width and Height are the size of every picture in pixels.
const (
	Width  = 960
	Height = 600
)

// The measures of the canvas on which scenes are drawn, and how many pixels one
// of them is.
const (
	wide  = 1600
	high  = 1000
	scale = float32(Width) / wide
)

// A scene draws a picture on an empty canvas.
type scene func(*canvas)

var scenes = map[string]func() []byte{}

// add registers a scene under the id by which texts name it. It is drawn when
// it is first asked for, and kept.
func add(id string, draw scene) bool {
	scenes[id] = sync.OnceValue(func() []byte {
		c := canvases.Get().(*canvas)
		defer canvases.Put(c)
		c.wipe()
		draw(c)
		var out bytes.Buffer
		if err := jpeg.Encode(&out, c.finish(id), &jpeg.Options{Quality: 86}); err != nil {
			panic(err) // a buffer takes everything, and the size is right
		}
		return out.Bytes()
	})
	return true
}

// canvases are kept for the next picture: one is many megabytes.
var canvases = sync.Pool{New: func() any { return newCanvas() }}

// IDs lists the pictures in order.
func IDs() []string {
	var ids []string
	for id := range scenes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Known reports whether there is a picture with an id.
func Known(id string) bool { return scenes[id] != nil }

// JPEG returns the picture with an id; nil if there is none. Callers share the
// bytes and do not change them; what is appended to them goes elsewhere.
func JPEG(id string) []byte {
	if draw := scenes[id]; draw != nil {
		return slices.Clip(draw())
	}
	return nil
}

// Draw draws all pictures, so that JPEG has them ready.
func Draw() {
	for _, id := range IDs() {
		JPEG(id)
	}
}
