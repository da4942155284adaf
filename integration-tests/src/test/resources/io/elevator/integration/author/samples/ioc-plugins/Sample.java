package org.example;

import io.elevator.api.BlockLayer;
import io.elevator.core.BlockLayers;
import io.elevator.plugins.PluginFolders;
import java.nio.file.Files;
import java.nio.file.Path;

public class Sample {
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("plugins");
    try (BlockLayer layer = BlockLayers.builder().plugins(PluginFolders.of(folder)).build()) {
      System.out.println("problems " + layer.pluginProblems());
    } finally {
      Files.delete(folder);
    }
  }
}
