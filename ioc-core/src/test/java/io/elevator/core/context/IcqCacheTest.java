package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IcqCacheTest {
  private final TestWorld world = new TestWorld();

  @Test
  void cacheNameIsTheElevatorsNameWithASuffix() {
    assertThat(new IcqCache("bfq", TestIcq::new).name()).isEqualTo("bfq_io_cq");
    assertThat(new IcqCache("bfq", TestIcq::new).elevator()).isEqualTo("bfq");
  }

  @Test
  void testCallOfTheFactoryIsNotCountedAsAnAllocation() {
    assertThat(world.cache.allocated()).isZero();
    assertThat(world.cache.highWater()).isZero();
  }

  @Test
  void figuresCountTheAllocationAndReleaseOfIcqs() {
    TestQueue queue = world.queue();
    List<CoreTask> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CoreTask task = world.task("t" + i);
      world.request(task, queue).finish();
      tasks.add(task);
    }
    tasks.get(0).exit();
    tasks.get(1).exit();
    world.jobs.runAll();
    CoreTask late = world.task("late");
    world.request(late, queue).finish();

    assertThat(world.cache.statistics().name()).isEqualTo("test_io_cq");
    assertThat(world.cache.statistics().values())
        .containsExactlyEntriesOf(
            orderedMap(
                "active",
                4L,
                "allocated",
                6L,
                "freed",
                2L,
                "discarded",
                0L,
                "refused",
                0L,
                "high_water",
                5L));
    late.exit();
    tasks.forEach(CoreTask::exit);
    world.verifyEmpty();
  }

  private static Map<String, Object> orderedMap(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  @Test
  void closingTheCacheNamesTheIcqsThatAreLeft() {
    TestQueue queue = world.queue();
    CoreTask task = world.task("a");
    world.request(task, queue).finish();

    assertThatIllegalStateException()
        .isThrownBy(world.cache::close)
        .withMessage("test_io_cq is closed with 1 live icqs");
    task.exit();
    world.jobs.runAll();
    world.cache.close();
  }

  @Test
  void figuresOfOneIcqLoseNoIncrementsToRacingThreads() {
    TestQueue queue = world.queue();
    CoreTask task = world.task("a");
    TestRequest request = world.request(task, queue);
    IcqNode node = request.icq().node();
    Runnable work =
        () -> {
          for (int i = 0; i < 50_000; i++) {
            node.countQueued();
            node.countDispatched();
            node.countMerged();
            node.countCompleted(4096, 3, 7);
          }
        };
    OtherThread<Void> other = OtherThread.run(work);
    work.run();
    other.join();

    assertThat(node.queued()).isEqualTo(100_000);
    assertThat(node.dispatched()).isEqualTo(100_000);
    assertThat(node.merged()).isEqualTo(100_000);
    assertThat(node.bytes()).isEqualTo(409_600_000);
    assertThat(node.waitNanos()).isEqualTo(300_000);
    assertThat(node.deviceNanos()).isEqualTo(700_000);
    request.finish();
    task.exit();
    world.verifyEmpty();
  }

  @Test
  void newQueueGetsTheSmallestFreeId() {
    QueueIds ids = new QueueIds();
    assertThat(List.of(ids.take(), ids.take(), ids.take())).containsExactly(0, 1, 2);
    ids.giveBack(1);
    ids.giveBack(0);

    assertThat(ids.take()).isZero();
    assertThat(ids.take()).isEqualTo(1);
    assertThat(ids.take()).isEqualTo(3);
    assertThatIllegalStateException()
        .isThrownBy(() -> ids.giveBack(4))
        .withMessage("queue id 4 is not taken");
    assertThatIllegalStateException().isThrownBy(() -> ids.giveBack(-1));
  }
}
