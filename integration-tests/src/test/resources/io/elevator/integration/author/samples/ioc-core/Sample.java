package org.example;

import io.elevator.api.BlockLayer;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;

public class Sample {
  public static void main(String[] args) {
    try (BlockLayer layer = BlockLayers.builder().build();
        Task task = layer.tasks().newTask(TaskSpec.named("reader"))) {
      System.out.println("drivers " + layer.drivers() + ", elevators " + layer.elevators());
    }
  }
}
