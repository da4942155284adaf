package io.elevator.core.queue.files;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives each open file of a drive a region: 2^40 sort keys that no other open file has. A region is
 * free again when the last handle of its file is released. Files of one folder get regions that lie
 * close to each other, since engines write files together that they place in one folder, and
 * elevators sort by the key.
 *
 * <p>Thread-safe: each method holds the monitor of this object, and calls nothing meanwhile but
 * {@code equals} and {@code hashCode} of the files' identities.
 */
final class FileRegions {
  /**
   * Number of low bits of a sort key that are the sector in the file. The longest file ({@link
   * io.elevator.spi.driver.SortKeys#MAX_LENGTH}) is one sector shorter than a region, so that sort
   * keys of two files do not touch.
   */
  static final int SECTOR_BITS = 40;

  /** Largest number of a region; region 0 belongs to the device. */
  static final int MOST = (1 << 22) - 1;

  private final Map<Object, Region> ofInodes = new HashMap<>();
  private final Map<Object, Folder> folders = new HashMap<>();
  private final BitSet used = new BitSet();
  private final int most;

  /** The region of one open file. */
  static final class Region {
    final Object inode;
    final int number;
    private final Folder folder;
    private int handles;

    private Region(Object inode, int number, Folder folder) {
      this.inode = inode;
      this.number = number;
      this.folder = folder;
    }

    /** Returns the sort key of the file's first byte. */
    long base() {
      return (long) number << SECTOR_BITS;
    }
  }

  /** A folder that has open files. */
  private static final class Folder {
    private final Object name;
    private int regions;
    private int lowest = Integer.MAX_VALUE;

    private Folder(Object name) {
      this.name = name;
    }
  }

  FileRegions() {
    this(MOST);
  }

  /** Creates regions with the numbers 1 to {@code most}. */
  FileRegions(int most) {
    this.most = most;
    used.set(0);
  }

  /**
   * Takes the region of a file for one more handle.
   *
   * @param folder name of the folder in which the file was opened
   * @return the region, or null if all regions are in use
   */
  synchronized @Nullable Region take(Object inode, Object folder) {
    Region known = ofInodes.get(inode);
    if (known == null) {
      Folder in = folders.get(folder);
      int number = used.nextClearBit(in == null ? 1 : in.lowest);
      if (number > most) {
        number = used.nextClearBit(1);
      }
      if (number > most) {
        return null;
      }
      if (in == null) {
        in = new Folder(folder);
        folders.put(folder, in);
      }
      in.regions++;
      in.lowest = Math.min(in.lowest, number);
      used.set(number);
      known = new Region(inode, number, in);
      ofInodes.put(inode, known);
    }
    known.handles++;
    return known;
  }

  /** Releases a region for one handle. */
  synchronized void release(Region region) {
    region.handles--;
    if (region.handles > 0) {
      return;
    }
    ofInodes.remove(region.inode);
    used.clear(region.number);
    Folder folder = region.folder;
    folder.regions--;
    if (folder.regions == 0) {
      folders.remove(folder.name);
    }
  }

  /** Returns the largest number of regions that can be in use. */
  int most() {
    return most;
  }

  /** Returns the number of regions in use. */
  synchronized int size() {
    return ofInodes.size();
  }

  /** Returns the number of folders that have regions in use. */
  synchronized int folders() {
    return folders.size();
  }
}
