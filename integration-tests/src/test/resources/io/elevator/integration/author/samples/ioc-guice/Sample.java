package org.example;

import com.google.inject.Guice;
import io.elevator.api.BlockLayer;
import io.elevator.guice.BlockLayerModule;

public class Sample {
  public static void main(String[] args) {
    try (BlockLayer layer = Guice.createInjector(new BlockLayerModule()).getInstance(BlockLayer.class)) {
      System.out.println("injected, problems " + layer.pluginProblems());
    }
  }
}
