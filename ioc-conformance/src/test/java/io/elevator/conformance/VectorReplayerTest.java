package io.elevator.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.elevator.api.IoPriority;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorReplayerTest {
  private static final String BEGUN = "K t1 prio=2:4\nN 5000000000\n";

  private final RecordingType type = new RecordingType();

  private ReplayResult replay(String lines) throws IOException {
    return new VectorReplayer(type).replay(VectorText.withHeader(lines));
  }

  @Test
  void equalAnswersPass() throws IOException {
    ReplayResult result =
        replay(
            BEGUN
                + """
                H => 0
                S 1 t1 R 0 8 => I
                S 2 t1 R 64 8 => H
                S 3 t1 R 8 8 => B 1
                S 4 t1 R 56 8 => F 2
                H => 1
                D => 2
                D => 1
                D => -
                C 1
                C 2
                """);

    assertThat(result.difference()).isNull();
    assertThat(result.passed()).isTrue();
    assertThat(result.reached()).isEqualTo(9);
    assertThat(result).hasToString("test.vec: passed, 9 answers");
    assertThat(type.calls)
        .endsWith("completed 0", "finish", "completed 0", "finish", "exit-icq", "exit");
  }

  @Test
  void firstDifferenceEndsTheReplay() throws IOException {
    ReplayResult result =
        replay(
            BEGUN + "A fault last\nS 1 t1 R 0 8 => I\nS 2 t1 R 64 8 => I\nD => 1\nD => 2\nC 1\n");

    assertThat(result.passed()).isFalse();
    assertThat(result.difference()).isEqualTo(new ReplayResult.Difference(9, "1", "2", null));
    assertThat(result.reached()).isEqualTo(2);
    assertThat(result)
        .hasToString("test.vec:9: expected 1, actual 2, reached 2 of 4 answers (50.0 %)");
    assertThat(type.calls).doesNotContain("finish");
  }

  @Test
  void mergeThatLinuxDidNotMakeIsADifference() throws IOException {
    ReplayResult result = replay(BEGUN + "S 1 t1 R 0 8 => I\nS 2 t1 R 8 8 => I\n");

    assertThat(result.difference()).isEqualTo(new ReplayResult.Difference(7, "I", "B 1", null));
  }

  @Test
  void exceptionOfTheElevatorIsADifference() throws IOException {
    ReplayResult result = replay(BEGUN + "A fault throw\nD => -\n");

    assertThat(result.difference().line()).isEqualTo(7);
    assertThat(result.difference().failure()).hasMessage("broken");
    assertThat(result)
        .hasToString(
            "test.vec:7: expected -, actual threw java.lang.IllegalStateException: broken,"
                + " reached 0 of 1 answers (0.0 %)");
  }

  @Test
  void reportedDefectIsADifference() throws IOException {
    ReplayResult result = replay(BEGUN + "A fault report\nS 1 t1 R 0 8 => I\n");

    assertThat(result.difference().actual())
        .isEqualTo("reported java.lang.IllegalStateException: out of order");
  }

  @Test
  void refusedAttributeChangesNothing() throws IOException {
    assertThat(replay("A colour red\n" + BEGUN + "H => 0\n").passed()).isTrue();
  }

  @Test
  void timersFireOnlyAtTheNextClockLine() throws IOException {
    replay(
        BEGUN
            + """
            A timer 5000000000
            S 1 t1 R 0 8 => I
            N 5000000000
            A timer 5000000300
            S 2 t1 R 64 8 => I
            N 5000000500
            D => 1
            """);

    assertThat(type.calls)
        .containsSubsequence(
            "insert 0 prio=" + IoPriority.bestEffort(4).value(),
            "timer 5000000000",
            "insert 0 prio=" + IoPriority.bestEffort(4).value(),
            "timer 5000000300");
  }

  @Test
  void requeuedRequestsAreStartedAgainOrInserted() throws IOException {
    ReplayResult result =
        replay(
            BEGUN
                + """
                S 1 t1 R 0 8 => I
                D => 1
                N 5000000100
                R 1
                N 5000000250
                Z 1
                N 5000000300
                R 1
                I 1 => H
                D => 1
                N 5000000310
                C 1
                """);

    assertThat(result.difference()).isNull();
    assertThat(type.calls)
        .filteredOn(call -> !call.startsWith("insert"))
        .endsWith("requeue", "requeue", "completed 10", "finish", "exit-icq", "exit");
    assertThat(type.calls).filteredOn(call -> call.startsWith("prepare")).hasSize(1);
  }

  @Test
  void resizeCreatesTagsThenCallsTheHookThenStoresTheNumber() throws IOException {
    replay("A nr_requests 256\nA nr_requests 256\nA nr_requests 2\nA nr_requests 9999\n" + BEGUN);

    assertThat(type.calls)
        .containsExactly(
            "depth-updated nr=64 tags=256 shift=6", "depth-updated nr=256 tags=4 shift=6", "exit");
  }

  @Test
  void depthLimitIsAskedForATaskOrWithoutATask() throws IOException {
    ReplayResult result =
        replay(BEGUN + "L R task=t1 => 1\nS 1 t1 R 0 8 => I\nL R task=t1 => 2\nL W => 1\n");

    assertThat(result.difference()).isNull();
  }

  @Test
  void taskOnSeveralCpusHasOneContext() throws IOException {
    replay("K t1 prio=0:0\nN 5000000000\nS 1 t1 R 0 8 cpu=1 => I\nS 2 t1 R 64 8 => I\nX t1\n");

    assertThat(type.calls)
        .containsExactly(
            "init-icq prio=0",
            "bio-merge cpu=1",
            "prepare icq=true group=",
            "insert 1 prio=0",
            "bio-merge cpu=0",
            "prepare icq=true group=",
            "insert 0 prio=0",
            "exit-icq");
  }

  @Test
  void classNoneIsKeptUnlessTheElevatorFiltersMerges() throws IOException {
    String lines = "K t1 prio=0:3\nN 5000000000\nS 1 t1 R 0 8 => I\nP t1 1:0\nS 2 t1 R 64 8 => I\n";

    replay(lines);
    type.filtersMerges = true;
    replay(lines);

    assertThat(type.calls)
        .filteredOn(call -> call.startsWith("insert"))
        .containsExactly(
            "insert 0 prio=3",
            "insert 0 prio=" + IoPriority.realTime(0).value(),
            "insert 0 prio=" + IoPriority.bestEffort(4).value(),
            "insert 0 prio=" + IoPriority.realTime(0).value());
  }

  @Test
  void fuaBioIsNotOfferedForAMerge() throws IOException {
    replay(BEGUN + "S 1 t1 W 0 8 flags=fua => I\n");

    assertThat(type.calls).noneMatch(call -> call.startsWith("bio-merge"));
  }

  @Test
  void withGroupsMetadataIsNotMergedAndGroupChangesReachTheElevator() throws IOException {
    ReplayResult result =
        replay(
            "GRP g parent=root weight=100\nGRP h parent=g weight=50\nK t2 prio=2:4 group=h\n"
                + BEGUN
                + """
                S 1 t1 R 0 8 => I
                S 2 t1 R 8 8 flags=meta => I
                S 3 t2 R 8 8 => I
                W h 70
                J t2 root
                O h
                S 4 t2 R 8 8 => B 1
                """);

    assertThat(result.difference()).isNull();
    assertThat(type.calls).contains("prepare icq=true group=g/h", "weight g/h 70", "removed g/h");
  }

  @Test
  void withoutGroupsMetadataMergesWithOtherRequests() throws IOException {
    assertThat(replay(BEGUN + "S 1 t1 R 0 8 => I\nS 2 t1 R 8 8 flags=meta => B 1\n").passed())
        .isTrue();
  }

  @Test
  void vectorOfAnotherElevatorIsRefused() throws IOException {
    ConformanceVector vector =
        VectorText.read(VectorText.HEADER.replace("E fifo", "E lifo") + "N 5000000000\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VectorReplayer(type).replay(vector))
        .withMessage("test.vec is for lifo, not for fifo");
  }

  @Test
  void notesAroundALineIncludeSomeBeforeAndAllUpToTheNextEvent() throws IOException {
    ConformanceVector vector =
        VectorText.withHeader(
            BEGUN + "# one\n# two\nH => 0\n# three\nH => 0\n# four\n# five\nH => 0\n# six\n");

    assertThat(vector.notesAround(10, 2))
        .extracting(VectorEvent.Note::text)
        .isEqualTo(List.of("# two", "# three", "# four", "# five"));
  }
}
