package org.example;

import io.elevator.conformance.VectorFiles;
import io.elevator.conformance.VectorFormatException;
import java.io.ByteArrayInputStream;

public class Sample {
  public static void main(String[] args) throws Exception {
    try {
      VectorFiles.read("empty", new ByteArrayInputStream(new byte[0]));
    } catch (VectorFormatException e) {
      System.out.println("refused");
    }
  }
}
