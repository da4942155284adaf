package io.elevator.files;

import io.elevator.files.system.RealSystem;
import io.elevator.files.system.SystemReader;
import io.elevator.files.system.SystemTree;
import java.util.List;
import java.util.Optional;

/** The bytes that the kernel counts for some whole disks, since the creation of this object. */
final class CoverageCounter {
  private static final int READ_SECTORS = 2;
  private static final int WRITTEN_SECTORS = 6;

  private final SystemTree tree;
  private final List<String> disks;
  private final long atStart;

  /**
   * Begins to count.
   *
   * @param disks names in {@code /sys/block}; empty if they are not known
   */
  CoverageCounter(SystemTree tree, List<String> disks) {
    this.tree = tree;
    this.disks = disks;
    this.atStart = total();
  }

  static CoverageCounter ofThisMachine(List<String> disks) {
    return new CoverageCounter(new RealSystem(), disks);
  }

  /** Returns the bytes read and written since the start; −1 if the kernel does not tell. */
  long bytes() {
    long now = total();
    return now < 0 || atStart < 0 ? -1 : now - atStart;
  }

  private long total() {
    SystemReader reader = new SystemReader(tree);
    long sectors = disks.isEmpty() || !reader.isLinux() ? -1 : 0;
    for (String disk : disks) {
      Optional<String> text = reader.attribute("/sys/block/" + disk + "/stat");
      String[] fields = text.orElse("").split("\\s+", -1);
      if (sectors < 0 || fields.length <= WRITTEN_SECTORS) {
        return -1;
      }
      try {
        sectors += Long.parseLong(fields[READ_SECTORS]) + Long.parseLong(fields[WRITTEN_SECTORS]);
      } catch (NumberFormatException e) {
        return -1;
      }
    }
    return sectors < 0 ? -1 : sectors << 9;
  }
}
