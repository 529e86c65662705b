package pages

import (
	"context"
	"fmt"
	"runtime/debug"
)

// call makes a page; a panic of the maker is a failure like any other.
func call(ctx context.Context, make Maker) (m *Made, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("making a page: panic: %v\n%s", p, debug.Stack())
		}
	}()
	return make(ctx)
}
