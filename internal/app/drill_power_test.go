//go:build linux

package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"unsafe"
)

// shutdown is FS_IOC_SHUTDOWN, _IOR('X', 125, __u32), of ext4 and xfs: from
// then on nothing reaches the disk any more. noFlush does not write out what
// is in memory before: a power cut.
const (
	shutdown = 0x8004587d
	noFlush  = 2
)

// A disk is an ext4 file system of its own, on a loop device.
type disk struct {
	t           *testing.T
	image, root string
}

func newDisk(t *testing.T) *disk {
	t.Helper()
	// The full drill says so when it cannot be had; the short one runs where a
	// container may have no loop device.
	leave := t.Skipf
	if os.Getenv("CONGBO_TEST_DRILL") == "full" && os.Getenv("CONGBO_TEST_REQUIRE") != "" {
		leave = t.Fatalf
	}
	if os.Geteuid() != 0 {
		leave("power cuts left out: they need root")
	}
	for _, tool := range []string{"mkfs.ext4", "mount", "umount", "losetup"} {
		if _, err := exec.LookPath(tool); err != nil {
			leave("power cuts left out: no %s", tool)
		}
	}
	dir := t.TempDir()
	d := &disk{t, filepath.Join(dir, "disk.img"), filepath.Join(dir, "disk")}
	f, err := os.Create(d.image)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(1 << 30); err != nil {
		t.Fatal(err)
	}
	f.Close()
	d.tool("mkfs.ext4", "-q", "-F", d.image)
	if err := os.Mkdir(d.root, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-o", "loop", d.image, d.root).CombinedOutput(); err != nil {
		leave("power cuts left out: no loop device: %s", out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", d.root).Run() })
	return d
}

func (d *disk) tool(name string, args ...string) {
	d.t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		d.t.Fatalf("%s: %v: %s", name, err, out)
	}
}

// cut cuts the power of the disk.
func (d *disk) cut() {
	dir, err := os.Open(d.root)
	if err != nil {
		d.t.Fatal(err)
	}
	defer dir.Close()
	how := uint32(noFlush)
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, dir.Fd(), shutdown, uintptr(unsafe.Pointer(&how))); errno != 0 {
		d.t.Fatalf("shut the file system down: %v", errno)
	}
}

// restore gives the power back: what is on the disk is what there is.
func (d *disk) restore() {
	d.t.Helper()
	d.tool("umount", d.root)
	d.tool("mount", "-o", "loop", d.image, d.root)
}

// light turns the light off before a cut, and on again after it. A machine
// without power says nothing; a program on a file system that was shut down
// lives on for a moment, in which the kernel may tell it of an fsync that was
// under way that it succeeded.
func (d *drill) light(on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dark = !on
}

// Power cuts at random moments: what was acknowledged had reached the disk,
// files as well as rows (R-T9; I1, I2, I5–I7).
func TestDrillPowerCut(t *testing.T) {
	n := drillCycles(t, 4, 100)
	disk := newDisk(t)
	h := newHouse(t, "")
	h.must(h.App.Close())
	data := filepath.Join(disk.root, "data")
	disk.tool("cp", "-r", h.Config.Data, data)
	disk.tool("sync", "-f", disk.root)
	d := newDrill(t, data)
	for i := range n {
		d.run(moment(), func() {
			d.light(false)
			disk.cut()
		})
		disk.restore()
		d.light(true)
		d.check(i)
	}
	d.drain()
	d.check(n)
	t.Logf("%d power cuts; %d of %d letters and %d acts on %d cases acknowledged, none lost", n, len(d.letters), len(d.tried), d.acts, len(d.versions))
}
