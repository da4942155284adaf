package org.example;

import io.elevator.workload.Access;
import io.elevator.workload.JobDefinition;
import io.elevator.workload.Workload;
import io.elevator.workload.WorkloadResult;
import io.elevator.workload.WorkloadRunner;

public class Sample {
  public static void main(String[] args) {
    JobDefinition job =
        JobDefinition.named("reader")
            .withAccess(Access.RANDOM_READ)
            .withSizeBytes(1 << 20)
            .withBlockBytes(4096);
    WorkloadResult result =
        WorkloadRunner.create().withDriver("sim-ssd").run(Workload.of(job));
    System.out.println(result.job("reader").reads().ios() + " reads");
  }
}
