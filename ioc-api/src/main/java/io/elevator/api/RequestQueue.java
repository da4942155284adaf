package io.elevator.api;

import java.lang.foreign.MemorySegment;

/**
 * The way to one device: takes bios, merges them into requests, lets the elevator order them and
 * hands them to the driver. Here is what sends I/O; {@link #admin} administers the queue, {@link
 * #metrics} observes it. Thread-safe. Submission never blocks its thread: a bio that has to wait
 * for a tag, for the thaw of a frozen queue or for the drive is parked, and the thread that ends
 * the wait resumes it. Source: Linux 6.1 blk-mq.
 */
public interface RequestQueue extends AutoCloseable {
  /** Returns a number that no other live queue has. */
  int id();

  /** Returns the name. */
  String name();

  /** Returns the size of the device in sectors. */
  long capacitySectors();

  /** Returns the handle of the device; a bio that names no file is for the device. */
  FileHandle device();

  /** Returns what the device accepts. */
  QueueLimits limits();

  /**
   * Submits a bio. It ends exactly once, with its callback, possibly before this returns; device
   * trouble is a status of the bio, never an exception here.
   *
   * <p>A bio that is refused with an exception stays the submitter's, unchanged.
   *
   * @throws IllegalArgumentException if it names no task and the thread carries none ({@link
   *     Tasks#runAs}), its task is one of another block layer, it has no operation or one that
   *     cannot be submitted, its priority may not be requested, its length is no multiple of the
   *     logical block, or it reads into read-only memory
   * @throws IllegalStateException if it is already submitted, or its task has exited
   * @throws SecurityException if its task may not have the priority that was set for the bio; so
   *     does any exception of the {@link PermissionPolicy} propagate
   */
  void submit(Bio bio);

  /**
   * Submits a bio into a plug; otherwise the same as {@link #submit(Bio)}.
   *
   * @throws IllegalStateException if another thread opened the plug, or the bio is already
   *     submitted
   */
  void submit(Bio bio, Plug plug);

  /**
   * Submits a command of the driver's own ({@link Bio#driverIn}, {@link Bio#driverOut}). It is
   * neither split, merged, plugged nor counted, and goes past the elevator straight to what waits
   * for the driver. A driver that does not know it ends it with {@link BioStatus#NOTSUPP}.
   *
   * @param atHead whether it goes before what waits for the driver, or behind
   * @throws IllegalArgumentException if it is no such command, names no task, is longer than a
   *     request of the device may be or no multiple of the logical block, or fills read-only memory
   * @throws IllegalStateException if it is already submitted
   */
  void execute(Bio bio, boolean atHead);

  /**
   * As {@link #execute}, but takes one of the tags that the drive reserves for such commands: it
   * need not wait for reads and writes, and they never take its tag. With all reserved tags in use
   * it waits for one, or ends with {@link BioStatus#AGAIN} ({@link BioFlags#NOWAIT}).
   *
   * @throws IllegalStateException if the drive reserves none
   */
  void executeReserved(Bio bio, boolean atHead);

  /**
   * Submits a bio and waits for its end; the thread's interrupt is kept for later, it ends nothing.
   *
   * @return how it ended
   * @throws IllegalStateException if called from a callback or a driver, where waiting could wait
   *     for itself, or under a virtual clock by another thread than its event loop's
   */
  BioStatus submitAndWait(Bio bio);

  /**
   * Takes back a bio that still waits for a request; it ends with {@link BioStatus#CANCELLED}.
   *
   * @return whether it was waiting
   */
  boolean cancel(Bio bio);

  /**
   * Tells the drive of memory that many bios are going to be from, such as the buffer pool of a
   * storage engine. A drive on io_uring pins its pages now rather than for each I/O, which for long
   * direct reads and writes is most of what they cost; they count against the limit on locked
   * memory ({@code ulimit -l}). A drive that has no use for it says why.
   *
   * @param memory native, of any length; to stay open until the registration is closed
   * @throws IllegalArgumentException if it is on the heap or empty
   * @throws IllegalStateException if it or the queue is closed
   */
  MemoryRegistration registerMemory(MemorySegment memory);

  /** Returns the administration of this queue: elevator, attributes, freezing, closing. */
  QueueAdmin admin();

  /** Returns the figures, the debug state and the listeners of this queue. */
  QueueMetrics metrics();

  /**
   * Waits for all I/O inside, then closes the device; later bios end with {@link BioStatus#IOERR}.
   * Idempotent. Waits as long as I/O is in flight at the drive. If none is and no request has left
   * the queue for the limit of administration, 30 s by default, the bios inside end as by {@link
   * QueueAdmin#close}.
   *
   * @throws AdministrationTimeoutException if another thread that closes the queue does not end
   */
  @Override
  void close();
}
