package org.example;

import io.elevator.files.finder.DiskFinder;
import java.nio.file.Path;

public class Sample {
  public static void main(String[] args) {
    System.out.println(DiskFinder.system().find(Path.of("")).key().toString().isEmpty());
  }
}
