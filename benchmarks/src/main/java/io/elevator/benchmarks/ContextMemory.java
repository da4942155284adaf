package io.elevator.benchmarks;

import io.elevator.core.context.CoreTask;
import java.io.PrintStream;
import org.openjdk.jol.info.ClassLayout;

/**
 * Measures the memory of io contexts: prints the size of each object, and checks whether a million
 * contexts on two queues, all existing at once, can be built, used and exited in the given heap.
 *
 * <p>{@code java -Xmx600m -cp benchmarks.jar io.elevator.benchmarks.ContextMemory [contexts]}
 */
public final class ContextMemory {
  private static final PrintStream OUT = System.out;

  private ContextMemory() {}

  /** Measures the memory of contexts, and prints the results. */
  public static void main(String[] args) throws ClassNotFoundException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    printSizes();
    measureAll(count);
  }

  private static void printSizes() throws ClassNotFoundException {
    String core = "io.elevator.core.context.";
    long context = size(core + "CoreContext") + size("java.lang.Object");
    long icq = size(core + "IcqNode") + size(core + "IcqFigures");
    long empty = size("io.elevator.benchmarks.ContextScene$BenchmarkIcq");
    long index = ClassLayout.parseInstance(new Object[2]).instanceSize();
    OUT.printf("context without icqs, with its lock     %4d bytes%n", context);
    OUT.printf("icq, core's side, with its figures      %4d bytes%n", icq);
    OUT.printf("icq, elevator's side, without fields    %4d bytes%n", empty);
    OUT.printf("index of one                            %4d bytes%n", index);
    OUT.printf(
        "context with one icq                    %4d bytes%n", context + icq + empty + index);
    OUT.printf(
        "task and its entry                      %4d bytes%n",
        size(core + "CoreTask") + size(core + "TaskEntry"));
  }

  private static long size(String name) throws ClassNotFoundException {
    return ClassLayout.parseClass(Class.forName(name)).instanceSize();
  }

  private static void measureAll(int count) {
    ContextScene scene = new ContextScene();
    CoreTask[] tasks = new CoreTask[count];
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      tasks[i] = scene.task();
      for (int use = 0; use < 2; use++) {
        IoContextBenchmark.put(tasks[i].findOrCreateIcq(scene.first, 1));
        IoContextBenchmark.put(tasks[i].findOrCreateIcq(scene.second, 1));
      }
    }
    long built = System.nanoTime();
    require("contexts", scene.contexts.live(), count);
    require("icqs", scene.cache.active(), 2L * count);
    long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    for (int i = 0; i < count; i++) {
      tasks[i].exit();
      // Deferred jobs are run at once, as a worker would do, so that a growing queue of jobs takes
      // no memory.
      scene.runJobs();
    }
    long exited = System.nanoTime();
    require("contexts", scene.contexts.live(), 0);
    require("icqs", scene.cache.active(), 0);
    OUT.printf(
        "%,d contexts with 2 icqs each: %,d MiB of at most %,d MiB in use when all were there%n",
        count, used >> 20, Runtime.getRuntime().maxMemory() >> 20);
    OUT.printf(
        "built and used twice on each queue in %,d ms, exited and released in %,d ms%n",
        (built - start) / 1_000_000, (exited - built) / 1_000_000);
  }

  private static void require(String what, long is, long expected) {
    if (is != expected) {
      throw new IllegalStateException(is + " live " + what + "; expected " + expected);
    }
  }
}
