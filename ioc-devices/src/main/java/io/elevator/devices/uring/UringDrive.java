package io.elevator.devices.uring;

import io.elevator.api.BioStatus;
import io.elevator.api.MemoryRegistration;
import io.elevator.devices.guard.DeviceGuard;
import io.elevator.spi.StateWriter;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A drive on a file or block device, or on the files below a folder, through io_uring: the kernel
 * performs the requests asynchronously. There is one ring for each hardware queue.
 *
 * <p>Thread-safe: final fields are set before the first request; other state is in {@link
 * UringQueue}.
 */
final class UringDrive extends BlockDriver {
  private final DeviceGuard guard;
  private final DriverShape shape;
  private final UringFile file;
  private final UringQueue[] queues;
  private final @Nullable UringDriveFiles files;
  private final UringStatistics statistics = new UringStatistics();

  /**
   * Opens the file of the drive and creates the rings.
   *
   * @param context services of the core
   * @param options options of the drive
   * @param guard claim on the block device, if the file is one; closed together with the drive
   */
  UringDrive(DriverContext context, UringOptions options, DeviceGuard guard) throws IOException {
    this.guard = guard;
    file = new UringFile(options);
    queues = new UringQueue[options.queues()];
    int made = 0;
    try {
      for (; made < queues.length; made++) {
        queues[made] = new UringQueue(context, file, options, statistics, made);
      }
    } catch (Throwable t) {
      for (int i = 0; i < made; i++) {
        queues[i].close();
      }
      file.close();
      throw t;
    }
    files = options.file().isFolder() ? new UringDriveFiles(context, options.file(), queues) : null;
    if (!file.directRefusal().isEmpty()) {
      context.notice(
          "direct I/O is not possible here ("
              + file.directRefusal()
              + "); going through the page cache");
    }
    shape =
        new DriverShape(
            file.path().toString(),
            file.bytes() >> 9,
            file.limits(),
            options.queues(),
            options.depth(),
            0,
            file.isReadOnly()
                ? Set.of(DriverFeature.READ_ONLY)
                : Set.of(DriverFeature.VOLATILE_CACHE, DriverFeature.FUA));
  }

  @Override
  public DriverShape shape() {
    return shape;
  }

  @Override
  public @Nullable DriverFiles files() {
    return files;
  }

  @Override
  public void start(DriverQueue[] hardwareQueues) {
    // If the queue has fewer hardware queues than the drive has rings, the remaining rings are not
    // used.
    for (int i = 0; i < hardwareQueues.length; i++) {
      queues[i].start(hardwareQueues[i]);
    }
  }

  @Override
  public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
    return queues[hctx.index()].queueRequest(rq, last);
  }

  @Override
  public void commit(DriverQueue hctx) {
    queues[hctx.index()].commit();
  }

  @Override
  public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
    return queues[hctx.index()].timedOut();
  }

  @Override
  public MemoryRegistration registerMemory(MemorySegment memory) {
    return UringRegistration.of(memory, queues);
  }

  @Override
  public void describe(StateWriter out) {
    if (files == null) {
      out.number("direct", file.unit() > 1 ? 1 : 0);
      if (!file.directRefusal().isEmpty()) {
        out.text("direct_refused", file.directRefusal());
      }
      out.number("unit", file.unit());
    } else {
      int places = 0;
      for (UringQueue queue : queues) {
        places += queue.registeredFiles();
      }
      out.number("open_files", files.count());
      out.number("registered_files", places);
    }
    int registered = 0;
    int made = 0;
    for (UringQueue queue : queues) {
      registered += queue.bounces().registered();
      made += queue.bounces().made();
    }
    out.number("registered_buffers", registered);
    out.number("registered_bytes", queues[0].registered().bytes());
    out.number("bounce_buffers", made);
    statistics.describe(out);
  }

  @Override
  public void close() throws IOException {
    IOException failed = null;
    for (UringQueue queue : queues) {
      try {
        queue.close();
      } catch (Throwable t) {
        // A ring that cannot be closed does not prevent the closing of the other rings.
        failed = new IOException("closing a ring of " + file.path() + ": " + t, t);
      }
    }
    try {
      file.close();
      if (files != null) {
        files.closeAll();
      }
    } finally {
      guard.close();
    }
    if (failed != null) {
      throw failed;
    }
  }
}
