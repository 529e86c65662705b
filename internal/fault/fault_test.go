package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"congbo/internal/fault"
)

func TestKindOf(t *testing.T) {
	moved := fault.New(fault.Conflict, "cases.moved_meanwhile", 7)
	for _, c := range []struct {
		err  error
		want fault.Kind
	}{
		{moved, fault.Conflict},
		{fmt.Errorf("decide: %w", moved), fault.Conflict},
		{io.EOF, fault.Internal},
		{fault.List{moved}, fault.Conflict},
		{moved.Because(io.EOF), fault.Conflict},
	} {
		if got := fault.KindOf(c.err); got != c.want {
			t.Errorf("KindOf(%v) = %v, want %v", c.err, got, c.want)
		}
	}
	if fault.Is(nil, fault.Internal) {
		t.Error("nil is a failure")
	}
	if !errors.Is(moved.Because(io.EOF), io.EOF) {
		t.Error("the cause is lost")
	}
	if moved.Err != nil || moved.Field != "" {
		t.Error("Because changed its receiver")
	}
	if fault.List(nil).Err() != nil {
		t.Error("an empty list is a failure")
	}
}
