//go:build unix

package worker

import (
	"os/exec"
	"syscall"
)

// detach keeps the child out of the parent's process group: an interrupt from
// the terminal is for the parent, which finishes what is under way first.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
