package io.elevator.devices.store;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.FileOpening;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The files of a drive in memory. Folders exist by themselves. The space of the files is that of
 * the drive, but files and device do not see each other's bytes.
 *
 * <p>With tracking of power cuts the volume knows what would survive one. A flush makes the bytes
 * of its file durable, and the length of the file if that has grown; with META the length in any
 * case. A name is durable once its folder is synced, and a renaming once both folders are. Other
 * files, and names of files that are flushed, are not durable by that.
 *
 * <p>Thread-safe. The monitor guards names and the counts of each file; it is held during calls of
 * {@link FileContents}, which have monitors of their own.
 */
public class Volume extends DriverFiles {
  private final Setup setup;
  private final VolumeNames names;
  private final TreeMap<Long, FileContents> files = new TreeMap<>();
  private long created;
  private LongConsumer spaceGivenBack = bytes -> {};

  /**
   * The properties of a volume.
   *
   * @param space space for the files
   * @param keepsData whether written data is stored
   * @param tracksPower whether {@link #cutPower} will be called; for a volume that keeps data
   * @param budget limit on the memory for written data
   * @param memoryFull called when that limit is reached
   */
  record Setup(
      ExtentMap space,
      boolean keepsData,
      boolean tracksPower,
      DataBudget budget,
      Runnable memoryFull) {}

  /** Creates a volume without files. */
  Volume(Setup setup) {
    this.setup = setup;
    names = new VolumeNames(setup.tracksPower());
  }

  /**
   * Sets the receiver of the number of bytes whose space a file gives back when it is deleted or
   * truncated. It is called with locks held, and must not call the volume.
   */
  public void onSpaceGivenBack(LongConsumer receiver) {
    spaceGivenBack = receiver;
  }

  @Override
  public synchronized DriverFile open(FileOpening opening) throws IOException {
    Path path = normal(opening.path());
    if (path.getFileName() == null || path.getFileName().toString().isEmpty()) {
      throw new FileSystemException(path.toString(), null, "a folder; expected the name of a file");
    }
    FileContents known = names.find(path);
    if (known == null && !opening.mode().creates()) {
      throw new NoSuchFileException(path.toString());
    }
    if (known != null && opening.mode().isNew()) {
      throw new FileAlreadyExistsException(path.toString());
    }
    FileContents file = known == null ? newFile() : known;
    // The core may refuse to give sort keys, so the file gets its name afterwards.
    var handle =
        new VolumeFile(
            opening.owner(),
            path.toString(),
            file,
            opening.sortKeys().baseOf(file),
            opening.mode());
    if (known == null) {
      files.put(file.number, file);
      rename(file, null, path);
    }
    file.handles++;
    file.references++;
    return handle;
  }

  private FileContents newFile() {
    long pageCost =
        FilePages.PAGE_BYTES
            + (setup.tracksPower() ? Medium.trackingBytes(FilePages.PAGE_BYTES) : 0);
    return new FileContents(
        created++,
        setup.keepsData() ? new FilePages(setup.budget(), pageCost) : null,
        new FileExtents(setup.space()),
        setup.tracksPower() ? new UnsyncedFile() : null,
        setup.memoryFull());
  }

  private static Path normal(Path path) {
    return path.normalize();
  }

  private static VolumeFile mine(DriverFile file) {
    return (VolumeFile) file;
  }

  @Override
  public long length(DriverFile file) {
    return mine(file).contents().length();
  }

  @Override
  public synchronized int links(DriverFile file) {
    return mine(file).contents().names;
  }

  @Override
  public void truncate(DriverFile file, long length) throws IOException {
    FileContents contents = writable(file);
    synchronized (this) {
      long before = contents.spaceBytes();
      contents.truncate(length);
      spaceGivenBack.accept(before - contents.spaceBytes());
    }
  }

  @Override
  public void allocate(DriverFile file, long length) throws IOException {
    FileContents contents = writable(file);
    if (!contents.reserve(0, length)) {
      throw new FileSystemException(file.name(), null, "no space left on the drive");
    }
    contents.lengthen(length);
  }

  private static FileContents writable(DriverFile file) throws IOException {
    VolumeFile known = mine(file);
    if (!known.writes()) {
      throw new FileSystemException(file.name(), null, "is open for reads only");
    }
    return known.contents();
  }

  @Override
  public synchronized void close(DriverFile file) {
    FileContents contents = mine(file).contents();
    contents.handles--;
    contents.references--;
    settle(contents);
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    Path source = normal(from);
    Path target = normal(to);
    FileContents file = names.find(source);
    if (file == null) {
      throw new NoSuchFileException(source.toString());
    }
    if (names.find(target) != file) {
      rename(file, source, target);
    }
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    Path name = normal(path);
    FileContents file = names.find(name);
    if (file == null) {
      throw new NoSuchFileException(name.toString());
    }
    rename(file, name, null);
  }

  /** Changes a name; {@code from} is null for a new file, {@code to} for a name that is deleted. */
  void rename(FileContents file, @Nullable Path from, @Nullable Path to) {
    FileContents replaced = names.change(file, from, to);
    settle(file);
    if (replaced != null) {
      settle(replaced);
    }
  }

  @Override
  public synchronized void syncFolder(Path folder) {
    names.sync(normal(folder)).forEach(this::settle);
  }

  /** Gives back what a file does not need any more. */
  private void settle(FileContents file) {
    if (file.names == 0 && file.handles == 0) {
      // The names of the file may be back after a power cut, which is no reason to keep its space:
      // a file system that needs the space makes the deletion durable first.
      long before = file.spaceBytes();
      file.giveSpaceBack();
      spaceGivenBack.accept(before);
    }
    if (file.references == 0 && files.remove(file.number) != null) {
      file.release();
    }
  }

  /**
   * Takes the space that a request of a file needs; returns false if the drive has too little.
   * {@link #perform} does this as well, so a drive calls this method only if it needs the position
   * before it performs the request.
   */
  public boolean reserve(VolumeFile file, DriverRequest rq) {
    int op = rq.opAndFlags() & BioFlags.OPERATION_MASK;
    boolean takesSpace = op == 1 || op == 9;
    return !takesSpace || !file.writes() || file.contents().reserve(rq.offset(), rq.length());
  }

  /** Returns the position on the drive of a byte of a file, in bytes. */
  public long position(VolumeFile file, long offset) {
    return file.contents().position(offset);
  }

  /**
   * Performs a request of a file.
   *
   * @param file file of the request
   * @param mostSectors largest number of sectors to perform, for a torn write
   */
  MediumResult perform(VolumeFile file, DriverRequest rq, int mostSectors) {
    int op = rq.opAndFlags() & BioFlags.OPERATION_MASK;
    if (op == 2) {
      flush(file.contents(), (rq.opAndFlags() & BioFlags.META) != 0);
      return MediumResult.of(BioStatus.OK);
    }
    if (op != 0 && !file.writes()) {
      return MediumResult.of(BioStatus.TARGET);
    }
    MediumResult result = file.contents().perform(rq, mostSectors);
    if (op != 0) {
      changed(file.contents());
    }
    return result;
  }

  /** Called after a request has changed a file. */
  void changed(FileContents file) {}

  /**
   * Makes the bytes of a file durable.
   *
   * @param all whether its length becomes durable even if it has shrunk
   */
  void flush(FileContents file, boolean all) {
    file.sync(all);
  }

  /** Returns the files that exist or may come back, in order of creation. */
  final synchronized List<FileContents> all() {
    return new ArrayList<>(files.values());
  }

  /**
   * Cuts the power: of each file in order of creation, bytes and length that are not durable may be
   * lost, and then names.
   *
   * @param random source of the draws
   * @param lossShare probability of a loss, from 0 to 1
   * @return number of sectors that have their old contents again
   */
  synchronized int cutPower(SeededRandom random, double lossShare) {
    int lost = 0;
    for (FileContents each : files.values()) {
      lost += each.cutPower(random, lossShare);
    }
    names.cutPower(random, lossShare).forEach(this::settle);
    return lost;
  }

  /** Returns the amount of memory that the files take, in bytes. */
  synchronized long residentBytes() {
    long bytes = 0;
    for (FileContents each : files.values()) {
      bytes += each.residentBytes();
    }
    return bytes;
  }

  /** Frees the memory of all files. Called when the drive is closed. */
  synchronized void close() {
    files.values().forEach(FileContents::release);
    files.clear();
  }
}
