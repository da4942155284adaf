/**
 * Files and the disks under them: one queue for all files of a disk. {@link
 * io.elevator.files.Disks} is where to start; {@link io.elevator.files.finder.DiskFinder} finds the
 * disk under a path.
 */
@org.jspecify.annotations.NullMarked
module io.elevator.files {
  requires transitive io.elevator.api;
  requires io.elevator.core;
  requires static org.jspecify;

  exports io.elevator.files;
  exports io.elevator.files.finder;
}
