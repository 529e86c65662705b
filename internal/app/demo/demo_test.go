package demo_test

import (
	"testing"

	"congbo/internal/app/demo"
)

func TestLoad(t *testing.T) {
	d, err := demo.Load()
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(d.Items))
}
