package demo

import "io/fs"

// Read loads a demonstration from other files than the program's own.
func Read(fsys fs.FS) ([]*Demo, error) { return read(fsys) }

// Letter reports why a character cannot be set on a paper, if it cannot.
func Letter(f int, r rune) error {
	_, err := letterOf(face(f), r)
	return err
}

// Files are those that the program carries.
func Files() fs.FS { return files }
