package io.elevator.workload.pattern;

import io.elevator.workload.job.FileChoice;

/**
 * Order in which a job uses its files, until each file has had its share of the pass. Not
 * thread-safe.
 */
final class FileOrder {
  private final FileChoice choice;
  private final long[] shares;
  private final long[] left;
  private final BlockDraw draw;
  private final Seeded random;
  private int file;
  private int runLeft;

  /**
   * Creates the order of a job's files.
   *
   * @param choice rule that chooses the next file
   * @param shares bytes of a pass that belong to each file
   * @param random source of the choices
   */
  FileOrder(FileChoice choice, long[] shares, Seeded random) {
    this.choice = choice;
    this.shares = shares;
    this.left = shares.clone();
    this.random = random;
    this.draw = BlockDraw.of(choice.spread(), shares.length, 1, random);
    startOver();
  }

  /**
   * Returns the index of the next file: one that has at least {@code least} bytes left of its share
   * of the pass. Returns −1 if there is none.
   */
  int next(int least) {
    if (runLeft == 0) {
      file =
          switch (choice.kind()) {
            case SEQUENTIAL -> file;
            case ROUND_ROBIN -> following(file);
            case DRAWN -> (int) draw.next();
          };
      runLeft = choice.run();
    }
    for (int tried = 0; tried < left.length; tried++) {
      if (left[file] >= least) {
        return file;
      }
      file = following(file);
      runLeft = choice.run();
    }
    return -1;
  }

  /** Returns whether any file has at least {@code least} bytes left of its share of the pass. */
  boolean hasLeft(int least) {
    for (long bytes : left) {
      if (bytes >= least) {
        return true;
      }
    }
    return false;
  }

  private int following(int index) {
    return index + 1 == left.length ? 0 : index + 1;
  }

  /** Subtracts {@code bytes} from the share of the file that {@link #next} returned. */
  void moved(int bytes) {
    left[file] -= bytes;
    if (choice.kind() != FileChoice.Kind.SEQUENTIAL) {
      runLeft--;
    }
  }

  /** Ends the share of the file that {@link #next} returned, because no further I/O fits. */
  void finish() {
    left[file] = 0;
  }

  /** Gives each file its whole share of a pass again. */
  void refill() {
    System.arraycopy(shares, 0, left, 0, left.length);
  }

  /** Returns to the first file; the same choices are repeated from then on. */
  void startOver() {
    refill();
    random.reset();
    file = 0;
    runLeft = choice.kind() == FileChoice.Kind.DRAWN ? 0 : choice.run();
  }
}
