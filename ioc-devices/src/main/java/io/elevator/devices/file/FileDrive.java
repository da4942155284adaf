package io.elevator.devices.file;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.devices.defects.Delivery;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.guard.DeviceGuard;
import io.elevator.devices.linux.NativeFile;
import io.elevator.devices.options.BackingOptions;
import io.elevator.spi.StateWriter;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A drive on a file, or one that serves the files below a folder. It hands requests to its own
 * threads, so that submitting never blocks and never pins the carrier of a virtual thread. The
 * number of I/Os in progress is limited by the drive, not by the number of tasks. A platform thread
 * that waits for its request may perform the request itself with a borrowed worker, which saves two
 * context switches.
 *
 * <p>Thread-safe: final fields are set before the first request, {@link #reporters} and {@link
 * #hardwareQueues} by {@link #start}. The other state is in thread-safe objects that this class
 * uses.
 */
final class FileDrive extends BlockDriver {
  /**
   * Largest unit of direct I/O on files that the bounce buffers of a drive with a folder are
   * aligned to, in bytes.
   */
  private static final int MOST_FOLDER_UNIT = 65536;

  private final DeviceGuard guard;
  private final DriverShape shape;

  /** The device of the drive, or null if the drive serves files. */
  private final @Nullable BackingDevice device;

  private final @Nullable FileDriveFiles files;
  private final DriveThreads threads;
  private final BouncePool bounces;
  private final FileStatistics statistics = new FileStatistics();
  private final DriveDefects memoryDefects;
  private final DriveDefects defects;
  private final Delivery delivery;
  private CompletionReporter[] reporters = {};
  private DriverQueue[] hardwareQueues = {};

  /**
   * Opens the drive, with one channel for each thread.
   *
   * @param context services of the core
   * @param options options of the drive
   * @param guard claim on the block device, if the file is one; closed together with the drive
   */
  FileDrive(DriverContext context, FileOptions options, DeviceGuard guard) throws IOException {
    this.guard = guard;
    BackingOptions backing = options.file();
    Path path = backing.path();
    memoryDefects = new DriveDefects(context, "I/O on " + path);
    defects = new DriveDefects(context, "closing " + path);
    delivery = new Delivery(context, "completion of " + path);
    BackingDevice opened = backing.isFolder() ? null : new BackingDevice(options, context);
    device = opened;
    if (opened == null) {
      boolean usesSystemCalls = NativeFile.unavailableReason().isEmpty();
      long sectors = backing.folderSectors();
      files =
          new FileDriveFiles(
              context, path, backing.isReadOnly(), backing.wantsDirect(), usesSystemCalls);
      shape = shape(options, sectors, folderLimits(options, usesSystemCalls));
    } else {
      files = null;
      shape = shape(options, opened.file().bytes() >> 9, opened.limits());
    }
    int unit = opened == null ? MOST_FOLDER_UNIT : opened.file().unit();
    bounces = new BouncePool(((long) backing.maxSectors() << 9) + 2L * unit, unit);
    BufferViews views = new BufferViews(options.depth() * 4);
    FileWorker[] workers = new FileWorker[options.threads()];
    int made = 0;
    try {
      for (; made < workers.length; made++) {
        RequestMemory memory = new RequestMemory(views);
        workers[made] =
            new FileWorker(
                this,
                context,
                opened == null ? null : opened.newChannel(memory, bounces, statistics),
                new OpenFileTransfer(memory, bounces, statistics));
      }
    } catch (Throwable t) {
      for (int i = 0; i < made; i++) {
        workers[i].close();
      }
      bounces.close();
      if (opened != null) {
        opened.close();
      }
      throw t;
    }
    threads = new DriveThreads(context.threads(), context.clock(), workers);
  }

  private static DriverShape shape(FileOptions options, long sectors, QueueLimits limits) {
    return new DriverShape(
        options.file().path().toString(),
        sectors,
        limits,
        1,
        options.depth(),
        0,
        options.file().isReadOnly()
            ? Set.of(DriverFeature.READ_ONLY)
            : Set.of(DriverFeature.VOLATILE_CACHE, DriverFeature.FUA));
  }

  private static QueueLimits folderLimits(FileOptions options, boolean usesSystemCalls) {
    QueueLimits.Builder limits = options.limits(1).toBuilder();
    if (usesSystemCalls && !options.file().isReadOnly()) {
      RangeOperations.addTo(limits, options.blockSize(), true, true);
    }
    return limits.build();
  }

  @Override
  public @Nullable DriverFiles files() {
    return files;
  }

  @Override
  public DriverShape shape() {
    return shape;
  }

  @Override
  public void start(DriverQueue[] hardwareQueues) {
    CompletionReporter[] made = new CompletionReporter[hardwareQueues.length];
    for (int i = 0; i < made.length; i++) {
      made[i] = new CompletionReporter(hardwareQueues[i], shape.depth(), delivery);
    }
    this.hardwareQueues = hardwareQueues.clone();
    reporters = made;
  }

  @Override
  public Object newRequestData() {
    return new FileCommand(this);
  }

  @Override
  public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
    if (!(rq.driverData() instanceof FileCommand command)) {
      throw new IllegalStateException("request " + rq + " was not made for this drive");
    }
    command.request = rq;
    command.hardwareQueue = hctx.index();
    command.cookie = rq.start();
    if (!rq.leaveToWaiter(command)) {
      submit(command);
    }
    return BioStatus.OK;
  }

  private void submit(FileCommand command) {
    DriverQueue hctx = hardwareQueues[command.hardwareQueue];
    long cookie = command.cookie;
    while (true) {
      switch (threads.submit(command)) {
        case TAKEN -> {
          return;
        }
        case CLOSED -> {
          delivery.complete(hctx, cookie, BioStatus.OFFLINE);
          return;
        }
        case NO_THREAD -> {
          // The submitter performs the request itself, because no thread is available. Blocking the
          // submitter is better than failing the request or never ending it.
          DriveThreads.Worker borrowed = threads.borrow();
          if (borrowed != null) {
            statistics.withoutThread.increment();
            performOn(borrowed, command, true);
            return;
          }
          // No worker is free, because another thread has borrowed the last one. That thread takes
          // commands that are submitted now, so submitting is tried again.
        }
      }
    }
  }

  /**
   * Performs a command on the calling thread, which waits for the command's request. If no worker
   * is free, submits the command to the drive's threads instead.
   */
  void performHere(FileCommand command) {
    // A forced write of the device is left to the drive's threads: all threads share the channel
    // for forced writes, and an interrupt of this thread would close it.
    DriveThreads.Worker borrowed = isForcedDeviceWrite(command) ? null : threads.borrow();
    if (borrowed == null) {
      submit(command);
      return;
    }
    statistics.byWaiters.increment();
    performOn(borrowed, command, false);
  }

  /**
   * Performs a command on the calling thread with a borrowed worker. Then performs the waiting
   * commands for which no thread of the drive is available.
   *
   * @param borrowed borrowed worker, which this method gives back
   * @param command command to perform
   * @param insists whether to repeat the I/O after an interrupt, because no thread of the drive is
   *     available
   */
  private void performOn(DriveThreads.Worker borrowed, FileCommand command, boolean insists) {
    DriveThreads.Performer performer = borrowed.performer();
    // A pending interrupt would close the channel, so it is cleared here; the interrupt status is
    // restored when the I/O has ended.
    boolean interrupted = Thread.interrupted();
    boolean noThread = insists;
    FileCommand next = command;
    while (next != null) {
      FileCommand current = next;
      DriverQueue hctx = hardwareQueues[current.hardwareQueue];
      long cookie = current.cookie;
      BioStatus status = BioStatus.IOERR;
      long transferred = Completions.ALL;
      int errno = 0;
      Throwable cause = null;
      try {
        status = noThread ? performer.perform(current) : performer.performUninterrupted(current);
        transferred = current.transferred;
        errno = current.errno;
        cause = current.cause;
      } catch (Throwable t) {
        performer.failed(t);
        cause = t;
      }
      interrupted |= performer.takeInterrupt();
      interrupted |= Thread.interrupted();
      next = threads.returnBorrowed(borrowed);
      noThread = true;
      if (status == null) {
        // An interrupt stopped the I/O. The application may interrupt this thread again, so a
        // thread of the drive, which the application does not interrupt, repeats the I/O.
        submit(current);
      } else if (transferred != Completions.ALL) {
        delivery.completeShort(hctx, cookie, transferred);
      } else {
        // The completion does not go through the reporter, because this thread would then also
        // deliver completions that other threads report.
        delivery.complete(hctx, cookie, status, errno, cause);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isForcedDeviceWrite(FileCommand command) {
    DriverRequest rq = command.request;
    return rq != null
        && (rq.opAndFlags() & BioFlags.FUA) != 0
        && !(rq.handle() instanceof OpenFile);
  }

  CompletionReporter reporter(int hardwareQueue) {
    return reporters[hardwareQueue];
  }

  /** Returns the name of the drive, for messages. */
  String name() {
    return shape.name();
  }

  /** Returns the reporter of defects for requests whose memory cannot be used. */
  DriveDefects memoryDefects() {
    return memoryDefects;
  }

  @Override
  public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
    resubmit();
    return TimeoutAnswer.RESET;
  }

  /** Submits commands again that were handed to threads that ended without performing them. */
  private void resubmit() {
    FileCommand command = threads.takeFromEndedThread();
    while (command != null) {
      submit(command);
      command = threads.takeFromEndedThread();
    }
  }

  @Override
  public void describe(StateWriter out) {
    if (device != null) {
      device.describe(out);
    }
    if (files != null) {
      out.number("open_files", files.count());
    }
    out.number("threads", threads.started());
    out.number("bounce_buffers", bounces.made());
    statistics.describe(out);
  }

  @Override
  public void close() throws IOException {
    resubmit();
    if (!threads.close()) {
      // A thread may still use the bounce buffers and channels, so buffers, channels and the claim
      // on the device are not released.
      defects.report(
          new IllegalStateException(
              "an I/O of a request that was given up has not ended; its memory, the drive's bounce"
                  + " buffers and its channels stay in use"));
      return;
    }
    try {
      closeFiles();
    } finally {
      guard.close();
    }
  }

  private void closeFiles() throws IOException {
    bounces.close();
    try {
      if (device != null) {
        device.close();
      }
    } finally {
      if (files != null) {
        files.closeAll();
      }
    }
  }
}
