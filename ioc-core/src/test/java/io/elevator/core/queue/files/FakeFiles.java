package io.elevator.core.queue.files;

import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.FileOpening;
import io.elevator.spi.driver.SortKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Files of a driver that does as the test says. The inode of a file is its name by default. */
final class FakeFiles extends DriverFiles {
  final List<String> calls = new CopyOnWriteArrayList<>();
  Opener opener = FakeFiles::openHonestly;

  /** Thrown by each call but that of {@link #open}; null for none. */
  Throwable thrown;

  /** Opens a file. */
  interface Opener {
    DriverFile open(FileOpening opening) throws IOException;
  }

  static DriverFile openHonestly(FileOpening opening) {
    return handle(opening, opening.owner(), opening.path().toString());
  }

  static DriverFile handle(FileOpening opening, BlockDriver owner, Object inode) {
    long base = opening.sortKeys().baseOf(inode);
    return new DriverFile(owner, "file", inode, base, SortKeys.MAX_LENGTH, 1);
  }

  /** Throws any exception, as a language without checked exceptions can. */
  @SuppressWarnings({"unchecked", "DoNotCallSuggester"})
  static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private void called(String call) {
    calls.add(call);
    if (thrown != null) {
      FakeFiles.<RuntimeException>sneak(thrown);
    }
  }

  @Override
  public DriverFile open(FileOpening opening) throws IOException {
    calls.add("open " + opening.path());
    return opener.open(opening);
  }

  @Override
  public long length(DriverFile file) {
    called("length");
    return 77;
  }

  @Override
  public int links(DriverFile file) {
    called("links");
    return 3;
  }

  @Override
  public void truncate(DriverFile file, long length) {
    called("truncate " + length);
  }

  @Override
  public void allocate(DriverFile file, long length) {
    called("allocate " + length);
  }

  @Override
  public void close(DriverFile file) {
    called("close");
  }

  @Override
  public void rename(Path from, Path to) {
    called("rename " + from + " to " + to);
  }

  @Override
  public void delete(Path path) {
    called("delete " + path);
  }

  @Override
  public void syncFolder(Path folder) {
    called("syncFolder " + folder);
  }
}
