package org.example;

import io.elevator.api.QueueConfig;
import io.elevator.spi.LatencyHistogram;

public class Sample {
  public static void main(String[] args) {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(1_000_000);
    QueueConfig config = QueueConfig.onDriver("null").withElevator("bfq");
    System.out.println(config.elevator() + ", " + histogram.total() + " latency");
  }
}
