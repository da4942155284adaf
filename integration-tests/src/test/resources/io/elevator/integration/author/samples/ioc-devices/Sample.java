package org.example;

import io.elevator.spi.driver.DriverType;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;

public class Sample {
  public static void main(String[] args) {
    TreeSet<String> names = new TreeSet<>();
    ServiceLoader.load(DriverType.class).forEach(type -> names.add(type.name()));
    System.out.println(names.containsAll(List.of("file", "memory", "null", "sim-hdd")));
  }
}
