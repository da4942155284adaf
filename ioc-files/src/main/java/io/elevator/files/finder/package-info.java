/**
 * Finds the disk under a path: {@link io.elevator.files.finder.DiskFinder} searches, {@link
 * io.elevator.files.finder.FoundDisk} is the result, and {@link io.elevator.files.finder.DiskNames}
 * are names of disks that an operator gives.
 */
package io.elevator.files.finder;
