/** The ways of a disk's I/O: through a queue, or plainly to the file system. */
@org.jspecify.annotations.NullMarked
package io.elevator.files.route;
