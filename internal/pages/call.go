package pages

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// turn makes a page when it is its turn.
func (s *Store) turn(ctx context.Context, maker Maker) (*Made, error) {
	s.opened.Do(func() {
		n := s.Makers
		if n == 0 {
			n = 2 * runtime.GOMAXPROCS(0)
		}
		s.making = make(chan struct{}, n)
	})
	select {
	case s.making <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-s.making }()
	return call(ctx, maker)
}

// call makes a page; a panic of the maker is a failure like any other.
func call(ctx context.Context, make Maker) (m *Made, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("making a page: panic: %v\n%s", p, debug.Stack())
		}
	}()
	return make(ctx)
}
