package io.elevator.files;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import io.elevator.spi.driver.FileOpening;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A driver whose drives serve files in memory, and whose requests a test can watch, refuse and hold
 * back. Direct handles have blocks of 512 bytes. All drives of the driver share their files.
 */
@SpiVersion(SpiVersion.CURRENT)
final class TestDrive extends DriverType {
  static final int BLOCK = 512;

  final Map<Path, Inode> names = new ConcurrentHashMap<>();
  final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<Runnable> held = new ArrayList<>();

  /** Called with each request before it is performed; the result is its status. */
  volatile Function<DriverRequest, BioStatus> verdict = request -> BioStatus.OK;

  /** Called after each request that changed a file. */
  volatile Runnable afterChange = () -> {};

  private boolean holds;

  /** A file. */
  static final class Inode {
    byte[] bytes = {};
    int links = 1;
    int handles;
    int flushes;
  }

  @Override
  public String name() {
    return "test";
  }

  @Override
  public String description() {
    return "files in memory";
  }

  @Override
  public BlockDriver open(DriverContext context) {
    return new Drive();
  }

  /** Holds back all later requests until {@link #releaseHeld}. */
  synchronized void hold() {
    holds = true;
  }

  /** Returns the number of requests that are held back. */
  synchronized int held() {
    return held.size();
  }

  /** Performs the requests that were held back, and holds back no more. */
  void releaseHeld() {
    List<Runnable> free;
    synchronized (this) {
      holds = false;
      free = List.copyOf(held);
      held.clear();
    }
    free.forEach(Runnable::run);
  }

  private final class Drive extends BlockDriver {
    private final Files files = new Files();

    @Override
    public DriverShape shape() {
      return new DriverShape(
          "test",
          1 << 20,
          QueueLimits.builder().maxSectors(2560).maxDiscardSectors(1 << 20).build(),
          1,
          64,
          0,
          Set.of(DriverFeature.FUA));
    }

    @Override
    public DriverFiles files() {
      return files;
    }

    @Override
    public void start(DriverQueue[] hardwareQueues) {}

    @Override
    public BioStatus queueRequest(DriverQueue queue, DriverRequest request, boolean last) {
      long cookie = request.start();
      Runnable work = () -> perform(queue, request, cookie);
      synchronized (TestDrive.this) {
        if (holds) {
          held.add(work);
          return BioStatus.OK;
        }
      }
      work.run();
      return BioStatus.OK;
    }

    @Override
    public void close() {}
  }

  private void perform(DriverQueue queue, DriverRequest request, long cookie) {
    Inode inode = (Inode) request.handle().inode();
    String flags = (request.opAndFlags() & BioFlags.FUA) != 0 ? " forced" : "";
    String kind = request.handle().blockBytes() == 1 ? " buffered " : " direct ";
    calls.add(request.operation() + flags + kind + request.offset() + "+" + request.length());
    BioStatus status = verdict.apply(request);
    if (status != BioStatus.OK) {
      queue.complete(cookie, status);
      return;
    }
    long moved = move(inode, request);
    if (request.operation() != Operation.READ) {
      afterChange.run();
    }
    if (request.operation() == Operation.READ && moved < request.length()) {
      queue.completeShort(cookie, moved);
    } else {
      queue.complete(cookie, BioStatus.OK);
    }
  }

  private static long move(Inode inode, DriverRequest request) {
    synchronized (inode) {
      switch (request.operation()) {
        case FLUSH -> inode.flushes++;
        case DISCARD ->
            Arrays.fill(
                inode.bytes,
                (int) Math.min(inode.bytes.length, request.offset()),
                (int) Math.min(inode.bytes.length, request.endOffset()),
                (byte) 0);
        default -> {
          long at = request.offset();
          for (Bio bio = request.firstBio(); bio != null; bio = bio.next()) {
            for (int i = 0; i < bio.segmentCount(); i++) {
              MemorySegment memory =
                  bio.segment(i).asSlice(i == 0 ? bio.segmentOffset(i) : 0, bio.segmentBytes(i));
              at += request.isWrite() ? write(inode, at, memory) : read(inode, at, memory);
            }
          }
          return at - request.offset();
        }
      }
      return request.length();
    }
  }

  private static long write(Inode inode, long at, MemorySegment from) {
    int end = Math.toIntExact(at + from.byteSize());
    if (inode.bytes.length < end) {
      inode.bytes = Arrays.copyOf(inode.bytes, end);
    }
    MemorySegment.copy(from, 0, MemorySegment.ofArray(inode.bytes), at, from.byteSize());
    return from.byteSize();
  }

  private static long read(Inode inode, long at, MemorySegment into) {
    long moved = Math.max(0, Math.min(into.byteSize(), inode.bytes.length - at));
    if (moved > 0) {
      MemorySegment.copy(MemorySegment.ofArray(inode.bytes), at, into, 0, moved);
    }
    return moved;
  }

  private final class Files extends DriverFiles {
    @Override
    public DriverFile open(FileOpening opening) throws IOException {
      Path path = opening.path();
      Inode inode = names.get(path);
      if (inode == null) {
        if (!opening.mode().creates()) {
          throw new NoSuchFileException(path.toString());
        }
        inode = new Inode();
        names.put(path, inode);
      } else if (opening.mode().isNew()) {
        throw new FileAlreadyExistsException(path.toString());
      }
      inode.handles++;
      return new DriverFile(
          opening.owner(),
          path.toString(),
          inode,
          opening.sortKeys().baseOf(inode),
          1L << 30,
          opening.mode().direct() ? BLOCK : 1);
    }

    private static Inode inode(DriverFile file) {
      return (Inode) file.inode();
    }

    @Override
    public long length(DriverFile file) {
      return inode(file).bytes.length;
    }

    @Override
    public int links(DriverFile file) {
      return inode(file).links;
    }

    @Override
    public void truncate(DriverFile file, long length) {
      Inode inode = inode(file);
      synchronized (inode) {
        calls.add("TRUNCATE " + length);
        inode.bytes = Arrays.copyOf(inode.bytes, (int) length);
      }
    }

    @Override
    public void close(DriverFile file) {
      inode(file).handles--;
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      Inode inode = names.remove(from);
      if (inode == null) {
        throw new NoSuchFileException(from.toString());
      }
      names.put(to, inode);
      calls.add("RENAME " + to.getFileName());
    }

    @Override
    public void delete(Path path) throws IOException {
      Inode inode = names.remove(path);
      if (inode == null) {
        throw new NoSuchFileException(path.toString());
      }
      inode.links--;
      calls.add("DELETE " + path.getFileName());
    }

    @Override
    public void syncFolder(Path folder) {
      calls.add("SYNC FOLDER");
    }
  }
}
