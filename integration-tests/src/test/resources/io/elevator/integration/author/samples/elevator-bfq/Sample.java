package org.example;

import io.elevator.spi.ElevatorType;
import java.util.ServiceLoader;

public class Sample {
  public static void main(String[] args) {
    ServiceLoader.load(ElevatorType.class).forEach(type -> System.out.println(type.name()));
  }
}
