/** Disks with one queue each, and the files on them. {@link io.elevator.files.Disks} begins. */
@org.jspecify.annotations.NullMarked
package io.elevator.files;
