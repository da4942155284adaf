package org.example;

import io.elevator.api.BlockLayer;
import io.elevator.core.BlockLayers;
import io.elevator.testkit.VirtualDrive;

public class Sample {
  public static void main(String[] args) {
    try (BlockLayer layer = BlockLayers.builder().driver(new VirtualDrive(1, 0)).build()) {
      System.out.println(layer.drivers().getFirst().name());
    }
  }
}
