package io.elevator.devices.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A plain model of files and of what of them is durable: whole arrays that are copied at each sync.
 * It says what the files must be after a power cut that loses everything that can be lost, or
 * nothing.
 */
final class NaiveVolume {
  private static final int SECTOR = 512;

  /** One file. */
  static final class NaiveFile {
    byte[] now = {};

    /** Bytes that are durable; those behind the durable length need a longer length to be seen. */
    byte[] durable = {};

    int durableLength;

    /** Smallest length since the length was made durable. */
    private int shortest = Integer.MAX_VALUE;

    void write(int at, byte[] bytes) {
      now = Arrays.copyOf(now, Math.max(now.length, at + bytes.length));
      System.arraycopy(bytes, 0, now, at, bytes.length);
    }

    void truncate(int length) {
      if (length < now.length) {
        shortest = Math.min(shortest, length);
        int seen = Math.max(length, durableLength);
        durable = Arrays.copyOf(durable, Math.min(durable.length, seen));
      }
      now = Arrays.copyOf(now, length);
    }

    void sync(boolean all) {
      if (all || now.length >= durableLength) {
        durable = now.clone();
        durableLength = now.length;
        shortest = Integer.MAX_VALUE;
      } else {
        durable = Arrays.copyOf(durable, Math.max(durable.length, durableLength));
        System.arraycopy(now, 0, durable, 0, now.length);
        shortest = now.length;
      }
    }

    /** Makes a range of the file durable by whole sectors, as a write with FUA does. */
    void force(int at, int bytes) {
      if (shortest < durableLength) {
        durable = Arrays.copyOf(durable, shortest);
        durableLength = shortest;
      }
      shortest = Integer.MAX_VALUE;
      durableLength = Math.max(durableLength, at + bytes);
      int from = at / SECTOR * SECTOR;
      int end = Math.min(now.length, (at + bytes + SECTOR - 1) / SECTOR * SECTOR);
      durable = Arrays.copyOf(durable, Math.max(durable.length, Math.max(end, durableLength)));
      System.arraycopy(now, from, durable, from, end - from);
    }

    byte[] afterLosingEverything() {
      return Arrays.copyOf(durable, durableLength);
    }
  }

  private record Change(NaiveFile file, String from, String to) {
    boolean isIn(String folder) {
      return isIn(from, folder) && isIn(to, folder);
    }

    private static boolean isIn(String name, String folder) {
      return name == null || folderOf(name).equals(folder);
    }

    boolean sharesANameWith(Change other) {
      return has(other.from) || has(other.to);
    }

    private boolean has(String name) {
      return name != null && (name.equals(from) || name.equals(to));
    }

    void applyTo(Map<String, NaiveFile> names) {
      if (from != null) {
        names.remove(from);
      }
      if (to != null) {
        names.put(to, file);
      }
    }
  }

  final Map<String, NaiveFile> names = new TreeMap<>();
  Map<String, NaiveFile> durableNames = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();

  static String folderOf(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }

  NaiveFile create(String name) {
    var file = new NaiveFile();
    change(file, null, name);
    return file;
  }

  void rename(String from, String to) {
    change(names.get(from), from, to);
  }

  void delete(String name) {
    change(names.get(name), name, null);
  }

  private void change(NaiveFile file, String from, String to) {
    var change = new Change(file, from, to);
    change.applyTo(names);
    changes.add(change);
  }

  /**
   * Makes the changes in a folder durable. The tests rename within a folder only, so each change is
   * in one folder.
   */
  void syncFolder(String folder) {
    for (Change each : changes) {
      if (each.isIn(folder)) {
        each.applyTo(durableNames);
      }
    }
    changes.removeIf(each -> each.isIn(folder));
  }

  /** Returns the contents by name after a power cut that loses everything that can be lost. */
  Map<String, byte[]> afterLosingEverything() {
    Map<String, byte[]> left = new LinkedHashMap<>();
    durableNames.forEach((name, file) -> left.put(name, file.afterLosingEverything()));
    return left;
  }

  /** Returns the contents by name after a power cut that loses nothing. */
  Map<String, byte[]> afterLosingNothing() {
    Map<String, byte[]> left = new LinkedHashMap<>();
    names.forEach((name, file) -> left.put(name, file.now));
    return left;
  }

  /** Returns all sets of names that a power cut may leave; there may be few unsynced changes. */
  List<Map<String, NaiveFile>> possibleNames() {
    List<Map<String, NaiveFile>> all = new ArrayList<>();
    for (int kept = 0; kept < 1 << changes.size(); kept++) {
      Map<String, NaiveFile> left = new TreeMap<>(durableNames);
      List<Change> lost = new ArrayList<>();
      boolean isPossible = true;
      for (int i = 0; i < changes.size(); i++) {
        Change each = changes.get(i);
        if ((kept >> i & 1) == 0) {
          lost.add(each);
        } else if (lost.stream().anyMatch(each::sharesANameWith)) {
          isPossible = false;
        } else {
          each.applyTo(left);
        }
      }
      if (isPossible) {
        all.add(left);
      }
    }
    return all;
  }

  int unsyncedChanges() {
    return changes.size();
  }
}
