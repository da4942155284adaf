package io.elevator.workload.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options for the files of a job and the part of them that the job uses. */
final class FileOptions {
  private static final int MAX_FILES = 1 << 16;

  private static final Map<String, String> FALLOCATE =
      words("none", "native", "posix", "keep", "truncate", "0", "1");
  private static final Map<String, String> FADVISE = words("0", "1", "sequential", "random");

  static final List<JobOption> ALL =
      List.of(
          JobOption.of("filename", (s, v) -> s.files.addNames(v.names())),
          JobOption.of("filename_format", (s, v) -> s.files.format = v.text()),
          JobOption.of("unique_filename", (s, v) -> v.bool()),
          JobOption.of("directory", (s, v) -> s.files.directories = v.names()),
          JobOption.of("opendir", (s, v) -> s.files.addFolder(v.text())),
          JobOption.of("nrfiles", "nr_files", (s, v) -> s.files.count = v.number(1, MAX_FILES)),
          JobOption.of("openfiles", (s, v) -> v.number(1, MAX_FILES)),
          JobOption.of("size", (s, v) -> s.files.size = v.sizeLimit(1)),
          JobOption.of("filesize", FileOptions::setFileSize),
          JobOption.of("offset", "fileoffset", (s, v) -> s.files.offset = v.sizeLimit(0)),
          JobOption.of("offset_align", (s, v) -> s.files.offsetAlign = v.number(0)),
          JobOption.of("offset_increment", (s, v) -> s.files.offsetIncrement = v.sizeLimit(0)),
          JobOption.of("io_size", "io_limit", (s, v) -> s.files.ioSize = v.sizeLimit(1)),
          JobOption.of("file_append", (s, v) -> s.files.append = v.bool()),
          JobOption.of("fill_device", "fill_fs", (s, v) -> s.files.fillDevice = v.bool()),
          JobOption.of("allow_file_create", (s, v) -> s.files.mayCreate = v.bool()),
          JobOption.of("allow_mounted_write", (s, v) -> s.files.allowsMountedWrite = v.bool()),
          JobOption.of("create_only", (s, v) -> s.files.createOnly = v.bool()),
          JobOption.of("unlink", (s, v) -> s.files.unlink = v.bool()),
          JobOption.of("pre_read", (s, v) -> s.files.preRead = v.bool()),
          // The effect of these options is always present or makes no difference to a queue on a
          // file, so they only accept their values.
          JobOption.of("create_serialize", (s, v) -> v.bool()),
          JobOption.of("create_fsync", (s, v) -> v.bool()),
          JobOption.of("create_on_open", (s, v) -> v.bool()),
          JobOption.of("overwrite", (s, v) -> v.bool()),
          JobOption.of("fallocate", (s, v) -> v.oneOf(v.text(), FALLOCATE)),
          JobOption.of("fadvise_hint", (s, v) -> v.oneOf(v.text(), FADVISE)),
          JobOption.of("invalidate", (s, v) -> v.bool()));

  private FileOptions() {}

  private static Map<String, String> words(String... words) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String word : words) {
      map.put(word, word);
    }
    return map;
  }

  private static void setFileSize(JobSettings s, OptionValue v) {
    long[] range = v.range(v.text(), 1, Long.MAX_VALUE);
    s.files.fileSizeMin = range[0];
    s.files.fileSizeMax = range[1];
  }
}
