package demo

import "io/fs"

// Read loads a demonstration from other files than the program's own.
func Read(fsys fs.FS) (*Demo, error) { return read(fsys) }

// Files are those that the program carries.
func Files() fs.FS { return files }
