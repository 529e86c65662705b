package intake_test

import (
	"bytes"
	"sync"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/intake"
	"congbo/internal/locale"
)

const atOnce = 16

// together runs fn in several goroutines that start at once, and collects the
// receipts.
func together(t *testing.T, fn func(i int) (intake.Receipt, error)) []intake.Receipt {
	t.Helper()
	receipts, errs := make([]intake.Receipt, atOnce), make([]error, atOnce)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range atOnce {
		wg.Go(func() {
			<-start
			receipts[i], errs[i] = fn(i)
		})
	}
	close(start)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return receipts
}

// oneRequest checks that all receipts name one request, opened once.
func oneRequest(t *testing.T, what string, receipts []intake.Receipt) {
	t.Helper()
	opened := 0
	for _, r := range receipts {
		if r.State == intake.Opened {
			opened++
		}
		if r.Request == "" || r.Request != receipts[0].Request {
			t.Errorf("%s: %s %q beside %q", what, r.State, r.Request, receipts[0].Request)
		}
	}
	if opened != 1 {
		t.Errorf("%s opened %d requests", what, opened)
	}
}

// A form that is sent several times at once is one request, and so is a letter
// that reaches two offices at once (invariant 5; design: Mail). Each sender
// gets one acknowledgement.
func TestAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		anybody := cases.Actor{Institution: o.inst}
		form := intake.Form{Mailbox: o.boxes[0].ID, Name: "Trần Văn Minh", Email: "minh@dan.example", Title: "Cải chính", Text: "Nội dung.", Pledge: true,
			Key: "cung-mot-luc", Lang: locale.VI}
		oneRequest(t, "a form", together(t, func(int) (intake.Receipt, error) {
			r, err := o.Submit(ctx, anybody, form)
			if err != nil {
				return intake.Receipt{}, err
			}
			return *r, nil
		}))
		if n := o.acknowledgements("minh@dan.example"); n != 1 {
			t.Errorf("%d acknowledgements of one form", n)
		}

		raw := o.raw(o.letter())
		receipts := together(t, func(i int) (intake.Receipt, error) {
			way := bytes.Repeat([]byte(" "), i) // each copy bears traces of its own way
			r, err := o.Receive(ctx, []string{o.boxes[i%2].Address}, append(way, raw...))
			if err != nil {
				return intake.Receipt{}, err
			}
			return r[0], nil
		})
		oneRequest(t, "a letter", receipts)
		if n := o.acknowledgements("lan@khoa.example"); n != 1 {
			t.Errorf("%d acknowledgements of one letter", n)
		}

		request := receipts[0].RequestID
		before := len(o.messages(request))
		together(t, func(int) (intake.Receipt, error) {
			_, err := o.Reply(ctx, cases.Actor{Institution: o.inst, Outside: request}, request, intake.Note{Text: "Xin bổ sung.", Key: "tra-loi"})
			return intake.Receipt{}, err
		})
		if n := len(o.messages(request)) - before; n != 1 {
			t.Errorf("a reply entered %d times", n)
		}
	})
}

// A key that was used for one request does not swallow what is written to
// another.
func TestKeyOfAnotherRequest(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for range 2 {
			r := o.receive(o.letter())[0]
			got, err := o.Reply(t.Context(), cases.Actor{Institution: o.inst, Outside: r.RequestID}, r.RequestID, intake.Note{Text: "Xin bổ sung.", Key: "mot-khoa"})
			if err != nil || got.State != intake.Joined {
				t.Errorf("reply: %+v, %v", got, err)
			}
		}
	})
}
