/** Aligned memory of a disk, for its users and for I/O with memory that the disk does not own. */
@org.jspecify.annotations.NullMarked
package io.elevator.files.buffers;
