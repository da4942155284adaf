package io.elevator.core.queue.submit;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.api.Task;
import io.elevator.core.context.CoreTask;
import io.elevator.core.context.TaskRegistry;
import io.elevator.core.queue.state.FaultInjection;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.request.CoreBio;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverShape;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Checks a bio before it is processed: mistakes of the program cause exceptions, and what the
 * device cannot do becomes the bio's status. Stateless except for a warning that is given once.
 * Source: Linux 6.1 {@code submit_bio_noacct}.
 */
public final class BioChecks {
  private final String queue;
  private final DriverShape shape;
  private final BlockDriver driver;
  private final DriverFile device;
  private final QueueMarks marks;
  private final TaskRegistry tasks;
  private final FaultInjection faults;
  private final boolean readOnly;
  private final boolean mayNotWait;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * Creates the checks of a queue.
   *
   * @param queue name of the queue in messages
   * @param device handle of the device, used for bios that name no file
   */
  public BioChecks(
      String queue,
      DriverShape shape,
      DriverFile device,
      QueueMarks marks,
      TaskRegistry tasks,
      FaultInjection faults) {
    this.queue = queue;
    this.shape = shape;
    this.driver = device.driver();
    this.device = device;
    this.marks = marks;
    this.tasks = tasks;
    this.faults = faults;
    this.readOnly = shape.has(DriverFeature.READ_ONLY);
    this.mayNotWait = !shape.has(DriverFeature.NO_NOWAIT);
  }

  /**
   * Returns the task for which the bio is submitted: the task that the bio names, or else the task
   * of the calling thread. Changes nothing.
   *
   * @throws IllegalArgumentException if the bio is incomplete or contradictory
   * @throws IllegalStateException if the bio is submitted already, its task has exited, or its file
   *     is closed
   * @throws SecurityException if the bio's task may not have the priority of the bio
   */
  CoreTask requireSubmittable(CoreBio bio) {
    if (bio.isSubmitted()) {
      throw new IllegalStateException("the bio " + bio + " is submitted and has not ended");
    }
    CoreTask task = requireTask(bio);
    if (!bio.hasOperation()) {
      throw new IllegalArgumentException(
          "the bio of "
              + task
              + " has no operation; expected Bio.read, write, discard or another one");
    }
    if (bio.hasOwnPriority()) {
      tasks.requireOwnPriority(task, bio.priority());
    }
    Operation operation = Operation.of(bio.opAndFlags());
    if (operation == Operation.FLUSH) {
      throw new IllegalArgumentException(
          "the operation FLUSH cannot be submitted; expected Bio.flush, an empty write");
    }
    if (bio.hasReadOnlyMemory() && (operation == Operation.READ || operation == Operation.DRV_IN)) {
      throw new IllegalArgumentException(
          "the bio " + bio + " reads into read-only memory; expected memory that can be written");
    }
    requireOwnFile(bio);
    requireWholeBlocks(bio);
    return task;
  }

  private void requireWholeBlocks(CoreBio bio) {
    FileHandle file = bio.handle();
    long own = file == null ? 0 : file.blockBytes();
    long block = own == 0 ? marks.limits().logicalBlockSize() : own;
    boolean isWhole = (bio.length() & (block - 1)) == 0;
    if (isWhole && (bio.offset() & (block - 1)) == 0) {
      return;
    }
    throw new IllegalArgumentException(
        "the bio "
            + bio
            + (isWhole ? " begins at byte " + bio.offset() : " is " + bio.length() + " bytes long")
            + "; expected a multiple of the "
            + (own == 0 ? "logical block of " : "file's block of ")
            + block
            + " bytes");
  }

  /**
   * Refuses a handle of another drive, because this drive would use it for the wrong file, and a
   * closed handle.
   */
  private void requireOwnFile(CoreBio bio) {
    FileHandle handle = bio.handle();
    if (handle == null) {
      return;
    }
    if (!(handle instanceof DriverFile file) || file.driver() != driver) {
      throw new IllegalArgumentException(
          "the bio "
              + bio
              + " names the "
              + handle
              + ", which is not open on the drive; expected a handle of "
              + queue);
    }
    if (!file.isOpen()) {
      throw new IllegalStateException(
          "the bio " + bio + " names the " + handle + ", which is closed; expected an open file");
    }
  }

  private CoreTask requireTask(CoreBio bio) {
    Task task = bio.namesTask() ? bio.task() : tasks.current();
    if (task == null) {
      throw new IllegalArgumentException(
          "the bio "
              + bio
              + " names no task, and its thread carries none; expected Bio.task or Tasks.runAs");
    }
    if (!(task instanceof CoreTask known) || !tasks.has(known)) {
      throw new IllegalArgumentException(
          "the bio "
              + bio
              + " names the task '"
              + task.name()
              + "' of another block layer; expected a task of the layer that opened "
              + queue);
    }
    if (known.isExiting()) {
      throw new IllegalStateException(
          "the bio " + bio + " names " + known + ", which has exited; expected a live task");
    }
    return known;
  }

  /**
   * Returns the task for which a driver command is submitted.
   *
   * @throws IllegalArgumentException if the command is incomplete or contradictory
   * @throws IllegalStateException if the command is submitted already, or asks for a reserved tag
   *     of a drive that reserves none
   */
  CoreTask requireCommand(CoreBio bio, boolean reserved) {
    CoreTask task = requireSubmittable(bio);
    Operation operation = Operation.of(bio.opAndFlags());
    if (!operation.isPassthrough()) {
      throw new IllegalArgumentException(
          "the operation "
              + operation
              + " is none of the driver's own; expected Bio.driverIn or driverOut, or submit");
    }
    int most = marks.limits().maxHwSectors();
    if (bio.length() > (long) most << 9) {
      throw new IllegalArgumentException(
          "the command " + bio + " has " + bio.sectors() + " sectors; expected at most " + most);
    }
    if (reserved && shape.reservedTags() == 0) {
      throw new IllegalStateException(
          "the command " + bio + " asks for a reserved tag; " + queue + " has none");
    }
    return task;
  }

  /**
   * Returns the status with which the bio ends immediately, or null if the bio is to be processed.
   * Removes flags that have no effect.
   */
  @Nullable BioStatus check(CoreBio bio) {
    if (bio.isCommand()) {
      return null;
    }
    long length = bio.length();
    DriverFile file = bio.file();
    long most = (file == null ? device : file).maxLength();
    int flags = bio.opAndFlags();
    if ((flags & BioFlags.NOWAIT) != 0 && !mayNotWait) {
      return BioStatus.NOTSUPP;
    }
    if (marks.isFailingBios() && faults.bios().strikes(length)) {
      return BioStatus.IOERR;
    }
    if (length != 0 && (bio.offset() < 0 || bio.offset() > most - length)) {
      return BioStatus.IOERR;
    }
    if (readOnly && length != 0 && BioFlags.isWrite(flags) && !warned.getAndSet(true)) {
      // The bio is processed nevertheless; refusing it is left to the driver.
      System.getLogger("io.elevator.core.queue")
          .log(System.Logger.Level.WARNING, "{0}: write to a read-only device: {1}", queue, bio);
    }
    if (BioFlags.isFlushType(flags)) {
      if (!marks.isCacheOn(file)) {
        bio.opAndFlags(flags & ~(BioFlags.PREFLUSH | BioFlags.FUA));
        if (length == 0) {
          return BioStatus.OK;
        }
      }
    }
    QueueLimits limits = marks.limits();
    return switch (Operation.of(flags)) {
      case READ, WRITE -> null;
      case DISCARD -> supported(limits.maxDiscardSectors());
      case SECURE_ERASE -> supported(limits.maxSecureEraseSectors());
      case WRITE_ZEROES -> supported(limits.maxWriteZeroesSectors());
      case FLUSH, DRV_IN, DRV_OUT -> BioStatus.NOTSUPP;
    };
  }

  private static @Nullable BioStatus supported(int limit) {
    return limit == 0 ? BioStatus.NOTSUPP : null;
  }
}
