package io.elevator.workload.job;

import static io.elevator.workload.job.OptionType.addingUp;
import static io.elevator.workload.job.OptionType.anyOf;
import static io.elevator.workload.job.OptionType.atLeast;
import static io.elevator.workload.job.OptionType.bool;
import static io.elevator.workload.job.OptionType.names;
import static io.elevator.workload.job.OptionType.range;
import static io.elevator.workload.job.OptionType.size;
import static io.elevator.workload.job.OptionType.text;
import static io.elevator.workload.job.OptionType.whole;

import io.elevator.workload.input.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Job options for the files of a job and the parts of the files that the job uses. */
final class FileOptions extends OptionGroup {
  private static final int MAX_FILES = 1 << 16;

  final JobOption<List<String>> filename =
      option("filename", addingUp(names()))
          .means(
              "Files separated by `:` (`\\:` for a colon in a name), shared by all clones; missing"
                  + " folders are created. By default each clone gets files `name.clone.file`. A"
                  + " job whose files are `/dev/null` and `/dev/zero` gets driver `null`, and the"
                  + " report says so");
  private final JobOption<String> format =
      option("filename_format", text(), "$jobname.$jobnum.$filenum")
          .means(
              "Names of files that have none, with `$jobname`, `$jobnum` and `$filenum`;"
                  + " `$clientuid` is empty");
  private final JobOption<List<String>> directory =
      option("directory", names())
          .means("Folder of the files; clones with generated names take several in turn");
  final JobOption<List<String>> opendir =
      option("opendir", addingUp(text().map(List::of)))
          .means("All files in and below a folder, before those of `filename`");
  final JobOption<Integer> nrfiles =
      option("nrfiles nr_files", whole(1, MAX_FILES), "1")
          .means("Files of a clone with generated names");
  private final JobOption<SizeLimit> size =
      option("size", size(1), new SizeLimit.Whole(), "size of the files")
          .means("Size of all files together; without it the files must exist");
  private final JobOption<OptionType.Range> filesize =
      option("filesize", range(atLeast(1)))
          .means("Size of each file in bytes; a range draws one for each");
  private final JobOption<SizeLimit> offset =
      option("offset fileoffset", size(0), "0")
          .means("Begin of the job's part of each file; a percentage is of the file's length");
  private final JobOption<Long> offsetAlign =
      option("offset_align", atLeast(0), "0")
          .means(
              "If the offset or its increment is a percentage, their sum is rounded up to a"
                  + " multiple of this; 0 stands for the smallest block size of the three"
                  + " directions");
  private final JobOption<SizeLimit> offsetIncrement =
      option("offset_increment", size(0), "0")
          .means("Added to `offset` once for each clone before this one");
  final JobOption<SizeLimit> ioSize =
      option("io_size io_limit", size(1))
          .means(
              "Length of a pass; by default that of the job's part. The last block is whole, as in"
                  + " fio");
  private final JobOption<Boolean> fileAppend =
      option("file_append", bool(), "0")
          .means("The job's part begins at the end of the file, which it extends");
  private final JobOption<Boolean> fillDevice =
      option("fill_device fill_fs", bool(), "0")
          .means(
              "Before the job begins, the file gets all the room of its file system, up to `size`"
                  + " or `filesize`; several such files share it. Only with the driver `file`. fio"
                  + " writes until no space is left");
  private final JobOption<Boolean> allowFileCreate =
      option("allow_file_create", bool(), "1").means("0: a missing file ends the run");
  private final JobOption<Boolean> allowMountedWrite =
      option("allow_mounted_write", bool(), "0")
          .means(
              "As in fio; a run that writes to a block device [in use](devices.md#devices-in-use)"
                  + " is refused if it is 0");
  private final JobOption<Boolean> createOnly =
      option("create_only", bool(), "0").means("Creates files and does nothing more");
  private final JobOption<Boolean> unlink =
      option("unlink", bool(), "0")
          .means("Removes regular files when the run has ended; nodes of devices stay, as in fio");
  private final JobOption<Boolean> preRead =
      option("pre_read", bool(), "0").means("Reads files once before the run");
  final JobOption<FileChoice> fileServiceType =
      option(
              "file_service_type",
              OptionType.of(
                  "`roundrobin`, `sequential`, `random`, with `:N`; `zipf`, `pareto`, `normal`,"
                      + " `gauss`, with `:NUMBER`",
                  SpreadParser::fileChoice),
              "roundrobin")
          .means(
              "Choice of the file of the next I/O: another one after `N` I/Os, default 1, or each"
                  + " one drawn from a distribution with its parameter `NUMBER`");

  FileOptions() {
    super("Files");
    withoutEffect("unique_filename", bool(), "clones with generated names have files each");
    withoutEffect("openfiles", whole(1, MAX_FILES), "all files are open during the run");
    withoutEffect("create_serialize", bool(), "files are created one after the other");
    withoutEffect("create_fsync", bool(), "files are synced before the run");
    withoutEffect("create_on_open", bool(), "files are created before the run");
    withoutEffect("overwrite", bool(), "files are filled before the run");
    withoutEffect(
        "fallocate",
        anyOf("none native posix keep truncate 0 1"),
        "files are filled before the run");
    withoutEffect("fadvise_hint", anyOf("0 1 sequential random"), "the kernel gets no advice");
    withoutEffect("invalidate", bool(), "the page cache is not dropped");

    refuse(size, job -> isLess(job.find(size), job), this::smallerThanBlock);
    refuse(ioSize, job -> isLess(job.find(ioSize), job), this::smallerThanBlock);
    refuse(
        filesize,
        job -> {
          OptionType.Range range = job.find(filesize);
          return range != null && range.min() < JobOptions.ACCESS.leastRegion(job);
        },
        this::smallerThanBlock);
  }

  private boolean isLess(@Nullable SizeLimit limit, JobSettings job) {
    return limit instanceof SizeLimit.Bytes(long bytes)
        && bytes < JobOptions.ACCESS.leastRegion(job);
  }

  private String smallerThanBlock(JobSettings job) {
    return "smaller than a block of " + JobOptions.ACCESS.leastRegion(job) + " bytes";
  }

  /**
   * Returns whether offsets given in bytes are multiples of a sector. Offsets given in percent are
   * always multiples of a block.
   */
  boolean inSectors(JobSettings job) {
    return Stream.of(job.get(offset), job.get(offsetIncrement))
        .allMatch(limit -> !(limit instanceof SizeLimit.Bytes(long bytes)) || bytes % 512 == 0);
  }

  /**
   * Returns the files that one clone of the job uses.
   *
   * @param clone number of the clone, from 0
   */
  FileSpec spec(JobSettings job, int clone) {
    OptionType.Range each = job.find(filesize);
    return new FileSpec(
        paths(job, clone),
        job.find(filename) != null || job.find(opendir) != null,
        job.get(size),
        each == null ? null : each.min(),
        each == null ? 0 : each.max(),
        job.get(offset),
        job.get(offsetAlign),
        job.get(offsetIncrement),
        job.find(ioSize) instanceof SizeLimit.Percent percent ? percent : null,
        job.get(fileAppend),
        job.get(fillDevice),
        job.get(allowFileCreate),
        job.get(allowMountedWrite),
        job.get(createOnly),
        job.get(unlink),
        job.get(preRead));
  }

  /**
   * Returns the paths of a clone's files. Files with given names are in the first directory and are
   * shared by all clones. Other files are named {@code job.clone.file}, and the clones use the
   * directories in turn.
   */
  private List<Path> paths(JobSettings job, int clone) {
    List<Path> paths = new ArrayList<>();
    List<String> folders = job.find(opendir);
    List<String> names = job.find(filename);
    List<String> directories = job.find(directory);
    if (folders != null) {
      folders.forEach(folder -> paths.addAll(contents(job, folder)));
    }
    if (names != null) {
      String first = directories == null ? null : directories.getFirst();
      names.forEach(file -> paths.add(path(job, filename, first, file)));
    } else if (folders == null) {
      String folder = directories == null ? null : directories.get(clone % directories.size());
      for (int file = 0; file < job.get(nrfiles); file++) {
        String generated =
            job.get(format)
                .replace("$jobname", job.name())
                .replace("$clientuid", "")
                .replace("$jobnum", Integer.toString(clone))
                .replace("$filenum", Integer.toString(file));
        paths.add(path(job, JobOptions.NAME.name, folder, generated));
      }
    }
    return paths;
  }

  private List<Path> contents(JobSettings job, String folder) {
    try (Stream<Path> found = Files.walk(path(job, opendir, null, folder))) {
      List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
      if (files.isEmpty()) {
        throw job.error(opendir, "there is no file in the folder");
      }
      return files;
    } catch (UncheckedIOException e) {
      // A folder inside the folder cannot be read. The stream finds this only while it is used.
      throw unreadable(job, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw unreadable(job, e);
    }
  }

  private UserError unreadable(JobSettings job, IOException e) {
    String reason = e instanceof AccessDeniedException ? ": permission denied" : "";
    return job.error(opendir, "the folder can not be read: " + e.getMessage() + reason);
  }

  private Path path(
      JobSettings job, JobOption<?> option, @Nullable String directory, String filename) {
    try {
      return directory == null ? Path.of(filename) : Path.of(directory + "/" + filename);
    } catch (InvalidPathException e) {
      throw job.error(option, "'" + e.getInput() + "' is not a valid path: " + e.getReason());
    }
  }
}
