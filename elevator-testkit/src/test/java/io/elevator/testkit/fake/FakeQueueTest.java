package io.elevator.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.Group;
import io.elevator.api.Operation;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.SubmittedBio;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeQueueTest {
  private static final int READ = Operation.READ.code();

  private final FakeQueue queue = new FakeQueue(1, 1);
  private final FakeTask task = queue.task("task");
  private MergingFifo elevator;

  @BeforeEach
  void attach() {
    elevator = (MergingFifo) queue.attach(new MergingFifoType());
  }

  private FakeRequest read(long sector) {
    return queue.submit(queue.bio(task, READ, sector, 8));
  }

  @Test
  void bioThatFollowsARequestJoinsIt() {
    FakeRequest first = read(100);

    assertThat(read(108)).isNull();
    assertThat(first.sectors()).isEqualTo(16);
    assertThat(queue.hashedRequests()).isEqualTo(1);
  }

  @Test
  void requestsThatMeetAreUnitedAndTheVanishedOneIsFinished() {
    FakeRequest first = read(100);
    FakeRequest last = queue.request(queue.bio(task, READ, 108, 8), queue.hardwareQueue());

    assertThat(queue.insert(queue.hardwareQueue(), false, last)).isFalse();
    assertThat(first.sectors()).isEqualTo(16);
    assertThat(elevator.calls).contains("finish READ 108+8");
  }

  @Test
  void nothingMergesWhenMergingIsOff() {
    queue.mergingOff(true);
    read(100);

    assertThat(read(108)).isNotNull();
  }

  @Test
  void aDispatchedRequestTakesNoBioAndHasItsIssueTime() {
    FakeRequest first = read(100);
    queue.clock().advance(7);

    assertThat(queue.dispatch()).isSameAs(first);
    assertThat(first.issuedNanos()).isEqualTo(FakeClock.START_NANOS + 7);
    assertThat(first.isStarted()).isTrue();
    assertThat(read(108)).isNotNull();
  }

  @Test
  void hooksAreCalledInTheOrderOfARequestsLife() {
    FakeRequest rq = read(100);
    queue.dispatch();
    queue.requeue(rq);
    queue.insert(queue.hardwareQueue(), true, rq);
    queue.dispatch();
    queue.complete(rq);

    assertThat(elevator.calls)
        .containsExactly(
            "initIcq",
            "prepare READ 0+0",
            "requeue READ 100+8",
            "completed READ 100+8",
            "finish READ 100+8");
  }

  @Test
  void aTaskHasOneIcqUntilItExits() {
    FakeRequest first = read(100);
    Icq icq = task.icq();
    assertThat(first.icq()).isSameAs(icq).isNotNull();
    assertThat(read(500).icq()).isSameAs(icq);
    assertThat(queue.attachment().lookupIcq(queue.bio(task, READ, 0, 8))).isSameAs(icq);

    task.exit();

    assertThat(task.icq()).isNull();
    assertThat(task.isExiting()).isTrue();
    assertThat(elevator.calls).endsWith("exitIcq");
  }

  @Test
  void requestsHaveNoIcqWhereTheTestWantsNone() {
    queue.withIcqs(false);

    assertThat(read(100).icq()).isNull();
  }

  @Test
  void groupsMayBeRemovedWithTasksInThem() {
    FakeGroup group = queue.group("group", queue.root(), 100);
    task.group(group);
    queue.weigh(group, 700);
    queue.remove(group);

    assertThat(task.group().isOnline()).isFalse();
    assertThat(elevator.calls).containsExactly("weight 700", "removed group");
  }

  @Test
  void decisionsAreRecordedWhileTheQueueListens() {
    queue.attachment().decided("batch", "first", null, 1, 2);
    assertThat(queue.attachment().isListening()).isFalse();
    queue.listening(true);

    assertThat(queue.attachment().isListening()).isTrue();
    assertThat(queue.decisions()).containsExactly(new Decision("batch", "first", null, 1, 2));
  }

  @Test
  void runsAreCountedForTheQueueAndForEachHardwareQueue() {
    queue.attachment().runHardwareQueues();
    queue.attachment().hardwareQueue(0).run();
    queue.attachment().hardwareQueue(0).run();

    assertThat(queue.takeRuns()).isEqualTo(1);
    assertThat(queue.hardwareQueue().takeRuns()).isEqualTo(2);
    assertThat(queue.hardwareQueue().takeRuns()).isZero();
  }

  @Test
  void tagsHaveTheWordsThatTheCoreGivesThem() {
    queue.nrRequests(31);
    assertThat(queue.hardwareQueue().tagDepth()).isEqualTo(31);
    assertThat(queue.hardwareQueue().tagWordShift()).isEqualTo(2);
    queue.nrRequests(1024);
    assertThat(queue.hardwareQueue().tagWordShift()).isEqualTo(6);
    queue.nrRequests(3);
    assertThat(queue.hardwareQueue().tagWordShift()).isEqualTo(6);
  }

  @Test
  void aReportedDefectFailsTheTestUnlessItIsExpected() {
    RuntimeException defect = new RuntimeException("broken");
    assertThatThrownBy(() -> queue.attachment().report("place", defect))
        .isInstanceOf(AssertionError.class)
        .hasCause(defect);
    List<String> reports = new ArrayList<>();
    queue.onReport((where, cause) -> reports.add(where + ": " + cause.getMessage()));
    queue.attachment().report("place", defect);

    assertThat(reports).containsExactly("place: broken");
  }

  @Test
  void aQueueTakesOneElevator() {
    assertThatIllegalStateException().isThrownBy(() -> queue.attach(new MergingFifoType()));
    assertThatIllegalStateException()
        .isThrownBy(() -> new FakeQueue(1, 1).elevator())
        .withMessageContaining("call attach");
  }

  @Test
  void aRequestWithoutTaskKeepsTheGroupOfItsBio() {
    SubmittedBio bio = queue.bio(task, READ, 0, 8);
    FakeRequest rq = queue.requestWithoutTask(bio, queue.hardwareQueue());

    assertThat(rq.task()).isNull();
    assertThat(rq.icq()).isNull();
    assertThat(rq.group()).isSameAs(queue.root());
    assertThat(rq.sectors()).isEqualTo(8);
  }

  @SpiVersion(SpiVersion.CURRENT)
  private static final class MergingFifoType extends ElevatorType {
    @Override
    public String name() {
      return "merging-fifo";
    }

    @Override
    public String description() {
      return "first in, first out, with merges";
    }

    @Override
    public Icq.Factory icqFactory() {
      return owner -> new Icq(owner) {};
    }

    @Override
    public Elevator attach(Attachment attachment) {
      return new MergingFifo(attachment);
    }
  }

  /** First in, first out; records its other hooks. For one thread. */
  private static final class MergingFifo extends Elevator implements BioMerger {
    final List<String> calls = new ArrayList<>();
    private final Attachment attachment;
    private final RequestList waiting = new RequestList();

    MergingFifo(Attachment attachment) {
      this.attachment = attachment;
    }

    @Override
    public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
      return attachment.tryMerge(bio, absorbed, now);
    }

    @Override
    public void insert(
        HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
      for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
        if (!attachment.tryInsertMerge(rq, absorbed, now)) {
          waiting.addLast(rq);
          attachment.queued(rq);
        }
      }
    }

    @Override
    public boolean hasWork(HardwareQueue hctx) {
      return !waiting.isEmpty();
    }

    @Override
    public Request dispatch(HardwareQueue hctx, long now) {
      Request rq = waiting.removeFirst();
      if (rq != null) {
        attachment.dispatched(rq);
      }
      return rq;
    }

    @Override
    public void prepare(Request rq, long now) {
      calls.add("prepare " + rq);
    }

    @Override
    public void requeue(Request rq, long now) {
      calls.add("requeue " + rq);
    }

    @Override
    public void completed(Request rq, long now) {
      calls.add("completed " + rq);
    }

    @Override
    public void finish(Request rq, long now) {
      calls.add("finish " + rq);
    }

    @Override
    public void initIcq(Icq icq, long now) {
      calls.add("initIcq");
    }

    @Override
    public void exitIcq(Icq icq, long now) {
      calls.add("exitIcq");
    }

    @Override
    public void groupWeightChanged(Group group, long now) {
      calls.add("weight " + group.weight());
    }

    @Override
    public void groupRemoved(Group group, long now) {
      calls.add("removed " + group.name());
    }

    @Override
    public void exit() {}
  }
}
