package io.elevator.workload.pattern;

import io.elevator.workload.job.FileChoice;

/** Which of a job's files is next, until each has had its share of the pass. Not thread-safe. */
final class FileOrder {
  private final FileChoice choice;
  private final long[] shares;
  private final long[] left;
  private final BlockDraw draw;
  private final Seeded random;
  private int file;
  private int runLeft;

  /** The order of files of which each has so many bytes of a pass. */
  FileOrder(FileChoice choice, long[] shares, Seeded random) {
    this.choice = choice;
    this.shares = shares;
    this.left = shares.clone();
    this.random = random;
    this.draw = BlockDraw.of(choice.spread(), shares.length, 1, random);
    startOver();
  }

  /** A file that has {@code least} bytes left of its share, −1 when none has. */
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

  /** Whether some file has {@code least} bytes left of its share. */
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

  /** So many bytes of the file that was next are done. */
  void moved(int bytes) {
    left[file] -= bytes;
    if (choice.kind() != FileChoice.Kind.SEQUENTIAL) {
      runLeft--;
    }
  }

  /** The file that was next has no more, whatever is left of its share. */
  void finish() {
    left[file] = 0;
  }

  /** Gives each file its share again. */
  void refill() {
    System.arraycopy(shares, 0, left, 0, left.length);
  }

  /** Begins with the first file again, and draws the same again. */
  void startOver() {
    refill();
    random.reset();
    file = 0;
    runLeft = choice.kind() == FileChoice.Kind.DRAWN ? 0 : choice.run();
  }
}
