/** State that all handles of one open file share. */
@org.jspecify.annotations.NullMarked
package io.elevator.files.inodes;
