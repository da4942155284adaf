package io.elevator.devices.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of the files of a {@link Volume}, and with tracking of power cuts the names that would
 * be found after one. Folders exist by themselves: a name is its whole path. The {@link Volume}
 * guards an object of this class.
 *
 * <p>Without a sync of its folder each change of a name may be lost by itself, unless it builds on
 * a change that was lost: the loss of a file's creation includes the loss of its renaming. The
 * renaming of a file is never lost by half.
 */
final class VolumeNames {
  private final boolean tracks;
  private final Map<String, FileContents> now = new HashMap<>();
  private final Map<String, FileContents> durable = new HashMap<>();
  private final List<NameChange> pending = new ArrayList<>();

  VolumeNames(boolean tracks) {
    this.tracks = tracks;
  }

  /** A change of names that is not durable: a creation, a deletion or a renaming. */
  private static final class NameChange {
    private final FileContents file;
    private final @Nullable Path from;
    private final @Nullable Path to;
    private boolean fromSynced;
    private boolean toSynced;

    private NameChange(FileContents file, @Nullable Path from, @Nullable Path to) {
      this.file = file;
      this.from = from;
      this.to = to;
      fromSynced = from == null;
      toSynced = to == null;
    }

    private void synced(String folder) {
      fromSynced |= from != null && folderOf(from).equals(folder);
      toSynced |= to != null && folderOf(to).equals(folder);
    }

    private boolean touches(Set<String> names) {
      return (from != null && names.contains(from.toString()))
          || (to != null && names.contains(to.toString()));
    }

    private void addNamesTo(Set<String> names) {
      if (from != null) {
        names.add(from.toString());
      }
      if (to != null) {
        names.add(to.toString());
      }
    }
  }

  private static String folderOf(Path path) {
    Path folder = path.getParent();
    return folder == null ? "" : folder.toString();
  }

  /** Returns the file of a name, or null. */
  @Nullable FileContents find(Path path) {
    return now.get(path.toString());
  }

  /**
   * Gives a file a name, and takes another name from it.
   *
   * @param from name to take, or null for a new file
   * @param to name to give, or null if the file loses a name
   * @return the file that had the name {@code to} before, or null
   */
  @Nullable FileContents change(FileContents file, @Nullable Path from, @Nullable Path to) {
    FileContents replaced = null;
    if (from != null) {
      now.remove(from.toString());
      removed(file);
    }
    if (to != null) {
      replaced = now.put(to.toString(), file);
      added(file);
      if (replaced != null) {
        removed(replaced);
      }
    }
    if (tracks) {
      pending.add(new NameChange(file, from, to));
      file.references++;
    }
    return replaced;
  }

  private static void added(FileContents file) {
    file.names++;
    file.references++;
  }

  private static void removed(FileContents file) {
    file.names--;
    file.references--;
  }

  /**
   * Makes the names in a folder durable.
   *
   * @return the files that may have lost their last reference
   */
  List<FileContents> sync(Path folder) {
    String name = folder.toString();
    pending.forEach(each -> each.synced(name));
    // A change becomes durable with those on which it builds, so the latest is looked at first.
    Set<String> needed = new HashSet<>();
    Set<NameChange> done = new HashSet<>();
    for (NameChange each : pending.reversed()) {
      if ((each.fromSynced && each.toSynced) || each.touches(needed)) {
        done.add(each);
        each.addNamesTo(needed);
      }
    }
    List<FileContents> touched = new ArrayList<>();
    for (NameChange each : pending) {
      if (done.contains(each)) {
        makeDurable(each, touched);
      }
    }
    pending.removeIf(done::contains);
    return touched;
  }

  /**
   * Cuts the power: each change that is not durable may be lost.
   *
   * @param random source of the draws
   * @param lossShare probability of a loss, from 0 to 1
   * @return the files that may have lost their last name or reference
   */
  List<FileContents> cutPower(SeededRandom random, double lossShare) {
    List<FileContents> touched = new ArrayList<>();
    Set<String> lost = new HashSet<>();
    for (NameChange each : pending) {
      boolean isLost = random.fraction() < lossShare;
      if (isLost || each.touches(lost)) {
        each.addNamesTo(lost);
        each.file.references--;
        touched.add(each.file);
      } else {
        makeDurable(each, touched);
      }
    }
    pending.clear();
    for (FileContents each : now.values()) {
      removed(each);
      touched.add(each);
    }
    now.clear();
    now.putAll(durable);
    now.values().forEach(VolumeNames::added);
    return touched;
  }

  private void makeDurable(NameChange change, List<FileContents> touched) {
    FileContents file = change.file;
    file.references--;
    touched.add(file);
    if (change.from != null && durable.remove(change.from.toString()) != null) {
      file.references--;
    }
    if (change.to != null) {
      file.references++;
      FileContents replaced = durable.put(change.to.toString(), file);
      if (replaced != null) {
        replaced.references--;
        touched.add(replaced);
      }
    }
  }
}
