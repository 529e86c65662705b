package procdoc_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"congbo/internal/flow"
	"congbo/internal/procdoc"
	"congbo/internal/procfile"
	"congbo/internal/workday"
)

// Whatever value of a procedure is another, somebody who compares the two
// versions is told, in both languages (R-M8, F-A16): each value of the shipped
// ones is changed alone, those too that no key of today's comparison names.
func TestCompareMissesNothing(t *testing.T) {
	for _, p := range procfile.Presets() {
		q, mistakes := procfile.Read(p.Text) // a copy of its own
		if len(mistakes) > 0 {
			t.Fatal(p.ID, mistakes)
		}
		n := 0
		c := changer{func(at string) {
			n++
			list := procdoc.Compare(p.Procedure, q, nil)
			if len(list) == 0 {
				t.Errorf("%s: nobody is told that%s changed", p.ID, at)
			}
			for _, said := range list {
				if strings.Contains(said.Text.VI+said.Text.EN, "⟨") || said.Text.VI == "" || said.Text.EN == "" {
					t.Errorf("%s,%s: %q %q", p.ID, at, said.Text.VI, said.Text.EN)
				}
			}
		}}
		c.walk(reflect.ValueOf(q).Elem(), "")
		if n < 100 {
			t.Errorf("%s: only %d values were changed", p.ID, n)
		}
	}
}

// A changer changes one value of a procedure after another, looks, and changes it
// back.
type changer struct{ look func(at string) }

// named are the values by which things are told apart: another one is another
// thing, and the version counts by itself.
var named = map[string]bool{".ID": true, ".Version": true}

func (c *changer) walk(v reflect.Value, at string) {
	if named[at] || strings.HasSuffix(at, "].ID") && (strings.Contains(at, ".Steps") || strings.Contains(at, ".Moves")) {
		return
	}
	take := func(set func()) {
		was := reflect.New(v.Type()).Elem()
		was.Set(v)
		set()
		c.look(at)
		v.Set(was)
	}
	switch x := v.Addr().Interface().(type) {
	case *workday.Limit:
		take(func() { *x, _ = workday.ParseLimit(map[bool]string{true: "7d", false: "9d"}[x.String() != "7d"]) })
		return
	case *workday.Rhythm:
		take(func() { x.At++ })
		return
	case *flow.Predicate:
		take(func() { x.Not = !x.Not })
		return
	case *flow.Reminder:
		if x.Percent > 0 {
			take(func() { x.Percent++ })
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			c.walk(v.Field(i), at+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			c.walk(v.Index(i), fmt.Sprintf("%s[%d]", at, i))
		}
		take(func() { v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem()))) })
	case reflect.Pointer:
		if v.IsNil() {
			take(func() { v.Set(reflect.New(v.Type().Elem())) })
			return
		}
		c.walk(v.Elem(), at)
	case reflect.String:
		take(func() { v.SetString(v.String() + "x") })
	case reflect.Bool:
		take(func() { v.SetBool(!v.Bool()) })
	case reflect.Int:
		take(func() { v.SetInt(v.Int() + 1) })
	case reflect.Uint8:
		take(func() { v.SetUint((v.Uint() + 1) % 3) })
	default:
		panic(at + " is a " + v.Kind().String())
	}
}
