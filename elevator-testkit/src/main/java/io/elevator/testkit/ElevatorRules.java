package io.elevator.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * Rules of ArchUnit for the classes of an elevator. {@link #check} applies all of them; a test of
 * your own may use a single rule.
 */
public final class ElevatorRules {
  /** The elevator depends on the API and on no other module of this project. */
  public static final ArchRule READS_ONLY_THE_API =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.elevator.core..",
              "io.elevator.devices..",
              "io.elevator.workload..",
              "io.elevator.report..",
              "io.elevator.cli..",
              "io.elevator.testkit..")
          .because("what is behind the API changes without notice, and is not exported");

  /** The elevator does not wait, sleep, or use files and sockets. */
  public static final ArchRule NEVER_BLOCKS =
      noClasses()
          .should()
          .accessTargetWhere(
              to(Thread.class, "sleep", "join")
                  .or(to(java.util.concurrent.TimeUnit.class, "sleep"))
                  .or(
                      to(
                          java.util.concurrent.locks.LockSupport.class,
                          "park",
                          "parkNanos",
                          "parkUntil"))
                  .or(to(Object.class, "wait"))
                  .or(
                      to(
                          java.util.concurrent.locks.Condition.class,
                          "await",
                          "awaitNanos",
                          "awaitUntil",
                          "awaitUninterruptibly"))
                  .or(to(java.util.concurrent.CountDownLatch.class, "await"))
                  .or(to(java.util.concurrent.CyclicBarrier.class, "await"))
                  .or(to(java.util.concurrent.Phaser.class, "arriveAndAwaitAdvance"))
                  .or(to(java.util.concurrent.Semaphore.class, "acquire", "acquireUninterruptibly"))
                  .or(to(java.util.concurrent.Future.class, "get", "join"))
                  .or(to(java.util.concurrent.BlockingQueue.class, "take", "put")))
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..")
          .because(
              "hooks run under locks, and on the one thread that runs everything in virtual time");

  /** The elevator starts no threads. */
  public static final ArchRule HAS_NO_THREADS =
      noClasses()
          .should()
          .accessTargetWhere(
              to(Thread.class, "start", "startVirtualThread", "ofPlatform", "ofVirtual"))
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.util\\.concurrent\\.(Executors?|ExecutorService|ForkJoin\\w+)")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.util\\.Timer(Task)?")
          .because(
              "they would outlive it and hold its classes; a timer of the attachment does what is"
                  + " to be done later");

  /** The elevator reads no clock; hooks receive the time. */
  public static final ArchRule HAS_NO_CLOCK =
      noClasses()
          .should()
          .accessTargetWhere(
              to(System.class, "nanoTime", "currentTimeMillis")
                  .or(to(java.time.Instant.class, "now"))
                  .or(to(java.time.LocalDateTime.class, "now"))
                  .or(to(java.time.Clock.class, "systemUTC", "systemDefaultZone")))
          .because("a second source of time breaks virtual time");

  /** The elevator uses random numbers only with a seed. */
  public static final ArchRule REPEATS =
      noClasses()
          .should()
          .accessTargetWhere(
              to(java.util.concurrent.ThreadLocalRandom.class, "current")
                  .or(to(Math.class, "random"))
                  .or(to(java.util.UUID.class, "randomUUID"))
                  .or(to(System.class, "identityHashCode"))
                  .or(withoutSeed(java.util.Random.class))
                  .or(withoutSeed(java.util.SplittableRandom.class)))
          .because("a run in virtual time is to be the same each time");

  /** The elevator does not use the standard streams. */
  public static final ArchRule DOES_NOT_PRINT =
      noClasses()
          .should()
          .accessTargetWhere(
              to(System.class, "out", "err", "in").or(to(Throwable.class, "printStackTrace")))
          .because("the streams belong to the application; Attachment.report takes defects");

  /** All static fields of the elevator are final. */
  public static final ArchRule HAS_NO_STATIC_STATE =
      fields()
          .that()
          .areStatic()
          .should()
          .beFinal()
          .allowEmptyShould(true)
          .because(
              "one virtual machine may have several block layers, which know nothing of each other");

  private static final List<ArchRule> ALL =
      List.of(
          READS_ONLY_THE_API,
          NEVER_BLOCKS,
          HAS_NO_THREADS,
          HAS_NO_CLOCK,
          REPEATS,
          DOES_NOT_PRINT,
          HAS_NO_STATIC_STATE);

  private ElevatorRules() {}

  /**
   * Applies all rules to the classes in the package of an elevator's type and in the packages below
   * it.
   *
   * @param type type of the elevator
   * @throws AssertionError if a rule is broken; the message names class and line
   */
  public static void check(Class<?> type) {
    JavaClasses classes = classesOf(type);
    ALL.forEach(rule -> rule.check(classes));
  }

  /**
   * Reads the classes in the package of a type, and in the packages below it, from the type's jar
   * or folder.
   */
  static JavaClasses classesOf(Class<?> type) {
    URI source;
    try {
      source = type.getProtectionDomain().getCodeSource().getLocation().toURI();
    } catch (java.net.URISyntaxException e) {
      throw new IllegalArgumentException(type + " came from nowhere that can be read", e);
    }
    String inside = type.getPackageName().replace('.', '/') + "/";
    JavaClasses all =
        new ClassFileImporter()
            .withImportOption(location -> location.contains(inside))
            .importLocations(Set.of(Location.of(source)));
    if (!all.contain(type)) {
      throw new IllegalArgumentException(type + " is not among the classes of " + source);
    }
    return all;
  }

  private static DescribedPredicate<JavaAccess<?>> to(Class<?> owner, String... members) {
    Set<String> names = Set.of(members);
    return describe(
        "access " + owner.getSimpleName() + " " + names,
        access -> {
          AccessTarget target = access.getTarget();
          return names.contains(target.getName())
              && (owner == Object.class
                  ? target.getOwner().isEquivalentTo(Object.class)
                  : target.getOwner().isAssignableTo(owner));
        });
  }

  private static DescribedPredicate<JavaAccess<?>> withoutSeed(Class<?> owner) {
    return describe(
        "make a " + owner.getSimpleName() + " without a seed",
        access ->
            access.getTarget() instanceof AccessTarget.ConstructorCallTarget target
                && target.getOwner().isEquivalentTo(owner)
                && target.getRawParameterTypes().isEmpty());
  }
}
