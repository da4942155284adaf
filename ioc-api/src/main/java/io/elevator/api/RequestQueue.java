package io.elevator.api;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A queue of I/O for one device. It merges bios into requests, lets the elevator order the
 * requests, and gives them to the driver. This interface submits I/O; {@link #admin} administers
 * the queue, and {@link #metrics} observes it. Thread-safe. Submission never blocks its thread: a
 * bio that has to wait for a tag, for the thaw of a frozen queue or for the drive is parked, and
 * the thread that ends the wait resumes the bio. Source: Linux 6.1 blk-mq.
 */
public interface RequestQueue extends AutoCloseable {
  /** Returns a number that no other live queue has. */
  int id();

  /** Returns the name of the queue. */
  String name();

  /** Returns the size of the device, in sectors of 512 bytes. */
  long capacitySectors();

  /** Returns the handle of the device, to which the offset of a bio without a file refers. */
  FileHandle device();

  /**
   * Returns the files that the drive serves beside its one device, or null if it serves none.
   *
   * @see QueueFiles
   */
  @Nullable QueueFiles files();

  /** Returns the limits of the device. */
  QueueLimits limits();

  /**
   * Submits a bio. The bio ends exactly once, with a call of its callback, possibly before this
   * method returns. A failure of the device is a status of the bio, never an exception of this
   * method.
   *
   * <p>If this method throws, the bio is unchanged and still belongs to the submitter.
   *
   * @throws IllegalArgumentException if the bio has no task and the thread has none ({@link
   *     Tasks#runAs}), its task belongs to another block layer, it has no operation or one that
   *     cannot be submitted, its priority may not be requested, its length is no multiple of the
   *     logical block, or it reads into read-only memory
   * @throws IllegalStateException if the bio is already submitted, its task has exited, or its file
   *     is closed
   * @throws SecurityException if the task may not have the priority that was set for the bio; any
   *     other exception of the {@link PermissionPolicy} propagates as well
   */
  void submit(Bio bio);

  /**
   * Submits a bio into a plug; apart from that the same as {@link #submit(Bio)}.
   *
   * @throws IllegalStateException if another thread opened the plug, or the bio is already
   *     submitted
   */
  void submit(Bio bio, Plug plug);

  /**
   * Submits a private command of the driver ({@link Bio#driverIn}, {@link Bio#driverOut}). The
   * command is neither split, merged, plugged nor counted, and goes to the dispatch list, past the
   * elevator. A driver that does not know the command ends it with {@link BioStatus#NOTSUPP}.
   *
   * @param atHead whether the command goes to the head of the dispatch list instead of its tail
   * @throws IllegalArgumentException if the bio is no such command, has no task, is longer than a
   *     request of the device may be or no multiple of the logical block, or fills read-only memory
   * @throws IllegalStateException if the bio is already submitted
   */
  void execute(Bio bio, boolean atHead);

  /**
   * Submits a private command as {@link #execute}, with one of the tags that the drive reserves for
   * such commands. The command need not wait for tags of reads and writes, which never take a
   * reserved tag. If all reserved tags are in use, the command waits for one, or ends with {@link
   * BioStatus#AGAIN} if it has {@link BioFlags#NOWAIT}.
   *
   * @throws IllegalStateException if the drive reserves no tags
   */
  void executeReserved(Bio bio, boolean atHead);

  /**
   * Submits a bio and waits for its end. An interrupt does not end the wait; the interrupt status
   * is restored before this method returns.
   *
   * @return status with which the bio ended
   * @throws IllegalStateException if called from a callback or a driver, where the wait could
   *     depend on itself, or in virtual time by another thread than that of the event loop
   */
  BioStatus submitAndWait(Bio bio);

  /**
   * Cancels a bio that is parked before it has a request. The bio ends with {@link
   * BioStatus#CANCELLED}.
   *
   * @return whether the bio was parked and is cancelled
   */
  boolean cancel(Bio bio);

  /**
   * Registers memory that many bios will use with the drive, such as the buffer pool of a storage
   * engine. A drive on io_uring then pins the pages once, instead of for each I/O; for long direct
   * reads and writes pinning is most of the cost. Pinned pages count against the limit on locked
   * memory ({@code ulimit -l}). A drive that does not use registered memory returns a refusal with
   * the reason.
   *
   * @param memory native memory of any length, which must stay open until the registration is
   *     closed
   * @throws IllegalArgumentException if the memory is on the heap or empty
   * @throws IllegalStateException if the memory or the queue is closed
   */
  MemoryRegistration registerMemory(MemorySegment memory);

  /** Returns the administration of this queue: elevator, attributes, freezing, closing. */
  QueueAdmin admin();

  /** Returns the figures, the debug state and the listeners of this queue. */
  QueueMetrics metrics();

  /**
   * Waits for all outstanding bios, then closes the device; later bios end with {@link
   * BioStatus#IOERR}. Idempotent. Waits as long as a request is in flight. If none is in flight and
   * no request has left the queue within the administration limit, 30 s by default, the outstanding
   * bios end as in {@link QueueAdmin#close}.
   *
   * @throws AdministrationTimeoutException if another thread that closes the queue does not end
   */
  @Override
  void close();
}
