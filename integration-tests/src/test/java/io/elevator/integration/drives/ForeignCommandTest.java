package io.elevator.integration.drives;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.integration.scene.VirtualLayer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A drive must not perform an unknown driver command as if it were a read or a write. */
class ForeignCommandTest {
  @ParameterizedTest
  @CsvSource({"sim-hdd, bfq", "sim-ssd, none", "sim-ssd, mq-deadline", "memory, kyber"})
  void isRefusedAndMovesNothing(String driver, String elevator) {
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue =
            layer.open(
                QueueConfig.onDriver(driver)
                    .withDriverOption("size", "1m")
                    .withElevator(elevator))) {
      Task task = layer.task("task", 0);
      List<BioStatus> ends = new ArrayList<>();
      for (Bio bio :
          List.of(
              layer.bio(task).driverIn(layer.memory.asSlice(0, 512)),
              layer.bio(task).driverOut(layer.memory.asSlice(512, 512)))) {
        queue.execute(bio.onEnd(ended -> ends.add(ended.status())), false);
      }
      layer.time.runAll();
      assertThat(ends).containsExactly(BioStatus.NOTSUPP, BioStatus.NOTSUPP);
      Bio read = layer.bio(task).read(0, layer.memory, 0, 4096);
      assertThat(queue.submitAndWait(read)).isEqualTo(BioStatus.OK);
    }
  }
}
