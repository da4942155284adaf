package io.elevator.devices.uring;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.linux.IoUring;
import io.elevator.devices.linux.LinuxException;
import io.elevator.devices.linux.NativeFile;
import io.elevator.devices.uring.UringOptions.Bouncing;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverRequest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of a ring's requests in flight, one slot for each driver tag, with the description of
 * their data for the kernel. Nothing is allocated for a request.
 *
 * <p>A slot belongs to the submitter of its request until the entry is published, then to the
 * kernel. From the completion on it belongs to the thread that took the completion, until the
 * request is completed and its tag is free. Each of these transitions orders memory, so there are
 * no locks.
 */
final class UringSlots {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final int NO_BOUNCE = -1;

  /**
   * Problem that {@link #describe} returns for a request that needs a bounce buffer when there is
   * no memory for one.
   */
  static final String NO_BUFFER = "there is no memory for a bounce buffer";

  private final int most;
  private final UringFile file;
  private final RingBounces bounces;
  private final RegisteredMemory registered;
  private final DriveDefects defects;
  private final boolean vectorsOfRegistered;
  private final MemorySegment vectors;
  private final @Nullable DriverRequest[] requests;
  private final long[] cookies;
  private final int[] pieces;
  private final int[] bounce;
  private final int[] fixed;
  private final long[] done;
  private final int[] repeats;
  private final int[] places;
  private final Bouncing bouncing;
  private final RingFiles files;

  /**
   * Creates the slots of a ring, all free.
   *
   * @param defects receiver of defects of the bounce buffers
   * @param vectorsOfRegistered whether the kernel takes several pieces of registered memory
   * @param bouncing the data that goes through bounce buffers, so that the kernel is not given the
   *     memory of the application
   * @param files table of registered files
   */
  UringSlots(
      Arena arena,
      UringFile file,
      RingBounces bounces,
      RegisteredMemory registered,
      DriveDefects defects,
      boolean vectorsOfRegistered,
      Bouncing bouncing,
      RingFiles files,
      int depth,
      int most) {
    this.bouncing = bouncing;
    this.files = files;
    this.file = file;
    this.bounces = bounces;
    this.registered = registered;
    this.defects = defects;
    this.vectorsOfRegistered = vectorsOfRegistered;
    this.most = most;
    vectors = arena.allocate(16L * most * depth, 16);
    requests = new DriverRequest[depth];
    cookies = new long[depth];
    pieces = new int[depth];
    bounce = new int[depth];
    fixed = new int[depth];
    done = new long[depth];
    repeats = new int[depth];
    places = new int[depth];
    Arrays.fill(places, RingFiles.NONE);
  }

  /** Returns the number of slots of the ring. */
  int depth() {
    return requests.length;
  }

  /** Returns the request that occupies a slot, or null if the slot is free. */
  @Nullable DriverRequest request(int slot) {
    return requests[slot];
  }

  /** Returns the cookie of the request that occupies a slot. */
  long cookie(int slot) {
    return cookies[slot];
  }

  /** Returns whether a request transfers data, so that the kernel's result is a number of bytes. */
  static boolean movesData(DriverRequest rq) {
    return (rq.opAndFlags() & BioFlags.OPERATION_MASK) <= 1;
  }

  /**
   * Stores the description of a request's data in a slot, for the kernel. Copies the data of a
   * write that needs a bounce buffer.
   *
   * @return null, or a text that says what is wrong with the request's memory
   */
  @Nullable String describe(int slot, DriverRequest rq) {
    bounce[slot] = NO_BOUNCE;
    fixed[slot] = RegisteredMemory.NONE;
    done[slot] = 0;
    pieces[slot] = 0;
    repeats[slot] = 0;
    if (movesData(rq)) {
      String wrong = collect(slot, rq);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  /** Assigns a slot to a request. Called last, after all steps that can fail. */
  void occupy(int slot, DriverRequest rq, long cookie) {
    requests[slot] = rq;
    cookies[slot] = cookie;
  }

  private @Nullable String collect(int slot, DriverRequest rq) {
    boolean isWrite = rq.isWrite();
    long left = rq.length();
    long base = 16L * most * slot;
    int count = 0;
    long end = 0;
    long bits = 0;
    boolean fits = true;
    boolean isFirst = true;
    boolean isCloseable = false;
    int index = RegisteredMemory.NONE;
    for (Bio bio = rq.firstBio(); bio != null && left > 0; bio = bio.next()) {
      int segments = bio.segmentCount();
      for (int i = 0; i < segments && left > 0; i++) {
        MemorySegment memory = bio.segment(i);
        if (!memory.scope().isAlive()) {
          return "its memory is closed";
        }
        isCloseable |= CloseableMemory.is(memory);
        if (!isWrite && memory.isReadOnly()) {
          return "its memory is read-only";
        }
        long length = Math.min(left, bio.segmentBytes(i));
        left -= length;
        long address = memory.address() + bio.segmentOffset(i);
        bits |= address | length;
        if (isFirst) {
          index = registered.find(address, length, memory.scope());
          isFirst = false;
        } else if (index != RegisteredMemory.NONE
            && index != registered.find(address, length, memory.scope())) {
          index = RegisteredMemory.NONE;
        }
        if (count > 0 && address == end) {
          long at = base + 16L * (count - 1) + 8;
          vectors.set(LONG, at, vectors.get(LONG, at) + length);
        } else if (count == most) {
          // A contiguous range that crosses a border between bios is counted twice, so the number
          // of ranges can exceed the limit on segments.
          fits = false;
        } else {
          vectors.set(LONG, base + 16L * count, address);
          vectors.set(LONG, base + 16L * count + 8, length);
          count++;
        }
        end = address + length;
      }
    }
    if (left > 0) {
      return "it lacks " + left + " bytes of data";
    }
    pieces[slot] = count;
    fixed[slot] = count == 1 || vectorsOfRegistered ? index : RegisteredMemory.NONE;
    boolean isUnsafe = isCloseable && fixed[slot] == RegisteredMemory.NONE;
    return !fits
            || (bits & (unitOf(rq) - 1)) != 0
            || bouncing == Bouncing.ALL
            || (bouncing == Bouncing.CLOSEABLE && isUnsafe)
        ? bounce(slot, rq)
        : null;
  }

  /** Returns the unit in which a request's file takes positions, lengths and addresses. */
  int unitOf(DriverRequest rq) {
    return rq.handle() instanceof RingFile own ? own.blockBytes() : file.unit();
  }

  private @Nullable String bounce(int slot, DriverRequest rq) {
    int taken;
    try {
      taken = bounces.take(rq.length());
    } catch (OutOfMemoryError e) {
      return NO_BUFFER;
    }
    bounce[slot] = taken;
    try {
      if (rq.isWrite()) {
        copy(rq, bounces.memory(taken), rq.length(), true);
      }
      return null;
    } catch (Throwable t) {
      // The memory cannot be used: it was just closed, is confined to a thread, or is a truncated
      // mapping.
      putBack(taken);
      bounce[slot] = NO_BOUNCE;
      return "its memory cannot be read: " + t;
    }
  }

  /**
   * Copies the first bytes of a request's data between its memory and a bounce buffer, in the
   * direction of the request.
   */
  private static void copy(DriverRequest rq, MemorySegment buffer, long bytes, boolean isWrite) {
    long left = bytes;
    long at = 0;
    for (Bio bio = rq.firstBio(); bio != null && left > 0; bio = bio.next()) {
      int segments = bio.segmentCount();
      for (int i = 0; i < segments && left > 0; i++) {
        long length = Math.min(left, bio.segmentBytes(i));
        if (isWrite) {
          MemorySegment.copy(bio.segment(i), bio.segmentOffset(i), buffer, at, length);
        } else {
          MemorySegment.copy(buffer, at, bio.segment(i), bio.segmentOffset(i), length);
        }
        at += length;
        left -= length;
      }
    }
  }

  /** Returns whether the data of a slot's request goes through a bounce buffer. */
  boolean isBounced(int slot) {
    return bounce[slot] != NO_BOUNCE;
  }

  /** Returns whether the entry of a slot uses the registration of the request's memory. */
  boolean isRegistered(int slot) {
    return fixed[slot] != RegisteredMemory.NONE && !isBounced(slot);
  }

  /**
   * Makes the next entry of a slot use the request's memory as unregistered. Returns whether the
   * last entry used its registration.
   */
  boolean forgetRegistered(int slot) {
    boolean was = isRegistered(slot);
    fixed[slot] = RegisteredMemory.NONE;
    return was;
  }

  /** Counts a repeated submission of a slot's entry; returns the number of repetitions so far. */
  int countRepeat(int slot) {
    return ++repeats[slot];
  }

  /** Increments the statistics for the way in which a slot's data is transferred. */
  void count(int slot, UringStatistics statistics) {
    if (isBounced(slot)) {
      statistics.bounced.increment();
    } else if (pieces[slot] > 1) {
      statistics.vectored.increment();
    }
    if (isRegistered(slot)) {
      statistics.registered.increment();
    }
  }

  /**
   * Publishes the entry of a request. If a part of the data was already transferred, the entry
   * transfers the rest. Called with the ring's lock held.
   */
  void publish(IoUring ring, int slot, DriverRequest rq) {
    long offset = rq.offset();
    long bytes = rq.length();
    int fd = 0;
    int zeroing = NativeFile.ZERO_RANGE;
    int syncing = IoUring.DATASYNC;
    boolean isRegistered = true;
    if (rq.handle() instanceof RingFile own) {
      if (places[slot] == RingFiles.NONE) {
        places[slot] = files.enter(own);
      }
      isRegistered = places[slot] != RingFiles.NONE;
      fd = isRegistered ? places[slot] : own.opened().file().fd();
      zeroing = NativeFile.ZERO_AND_EXTEND;
      syncing = (rq.opAndFlags() & BioFlags.META) == 0 ? IoUring.DATASYNC : 0;
    }
    switch (rq.opAndFlags() & BioFlags.OPERATION_MASK) {
      case 2 -> ring.publish(IoUring.FSYNC, fd, isRegistered, 0, 0, 0, syncing, 0, slot);
      case 3 ->
          ring.publish(
              IoUring.FALLOCATE,
              fd,
              isRegistered,
              offset,
              bytes,
              NativeFile.PUNCH_HOLE,
              0,
              0,
              slot);
      case 9 ->
          ring.publish(IoUring.FALLOCATE, fd, isRegistered, offset, bytes, zeroing, 0, 0, slot);
      default -> publishTransfer(ring, slot, rq, fd, isRegistered);
    }
  }

  /**
   * Withdraws the published entries that the kernel has not taken, and frees their slots. Called
   * with the ring's lock held.
   *
   * @param ring ring
   * @param into batch that receives the completions of their requests, with status OFFLINE
   * @param death cause of the ring's death, or null
   * @return number of requests whose entries were withdrawn
   */
  int withdraw(IoUring ring, Completions into, @Nullable Throwable death) {
    int requested = 0;
    int entries = ring.withdraw();
    for (int i = 0; i < entries; i++) {
      long data = ring.userDataBack(-i);
      if (data != RingCompleter.WAKE) {
        int slot = (int) data;
        into.add(cookies[slot], BioStatus.OFFLINE, LinuxException.errnoOf(death), death);
        free(slot);
        requested++;
      }
    }
    return requested;
  }

  private void publishTransfer(
      IoUring ring, int slot, DriverRequest rq, int fd, boolean isRegistered) {
    boolean isWrite = rq.isWrite();
    int flags = isWrite && (rq.opAndFlags() & BioFlags.FUA) != 0 ? IoUring.DSYNC : 0;
    long offset = rq.offset() + done[slot];
    int buffer = bounce[slot];
    long base = 16L * most * slot;
    if (buffer != NO_BOUNCE) {
      long address = bounces.memory(buffer).address() + done[slot];
      int bytes = (int) (rq.length() - done[slot]);
      byte operation =
          bounces.isRegistered(buffer)
              ? (isWrite ? IoUring.WRITE_FIXED : IoUring.READ_FIXED)
              : (isWrite ? IoUring.WRITE : IoUring.READ);
      ring.publish(operation, fd, isRegistered, offset, address, bytes, flags, buffer, slot);
    } else if (pieces[slot] == 1) {
      long address = vectors.get(LONG, base);
      int bytes = (int) vectors.get(LONG, base + 8);
      int index = fixed[slot];
      if (index == RegisteredMemory.NONE) {
        byte operation = isWrite ? IoUring.WRITE : IoUring.READ;
        ring.publish(operation, fd, isRegistered, offset, address, bytes, flags, 0, slot);
      } else {
        byte operation = isWrite ? IoUring.WRITE_FIXED : IoUring.READ_FIXED;
        ring.publish(operation, fd, isRegistered, offset, address, bytes, flags, index, slot);
      }
    } else {
      int index = fixed[slot];
      long list = vectors.address() + base;
      if (index == RegisteredMemory.NONE) {
        byte operation = isWrite ? IoUring.WRITEV : IoUring.READV;
        ring.publish(operation, fd, isRegistered, offset, list, pieces[slot], flags, 0, slot);
      } else {
        byte operation = isWrite ? IoUring.WRITEV_FIXED : IoUring.READV_FIXED;
        ring.publish(operation, fd, isRegistered, offset, list, pieces[slot], flags, index, slot);
      }
    }
  }

  /** Records that a part of a transfer is done; returns the number of bytes that remain. */
  long advance(int slot, DriverRequest rq, int bytes) {
    done[slot] += bytes;
    long left = rq.length() - done[slot];
    if (left > 0 && bounce[slot] == NO_BOUNCE) {
      skip(slot, bytes);
    }
    return left;
  }

  /** Removes bytes that were transferred from the front of a slot's memory ranges. */
  private void skip(int slot, long bytes) {
    long base = 16L * most * slot;
    long over = bytes;
    int first = 0;
    while (over >= vectors.get(LONG, base + 16L * first + 8)) {
      over -= vectors.get(LONG, base + 16L * first + 8);
      first++;
    }
    pieces[slot] -= first;
    MemorySegment.copy(vectors, base + 16L * first, vectors, base, 16L * pieces[slot]);
    vectors.set(LONG, base, vectors.get(LONG, base) + over);
    vectors.set(LONG, base + 8, vectors.get(LONG, base + 8) - over);
  }

  /**
   * Finishes the data transfer of a request. Copies the data of a successful bounced read to the
   * request's memory. If the kernel used the request's memory directly, checks that the memory is
   * still open. A bounced write no longer needs its memory, so nothing is checked.
   *
   * @return null, or an exception that describes the problem with the memory
   */
  @Nullable Throwable finish(int slot, DriverRequest rq, boolean isGood) {
    int buffer = bounce[slot];
    if (buffer == NO_BOUNCE) {
      return !movesData(rq) || isOpen(rq)
          ? null
          : new IllegalStateException(
              "its memory was closed before it ended, while the kernel used it; it must stay open"
                  + " until the callback");
    }
    if (rq.isWrite() || !isGood) {
      return null;
    }
    try {
      copy(rq, bounces.memory(buffer), done[slot], false);
      return null;
    } catch (IllegalStateException | WrongThreadException e) {
      return new IllegalStateException(
          "its memory was closed before it ended, or is confined to another thread; it must stay"
              + " open and shared until the callback",
          e);
    } catch (Throwable t) {
      // A fault occurred: the memory is read-only, or for instance a mapping whose file was
      // truncated.
      return t;
    }
  }

  /** Returns the number of bytes of a slot's request that were transferred so far. */
  long done(int slot) {
    return done[slot];
  }

  private void leaveFile(int slot) {
    int place = places[slot];
    places[slot] = RingFiles.NONE;
    files.leave(place);
  }

  /**
   * Frees a slot and puts its bounce buffer back. Never throws, because the caller must still count
   * and complete the slot's request and further requests.
   */
  void free(int slot) {
    requests[slot] = null;
    leaveFile(slot);
    int buffer = bounce[slot];
    if (buffer != NO_BOUNCE) {
      bounce[slot] = NO_BOUNCE;
      putBack(buffer);
    }
  }

  private void putBack(int buffer) {
    try {
      bounces.put(buffer);
    } catch (Throwable t) {
      defects.report(t);
    }
  }

  /**
   * Frees a slot whose memory the kernel may still use; so its bounce buffer is never used again.
   */
  void abandon(int slot) {
    requests[slot] = null;
    bounce[slot] = NO_BOUNCE;
  }

  private static boolean isOpen(DriverRequest rq) {
    for (Bio bio = rq.firstBio(); bio != null; bio = bio.next()) {
      int segments = bio.segmentCount();
      for (int i = 0; i < segments; i++) {
        if (!bio.segment(i).scope().isAlive()) {
          return false;
        }
      }
    }
    return true;
  }
}
