package io.elevator.files.finder;

import io.elevator.files.system.RealSystem;
import io.elevator.files.system.SystemReader;
import io.elevator.files.system.SystemTree;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the disk under a path. On Linux it follows the device number of the file, the mount table
 * and {@code /sys} down to the whole disk; elsewhere, and where these are not readable, the file
 * store decides. A search reads files and changes nothing. Immutable and thread-safe; each search
 * looks anew, since mounts change.
 */
public final class DiskFinder {
  private final SystemTree tree;
  private final DiskNames names;

  DiskFinder(SystemTree tree, DiskNames names) {
    this.tree = tree;
    this.names = names;
  }

  /**
   * Returns a finder for this machine with the names of the system property {@code ioc.disks}.
   *
   * @throws IllegalArgumentException if the value of that property has another form than {@link
   *     DiskNames#parse} expects
   */
  public static DiskFinder system() {
    return of(DiskNames.ofSystemProperty());
  }

  /** Returns a finder for this machine with these names and no others. */
  public static DiskFinder of(DiskNames names) {
    return new DiskFinder(new RealSystem(), names);
  }

  /** Returns the names that replace detected disks. */
  public DiskNames names() {
    return names;
  }

  /**
   * Returns the disk under a path. Never throws: if a step of the search fails, a coarser one
   * follows, down to the key {@code unknown}; {@link FoundDisk#steps} tells which.
   *
   * @param path path of a file or folder; if it does not exist, its nearest existing parent decides
   */
  public FoundDisk find(Path path) {
    SearchNotes notes = new SearchNotes();
    SystemReader system = new SystemReader(tree);
    Finding finding = detected(path, system, notes);
    String key = finding.key();
    try {
      key = named(path, system, notes).map("name:"::concat).orElse(key);
    } catch (Throwable e) {
      notes.step("the names of disks could not be compared with " + path + ": " + e);
    }
    if (system.isCutOff()) {
      notes.warn(
          DiskWarning.Code.LIMIT_REACHED,
          "the search ended after "
              + SystemReader.MOST_ACCESSES
              + " accesses or left out entries of a folder with more than "
              + SystemReader.MOST_NAMES);
    }
    return new FoundDisk(
        key,
        finding.key(),
        finding.kind(),
        finding.name(),
        finding.leaves(),
        finding.attributes(),
        notes.steps(),
        notes.warnings());
  }

  /** Returns the disk that the system shows for a path. The path's provider may throw anything. */
  private static Finding detected(Path path, SystemReader system, SearchNotes notes) {
    try {
      Optional<NearestPath> nearest = NearestPath.of(path, system);
      if (nearest.isEmpty()) {
        notes.step(path + " has no existing parent");
        return coarse(Finding.UNKNOWN, notes);
      }
      Path existing = nearest.get().existing();
      if (!nearest.get().exists()) {
        notes.step(nearest.get().full() + " does not exist; " + existing + " decides");
      } else if (!existing.equals(path)) {
        notes.step(path + " is " + existing);
      }
      boolean isDefault = existing.getFileSystem() == FileSystems.getDefault();
      if (isDefault && system.isLinux()) {
        Optional<Finding> found = new PathSearch(system, notes).at(existing);
        if (found.isPresent()) {
          return found.get();
        }
      }
      return coarse(byStore(existing, isDefault, system, notes), notes);
    } catch (Throwable e) {
      notes.step("the search failed: " + e);
      return coarse(Finding.UNKNOWN, notes);
    }
  }

  private static Finding byStore(
      Path existing, boolean isDefault, SystemReader system, SearchNotes notes) {
    Optional<String> store = system.store(existing);
    if (store.isEmpty()) {
      notes.step("the file store of " + existing + " is not known");
      return Finding.UNKNOWN;
    }
    notes.step("the file store of " + existing + " is " + store.get());
    String scheme = isDefault ? "" : existing.getFileSystem().provider().getScheme() + ":";
    return Finding.ofKey("store:" + scheme + store.get(), DiskKind.FILE_STORE, store.get());
  }

  private static Finding coarse(Finding finding, SearchNotes notes) {
    notes.warn(
        DiskWarning.Code.COARSE,
        "the disk is not known, only its file store: files of several disks may share one queue;"
            + " name the disk in the property ioc.disks");
    return finding;
  }

  /** Returns the name of the entry with the longest folder that contains a path. */
  private Optional<String> named(Path path, SystemReader system, SearchNotes notes) {
    if (names.entries().isEmpty()) {
      return Optional.empty();
    }
    Path full = NearestPath.of(path, system).map(NearestPath::full).orElse(path.toAbsolutePath());
    List<DiskNames.Entry> longest = new ArrayList<>();
    int length = -1;
    for (DiskNames.Entry entry : names.entries()) {
      // Both are compared without links, so that the answer depends on the file and not on the path
      // that leads to it.
      Path folder =
          NearestPath.of(entry.folder(), system).map(NearestPath::full).orElse(entry.folder());
      if (full.startsWith(folder) && folder.getNameCount() >= length) {
        if (folder.getNameCount() > length) {
          longest.clear();
        }
        length = folder.getNameCount();
        longest.add(entry);
      }
    }
    if (longest.isEmpty()) {
      return Optional.empty();
    }
    DiskNames.Entry first = longest.getFirst();
    notes.step(
        DiskNames.PROPERTY + " names the folder " + first.folder() + " '" + first.name() + "'");
    if (longest.stream().anyMatch(entry -> !entry.name().equals(first.name()))) {
      notes.warn(
          DiskWarning.Code.NAMES_AMBIGUOUS,
          "several entries of "
              + DiskNames.PROPERTY
              + " lead to the same folder: "
              + String.join(
                  ", ", longest.stream().map(entry -> entry.folder() + "=" + entry.name()).toList())
              + "; the first decides");
    }
    return Optional.of(first.name());
  }
}
