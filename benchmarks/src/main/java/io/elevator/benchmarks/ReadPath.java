package io.elevator.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarFile;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Prints the source files of the core that one read of 4 KiB passes through, from its submission to
 * its callback. Uses the method tracing of the JDK's flight recorder. The argument is the elevator:
 * none, list or mq-deadline, which is the default.
 */
public final class ReadPath {
  private static final String CORE = "io.elevator.core.";

  private ReadPath() {}

  /** Traces one read and prints the source files. */
  public static void main(String[] args) throws IOException, URISyntaxException {
    String elevator = args.length == 0 ? "mq-deadline" : args[0];
    SortedSet<String> files;
    try (var world = new RequestQueueBenchmark.World(elevator, 1)) {
      var submitter = new RequestQueueBenchmark.Submitter();
      submitter.prepare(world, 0);
      // The first reads load classes and create icqs, counters and tags.
      for (int i = 0; i < 100; i++) {
        submitter.submitOne();
      }
      files = sourcesPassedBy(submitter);
    }
    System.out.println(files.size() + " files of the core under " + elevator + ":");
    files.forEach(file -> System.out.println("  " + file));
  }

  private static SortedSet<String> sourcesPassedBy(RequestQueueBenchmark.Submitter submitter)
      throws IOException, URISyntaxException {
    Path file = Files.createTempFile("read-path", ".jfr");
    try (var recording = new Recording()) {
      recording
          .enable("jdk.MethodTrace")
          .with("filter", String.join(";", classesOfTheCore()))
          .withoutThreshold()
          .withoutStackTrace();
      recording.start();
      submitter.submitOne();
      recording.stop();
      recording.dump(file);
      long thread = Thread.currentThread().threadId();
      SortedSet<String> files = new TreeSet<>();
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        if (event.getEventType().getName().equals("jdk.MethodTrace")
            && event.getThread() != null
            && event.getThread().getJavaThreadId() == thread) {
          RecordedMethod method = event.getValue("method");
          files.add(method.getType().getName().substring(CORE.length()).replaceAll("\\$.*", ""));
        }
      }
      return files;
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Returns the names of the classes in the core's jar, because the filter of the tracing takes no
   * patterns. Leaves out records: JDK 25 breaks those with annotated components when it instruments
   * them.
   */
  private static List<String> classesOfTheCore() throws IOException, URISyntaxException {
    URI jar =
        io.elevator.core.queue.BlockQueue.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toURI();
    List<String> names = new ArrayList<>();
    try (var entries = new JarFile(Path.of(jar).toFile())) {
      entries.stream()
          .map(entry -> entry.getName().replace('/', '.'))
          .filter(name -> name.startsWith(CORE) && name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .filter(name -> !isRecord(name))
          .forEach(names::add);
    }
    return names;
  }

  private static boolean isRecord(String name) {
    try {
      return Class.forName(name, false, ReadPath.class.getClassLoader()).isRecord();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the core's jar has the class " + name, e);
    }
  }
}
