package io.elevator.fairway;

import static io.elevator.fairway.FairwayScene.KIB_4;
import static io.elevator.fairway.FairwayScene.KIB_64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeSpec;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.MergeFilter;
import io.elevator.testkit.fake.Decision;
import io.elevator.testkit.fake.FakeTask;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Name, tunables and decisions. */
class FairwayTypeTest {
  private final FairwayType type = new FairwayType();
  private final FairwayScene scene = new FairwayScene();

  @Test
  void typeDispatchesForTheWholeQueueMergesAndLimitsTags() {
    assertThat(type.name()).isEqualTo("fairway");
    assertThat(type.isQueueWide()).isTrue();
    assertThat(scene.elevator)
        .isInstanceOf(BioMerger.class)
        .isInstanceOf(MergeFilter.class)
        .isInstanceOf(DepthLimiter.class);
  }

  @Test
  void tunablesHaveTheirDefaultsAndRefuseWhatIsOutOfRange() {
    for (AttributeSpec spec : type.attributes()) {
      String name = spec.name();
      assertThat(scene.elevator.show(name)).as(name).isEqualTo(spec.defaultValue());
      String[] range = spec.range().split("\\.\\.", -1);
      for (String end : range) {
        scene.elevator.store(name, end, 0);
        assertThat(scene.elevator.show(name)).isEqualTo(end);
      }
      String beyond = Long.toString(Long.parseLong(range[1]) + 1);
      assertThatExceptionOfType(AttributeException.class)
          .isThrownBy(() -> scene.elevator.store(name, beyond, 0))
          .withMessageContaining(name)
          .withMessageContaining(spec.range());
      assertThat(scene.elevator.show(name)).isEqualTo(range[1]);
    }
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> scene.elevator.show("slice_idle"));
  }

  @Test
  void decisionsAreReportedWithTheirReasons() {
    scene.queue.listening(true);
    FakeTask rt = scene.realTime("rt");
    FakeTask be = scene.bestEffort("be", 4);
    FakeTask reader = scene.bestEffort("reader", 4);
    scene.submit(rt, KIB_64, 20);
    scene.submit(be, KIB_64, 30);
    scene.serve(18);
    scene.advanceMs(500);
    scene.serve(100);
    scene.submit(be, KIB_64, 5);
    scene.submit(reader, KIB_4, 1);
    scene.serve(1);
    assertThat(scene.queue.decisions())
        .extracting(Decision::decision)
        .contains(FairwayDecisions.OWED, FairwayDecisions.AGED, FairwayDecisions.SENSITIVE);
    for (Decision each : scene.queue.decisions()) {
      assertThat(type.decisions())
          .as("%s", each)
          .anyMatch(spec -> spec.isFor(each.decision(), each.reason()));
    }
  }

  @Test
  void flowAtItsShareOfTheWindowIsReportedAsCapped() {
    scene.set("sensitive", 0);
    scene.queue.listening(true);
    FakeTask heavy = scene.bestEffort("heavy", 0);
    FakeTask light = scene.bestEffort("light", 4);
    scene.submit(heavy, KIB_64, 30);
    dispatchAll();
    scene.submit(light, KIB_64, 10);
    scene.completeOldest();
    dispatchAll();
    assertThat(scene.queue.decisions()).isEmpty();
    scene.completeOldest();
    dispatchAll();
    assertThat(scene.drive.getLast().task()).as("heavy is due").isSameAs(light);
    assertThat(scene.queue.decisions())
        .extracting(Decision::decision)
        .contains(FairwayDecisions.CAPPED);
  }

  private void dispatchAll() {
    while (scene.dispatch() != null) {
      // Until the window is closed.
    }
  }
}
