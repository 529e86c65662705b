// Package chart lays a procedure out as a flow chart (R-M8): boxes for steps,
// arrows for moves, at places worked out from the procedure alone. A layout is a
// value; it is written as SVG here, and by others onto paper, so that the desk,
// the command line and the printed procedure show the same drawing.
package chart
