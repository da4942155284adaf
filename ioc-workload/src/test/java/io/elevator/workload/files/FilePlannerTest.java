package io.elevator.workload.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.workload.input.UserError;
import io.elevator.workload.job.JobFileReader;
import io.elevator.workload.job.JobResolver;
import io.elevator.workload.pattern.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilePlannerTest {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;
  private final Map<String, Long> sizes = new HashMap<>();

  private FilePlan plan(String jobs) throws IOException {
    Path file = Files.writeString(folder.resolve("p.fio"), jobs);
    return new FilePlanner(
            job -> job.spec().engine() == null ? "file" : job.spec().engine().driver(),
            driver -> driver.equals("file"),
            path -> sizes.getOrDefault(path.toString(), -1L))
        .plan(JobResolver.resolve(JobFileReader.read(file.toString()), List.of()).jobs());
  }

  @Test
  void aFileIsAsLongAsTheJobThatNeedsMost() throws IOException {
    FilePlan plan = plan("[global]\nfilename=x\n[a]\nsize=1m\n[b]\nsize=2m\noffset=1m\nrw=write\n");

    assertThat(plan.files())
        .containsExactly(new TargetFile("file", Path.of("x"), 3 * MIB, -1, true, false, true));
    assertThat(plan.files().getFirst().needsLayout()).isTrue();
    assertThat(plan.jobs().get(0).regions()).containsExactly(new Region(0, MIB));
    assertThat(plan.jobs().get(1).regions()).containsExactly(new Region(MIB, 2 * MIB));
  }

  @Test
  void aMountedDeviceMayBeWrittenOnlyIfEachJobThatWritesAllowsIt() throws IOException {
    String jobs = "[global]\nfilename=x\nsize=1m\nrw=%s\nallow_mounted_write=%s\n[a]\n";

    for (String mode : new String[] {"write", "randrw", "trim"}) {
      assertThat(allowed(jobs.formatted(mode, "1"))).as(mode).isTrue();
      assertThat(allowed(jobs.formatted(mode, "0"))).as(mode).isFalse();
    }
    assertThat(allowed(jobs.formatted("read", "1"))).as("not written").isFalse();
    assertThat(allowed(jobs.formatted("write", "1") + "[b]\nallow_mounted_write=0\n")).isFalse();
    assertThat(allowed(jobs.formatted("write", "1") + "[b]\nallow_mounted_write=0\nrw=read\n"))
        .as("the job that does not allow it only reads")
        .isTrue();
  }

  private boolean allowed(String jobs) throws IOException {
    return plan(jobs).files().getFirst().allowsMountedWrite();
  }

  @Test
  void theFilesOfAJobDivideItsSize() throws IOException {
    FilePlan plan = plan("[a]\nnrfiles=2\nsize=1m\n");

    assertThat(plan.files()).extracting(TargetFile::bytes).containsExactly(MIB / 2, MIB / 2);
    assertThat(plan.files())
        .extracting(file -> file.path().toString())
        .containsExactly("a.0.0", "a.0.1");
  }

  @Test
  void differentSpellingsOfAPathAreOneFile() throws IOException {
    FilePlan plan = plan("[global]\nsize=1m\n[a]\nfilename=x\n[b]\nfilename=./y/../x\n");

    assertThat(plan.files()).hasSize(1);
  }

  @Test
  void withoutASizeTheExistingFileDeterminesIt() throws IOException {
    sizes.put("x", MIB + 100);
    FilePlan plan = plan("[a]\nfilename=x\nbs=512\n");

    assertThat(plan.jobs().getFirst().regions()).containsExactly(new Region(0, MIB));
    assertThat(plan.files().getFirst().needsLayout()).isFalse();
  }

  @Test
  void withoutASizeAnotherJobThatCreatesTheFileDeterminesIt() throws IOException {
    FilePlan plan = plan("[reader]\nfilename=x\n[writer]\nfilename=x\nrw=write\nsize=2m\n");

    assertThat(plan.jobs().getFirst().regions()).containsExactly(new Region(0, 2 * MIB));
  }

  @Test
  void percentagesReferToTheLengthOfTheFile() throws IOException {
    sizes.put("x", 100 * 4096L);
    FilePlan plan =
        plan("[a]\nfilename=x\nsize=30%\noffset=50%\n[b]\nfilename=x\noffset=90%\nsize=30%\n");

    assertThat(plan.jobs().get(0).regions()).containsExactly(new Region(50 * 4096, 30 * 4096));
    assertThat(plan.jobs().get(1).regions()).containsExactly(new Region(90 * 4096, 10 * 4096));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The expected values are the offsets from which the clones of fio 3.33 were seen to read
        // first, in a file of 1 MiB.
        "offset=30%;bs=4k | 315392",
        "offset=30%;bs=12k | 319488",
        "offset=99%;bs=4k | 1040384",
        "offset=50%;bs=4k | 524288",
        "offset=10%;offset_align=64k | 131072",
        "offset=10%;bs=16k,4k | 106496",
        "offset=10%;bs=16k,16k | 114688",
        "offset=10%;bs=16k,16k, | 106496",
        "offset=10240;offset_align=64k | 10240",
        "offset_increment=13%;numjobs=3 | 274432",
        "offset_increment=33%;offset_align=64k;numjobs=3 | 720896",
        "offset=10%;offset_increment=13%;numjobs=2 | 241664",
        "offset=10%;offset_increment=13%;numjobs=3 | 380928",
        "offset=10k;offset_increment=13%;numjobs=1 | 12288",
        "offset=10k;offset_increment=13%;numjobs=2 | 147456",
        "offset=10%;offset_increment=10000;numjobs=2 | 118784"
      })
  void offsetsInPercentAreRoundedUpOnceForOffsetAndIncrements(String options, long offset)
      throws IOException {
    sizes.put("x", MIB);
    String jobs = "[a]\nfilename=x\nsize=128k\n" + options.replace(';', '\n') + "\n";

    assertThat(plan(jobs).jobs().getLast().regions().getFirst().offset()).isEqualTo(offset);
  }

  @ParameterizedTest
  @CsvSource({
    // The expected sizes are in MiB, in a file system of 8 MiB. fio 3.33 stops at the given size.
    "'', 8",
    "'size=3m', 3",
    "'size=30m', 8",
    "'filesize=2m', 2",
    "'nrfiles=2', 4",
    "'numjobs=4', 2"
  })
  void aFileThatFillsItsFileSystemKeepsToTheSizeAndSharesTheRoom(String option, long each)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("p.fio"), "[a]\nrw=write\nfill_device=1\n" + option + "\n");
    FileSizes eight =
        new FileSizes() {
          @Override
          public long of(Path path) {
            return -1;
          }

          @Override
          public long freeBytes(Path path) {
            return 8 * MIB;
          }
        };
    FilePlan plan =
        new FilePlanner(job -> "file", driver -> true, eight)
            .plan(JobResolver.resolve(JobFileReader.read(file.toString()), List.of()).jobs());

    assertThat(plan.jobs())
        .allSatisfy(job ->
            assertThat(job.regions())
                .allSatisfy(region -> assertThat(region.bytes()).isEqualTo(each * MIB)));
  }

  @Test
  void eachCloneBeginsOneIncrementLater() throws IOException {
    FilePlan plan = plan("[a]\nfilename=x\nsize=1m\noffset_increment=1m\nnumjobs=3\n");

    assertThat(plan.files().getFirst().bytes()).isEqualTo(3 * MIB);
    assertThat(plan.jobs().get(2).regions()).containsExactly(new Region(2 * MIB, MIB));
  }

  @Test
  void filesizeSetsTheLengthOfFilesAndSizeLimitsThePass() throws IOException {
    FilePlan plan = plan("[a]\nfilename=x\nfilesize=4m\nsize=1m\nrw=randread\n");

    assertThat(plan.files().getFirst().bytes()).isEqualTo(4 * MIB);
    assertThat(plan.jobs().getFirst().regions()).containsExactly(new Region(0, 4 * MIB));
    assertThat(plan.jobs().getFirst().access().ioSize()).isEqualTo(MIB);
  }

  @Test
  void theLengthOfAFileIsAWholeNumberOfPages() throws IOException {
    FilePlan plan = plan("[a]\nfilename=x\nbs=512\nsize=5k\n");

    assertThat(plan.files().getFirst().bytes()).isEqualTo(8192);
    assertThat(plan.jobs().getFirst().regions()).containsExactly(new Region(0, 5120));
  }

  @Test
  void aDriveWithoutFilesNeedsNoLayout() throws IOException {
    FilePlan plan = plan("[a]\nioengine=null\nsize=1m\n[b]\nfilename=a.0.0\nsize=1m\n");

    assertThat(plan.files()).hasSize(2);
    assertThat(plan.files().get(0).needsLayout()).isFalse();
    assertThat(plan.files().get(1).needsLayout()).isTrue();
  }

  @Test
  void jobsThatDifferInDirectShareAQueueAndANoteSaysSo() throws IOException {
    FilePlan plan = plan("[global]\nfilename=x\nsize=1m\n[a]\ndirect=1\n[b]\n");

    assertThat(plan.files().getFirst().direct()).isTrue();
    assertThat(plan.notes())
        .containsExactly(
            "x: jobs differ in direct, and share one queue; direct I/O for all of them");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "filename=no | 2: filename=no | no size is given, and there is no file no to take it from",
        "bs=1000;size=1m;direct=1 | 2: bs=1000 | a block of 1000 bytes; direct I/O and trims need"
            + " multiples of 512",
        "rw=read:100;size=1m;direct=1 | 2: rw=read:100 | the distance behind rw=read: of 100 bytes;"
            + " direct I/O",
        "offset=100;size=1m;direct=1 | 2: offset=100 | an offset of 100 bytes; direct I/O and trims"
            + " need multiples",
        "nrfiles=10;size=8k | 3: size=8k | a.0.0 has 819 bytes for this job, less than a block of"
            + " 4096 bytes",
        "size=8000000t;offset=8000000t | 3: offset=8000000t | a.0.0: offset and size together are"
            + " larger than 2^63-1"
      })
  void anImpossibleJobIsRefusedWithThePositionOfTheOption(
      String options, String option, String message) {
    String jobs = "[a]\n" + options.replace(';', '\n') + "\n";

    assertThatThrownBy(() -> plan(jobs))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("p.fio:" + option + ": job a: " + message);
  }
}
