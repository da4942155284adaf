package io.elevator.workload.files;

import io.elevator.workload.input.UserError;
import io.elevator.workload.job.AccessMode;
import io.elevator.workload.job.AccessSpec;
import io.elevator.workload.job.FileSpec;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.job.SizeChoice;
import io.elevator.workload.job.SizeLimit;
import io.elevator.workload.pattern.Region;
import io.elevator.workload.pattern.Seeded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Determines the length of each file and the part of it that each job uses. Follows fio's rules:
 * {@code size} counts from {@code offset} and is divided between the files of a job; {@code
 * filesize} is the length of each file; a job that sets neither uses the existing content, or what
 * another job of the same run creates.
 */
public final class FilePlanner {
  /** Unit in which every drive moves data, in bytes: no bio is shorter. */
  private static final int SECTOR_BYTES = 512;

  /**
   * Unit of a file's length, in bytes: the least that direct I/O moves on nearly all file systems.
   * The bytes of an existing file after the last whole unit are not used.
   */
  private static final int PAGE_BYTES = 4096;

  private final Function<Job, String> driverOf;
  private final Predicate<String> backed;
  private final FileSizes sizes;
  private final Map<Key, Draft> drafts = new LinkedHashMap<>();

  /**
   * Key that identifies one file of one driver, independent of how jobs spell its path. It has its
   * own {@code equals} and {@code hashCode}, because the generated methods of a record are linked
   * at their first call, which would delay the start.
   */
  private record Key(String driver, Path path) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && driver.equals(key.driver) && path.equals(key.path);
    }

    @Override
    public int hashCode() {
      return 31 * driver.hashCode() + path.hashCode();
    }
  }

  /** A target file while the jobs that use it are being added. */
  private static final class Draft {
    final Path path;
    final long existing;
    long needed;
    boolean direct;
    boolean buffered;
    boolean written;
    boolean mayCreate = true;
    boolean forbidsMountedWrite;
    boolean unlink;
    boolean preRead;

    Draft(Path path, long existing) {
      this.path = path;
      this.existing = existing;
    }

    /**
     * Returns the length that the file will have when the run begins, as far as known; −1 if the
     * file does not exist and no job creates it.
     */
    long bytes() {
      return Math.max(existing, needed == 0 ? -1 : needed);
    }
  }

  /** Number of files that share all free space of the file system, at least 1. */
  private long fillers = 1;

  /**
   * Creates a planner of the jobs' files.
   *
   * @param driverOf function that returns the name of a job's driver
   * @param backed test whether a driver works on files; otherwise files are parts of a drive
   * @param sizes source of the lengths of existing files
   */
  public FilePlanner(Function<Job, String> driverOf, Predicate<String> backed, FileSizes sizes) {
    this.driverOf = driverOf;
    this.backed = backed;
    this.sizes = sizes;
  }

  /** Returns the plan of the files of {@code jobs}. */
  public FilePlan plan(List<Job> jobs) {
    for (Job job : jobs) {
      checkBlocks(job.spec());
      for (Path path : job.spec().files().paths()) {
        note(job, path);
      }
    }
    fillers =
        Math.max(
            1,
            jobs.stream()
                .map(job -> job.spec().files())
                .filter(FileSpec::fillDevice)
                .mapToLong(files -> files.paths().size())
                .sum());
    // Jobs with a given size are handled first, because they may create the files that jobs without
    // a size use.
    IdentityHashMap<Job, List<Region>> regions = new IdentityHashMap<>();
    jobs.stream().filter(FilePlanner::saysHowMuch).forEach(job -> regions.put(job, regions(job)));
    jobs.stream().filter(job -> !saysHowMuch(job)).forEach(job -> regions.put(job, regions(job)));
    Map<Draft, TargetFile> targets = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    drafts.forEach((key, draft) -> targets.put(draft, target(key, draft, notes)));
    List<JobFiles> plans = new ArrayList<>();
    for (Job job : jobs) {
      List<TargetFile> files = new ArrayList<>();
      for (Path path : job.spec().files().paths()) {
        files.add(Objects.requireNonNull(targets.get(draft(job, path))));
      }
      List<Region> parts = Objects.requireNonNull(regions.get(job));
      plans.add(new JobFiles(job, access(job.spec(), parts), files, parts));
    }
    SharedParts.check(plans);
    return new FilePlan(List.copyOf(targets.values()), plans, notes);
  }

  private static void checkBlocks(JobSpec spec) {
    AccessSpec access = spec.access();
    AccessMode mode = access.mode();
    access
        .blockSizes()
        .used(mode)
        .filter(sizes -> !sizes.inUnits(SECTOR_BYTES))
        .forEach(sizes -> requireSectors(spec, "bs", "a block", odd(sizes)));
    if (!mode.random()) {
      requireSectors(
          spec, "rw", "the distance behind rw=" + mode.fioName() + ":", access.sequence());
    }
  }

  /** Returns the first of the sizes that is not a multiple of a sector. */
  private static long odd(SizeChoice sizes) {
    if (sizes instanceof SizeChoice.Split split) {
      for (SizeChoice.Share share : split.shares()) {
        if (share.bytes() % SECTOR_BYTES != 0) {
          return share.bytes();
        }
      }
    }
    return sizes.min();
  }

  private static void requireSectors(JobSpec spec, String option, String what, long bytes) {
    boolean needed = spec.direct() || spec.access().mode().trims();
    if (needed && bytes % SECTOR_BYTES != 0) {
      throw spec.given()
          .error(
              what
                  + " of "
                  + bytes
                  + " bytes; direct I/O and trims need multiples of "
                  + SECTOR_BYTES
                  + " bytes",
              option);
    }
  }

  private static boolean saysHowMuch(Job job) {
    FileSpec files = job.spec().files();
    return files.fileSize() != null
        || files.fillDevice()
        || files.size() instanceof SizeLimit.Bytes;
  }

  private Draft draft(Job job, Path path) {
    Key key = new Key(driverOf.apply(job), path.toAbsolutePath().normalize());
    return drafts.computeIfAbsent(
        key, k -> new Draft(path, backed.test(k.driver()) ? existing(job.spec(), path) : -1));
  }

  private long existing(JobSpec spec, Path path) {
    try {
      return sizes.of(path);
    } catch (UserError e) {
      throw spec.given().error(String.valueOf(e.getMessage()), "filename", "directory", "opendir");
    }
  }

  private void note(Job job, Path path) {
    Draft draft = draft(job, path);
    FileSpec files = job.spec().files();
    boolean writes = job.spec().writes() || job.spec().access().mode().trims();
    draft.written |= writes;
    draft.forbidsMountedWrite |= writes && !files.allowsMountedWrite();
    draft.mayCreate &= files.mayCreate();
    draft.unlink |= files.unlink();
    draft.preRead |= files.preRead();
    draft.direct |= job.spec().direct();
    draft.buffered |= !job.spec().direct();
  }

  private TargetFile target(Key key, Draft draft, List<String> notes) {
    boolean isBacked = backed.test(key.driver());
    if (isBacked && draft.direct && draft.buffered) {
      notes.add(
          draft.path + ": jobs differ in direct, and share one queue; direct I/O for all of them");
    }
    return new TargetFile(
        key.driver(),
        draft.path,
        (draft.needed + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES,
        draft.existing,
        isBacked,
        draft.direct,
        draft.written,
        draft.mayCreate,
        draft.written && !draft.forbidsMountedWrite,
        draft.unlink,
        draft.preRead);
  }

  private List<Region> regions(Job job) {
    List<Region> regions = new ArrayList<>();
    List<Path> paths = job.spec().files().paths();
    for (int i = 0; i < paths.size(); i++) {
      Draft draft = draft(job, paths.get(i));
      Region region = region(job, draft, i);
      draft.needed = Math.max(draft.needed, region.offset() + region.bytes());
      regions.add(region);
    }
    return regions;
  }

  private Region region(Job job, Draft draft, int index) {
    JobSpec spec = job.spec();
    FileSpec files = spec.files();
    int block = spec.access().blockSizes().leastRegion(spec.access().mode());
    if (files.fillDevice()) {
      return filled(job, draft, block);
    }
    Long fileSize = fileSize(job, index, block);
    if (fileSize == null && files.size() instanceof SizeLimit.Bytes(long all)) {
      long share = all / files.paths().size();
      long length = draft.existing > 0 ? draft.existing : share;
      return checked(spec, draft, offset(spec, draft, length), share, block);
    }
    long length = fileSize == null ? draft.bytes() : fileSize;
    if (length < 0) {
      throw spec.given()
          .error(
              "no size is given, and there is no file " + draft.path + " to take it from",
              "filename");
    }
    long whole = fileSize == null ? length - length % PAGE_BYTES : length;
    long offset = offset(spec, draft, length);
    long left = Math.max(whole - offset, 0);
    long bytes =
        files.size() instanceof SizeLimit.Percent percent
            ? Math.min(percent.of(length), left)
            : left;
    return checked(spec, draft, offset, bytes, block);
  }

  /**
   * Returns the length of a file if {@code filesize} sets it, and null otherwise. If {@code
   * filesize} is a range, the length is drawn from it.
   */
  private static @Nullable Long fileSize(Job job, int index, int block) {
    FileSpec files = job.spec().files();
    Long least = files.fileSize();
    if (least == null || files.fileSizeMax() <= least) {
      return least;
    }
    Seeded random = new Seeded(Seeded.derive(job.index(), index));
    long drawn = least + random.below(files.fileSizeMax() - least + 1);
    return Math.max(drawn - drawn % block, least);
  }

  /**
   * Returns the region of a job that fills the file system: the existing content of the file and
   * its share of the free space.
   */
  private Region filled(Job job, Draft draft, int block) {
    JobSpec spec = job.spec();
    if (!backed.test(driverOf.apply(job))) {
      throw spec.given().error("only a file can grow; give the job a size", "fill_device");
    }
    // Jobs that fill one file system together share its free space. A given size is not exceeded.
    long bytes = Math.max(draft.existing, 0) + sizes.freeBytes(draft.path) / fillers;
    FileSpec files = spec.files();
    if (files.fileSize() != null) {
      bytes = Math.min(bytes, files.fileSize());
    } else if (files.size() instanceof SizeLimit.Bytes(long all)) {
      bytes = Math.min(bytes, all / files.paths().size());
    }
    return checked(spec, draft, 0, bytes - bytes % PAGE_BYTES, block);
  }

  /**
   * Returns the offset at which a job's part of a file begins, in bytes. As in fio, the increments
   * of the clone are added first; if offset or increment is a percentage, the sum is rounded up to
   * {@code offset_align}, or else to the smallest block size of all directions. Offsets in bytes
   * are not rounded.
   *
   * @param length length of the file in bytes, to which percentages refer
   */
  private static long offset(JobSpec spec, Draft draft, long length) {
    FileSpec files = spec.files();
    long increments = files.offsetIncrement().of(length) * spec.cloneNumber();
    long bytes = files.offset().of(length) + increments;
    if (isPercent(files.offset()) || isPercent(files.offsetIncrement())) {
      long align = files.offsetAlign();
      long unit = align > 0 ? align : spec.access().blockSizes().smallestOfAll();
      bytes = (bytes + unit - 1) / unit * unit;
    }
    return (files.append() ? Math.max(draft.existing, 0) : 0) + bytes;
  }

  private static boolean isPercent(SizeLimit limit) {
    return limit instanceof SizeLimit.Percent;
  }

  private static Region checked(JobSpec spec, Draft draft, long offset, long bytes, int block) {
    int largest =
        spec.access()
            .blockSizes()
            .used(spec.access().mode())
            .mapToInt(SizeChoice::min)
            .max()
            .orElse(block);
    if (bytes < largest) {
      throw spec.given()
          .error(
              draft.path
                  + " has "
                  + bytes
                  + " bytes for this job, less than a block of "
                  + largest
                  + " bytes",
              "size",
              "filesize",
              "offset",
              "nrfiles",
              "bs");
    }
    requireSectors(spec, "offset", "an offset", offset);
    if (offset < 0 || offset > Long.MAX_VALUE - PAGE_BYTES - bytes) {
      throw spec.given()
          .error(
              draft.path + ": offset and size together are larger than 2^63-1",
              "offset",
              "offset_increment",
              "size",
              "filesize");
    }
    return new Region(offset, bytes - bytes % block);
  }

  /**
   * Returns the accesses of a job with the number of bytes of a pass. If {@code filesize} sets the
   * length of the files, {@code size} limits the bytes of a pass.
   */
  private static AccessSpec access(JobSpec spec, List<Region> regions) {
    AccessSpec access = spec.access();
    SizeLimit part = spec.files().ioSize();
    if (part != null) {
      return access.withIoSize(part.of(regions.stream().mapToLong(Region::bytes).sum()));
    }
    boolean limited =
        spec.files().fileSize() != null
            && access.ioSize() == null
            && spec.files().size() instanceof SizeLimit.Bytes;
    long size = spec.files().size().of(0);
    return limited && size < regions.stream().mapToLong(Region::bytes).sum()
        ? access.withIoSize(size)
        : access;
  }
}
