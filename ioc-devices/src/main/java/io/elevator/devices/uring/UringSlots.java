package io.elevator.devices.uring;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.devices.linux.IoUring;
import io.elevator.spi.Request;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * What a ring remembers of each request in flight, by driver tag, and how data is described to the
 * kernel. Nothing is allocated for a request.
 *
 * <p>A slot belongs to the submitter of its request until the entry is published, then to the
 * kernel, and from its completion on to the thread that took it, until the request is completed and
 * the tag is somebody else's; each of these steps orders memory. So there are no locks here.
 */
final class UringSlots {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final int NO_BOUNCE = -1;

  private final int most;
  private final UringFile file;
  private final RingBounces bounces;
  private final RegisteredMemory registered;
  private final boolean vectorsOfRegistered;
  private final MemorySegment vectors;
  private final @Nullable Request[] requests;
  private final long[] cookies;
  private final int[] pieces;
  private final int[] bounce;
  private final int[] fixed;
  private final long[] done;

  /**
   * Makes slots for a ring.
   *
   * @param vectorsOfRegistered whether the kernel takes several pieces of registered memory
   */
  UringSlots(
      Arena arena,
      UringFile file,
      RingBounces bounces,
      RegisteredMemory registered,
      boolean vectorsOfRegistered,
      int depth,
      int most) {
    this.file = file;
    this.bounces = bounces;
    this.registered = registered;
    this.vectorsOfRegistered = vectorsOfRegistered;
    this.most = most;
    vectors = arena.allocate(16L * most * depth, 16);
    requests = new Request[depth];
    cookies = new long[depth];
    pieces = new int[depth];
    bounce = new int[depth];
    fixed = new int[depth];
    done = new long[depth];
  }

  /** Returns the request of a slot, or null if it is free. */
  @Nullable Request request(int slot) {
    return requests[slot];
  }

  /** Returns what to complete. */
  long cookie(int slot) {
    return cookies[slot];
  }

  /** Whether it moves data, so that the kernel's answer is a number of bytes. */
  static boolean movesData(Request rq) {
    return (rq.opAndFlags() & BioFlags.OPERATION_MASK) <= 1;
  }

  /**
   * Describes a request in its slot; a write that needs a bounce buffer is copied.
   *
   * @return null, or what is wrong with its memory
   */
  @Nullable String describe(int slot, Request rq) {
    bounce[slot] = NO_BOUNCE;
    fixed[slot] = RegisteredMemory.NONE;
    done[slot] = 0;
    pieces[slot] = 0;
    if (movesData(rq)) {
      String wrong = collect(slot, rq);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  /** Makes it the slot's, once nothing can go wrong any more. */
  void occupy(int slot, Request rq, long cookie) {
    requests[slot] = rq;
    cookies[slot] = cookie;
  }

  private @Nullable String collect(int slot, Request rq) {
    boolean isWrite = rq.isWrite();
    long left = (long) rq.sectors() << 9;
    long base = 16L * most * slot;
    int count = 0;
    long end = 0;
    long bits = 0;
    boolean fits = true;
    boolean isFirst = true;
    int index = RegisteredMemory.NONE;
    for (Bio bio = rq.firstBio(); bio != null && left > 0; bio = bio.next()) {
      int segments = bio.segmentCount();
      for (int i = 0; i < segments && left > 0; i++) {
        MemorySegment memory = bio.segment(i);
        if (!memory.scope().isAlive()) {
          return "its memory is closed";
        }
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
          // Pieces on both sides of a border between bios: more than the limits promise.
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
    if (!fits || (bits & (file.unit() - 1)) != 0) {
      int taken = bounces.take();
      bounce[slot] = taken;
      try {
        if (isWrite) {
          copy(rq, bounces.memory(taken), true);
        }
      } catch (IllegalStateException | WrongThreadException e) {
        bounces.put(taken);
        bounce[slot] = NO_BOUNCE;
        return "its memory is closed, or confined to another thread";
      }
    }
    return null;
  }

  /** Copies between a request's memory and a bounce buffer. */
  private static void copy(Request rq, MemorySegment buffer, boolean isWrite) {
    long left = (long) rq.sectors() << 9;
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

  /** Whether a slot's data goes through a bounce buffer. */
  boolean isBounced(int slot) {
    return bounce[slot] != NO_BOUNCE;
  }

  /** Whether a slot's data goes to or from registered memory. */
  boolean isRegistered(int slot) {
    return fixed[slot] != RegisteredMemory.NONE && !isBounced(slot);
  }

  /** Has a slot's data go as if its memory was not registered; false if it did already. */
  boolean forgetRegistered(int slot) {
    boolean was = isRegistered(slot);
    fixed[slot] = RegisteredMemory.NONE;
    return was;
  }

  /** Returns in how many pieces of memory a slot's data is. */
  int pieces(int slot) {
    return pieces[slot];
  }

  /** Publishes the entry of a transfer, or of what is left of it; with the ring's lock. */
  void publishTransfer(IoUring ring, int slot, Request rq) {
    boolean isWrite = rq.isWrite();
    int flags = isWrite && (rq.opAndFlags() & BioFlags.FUA) != 0 ? IoUring.DSYNC : 0;
    long offset = (rq.sector() << 9) + done[slot];
    int buffer = bounce[slot];
    long base = 16L * most * slot;
    if (buffer != NO_BOUNCE) {
      long address = bounces.memory(buffer).address() + done[slot];
      int bytes = (int) (((long) rq.sectors() << 9) - done[slot]);
      byte operation =
          bounces.isRegistered(buffer)
              ? (isWrite ? IoUring.WRITE_FIXED : IoUring.READ_FIXED)
              : (isWrite ? IoUring.WRITE : IoUring.READ);
      ring.publish(operation, offset, address, bytes, flags, buffer, slot);
    } else if (pieces[slot] == 1) {
      long address = vectors.get(LONG, base);
      int bytes = (int) vectors.get(LONG, base + 8);
      int index = fixed[slot];
      if (index == RegisteredMemory.NONE) {
        byte operation = isWrite ? IoUring.WRITE : IoUring.READ;
        ring.publish(operation, offset, address, bytes, flags, 0, slot);
      } else {
        byte operation = isWrite ? IoUring.WRITE_FIXED : IoUring.READ_FIXED;
        ring.publish(operation, offset, address, bytes, flags, index, slot);
      }
    } else {
      int index = fixed[slot];
      long list = vectors.address() + base;
      if (index == RegisteredMemory.NONE) {
        byte operation = isWrite ? IoUring.WRITEV : IoUring.READV;
        ring.publish(operation, offset, list, pieces[slot], flags, 0, slot);
      } else {
        byte operation = isWrite ? IoUring.WRITEV_FIXED : IoUring.READV_FIXED;
        ring.publish(operation, offset, list, pieces[slot], flags, index, slot);
      }
    }
  }

  /** Notes that part of a transfer is done; returns the bytes that are left. */
  long advance(int slot, Request rq, int bytes) {
    done[slot] += bytes;
    long left = ((long) rq.sectors() << 9) - done[slot];
    if (left > 0 && bounce[slot] == NO_BOUNCE) {
      skip(slot, bytes);
    }
    return left;
  }

  /** Drops bytes from the front of a slot's pieces. */
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
   * Frees a slot; a read that went well is copied from its bounce buffer.
   *
   * @return whether the memory was still open, as the caller had promised
   */
  boolean release(int slot, Request rq, boolean isGood) {
    requests[slot] = null;
    boolean isOpen = !movesData(rq) || isOpen(rq);
    int buffer = bounce[slot];
    if (buffer != NO_BOUNCE) {
      try {
        if (isGood && isOpen && !rq.isWrite()) {
          copy(rq, bounces.memory(buffer), false);
        }
      } catch (IllegalStateException | WrongThreadException e) {
        // Closed by another thread between the look and the copy, or confined to another one.
        isOpen = false;
      } finally {
        bounces.put(buffer);
      }
    }
    return isOpen;
  }

  private static boolean isOpen(Request rq) {
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
