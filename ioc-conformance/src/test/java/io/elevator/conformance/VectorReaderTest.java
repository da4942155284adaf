package io.elevator.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.elevator.api.BioFlags;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorReaderTest {
  private static final String BEGUN = "K t1 prio=2:4\nN 5000000000\n";

  @Test
  void headerIsRead() throws IOException {
    ConformanceVector vector = VectorText.withHeader("N 5000000000\n");

    assertThat(vector.source()).isEqualTo("test.vec");
    assertThat(vector.elevator()).isEqualTo("fifo");
    assertThat(vector.queue())
        .isEqualTo(
            new ConformanceVector.Queue(
                2, 64, 2, false, 256, 64, false, false, 5_000_000_000L, -1));
    assertThat(vector.hasGroups()).isFalse();
  }

  @Test
  void fieldsOfTheQueueComeInAnyOrderAndOneIsOptional() throws IOException {
    ConformanceVector vector =
        VectorText.read(
            """
            V 1
            E fifo
            Q noxmerges=1 jiffies0=7 start_ns=1 hz=1000 nomerges=1 max_segments=5 max_sectors=32 \
            rotational=1 cpus=1 nr_requests=3 queue_depth=9 hw_queues=1
            N 1
            """);

    assertThat(vector.queue())
        .isEqualTo(new ConformanceVector.Queue(9, 3, 1, true, 32, 5, true, true, 1, 7));
  }

  @Test
  void everyKindOfLineIsRead() throws IOException {
    ConformanceVector vector =
        VectorText.withHeader(
            """
            A slice_idle 0
            GRP g parent=root weight=300
            GRP h parent=g weight=100
            K t1 prio=0:0 group=h
            K t2 prio=1:7
            L R => 0
            N 5000000000
            S 1 t1 W 8 9 flags=sync,meta cpu=1 => I
            # a note
            S 2 t1 Z 96 8 flags=fua => H
            S 3 t2 T 0 8 => B 1 1 absorbs 2
            S 4 t2 R 0 16 head => M 1
            H => 1
            D => 1
            D => -
            R 1
            Z 1
            R 1
            I 1 => H
            D => 1
            C 1
            P t2 3:0
            A nr_requests 32
            L W flags=sync task=t1 => 12
            W g 1
            J t1 root
            O h
            X t2
            G
            N 5000000000
            """);

    assertThat(vector.hasGroups()).isTrue();
    assertThat(vector.answers()).isEqualTo(11);
    assertThat(vector.events())
        .contains(
            new VectorEvent.Attribute(4, "slice_idle", "0"),
            new VectorEvent.NewGroup(5, "g", null, 300),
            new VectorEvent.NewGroup(6, "h", "g", 100),
            new VectorEvent.NewTask(7, "t1", 0, "h"),
            new VectorEvent.NewTask(8, "t2", IoPriority.encode(1, 7, 0), null),
            new VectorEvent.Limit(9, 0, null, "0"),
            new VectorEvent.Clock(10, 5_000_000_000L),
            new VectorEvent.Submit(
                11,
                1,
                "t1",
                Operation.WRITE.code() | BioFlags.SYNC | BioFlags.META,
                8,
                9,
                2,
                1,
                false,
                "I"),
            new VectorEvent.Note(12, "# a note"),
            new VectorEvent.Submit(
                13, 2, "t1", Operation.WRITE_ZEROES.code() | BioFlags.FUA, 96, 8, 0, 0, true, "H"),
            new VectorEvent.Submit(
                14, 3, "t2", Operation.DISCARD.code(), 0, 8, 1, 0, false, "B 1 1 absorbs 2"),
            new VectorEvent.Submit(15, 4, "t2", 0, 0, 16, 2, 0, true, "M 1"),
            new VectorEvent.HasWork(16, "1"),
            new VectorEvent.Dispatch(18, "-"),
            new VectorEvent.GiveBack(19, 1),
            new VectorEvent.Restart(20, 1),
            new VectorEvent.Reinsert(22, 1, "H"),
            new VectorEvent.Complete(24, 1),
            new VectorEvent.Priority(25, "t2", IoPriority.encode(3, 0, 0)),
            new VectorEvent.Limit(27, Operation.WRITE.code() | BioFlags.SYNC, "t1", "12"),
            new VectorEvent.Weigh(28, "g", 1),
            new VectorEvent.Join(29, "t1", null),
            new VectorEvent.RemoveGroup(30, "h"),
            new VectorEvent.Exit(31, "t2"),
            new VectorEvent.QueueRun(32));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "D => 5| there is no request 5",
        "S 1 t9 R 0 8 => I| there is no task 't9'",
        "S 1 t1 R 0 8| the answer is missing",
        "S 1 t1 R 0 8 => Q| the answer begins with 'Q'; expected I, H, B, F or M",
        "S 1 t1 R 0 8 => B 7| there is no request 7",
        "S 1 t1 R 0 8 => B| expected a request after B",
        "S 1 t1 R 0 8 => I 3| '3' is one word too many",
        "S 1 t1 Q 0 8 => I| 'Q' is no operation; expected one of R, W, T and Z",
        "S 1 t1 R 0 0 => I| the number of sectors is 0",
        "S 1 t1 R -8 8 => I| the first sector is -8",
        "S 1 t1 R x 8 => I| 'x' is no number; expected the first sector",
        "S 1 t1 R 0 8 cpu=2 => I| cpu is 2; the queue has 2",
        "S 1 t1 R 0 8 cpu=0 cpu=1 => I| 'cpu' is given twice",
        "S 1 t1 R 0 8 flags=swift => I| 'swift' is no flag",
        "S 1 t1 R 0 8 colour=red => I| 'colour=' does not belong here",
        "S 1 t1 R 0 8 9 => I| '9' is one field too many",
        "S 1 t1 R 0  8 => I| two spaces in a row",
        "S 1 t1 R 0| the line ends early; expected the number of sectors",
        "H => 2| the answer is '2'; expected 0 or 1",
        "C 1| there is no request 1",
        "I 1 => I| the answer is 'I'; expected H",
        "L R => x| 'x' is no number",
        "L R => -1| '-1' is below 0",
        "N 4999999999| the clock goes back",
        "P t1 4:0| the priority class is 4; expected 0..3",
        "P t1 2| '2' is no priority; expected <class>:<level>",
        "K t1 prio=0:0| task 't1' is already there",
        "K t2 prio=0:0 group=g| there is no group 'g'",
        "K t2| 'prio=' is missing",
        "GRP g parent=root weight=1001| weight is 1001; expected 1..1000",
        "W g 5| there is no group 'g'",
        "G => 1| a line 'G' has no answer",
        "E bfq| a second E line",
        "B 1| 'B' is no line's kind; expected one of A C D E",
      })
  void lineThatViolatesTheFormatIsRefused(String line, String message) {
    assertThatExceptionOfType(VectorFormatException.class)
        .isThrownBy(() -> VectorText.withHeader(BEGUN + line + "\n"))
        .satisfies(e -> assertThat(e.line()).isEqualTo(6))
        .withMessageStartingWith("test.vec:6: ")
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "D => 1| C 1| C 1| request 1 is gone; expected at the drive or given back",
        "D => 1| D => 1| H => 1| request 1 is at the drive; expected queued",
        "C 1| H => 0| H => 0| request 1 is queued; expected at the drive or given back",
        "D => 1| I 1 => H| H => 0| request 1 is at the drive; expected given back",
        "S 1 t1 R 8 8 => I| H => 0| H => 0| request 1 was already there",
        "X t1| P t1 0:0| H => 0| task 't1' has exited",
      })
  void inconsistentEventsAreRefused(String first, String second, String third, String message) {
    String story = BEGUN + "S 1 t1 R 0 8 => I\n" + first + "\n" + second + "\n" + third + "\n";

    assertThatExceptionOfType(VectorFormatException.class)
        .isThrownBy(() -> VectorText.withHeader(story))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "V 2| 1| 'V 2' is no vector; expected 'V 1' on the first line",
        "''| 1| the vector ends without E line",
        "V 1;E fifo| 2| the vector ends without Q line",
        "V 1;E fifo;K t1 prio=0:0| 3| 'K' comes before the Q line",
        "V 1;E| 2| the line ends early; expected the elevator's name",
        "V 1;E fifo;Q hw_queues=2| 3| hw_queues is 2; expected 1..1",
        "V 1;E fifo;Q hw_queues=1| 3| 'hz=' is missing",
      })
  void invalidHeaderIsRefused(String text, int line, String message) {
    assertThatExceptionOfType(VectorFormatException.class)
        .isThrownBy(() -> VectorText.read(text.replace(';', '\n')))
        .withMessage("test.vec:%d: %s", line, message);
  }

  @Test
  void eventBeforeTheFirstClockLineIsRefused() {
    assertThatExceptionOfType(VectorFormatException.class)
        .isThrownBy(() -> VectorText.withHeader("K t1 prio=0:0\nH => 0\n"))
        .withMessageStartingWith("test.vec:5: 'H' comes before the first N line");
    assertThatExceptionOfType(VectorFormatException.class)
        .isThrownBy(() -> VectorText.withHeader("K t1 prio=0:0\n"))
        .withMessage("test.vec:4: the vector ends without N line");
  }
}
