package programs

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// nobody is whom a run is on the machine's disks where we are root ourselves.
const nobody = 65534

// confine gives a run a process group of its own, ends it with us, and, where
// the system allows it, a network, processes and mounts of its own. In there it
// is root, so that it can hide folders from itself; outside it is we, or nobody
// where we are root.
func confine(cmd *exec.Cmd, whole bool) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if !whole {
		return
	}
	uid, gid := os.Geteuid(), os.Getegid()
	if uid == 0 {
		uid, gid = nobody, nobody
	}
	a := cmd.SysProcAttr
	a.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC | syscall.CLONE_NEWNS
	a.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}}
	a.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: gid, Size: 1}}
	a.Credential = &syscall.Credential{Uid: 0, Gid: 0, NoSetGroups: true}
}

// canConfine tries it.
func canConfine() bool {
	cmd := exec.Command("/bin/sh", "-c", "mount -t tmpfs none /mnt && ! test -e /mnt/x")
	confine(cmd, true)
	cmd.Env = []string{"PATH=/usr/bin:/bin:/usr/sbin:/sbin"}
	return cmd.Run() == nil
}

// handOver gives the folder of a run to whom it runs as.
func handOver(dir string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	return filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(name, nobody, nobody)
	})
}

// killAll ends a run and its children. In processes of its own all die with
// the first.
func killAll(cmd *exec.Cmd) error {
	if cmd.Process == nil {
		return nil
	}
	return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
}
