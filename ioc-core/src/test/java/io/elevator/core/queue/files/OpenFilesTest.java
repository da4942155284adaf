package io.elevator.core.queue.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import io.elevator.api.QueueLimits;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.Gate;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueLife;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.SortKeys;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The core's side of a drive's files, over files of a driver that does as the test says. */
class OpenFilesTest {
  private static final Path PATH = Path.of("folder", "a");

  private final FakeFiles fake = new FakeFiles();
  private final BlockDriver driver = new NoDrive();
  private final List<String> errors = new ArrayList<>();
  private final Entrance entrance = new Entrance(1, new Gate(new VirtualTime()));
  private final FileRegions regions = new FileRegions(3);
  private final OpenFiles files =
      new OpenFiles(
          driver,
          fake,
          new QueueLife("disk", entrance),
          new QueueErrors((place, error) -> errors.add(place + ": " + error), "disk"),
          regions);

  /** A driver without a drive. */
  private static final class NoDrive extends BlockDriver {
    @Override
    public DriverShape shape() {
      return new DriverShape("none", 0, QueueLimits.builder().build(), 1, 1, 0, Set.of());
    }

    @Override
    public void start(DriverQueue[] hardwareQueues) {}

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      return BioStatus.IOERR;
    }

    @Override
    public void close() {}
  }

  private FileHandle open(String name) throws IOException {
    return files.open(Path.of("folder", name), OpenMode.CREATE);
  }

  /** Fails an opening, and checks that it leaves no region behind. */
  private void assertFailingOpenIsUndone(FakeFiles.Opener opener, String expected) {
    fake.opener = opener;
    assertThatIOException()
        .isThrownBy(() -> files.open(PATH, OpenMode.READ))
        .withMessageContaining("open of " + PATH)
        .withMessageContaining(expected);
    assertThat(errors)
        .singleElement()
        .asString()
        .startsWith("disk: driver: open: ")
        .contains(expected);
    assertThat(regions.size()).isZero();
    errors.clear();
  }

  @Test
  void callsArePassedToTheDriverAndItsAnswersReturned() throws IOException {
    FileHandle file = files.open(PATH, OpenMode.CREATE);
    assertThat(files.length(file)).isEqualTo(77);
    assertThat(files.links(file)).isEqualTo(3);
    files.truncate(file, 5);
    files.allocate(file, SortKeys.MAX_LENGTH);
    files.close(file);
    files.rename(PATH, Path.of("b"));
    files.delete(Path.of("b"));
    files.syncFolder(Path.of("folder"));
    assertThat(fake.calls)
        .containsExactly(
            "open " + PATH,
            "length",
            "links",
            "truncate 5",
            "allocate " + SortKeys.MAX_LENGTH,
            "close",
            "rename " + PATH + " to b",
            "delete b",
            "syncFolder folder");
    assertThat(errors).isEmpty();
  }

  @Test
  void handlesOfOneInodeHaveOneBaseAndFilesOfAnotherInodeAnotherBase() throws IOException {
    var first = (DriverFile) open("a");
    var second = (DriverFile) open("a");
    var other = (DriverFile) open("b");
    assertThat(second).isNotEqualTo(first);
    assertThat(second.sortKeyBase()).isEqualTo(first.sortKeyBase());
    assertThat(other.sortKeyBase()).isNotEqualTo(first.sortKeyBase());
    files.close(first);
    assertThat(regions.size()).as("the second handle keeps the region").isEqualTo(2);
    files.close(second);
    files.close(other);
    assertThat(regions.size()).isZero();
  }

  @Test
  void exceptionOfTheDriverOtherThanAnIOExceptionIsReportedAndTheOpeningUndone() {
    for (Throwable thrown :
        List.of(
            new IllegalStateException("unchecked"),
            new AssertionError("error"),
            new OutOfMemoryError("memory"),
            new StackOverflowError("stack"),
            new InterruptedException("checked"))) {
      String message = thrown.getMessage();
      assertFailingOpenIsUndone(
          opening -> {
            FakeFiles.<RuntimeException>sneak(thrown);
            return FakeFiles.openHonestly(opening);
          },
          message);
      assertFailingOpenIsUndone(
          opening -> {
            DriverFile ignored = FakeFiles.openHonestly(opening);
            FakeFiles.<RuntimeException>sneak(thrown);
            return ignored;
          },
          message);
    }
  }

  @Test
  void exceptionThatTheDriverIsExpectedToThrowReachesTheCallerUnchangedAndIsNotReported() {
    var missing = new NoSuchFileException("a");
    fake.opener =
        opening -> {
          DriverFile ignored = FakeFiles.openHonestly(opening);
          throw missing;
        };
    assertThatThrownBy(() -> files.open(PATH, OpenMode.READ)).isSameAs(missing);
    assertThat(errors).isEmpty();
    assertThat(regions.size()).isZero();
  }

  @Test
  void handleThatDoesNotHaveWhatTheQueueGaveIsRefused() {
    String refused = "expected a new handle";
    assertFailingOpenIsUndone(opening -> null, refused);
    assertFailingOpenIsUndone(
        opening -> {
          DriverFile ignored = FakeFiles.openHonestly(opening);
          return null;
        },
        refused);
    assertFailingOpenIsUndone(
        opening -> new DriverFile(opening.owner(), "not asked", "x", 1L << 40, 1 << 20, 1),
        refused);
    assertFailingOpenIsUndone(
        opening -> FakeFiles.handle(opening, new NoDrive(), "a file of another owner"), refused);
    assertFailingOpenIsUndone(
        opening ->
            new DriverFile(
                opening.owner(), "base", "x", opening.sortKeys().baseOf("x") + 8, 1 << 20, 1),
        refused);
    assertFailingOpenIsUndone(
        opening ->
            new DriverFile(
                opening.owner(), "inode", "y", opening.sortKeys().baseOf("x"), 1 << 20, 1),
        refused);
    assertFailingOpenIsUndone(
        opening ->
            new DriverFile(
                opening.owner(),
                "length",
                "x",
                opening.sortKeys().baseOf("x"),
                SortKeys.MAX_LENGTH + 1,
                1),
        refused);
    assertFailingOpenIsUndone(
        opening -> {
          DriverFile closed = FakeFiles.openHonestly(opening);
          assertThat(closed.refuseBios()).isTrue();
          return closed;
        },
        refused);
    assertFailingOpenIsUndone(
        opening -> {
          DriverFile ignored = FakeFiles.openHonestly(opening);
          return FakeFiles.openHonestly(opening);
        },
        "asked for twice");
  }

  @Test
  void handleThatIsOpenAlreadyIsRefusedAndStaysOpen() throws IOException {
    var known = (DriverFile) open("a");
    fake.opener =
        opening -> {
          long ignored = opening.sortKeys().baseOf(known.inode());
          return known;
        };
    assertThatIOException()
        .isThrownBy(() -> open("a"))
        .withMessageContaining("expected a new handle");
    assertThat(files.length(known)).isEqualTo(77);
    files.close(known);
    assertThat(regions.size()).isZero();
  }

  @Test
  void sortKeysThatADriverAsksForAfterTheOpeningAreRefused() throws IOException {
    var kept = new AtomicReference<SortKeys>();
    fake.opener =
        opening -> {
          kept.set(opening.sortKeys());
          throw new IOException("no");
        };
    assertThatIOException().isThrownBy(() -> open("a"));
    assertThatThrownBy(() -> kept.get().baseOf("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("after the opening");
    assertThat(regions.size()).isZero();
  }

  @Test
  void openingWithoutAFreeRegionFailsWithoutAReport() throws IOException {
    FileHandle first = open("1");
    open("2");
    open("3");
    assertThatIOException()
        .isThrownBy(() -> open("4"))
        .withMessageContaining("all 3 regions are in use");
    assertThat(errors).as("no defect of the driver").isEmpty();
    files.close(first);
    open("4");
    assertThat(regions.size()).isEqualTo(3);
  }

  @Test
  void inodeThatThrowsWhenComparedIsReportedAndDoesNotEscape() throws IOException {
    class Inode {
      boolean throwing;

      @Override
      public boolean equals(Object other) {
        if (throwing) {
          throw new IllegalStateException("equals of an inode");
        }
        return this == other;
      }

      @Override
      public int hashCode() {
        if (throwing) {
          throw new IllegalStateException("hashCode of an inode");
        }
        return 1;
      }
    }
    var inode = new Inode();
    assertFailingOpenIsUndone(
        opening -> {
          DriverFile file = FakeFiles.handle(opening, opening.owner(), "string");
          return new DriverFile(
              opening.owner(),
              "file",
              new Object() {
                @Override
                public boolean equals(Object other) {
                  throw new IllegalStateException("equals of another inode");
                }

                @Override
                public int hashCode() {
                  return 1;
                }
              },
              file.sortKeyBase(),
              1,
              1);
        },
        "equals of another inode");
    fake.opener = opening -> FakeFiles.handle(opening, opening.owner(), inode);
    FileHandle file = open("a");
    inode.throwing = true;
    files.close(file);
    assertThat(errors).singleElement().asString().contains("driver: inode", "hashCode of an inode");
  }

  @Test
  void everyOtherCallReportsAnythingThatTheDriverThrows() throws IOException {
    for (Throwable thrown :
        List.of(
            new IllegalStateException("unchecked"),
            new OutOfMemoryError("memory"),
            new InterruptedException("checked"))) {
      fake.thrown = null;
      FileHandle file = open("a");
      fake.thrown = thrown;
      List<ThrowingCallable> calls =
          List.of(
              () -> files.length(file),
              () -> files.links(file),
              () -> files.truncate(file, 1),
              () -> files.allocate(file, 1),
              () -> files.rename(PATH, PATH),
              () -> files.delete(PATH),
              () -> files.syncFolder(PATH),
              () -> files.close(file));
      for (ThrowingCallable call : calls) {
        assertThatIOException().isThrownBy(call).withCause(thrown);
      }
      assertThat(errors).hasSize(calls.size()).allMatch(each -> each.contains(thrown.toString()));
      errors.clear();
      assertThat(regions.size()).as("the failed close frees the region").isZero();
    }
    fake.thrown = null;
    FileHandle file = open("a");
    fake.thrown = new IOException("expected");
    assertThatThrownBy(() -> files.truncate(file, 1)).isSameAs(fake.thrown);
    assertThatThrownBy(() -> files.close(file)).isSameAs(fake.thrown);
    assertThat(errors).isEmpty();
  }

  @Test
  void closedHandleIsRefusedAndClosingItAgainDoesNothing() throws IOException {
    var file = (DriverFile) open("a");
    files.close(file);
    assertThat(file.isOpen()).isFalse();
    files.close(file);
    assertThat(fake.calls).containsExactly("open " + PATH, "close");
    assertThatIOException()
        .isThrownBy(() -> files.length(file))
        .withMessageContaining("is not open on disk");
    assertThatIOException().isThrownBy(() -> files.truncate(file, 0));
    var stranger = new DriverFile(driver, "stranger", 0, 0);
    assertThatIOException().isThrownBy(() -> files.links(stranger));
    files.close(stranger);
    assertThat(stranger.isOpen()).as("a handle of another queue is left alone").isTrue();
  }

  @Test
  void handleOnWhichTheDriverRefusedBiosGivesItsRegionBack() throws IOException {
    var file = (DriverFile) open("a");
    assertThat(file.refuseBios()).isTrue();
    files.close(file);
    assertThat(fake.calls).contains("close");
    assertThat(regions.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, SortKeys.MAX_LENGTH + 1, Long.MAX_VALUE})
  void lengthThatNoFileHasIsRefused(long length) throws IOException {
    FileHandle file = open("a");
    assertThatIllegalArgumentException().isThrownBy(() -> files.truncate(file, length));
    assertThatIllegalArgumentException().isThrownBy(() -> files.allocate(file, length));
    assertThat(fake.calls).containsExactly("open " + PATH);
  }

  @Test
  void filesOfAClosedQueueDoNotReachTheDriver() throws IOException {
    var file = (DriverFile) open("a");
    fake.calls.clear();
    entrance.die();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> open("b"),
            () -> files.length(file),
            () -> files.links(file),
            () -> files.truncate(file, 1),
            () -> files.allocate(file, 1),
            () -> files.rename(PATH, PATH),
            () -> files.delete(PATH),
            () -> files.syncFolder(PATH))) {
      assertThatIOException().isThrownBy(call).withMessageContaining("the queue disk is closed");
    }
    files.close(file);
    assertThat(file.isOpen()).isFalse();
    assertThat(fake.calls).isEmpty();
    assertThat(regions.size()).isZero();
  }

  @Test
  void concurrentOpeningsOfOneInodeGetOneBaseAndEachCloseIsPassedOnOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 200; round++) {
        List<Callable<DriverFile>> openings = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          openings.add(() -> (DriverFile) open("a"));
        }
        Set<Long> bases = new HashSet<>();
        List<DriverFile> opened = new ArrayList<>();
        for (Future<DriverFile> each : threads.invokeAll(openings)) {
          opened.add(each.get());
          bases.add(each.get().sortKeyBase());
        }
        assertThat(bases).as("round " + round).hasSize(1);
        fake.calls.clear();
        List<Callable<Boolean>> closings = new ArrayList<>();
        for (DriverFile each : opened) {
          for (int i = 0; i < 2; i++) {
            closings.add(() -> {
              files.close(each);
              return true;
            });
          }
        }
        for (Future<Boolean> each : threads.invokeAll(closings)) {
          assertThat(each.get()).isTrue();
        }
        assertThat(fake.calls).as("round " + round).hasSize(4).containsOnly("close");
        assertThat(regions.size()).as("round " + round).isZero();
      }
    }
  }
}
