package io.elevator.devices.uring;

import io.elevator.devices.linux.IoUring;
import io.elevator.devices.linux.LinuxException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The table of registered files of one ring. The kernel need not look up and count the users of a
 * registered file for each entry. A file gets a place after repeated use. If the table is full, the
 * file takes the place of one that has no entry in flight and was not used for a while, found by a
 * clock hand.
 *
 * <p>The ring's lock guards all state but {@link #inFlight}, whose counts the completing thread
 * lowers. A count that is zero under the lock stays zero, as entries are published under the lock.
 */
final class RingFiles {
  /** Answer for a file that has no place. */
  static final int NONE = -1;

  /** Number of places of a table. */
  static final int PLACES = 1024;

  /** Number of entries with the descriptor after which a file is registered. */
  static final int USES = 64;

  /** Most places that one search for a victim looks at, because it holds the ring's lock. */
  private static final int MOST_LOOKS = 64;

  private final IoUring ring;
  private final int index;
  private final @Nullable RingFile[] files;
  private final boolean[] used;
  private final AtomicIntegerArray inFlight;
  private int hand;
  private int registered;

  /**
   * Creates an empty table. If the kernel refuses it, all entries use descriptors.
   *
   * @param ring ring
   * @param index index of the ring in the drive
   * @param places number of places wanted
   */
  RingFiles(IoUring ring, int index, int places) {
    this.ring = ring;
    this.index = index;
    int made = places;
    while (made > 0) {
      try {
        ring.makeFileTable(made);
        break;
      } catch (LinuxException e) {
        // The limit on open files is below the number of places, or the kernel has no memory.
        made /= 4;
      }
    }
    files = new RingFile[made];
    used = new boolean[made];
    inFlight = new AtomicIntegerArray(made);
  }

  /**
   * Returns the place of a file for a new entry and counts the entry, or {@link #NONE} if the entry
   * must use the descriptor. Called with the ring's lock held.
   */
  int enter(RingFile file) {
    int place = file.places[index];
    if (place == NONE && ++file.uses[index] >= USES) {
      file.uses[index] = 0;
      place = register(file);
    }
    if (place != NONE) {
      used[place] = true;
      int count = inFlight.incrementAndGet(place);
      assert count > 0;
    }
    return place;
  }

  /** Called by the thread that ends the entry of {@link #enter}: uncounts the entry. */
  void leave(int place) {
    if (place != NONE) {
      int count = inFlight.decrementAndGet(place);
      assert count >= 0;
    }
  }

  private int register(RingFile file) {
    int place = findPlace();
    if (place == NONE) {
      return NONE;
    }
    try {
      ring.setFile(place, file.opened().file().fd());
    } catch (LinuxException e) {
      // The kernel lacks memory; the file is tried again after further uses.
      empty(place);
      return NONE;
    }
    files[place] = file;
    file.places[index] = place;
    registered++;
    return place;
  }

  /** Returns an empty place, emptied if needed, or {@link #NONE}. */
  private int findPlace() {
    for (int looks = Math.min(MOST_LOOKS, files.length * 2); looks > 0; looks--) {
      int place = hand;
      hand = hand + 1 == files.length ? 0 : hand + 1;
      RingFile owner = files[place];
      if (owner == null) {
        return place;
      }
      if (used[place]) {
        used[place] = false;
      } else if (inFlight.get(place) == 0) {
        forget(place, owner);
        return place;
      }
    }
    return NONE;
  }

  /** Empties a place whose file was replaced in this table, but not in that of the kernel. */
  private void empty(int place) {
    try {
      ring.setFile(place, -1);
    } catch (LinuxException e) {
      // The kernel keeps that file open until the place is set again or the ring closed.
    }
  }

  private void forget(int place, RingFile owner) {
    files[place] = null;
    owner.places[index] = NONE;
    registered--;
  }

  /**
   * Empties the place of a file that is being closed, because the kernel would keep the file open
   * and, after its last name was deleted, its space in use. Called with the ring's lock held; the
   * file has no entry in flight.
   *
   * @throws LinuxException if the kernel refuses
   */
  void remove(RingFile file) throws LinuxException {
    int place = file.places[index];
    if (place != NONE) {
      forget(place, file);
      ring.setFile(place, -1);
    }
  }

  /** Returns the number of registered files. Called with the ring's lock held. */
  int registered() {
    return registered;
  }
}
