package worker_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/worker"
)

var handlers = worker.Handlers{
	"upper": func(b []byte) ([]byte, error) { return bytes.ToUpper(b), nil },
	"pid":   func([]byte) ([]byte, error) { return []byte(strconv.Itoa(os.Getpid())), nil },
	"env":   func([]byte) ([]byte, error) { return []byte(strings.Join(os.Environ(), "\n")), nil },
	"fault": func([]byte) ([]byte, error) {
		return nil, fault.New(fault.TooLarge, "test.too_many", 1, "x", 2.5).In("file").Because(errors.New("why"))
	},
	"error": func([]byte) ([]byte, error) { return nil, errors.New("plain") },
	"panic": func([]byte) ([]byte, error) { panic("oh") },
	"exit":  func([]byte) ([]byte, error) { os.Stderr.WriteString("last words"); os.Exit(7); return nil, nil },
	"hang":  func([]byte) ([]byte, error) { select {} },
	"spin": func([]byte) ([]byte, error) {
		for i := 0; ; i++ {
			sink = append(sink[:0], byte(i))
		}
	},
	"eat": func([]byte) ([]byte, error) {
		var all [][]byte
		for {
			all = append(all, bytes.Repeat([]byte{1}, 1<<20))
			sink = all[0]
		}
	},
	"hog": func([]byte) ([]byte, error) { // much, but not too much
		sink = bytes.Repeat([]byte{1}, roomy/4*3-(32<<20))
		return []byte(strconv.Itoa(os.Getpid())), nil
	},
	"spill": func(b []byte) ([]byte, error) {
		os.Stderr.WriteString("fatal\x1b[31m \xff error: " + strings.Repeat("x", 500) + "\n" + string(b))
		os.Exit(7)
		return nil, nil
	},
	"blurt": func(b []byte) ([]byte, error) { panic("mật: " + string(b)) },
	"keep":  func(b []byte) ([]byte, error) { return bytes.Repeat(b, 3), nil },
}

var sink []byte

const asChild = "CONGBO_TEST_AS_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(asChild) {
	case "worker":
		os.Exit(handlers.Main(os.Stdin, os.Stdout))
	case "babble":
		fmt.Println("hello, I am no worker")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func pool(t *testing.T, p *worker.Pool) *worker.Pool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if p.Command == nil {
		p.Command = []string{self}
	}
	if p.Env == nil {
		p.Env = []string{asChild + "=worker"}
	}
	p.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	t.Cleanup(func() { p.Close() })
	return p
}

func TestAnswers(t *testing.T) {
	for name, p := range map[string]*worker.Pool{
		"children":   pool(t, &worker.Pool{}),
		"in process": {Handlers: handlers},
	} {
		t.Run(name, func(t *testing.T) {
			var wg sync.WaitGroup
			for i := range 40 {
				wg.Go(func() {
					in := strings.Repeat("việc ", i*1000)
					out, err := p.Do(t.Context(), "upper", []byte(in))
					if err != nil || string(out) != strings.ToUpper(in) {
						t.Errorf("task %d: %d bytes, %v", i, len(out), err)
					}
				})
			}
			wg.Wait()

			_, err := p.Do(t.Context(), "fault", nil)
			e, ok := fault.As(err)
			if !ok || e.Kind != fault.TooLarge || e.Key != "test.too_many" || e.Field != "file" ||
				fmt.Sprint(e.Args...) != fmt.Sprint(1, "x", 2.5) || e.Err == nil || e.Err.Error() != "why" {
				t.Errorf("fault came as %#v", err)
			}
			if _, err := p.Do(t.Context(), "error", nil); err == nil || err.Error() != "plain" {
				t.Errorf("error came as %v", err)
			}
			if _, err := p.Do(t.Context(), "no such kind", nil); err == nil {
				t.Error("an unknown kind was done")
			}
			if _, err := p.Do(t.Context(), "panic", nil); !is(err, fault.Invalid, "worker.crashed") {
				t.Errorf("panic came as %v", err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := p.Do(ctx, "upper", nil); !errors.Is(err, context.Canceled) {
				t.Errorf("after cancelling: %v", err)
			}
		})
	}
}

// A child that dies, hangs or eats all memory costs its own task only.
func TestBadTasks(t *testing.T) {
	p := pool(t, &worker.Pool{Size: 1, CPU: 300 * time.Millisecond})
	patient := pool(t, &worker.Pool{Size: 1, Timeout: time.Minute, CPU: time.Minute, Memory: roomy})
	for _, c := range []struct {
		pool *worker.Pool
		kind string
		want string
	}{
		{p, "spin", "worker.timeout"},
		{patient, "exit", "worker.crashed"},
		{patient, "eat", "worker.crashed"},
	} {
		t.Run(c.kind, func(t *testing.T) {
			_, err := c.pool.Do(t.Context(), c.kind, []byte("x"))
			if !is(err, fault.Invalid, c.want) {
				t.Fatalf("%v, want %s", err, c.want)
			}
			if out, err := patient.Do(t.Context(), "upper", []byte("sau đó")); err != nil || string(out) != "SAU ĐÓ" {
				t.Errorf("the next task: %q, %v", out, err)
			}
		})
	}
	if _, err := patient.Do(t.Context(), "exit", nil); err == nil || !strings.Contains(err.Error(), "last words") {
		t.Errorf("the log does not learn why: %v", err)
	}
}

// A child that was killed from outside does not condemn the next task.
func TestKilledWhileIdle(t *testing.T) {
	p := pool(t, &worker.Pool{Size: 1})
	out, err := p.Do(t.Context(), "pid", nil)
	if err != nil {
		t.Fatal(err)
	}
	pid, _ := strconv.Atoi(string(out))
	child, err := os.FindProcess(pid)
	if err != nil || pid == os.Getpid() {
		t.Fatal(pid, err)
	}
	if err := child.Kill(); err != nil {
		t.Fatal(err)
	}
	again, err := p.Do(t.Context(), "pid", nil)
	if err != nil || string(again) == string(out) {
		t.Errorf("pid %s after %s: %v", again, out, err)
	}
}

// Secrets of the parent's environment stay with the parent.
func TestEnvironmentIsBare(t *testing.T) {
	t.Setenv("CONGBO_SMTP_PASSWORD", "mật khẩu")
	out, err := pool(t, &worker.Pool{}).Do(t.Context(), "env", nil)
	if err != nil || bytes.Contains(out, []byte("PASSWORD")) || bytes.Contains(out, []byte("HOME=")) {
		t.Errorf("%s, %v", out, err)
	}
}

func TestCancelEndsATask(t *testing.T) {
	p := pool(t, &worker.Pool{Size: 1, Timeout: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	end := make(chan error)
	go func() {
		_, err := p.Do(ctx, "hang", nil)
		end <- err
	}()
	cancel()
	if err := <-end; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := p.Do(t.Context(), "upper", nil); err != nil {
		t.Errorf("the next task: %v", err)
	}
}

func TestNoChild(t *testing.T) {
	for name, p := range map[string]*worker.Pool{
		"no such program": pool(t, &worker.Pool{Command: []string{"/no/such/program"}}),
		"no worker":       pool(t, &worker.Pool{Env: []string{asChild + "=babble"}}),
	} {
		for range 3 { // the place is not lost
			if _, err := p.Do(t.Context(), "upper", nil); !is(err, fault.Unavailable, "worker.unavailable") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	p := pool(t, &worker.Pool{})
	if _, err := p.Do(t.Context(), "upper", nil); err != nil {
		t.Fatal(err)
	}
	p.Close()
	p.Close()
	if _, err := p.Do(t.Context(), "upper", nil); !is(err, fault.Unavailable, "worker.unavailable") {
		t.Errorf("after Close: %v", err)
	}
}

// The budget of a letter on the wire passes through the pipes whole.
func TestLargeTask(t *testing.T) {
	p := pool(t, &worker.Pool{Timeout: time.Minute, Memory: 2 << 30}) // the race detector needs much
	in := bytes.Repeat([]byte("0123456789abcdef"), 32<<16)
	out, err := p.Do(t.Context(), "keep", in)
	if err != nil || !bytes.Equal(out, bytes.Repeat(in, 3)) {
		t.Errorf("%d bytes of %d, %v", len(out), 3*len(in), err)
	}
}

func TestMessages(t *testing.T) {
	for _, key := range []string{"worker.timeout", "worker.crashed", "worker.unavailable"} {
		for _, l := range locale.Langs {
			if !locale.Has(l, key) {
				t.Errorf("%s has no %s", l, key)
			}
		}
	}
}

func is(err error, k fault.Kind, key string) bool {
	e, ok := fault.As(err)
	return ok && e.Kind == k && e.Key == key
}

// A task that takes long by the clock without taking the processor's time, as a
// good letter does on a busy machine, is put off; only at the third time it is
// called bad. Another task is not blamed for it.
func TestSlowTasksAreTriedAgain(t *testing.T) {
	p := pool(t, &worker.Pool{Size: 1, Timeout: 200 * time.Millisecond})
	for round := range 2 {
		for try, want := range []fault.Kind{fault.Unavailable, fault.Unavailable, fault.Invalid} {
			_, err := p.Do(t.Context(), "hang", []byte("x"))
			if key := map[fault.Kind]string{fault.Unavailable: "worker.unavailable", fault.Invalid: "worker.timeout"}[want]; !is(err, want, key) {
				t.Errorf("round %d, try %d: %v", round, try, err)
			}
		}
	}
	if _, err := p.Do(t.Context(), "hang", []byte("y")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("another task: %v", err)
	}
}

// A child that a task has left with little memory does not get another one.
func TestLargeChildrenLeave(t *testing.T) {
	if racing {
		t.Skip("the race detector takes many times what the task takes")
	}
	p := pool(t, &worker.Pool{Size: 1, Timeout: time.Minute, CPU: time.Minute, Memory: roomy})
	hog, err := p.Do(t.Context(), "hog", nil)
	if err != nil {
		t.Fatal(err)
	}
	next, err := p.Do(t.Context(), "pid", nil)
	if err != nil || string(next) == string(hog) {
		t.Errorf("the next task was done by %s after %s: %v", next, hog, err)
	}
	if again, err := p.Do(t.Context(), "pid", nil); err != nil || string(again) != string(next) {
		t.Errorf("a small child was replaced: %s after %s: %v", again, next, err)
	}
}

// A task that kills a used child, and the fresh one after it, has been tried
// with a fresh child twice.
func TestOnlyFreshChildrenJudge(t *testing.T) {
	var log bytes.Buffer
	p := pool(t, &worker.Pool{Size: 1, Timeout: time.Minute})
	p.Log = slog.New(slog.NewTextHandler(&log, nil))
	if _, err := p.Do(t.Context(), "upper", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Do(t.Context(), "exit", nil); !is(err, fault.Invalid, "worker.crashed") {
		t.Error(err)
	}
	if n := strings.Count(log.String(), "was replaced"); n != 3 {
		t.Errorf("%d children were replaced:\n%s", n, log.String())
	}
}

// What a dying child says reaches the log as one short line without anything of
// the letter.
func TestLogIsClean(t *testing.T) {
	var log bytes.Buffer
	p := pool(t, &worker.Pool{Size: 1, Timeout: time.Minute})
	p.Log = slog.New(slog.NewTextHandler(&log, nil))
	for kind, want := range map[string]string{"spill": "fatal?[31m ? error", "blurt": "panic: string in "} {
		_, err := p.Do(t.Context(), kind, []byte("nội dung thư"))
		if !is(err, fault.Invalid, "worker.crashed") {
			t.Fatalf("%s: %v", kind, err)
		}
		for _, s := range []string{err.Error(), log.String()} {
			if strings.Contains(s, "nội dung") || strings.Contains(s, "\x1b") || strings.Contains(s, "\xff") || strings.Contains(s, strings.Repeat("x", 201)) {
				t.Errorf("%s spills: %s", kind, s)
			}
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", kind, err, want)
		}
	}
}

// A program that stops does not wait for a task that does not end.
func TestCloseBreaksOff(t *testing.T) {
	p := pool(t, &worker.Pool{Size: 1, Timeout: time.Hour})
	end := make(chan error, 1)
	go func() {
		_, err := p.Do(t.Context(), "hang", nil)
		end <- err
	}()
	p.Close()
	if err := <-end; !is(err, fault.Unavailable, "worker.unavailable") {
		t.Errorf("got %v", err)
	}
}
