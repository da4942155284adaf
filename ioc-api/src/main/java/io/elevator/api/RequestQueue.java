package io.elevator.api;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to one device: takes bios, merges them into requests, lets the elevator order them and
 * hands them to the driver. Thread-safe. Submission never blocks its thread: what has to wait (for
 * a tag, a frozen queue, the drive) is parked and goes on when whoever frees resumes it. Source:
 * Linux 6.1 blk-mq.
 */
public interface RequestQueue extends AutoCloseable {
  /** Returns a number that no other live queue has. */
  int id();

  /** Returns the name. */
  String name();

  /** Returns the size of the device in sectors. */
  long capacitySectors();

  /** Returns what the device accepts. */
  QueueLimits limits();

  /**
   * Submits a bio. It ends exactly once, with its callback, possibly before this returns; device
   * trouble is a status of the bio, never an exception here.
   *
   * @throws IllegalArgumentException if it names no task, its operation cannot be submitted, its
   *     length is no multiple of the logical block, or it reads into read-only memory
   * @throws IllegalStateException if it is already submitted
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

  /** Returns the name of the elevator in use, {@code none} without one. */
  String elevator();

  /**
   * Switches to another elevator, or {@code none}, under I/O. When it cannot be started the old one
   * goes on.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws IllegalStateException if it could not be started; the cause says why
   * @throws AdministrationTimeoutException if the queue does not come to rest within the limit of
   *     administration; the old one goes on
   * @throws DeviceGoneException if the queue is closed or dead
   */
  void switchElevator(String name);

  /** Returns the queue's own attributes. */
  List<AttributeSpec> attributes();

  /**
   * Returns an attribute as text, without a final newline.
   *
   * @throws java.util.NoSuchElementException if there is none of that name
   */
  String attribute(String name);

  /**
   * Sets an attribute.
   *
   * @throws java.util.NoSuchElementException if there is none of that name
   * @throws AttributeException if the value is refused; the old one stays
   */
  void setAttribute(String name, String value);

  /** Returns the tunables of the elevator in use. */
  List<AttributeSpec> elevatorAttributes();

  /**
   * Returns a tunable of the elevator in use as text.
   *
   * @throws java.util.NoSuchElementException if it has none of that name
   */
  String elevatorAttribute(String name);

  /**
   * Sets a tunable of the elevator in use.
   *
   * @throws java.util.NoSuchElementException if it has none of that name
   * @throws AttributeException if the value is refused; the old one stays
   */
  void setElevatorAttribute(String name, String value);

  /** Returns the switches of an administrator: freeze, quiesce, stop. */
  QueueControl control();

  /**
   * Returns a snapshot of all figures: disk statistics, latencies, tags, elevator, icq cache,
   * elevators used, groups, tasks, driver. A moving picture: nothing is stopped for it. Once the
   * queue is closed, its last ones.
   */
  StatisticsNode statistics();

  /**
   * Returns what this queue has counted for a task, or for those who share its context: requests,
   * bytes, queue time and device time, and what the elevator keeps for it.
   *
   * @return null if there is nothing: without an elevator, with one that keeps no contexts, before
   *     the task's first I/O here and after its end
   */
  @Nullable StatisticsNode statistics(Task task);

  /**
   * Returns the seventeen numbers of the kernel's {@code /sys/block/…/stat}, separated by blanks,
   * which {@code /proc/diskstats} shows after a disk's name; all 0 once the queue is closed, as the
   * disk is gone.
   */
  String stat();

  /** Returns how many reads and how many writes the driver has, separated by a blank. */
  String inFlight();

  /**
   * Returns the state of everything inside as text for people, with the names of the reference's
   * debug files: flags, tags, and each request with its place. Safe and quick on a live queue, of
   * which it is a moving picture; the exact text may change from version to version.
   */
  String debugState();

  /**
   * Adds somebody who hears what happens here from now on; one that is there already is not added
   * again.
   */
  void addListener(QueueListener listener);

  /**
   * Removes a listener; a call of it that is under way goes on. Without effect if it is not there.
   */
  void removeListener(QueueListener listener);

  /**
   * Waits for all I/O inside, then closes the device; later bios end with {@link BioStatus#IOERR}.
   * Idempotent. Waits as long as I/O is in flight at the drive. If none is and no request has left
   * the queue for the limit of administration, 30 s by default, the bios inside end as by {@link
   * #close(Duration)}.
   *
   * @throws AdministrationTimeoutException if another thread that closes the queue does not end
   */
  @Override
  void close();

  /**
   * Closes the queue as {@link #close} does, but waits no longer than a limit. After the limit,
   * bios that the drive has started end with {@link BioStatus#MEMORY_IN_USE}, other bios inside
   * with {@link BioStatus#IOERR}. While a thread is still inside the driver or a hook that
   * dispatches, elevator and drive stay open; they are closed when it leaves.
   *
   * @return whether all I/O had ended by itself and the drive is closed
   */
  boolean close(Duration limit);
}
