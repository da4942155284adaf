package org.example;

import io.elevator.api.Bio;
import io.elevator.api.BlockLayer;
import io.elevator.api.ElevatorInfo;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.files.finder.DiskFinder;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

/** Reads a file under each elevator that is in the image. */
public class App {
  public static void main(String[] args) {
    System.out.println("disk found: " + !DiskFinder.system().find(Path.of(args[0])).key().toString().isEmpty());
    try (Arena arena = Arena.ofShared();
        BlockLayer layer = BlockLayers.builder().build();
        Task task = layer.tasks().newTask(TaskSpec.named("reader"))) {
      List<String> elevators = layer.elevators().stream().map(ElevatorInfo::name).sorted().toList();
      for (String elevator : elevators) {
        QueueConfig config =
            QueueConfig.onDriver("file").withDriverOption("filename", args[0]).withElevator(elevator);
        try (RequestQueue queue = layer.open(config)) {
          Bio bio = layer.newBio().task(task).read(0, arena.allocate(4096, 4096));
          System.out.println(elevator + " " + queue.submitAndWait(bio));
        }
      }
    }
  }
}
