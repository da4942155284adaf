package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.IoPriority;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * {@link CreationRaces} with the real queue, and races of parked bios, which only the real queue
 * has.
 */
class CreationRacesOnTheRealQueueTest extends CreationRaces {
  CreationRacesOnTheRealQueueTest() {
    super(BlockTestQueue::make);
  }

  /**
   * One thread frees a tag and thereby resumes a parked bio, while another thread exits the bio's
   * task.
   */
  @Test
  void parkedBioResumedDuringExitManyTimesLeavesNothing() {
    BlockTestQueue queue = BlockTestQueue.make(world.ids.take(), world.sink, world.tasks, 1);
    world.queues.add(queue);
    // The test uses an elevator because without one the queue would have only two tags, and the
    // drive keeps one of the two requests until the end.
    queue.change(world.cache, world.elevator);
    queue.queue().admin().setAttribute("nr_requests", "4");
    SpinBarrier barrier = new SpinBarrier(2);
    AtomicReference<CoreTask> victim = new AtomicReference<>();
    int rounds = 3_000;
    OtherThread<Void> exits =
        OtherThread.run(() -> {
          for (int i = 0; i < rounds; i++) {
            barrier.await();
            victim.get().exit();
            barrier.await();
          }
        });
    int tags = Integer.parseInt(queue.queue().admin().attribute("nr_requests"));
    BlockTestQueue.Submission[] filling = new BlockTestQueue.Submission[tags];
    for (int i = 0; i < rounds; i++) {
      CoreTask next = world.task("v");
      if (i % 2 == 0) {
        world.tasks.setPriority(next, next, IoPriority.bestEffort(1).value());
      }
      for (int n = 0; n < tags; n++) {
        filling[n] = queue.submit(task, 0);
      }
      BlockTestQueue.Submission parked = queue.submit(next, 0);
      assertThat(io.elevator.core.queue.QueueUnits.parked(queue.queue())).isEqualTo(1);
      TestRequest first = queue.await(filling[0]);
      victim.set(next);
      barrier.await();
      first.finish();
      barrier.await();
      for (int n = 1; n < tags; n++) {
        queue.await(filling[n]).finish();
      }
      TestRequest resumed = queue.await(parked);
      resumed.finish();
      assertThat(parked.ended().get()).isEqualTo(BioStatus.OK);
      world.jobs.runAll();
      if (resumed.icq() != null) {
        assertThat(resumed.icq().exits).hasValue(1);
        assertThat(resumed.icq().node().isDestroyed()).isTrue();
      }
    }
    exits.join();
  }
}
