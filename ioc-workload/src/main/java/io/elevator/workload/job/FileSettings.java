package io.elevator.workload.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Mutable settings for the files of one job, filled in by its options; the initial values are fio's
 * defaults.
 */
final class FileSettings {
  /** fio's name format for files without a given name. */
  private static final String FORMAT = "$jobname.$jobnum.$filenum";

  private final List<String> names = new ArrayList<>();
  private final List<String> openFolders = new ArrayList<>();
  List<String> directories = List.of();
  String format = FORMAT;
  int count = 1;
  SizeLimit size = new SizeLimit.Whole();
  @Nullable Long fileSizeMin;
  long fileSizeMax;
  SizeLimit offset = new SizeLimit.Bytes(0);
  long offsetAlign;
  SizeLimit offsetIncrement = new SizeLimit.Bytes(0);
  @Nullable SizeLimit ioSize;
  boolean append;
  boolean fillDevice;
  boolean mayCreate = true;
  boolean allowsMountedWrite;
  boolean createOnly;
  boolean unlink;
  boolean preRead;

  /**
   * Adds file names to those given before: as in fio, names of several lines add up, those of a
   * section to those of the global section.
   */
  void addNames(List<String> more) {
    names.addAll(more);
  }

  /** Adds all files of a directory to those given before. */
  void addFolder(String folder) {
    openFolders.add(folder);
  }

  /**
   * Returns whether offsets in bytes are multiples of a sector. Offsets in percent are always
   * multiples of a block.
   */
  boolean inSectors() {
    return inSectors(offset) && inSectors(offsetIncrement);
  }

  private static boolean inSectors(SizeLimit limit) {
    return !(limit instanceof SizeLimit.Bytes(long bytes)) || bytes % 512 == 0;
  }

  /** Returns the files of clone number {@code clone} of the job. */
  FileSpec spec(JobSettings job, int clone) {
    return new FileSpec(
        paths(job, clone),
        !names.isEmpty() || !openFolders.isEmpty(),
        size,
        fileSizeMin,
        fileSizeMin == null ? 0 : fileSizeMax,
        offset,
        offsetAlign,
        offsetIncrement,
        ioSize != null && ioSize instanceof SizeLimit.Percent ? ioSize : null,
        append,
        fillDevice,
        mayCreate,
        allowsMountedWrite,
        createOnly,
        unlink,
        preRead);
  }

  /**
   * Returns the paths of a clone's files. Files with given names are in the first directory and
   * shared by all clones; other files are named {@code job.clone.file}, and clones use the
   * directories in turn.
   */
  private List<Path> paths(JobSettings job, int clone) {
    List<Path> paths = new ArrayList<>();
    openFolders.forEach(folder -> paths.addAll(contents(job, folder)));
    if (!names.isEmpty()) {
      String directory = directories.isEmpty() ? null : directories.getFirst();
      names.forEach(filename -> paths.add(path(job, "filename", directory, filename)));
    } else if (openFolders.isEmpty()) {
      String directory = directories.isEmpty() ? null : directories.get(clone % directories.size());
      for (int file = 0; file < count; file++) {
        String filename =
            format
                .replace("$jobname", job.name)
                .replace("$clientuid", "")
                .replace("$jobnum", Integer.toString(clone))
                .replace("$filenum", Integer.toString(file));
        paths.add(path(job, "name", directory, filename));
      }
    }
    return paths;
  }

  private static List<Path> contents(JobSettings job, String folder) {
    try (Stream<Path> found = Files.walk(path(job, "opendir", null, folder))) {
      List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
      if (files.isEmpty()) {
        throw job.error("opendir", "there is no file in the folder");
      }
      return files;
    } catch (IOException e) {
      throw job.error("opendir", "the folder can not be read: " + e.getMessage());
    }
  }

  private static Path path(
      JobSettings job, String option, @Nullable String directory, String filename) {
    try {
      return directory == null ? Path.of(filename) : Path.of(directory + "/" + filename);
    } catch (InvalidPathException e) {
      throw job.error(option, "'" + e.getInput() + "' is not a valid path: " + e.getReason());
    }
  }
}
