/**
 * Files and the disks under them. {@link io.elevator.files.finder.DiskFinder} finds the disk under
 * a path.
 */
@org.jspecify.annotations.NullMarked
module io.elevator.files {
  requires static org.jspecify;

  exports io.elevator.files.finder;
}
