//go:build linux

package app

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"congbo/internal/app/load"
)

// In measurements of servers, the server has one core and the generator the
// other.
const (
	serverCore    = "0"
	generatorCore = "1"
)

// loadJob is the variable by which the tests' own program becomes a generator.
const loadJob = "CONGBO_TEST_LOAD"

// generate does the job that a parent asks for, and reports whether there was
// one.
func generate() bool {
	text, ok := os.LookupEnv(loadJob)
	if !ok {
		return false
	}
	var j load.Job
	err := json.Unmarshal([]byte(text), &j)
	if err == nil {
		var r load.Result
		if r, err = load.Run(j); err == nil {
			err = json.NewEncoder(os.Stdout).Encode(r)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

// pinned is a command on one core. Where that is allowed it goes before all
// others there (SCHED_RR): what else the machine does is not to be measured.
func pinned(core string, command ...string) []string {
	if first() {
		return append([]string{"chrt", "-r", "1", "taskset", "-c", core}, command...)
	}
	return append([]string{"taskset", "-c", core}, command...)
}

// first reports whether a process of ours may go before others.
var first = sync.OnceValue(func() bool { return exec.Command("chrt", "-r", "1", "true").Run() == nil })

// load has a generator do a job.
func (s *served) load(b testing.TB, j load.Job) load.Result {
	b.Helper()
	c := s.generator(b, j, pinned(generatorCore, os.Args[0]))
	var complaints bytes.Buffer
	c.Stderr = &complaints
	out, err := c.Output()
	var r load.Result
	if err = errors.Join(err, json.Unmarshal(out, &r)); err != nil {
		b.Fatalf("%s: the generator: %v\n%s", s.name, err, complaints.String())
	}
	return r
}

// generator is the command that does a job.
func (s *served) generator(b testing.TB, j load.Job, args []string) *exec.Cmd {
	b.Helper()
	j.Addr, j.Pids = s.addr, s.pids()
	if j.Proto == load.TLS || j.Proto == load.H2 {
		j.Addr = s.secure
	}
	text, err := json.Marshal(j)
	if err != nil {
		b.Fatal(err)
	}
	c := exec.CommandContext(b.Context(), args[0], args[1:]...)
	c.Env = append(os.Environ(), loadJob+"="+string(text), "GOMAXPROCS=1")
	return c
}

// attack begins a job beside others, on their core but after them. stop ends it.
func (s *served) attack(b testing.TB, j load.Job) (stop func()) {
	b.Helper()
	c := s.generator(b, j, []string{"taskset", "-c", generatorCore, os.Args[0]})
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	return func() {
		c.Process.Kill()
		c.Wait()
	}
}

// A served is a server that runs as a process of its own, on its core.
type served struct {
	name    string
	addr    string
	secure  string // where TLS is spoken; empty: nowhere
	tag     string // of the page as gzip
	length  int    // of that, where it is another page than others send: it names its own address
	process *exec.Cmd
	log     bytes.Buffer
}

// pids are those of the server and its children.
func (s *served) pids() []int {
	pid := s.process.Process.Pid
	all := []int{pid}
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	for f := range strings.FieldsSeq(string(b)) {
		if n, err := strconv.Atoi(f); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// start begins the process; its command must become the server, not start it.
func (s *served) start(b testing.TB, env []string, command ...string) io.Reader {
	b.Helper()
	args := pinned(serverCore, command...)
	s.process = exec.Command(args[0], args[1:]...)
	s.process.Env = env
	s.process.Stderr = &s.log
	out, err := s.process.StdoutPipe()
	if err == nil {
		err = s.process.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.stop)
	return out
}

func (s *served) stop() {
	if s.process.ProcessState == nil {
		s.process.Process.Signal(syscall.SIGTERM)
		s.process.Wait()
	}
}

// buildProgram makes the program as it is shipped.
func buildProgram(b testing.TB) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "congbo")
	c := exec.Command("go", "build", "-trimpath", "-o", program, "congbo")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// serveProgram runs the program on a data directory, with its usual settings
// but for the log: a line a request is no part of what is compared.
func serveProgram(b testing.TB, program, data string, env ...string) *served {
	b.Helper()
	s := &served{name: "congbo"}
	out := s.start(b, append([]string{"PATH=" + os.Getenv("PATH"), "CONGBO_LOG_LEVEL=warn", "CONGBO_LINK_CHECK=own"}, env...),
		program, "serve", "--data", data, "--addr", "127.0.0.1:0")
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := port.FindString(lines.Text()); m != "" {
			s.addr = m
			go io.Copy(io.Discard, out)
			return s
		}
	}
	s.stop()
	b.Fatalf("the program does not start: %s", s.log.String())
	return nil
}

// An answered page, as a server sends it.
type sent struct {
	status int
	header http.Header
	body   []byte
}

// get asks for a path as readers do, on a connection of its own.
func (s *served) get(b testing.TB, path string, header ...string) sent {
	b.Helper()
	url := "http://" + s.addr + path
	if s.addr == "" {
		url = "https://" + s.secure + path
	}
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Host = "127.0.0.1"
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	t := &http.Transport{DisableCompression: true, DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	res, err := t.RoundTrip(r)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return sent{res.StatusCode, res.Header, body}
}

// needTwoCores skips where server and generator cannot have a core each.
func needTwoCores(b testing.TB) {
	b.Helper()
	if runtime.NumCPU() < 2 {
		b.Skip("left out: server and generator need a core each")
	}
	if _, err := exec.LookPath("taskset"); err != nil {
		b.Skip("left out: taskset is not installed")
	}
}

// freePort is one on which nobody listens.
func freePort(b testing.TB) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// soon tries something until it is so.
func soon(b testing.TB, what string, try func() bool) {
	b.Helper()
	for end := time.Now().Add(20 * time.Second); !try(); {
		if time.Now().After(end) {
			b.Fatalf("%s: not within 20 s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}
