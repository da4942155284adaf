package io.elevator.fairway;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testkit.fake.FakeRequest;
import io.elevator.testkit.fake.FakeTask;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bound of start-time fair queueing: over any interval in which two flows have waiting
 * requests, their costs divided by their weights differ by at most the sum of one request of each
 * divided by its weight; here with a quantum more, by which caps let a flow go ahead.
 */
class FairnessBoundTest {
  private static final int FLOWS = 6;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void costsOfBackloggedFlowsStayTogether(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FairwayScene scene = new FairwayScene().set("sensitive", 0);
    double[] weights = new double[FLOWS];
    double[] largest = new double[FLOWS];
    for (int i = 0; i < FLOWS; i++) {
      int level = random.nextInt(8);
      weights[i] = (8 - level) * 10;
      FakeTask task = scene.bestEffort(Integer.toString(i), level);
      int sectors = 8 << random.nextInt(7);
      largest[i] = Cost.ofData(sectors * 512L);
      scene.submit(task, sectors, 4000);
    }
    double quantum = scene.elevator.tunables.quantum();
    double[] served = new double[FLOWS];
    List<double[]> history = new ArrayList<>();
    for (int step = 0; step < 600; step++) {
      String name = scene.dispatch();
      if (name == null || random.nextInt(3) == 0) {
        FakeRequest done =
            scene.drive.stream().skip(random.nextInt(scene.drive.size())).findFirst().orElseThrow();
        scene.drive.remove(done);
        scene.queue.complete(done);
      }
      if (name != null) {
        int flow = Integer.parseInt(name);
        served[flow] += largest[flow];
        history.add(served.clone());
      }
    }
    for (int from = 0; from < history.size(); from += 7) {
      for (int to = from + 1; to < history.size(); to += 5) {
        for (int i = 0; i < FLOWS; i++) {
          for (int j = 0; j < i; j++) {
            double a = (history.get(to)[i] - history.get(from)[i]) / weights[i];
            double b = (history.get(to)[j] - history.get(from)[j]) / weights[j];
            double bound =
                (largest[i] + quantum) / weights[i] + (largest[j] + quantum) / weights[j];
            assertThat(Math.abs(a - b)).as("flows %s and %s", i, j).isLessThanOrEqualTo(bound);
          }
        }
      }
    }
  }
}
