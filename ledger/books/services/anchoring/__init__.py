"""Tell the heads of all chains outside, each day, in a line that only this installation signs."""
