package programs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
)

// Limits bound one run.
type Limits struct {
	Time   time.Duration // by the clock; 90 s
	CPU    time.Duration // of processor; 60 s
	Memory int64         // bytes of private memory; 1 GB
	Output int64         // bytes that it may write, all files together; 100 MB
}

func (l Limits) orDefault() Limits {
	if l.Time <= 0 {
		l.Time = 90 * time.Second
	}
	if l.CPU <= 0 {
		l.CPU = time.Minute
	}
	if l.Memory <= 0 {
		l.Memory = 1 << 30
	}
	if l.Output <= 0 {
		l.Output = 100 << 20
	}
	return l
}

// A Job is one run of a program in a folder of its own.
type Job struct {
	Program string
	Args    []string          // names of files are relative to the folder
	Files   map[string][]byte // put there first; names may have folders
	Limits  Limits            // what is zero is as Programs.Limits says
}

// An Output is what a run left behind.
type Output struct {
	Stdout []byte
	Files  map[string][]byte // that were not there before
}

// run is what the shell does before it becomes the program: bounds that all
// children inherit, and folders that they do not see.
const run = `ulimit -c 0 && ulimit -t "$1" && ulimit -f "$2" && ulimit -d "$3" || exit 97
hide=$4; shift 4
if [ -n "$hide" ]; then
	mount -t proc proc /proc 2>/dev/null
	IFS=:
	for d in $hide; do
		if [ -d "$d" ]; then mount -t tmpfs -o size=16k,mode=755 none "$d" || exit 98; fi
	done
	unset IFS
fi
exec "$@"`

// Run does a job. A program that is not installed, fails or breaks a bound is a
// fault; ctx ends it.
func (p *Programs) Run(ctx context.Context, j Job) (*Output, error) {
	path := p.path(j.Program)
	if path == "" {
		return nil, needed(j.Program, j.Program)
	}
	select {
	case p.places <- struct{}{}:
		defer func() { <-p.places }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	dir, err := os.MkdirTemp("", "congbo-run-")
	if err != nil {
		return nil, fault.New(fault.Unavailable, "programs.failed", j.Program).Because(err)
	}
	defer os.RemoveAll(dir)
	if err := j.lay(dir); err != nil {
		return nil, fault.New(fault.Unavailable, "programs.failed", j.Program).Because(err)
	}
	limits := p.limits(j.Limits)
	out, err := p.start(ctx, dir, path, j, limits)
	if err != nil {
		return nil, err
	}
	if out.Files, err = j.gather(dir, limits.Output); err != nil {
		return nil, fault.New(fault.Invalid, "programs.too_much", j.Program).Because(err)
	}
	return out, nil
}

func (p *Programs) limits(l Limits) Limits {
	if l.Time <= 0 {
		l.Time = p.Limits.Time
	}
	if l.CPU <= 0 {
		l.CPU = p.Limits.CPU
	}
	if l.Memory <= 0 {
		l.Memory = p.Limits.Memory
	}
	if l.Output <= 0 {
		l.Output = p.Limits.Output
	}
	return l.orDefault()
}

// lay puts the files of a job into its folder.
func (j Job) lay(dir string) error {
	for _, sub := range []string{"home", "tmp"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			return err
		}
	}
	for name, data := range j.Files {
		if !filepath.IsLocal(name) {
			return fmt.Errorf("%q is no name within the folder", name)
		}
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file, data, 0o600); err != nil {
			return err
		}
	}
	return handOver(dir)
}

func (p *Programs) start(ctx context.Context, dir, path string, j Job, l Limits) (*Output, error) {
	ctx, cancel := context.WithTimeout(ctx, l.Time)
	defer cancel()
	hide := ""
	if p.confines {
		hide = strings.Join(slices.DeleteFunc(append([]string{"/root", "/home"}, p.Hidden...), func(hidden string) bool {
			rel, err := filepath.Rel(hidden, dir)
			return err != nil || filepath.IsLocal(rel) // its own folder lies there
		}), ":")
	}
	args := append([]string{"-c", run, "sh", strconv.Itoa(int(l.CPU.Seconds())), strconv.FormatInt(l.Output/512, 10), strconv.FormatInt(l.Memory/1024, 10), hide, path}, j.Args...)
	cmd := exec.CommandContext(ctx, "/bin/sh", args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME=" + filepath.Join(dir, "home"), "TMPDIR=" + filepath.Join(dir, "tmp"), "LANG=C.UTF-8", "LC_ALL=C.UTF-8"}
	confine(cmd, p.confines)
	cmd.Cancel = func() error { return killAll(cmd) }
	cmd.WaitDelay = 5 * time.Second
	stdout := &bounded{left: l.Output, over: cancel}
	stderr := &bounded{left: 4 << 10}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if err := cmd.Start(); err != nil {
		return nil, fault.New(fault.Unavailable, "programs.failed", j.Program).Because(err)
	}
	end := make(chan struct{})
	go watch(dir, l.Output, end, cancel)
	err := cmd.Wait()
	close(end)
	if !p.confines {
		killAll(cmd) // whatever it left running
	}
	switch {
	case stdout.left < 0:
		return nil, fault.New(fault.Invalid, "programs.too_much", j.Program)
	case ctx.Err() != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, fault.New(fault.Invalid, "programs.too_long", j.Program)
	case ctx.Err() != nil:
		if size(dir) > l.Output {
			return nil, fault.New(fault.Invalid, "programs.too_much", j.Program)
		}
		return nil, ctx.Err()
	case err != nil:
		return nil, fault.New(fault.Invalid, "programs.failed", j.Program).Because(fmt.Errorf("%w: %.200s", err, strings.ToValidUTF8(stderr.b.String(), "?")))
	}
	return &Output{Stdout: stdout.b.Bytes()}, nil
}

// bounded keeps what is written to it, up to a number of bytes.
type bounded struct {
	b    bytes.Buffer
	left int64
	over func()
}

func (b *bounded) Write(data []byte) (int, error) {
	if n := int64(len(data)); n > b.left {
		b.left = min(b.left, 0)
		if b.over != nil {
			b.left = -1
			b.over()
		}
		return len(data), nil
	}
	b.left -= int64(len(data))
	return b.b.Write(data)
}

// watch ends a run whose folder grows too large.
func watch(dir string, most int64, end <-chan struct{}, stop func()) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-end:
			return
		case <-tick.C:
			if size(dir) > most {
				stop()
				return
			}
		}
	}
}

func size(dir string) int64 {
	total := int64(0)
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				total += info.Size()
			}
		}
		return nil
	})
	return total
}

// gather reads what a run left in its folder: plain files alone, no links.
func (j Job) gather(dir string, most int64) (map[string][]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	files := make(map[string][]byte)
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // a folder that it closed to us
		}
		if d.IsDir() && (name == "home" || name == "tmp") {
			return fs.SkipDir
		}
		if _, given := j.Files[name]; given || !d.Type().IsRegular() {
			return nil
		}
		data, err := fs.ReadFile(root.FS(), name)
		if err != nil {
			return nil
		}
		if most -= int64(len(data)); most < 0 {
			return errors.New("the files are too large")
		}
		files[name] = data
		return nil
	})
	return files, err
}
