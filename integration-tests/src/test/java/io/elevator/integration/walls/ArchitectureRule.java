package io.elevator.integration.walls;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.elevator.api.Bio;
import io.elevator.api.RequestView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The architecture rules between and inside the modules. A rule takes a root package, so that it
 * can be checked against {@code io.elevator} and against the offenders, whose packages mirror it.
 * Each constant names an offender (package and class below the root of the offenders) and a word
 * that the report about the offender must contain.
 */
enum ArchitectureRule {
  API_DEPENDS_ON_NOTHING(
      ArchitectureRule::apiDependsOnNothing,
      "an elevator is compiled against the API alone, on any set of JDK modules",
      "api.LogsByItself",
      "java.util.logging"),

  SPI_DOES_NOT_REACH_INTO_CORE(
      ArchitectureRule::apiDependsOnNothing,
      "an interface does not depend on the classes that implement it",
      "spi.KnowsTheMachinery",
      "core.time.Watch"),

  CORE_READS_THE_API_AND_ITS_LIBRARIES(
      ArchitectureRule::coreReadsTheApiAndItsLibraries,
      "a library that the core needs is a library of each application that embeds the core",
      "core.queue.ParsesXml",
      "javax.xml"),

  CORE_NEVER_NAMES_A_PLUGIN(
      ArchitectureRule::coreNeverNamesAPlugin,
      "an elevator that the core names cannot be replaced by a plugin jar",
      "core.queue.PrefersBfq",
      "bfq.BfqPolicy"),

  CORE_HOLDS_NO_NAME_OF_A_PLUGIN(
      ArchitectureRule::coreHoldsNoNameOfAPlugin,
      "with an elevator's name as a string the core could treat that elevator differently",
      "core.queue.SpellsKyber",
      "\"kyber\""),

  GUICE_IN_ONE_MODULE(
      ArchitectureRule::guiceInOneModule,
      "an application without Guice can use the library",
      "core.queue.WantsInjection",
      "jakarta.inject"),

  ELEVATORS_READ_ONLY_THE_API(
      ArchitectureRule::elevatorsReadOnlyTheApi,
      "an elevator of this project has no access that other elevators lack",
      "mqdeadline.ReadsCore",
      "core.time.Watch"),

  ELEVATORS_SEE_SORT_KEYS_ONLY(
      ArchitectureRule::elevatorsSeeSortKeysOnly,
      "an offset means nothing without its file, so an elevator that orders by offsets mixes files",
      "bfq.ReadsOffsets",
      "api.Bio"),

  ELEVATORS_DO_NOT_SEE_EACH_OTHER(
      ArchitectureRule::elevatorsReadOnlyTheApi,
      "each elevator is loaded, replaced and removed separately",
      "kyber.BorrowsFromBfq",
      "bfq.BfqPolicy"),

  ELEVATORS_NEVER_BLOCK(
      ArchitectureRule::elevatorsNeverBlock,
      "hooks run under locks, and in virtual time on the only thread",
      "bfq.SleepsOnIt",
      "sleep"),

  DRIVERS_READ_ONLY_THE_API(
      ArchitectureRule::driversReadOnlyTheApi,
      "a driver is a plugin and has no access that other drivers lack",
      "devices.PeeksIntoCore",
      "core.time.Watch"),

  NATIVE_CALLS_IN_ONE_PACKAGE(
      ArchitectureRule::nativeCallsInOnePackage,
      "calls that can crash the JVM stand in one package, and one module needs native access",
      "devices.CallsLibc",
      "java.lang.foreign.Linker"),

  FILES_STAND_ON_THE_CORE(
      ArchitectureRule::filesStandOnTheCore,
      "a storage engine that opens files on a disk has no command, no job and no report",
      "files.AsksTheCommand",
      "cli.Prints"),

  LIBRARY_KNOWS_NO_FILES(
      ArchitectureRule::nothingReadsUpwards,
      "queues, elevators and drivers serve applications that do not look for disks",
      "core.queue.LooksForADisk",
      "files.Disk"),

  COMMAND_NAMES_NO_PLUGIN(
      ArchitectureRule::commandNamesNoPlugin,
      "the command finds elevators and drivers by name, so that those of plugins are equal",
      "cli.RunsBfqOnly",
      "bfq.BfqPolicy"),

  WORKLOAD_STANDS_BELOW_THE_COMMAND(
      ArchitectureRule::workloadStandsBelowTheCommand,
      "an application that runs a workload has neither a command line nor a terminal",
      "workload.ReportsByItself",
      "cli.Prints"),

  WORKLOAD_KNOWS_NO_REPORT(
      ArchitectureRule::workloadStandsBelowTheCommand,
      "figures do not depend on the formats in which they are written",
      "workload.WritesATable",
      "report.Table"),

  REPORT_READS_THE_WORKLOAD(
      ArchitectureRule::reportReadsTheWorkload,
      "a report is a function of figures: it opens no queue, runs no job and prints nothing",
      "report.RunsAJobAgain",
      "core.time.Watch"),

  WORKLOAD_NAMES_NO_PLUGIN(
      ArchitectureRule::commandNamesNoPlugin,
      "a workload runs on any elevator and any driver that is found",
      "workload.RunsBfqOnly",
      "bfq.BfqPolicy"),

  TESTKIT_NAMES_NO_ELEVATOR(
      ArchitectureRule::testkitNamesNoElevator,
      "the test kit tests elevators of other projects",
      "testkit.TestsBfqOnly",
      "bfq.BfqPolicy"),

  NOTHING_READS_UPWARDS(
      ArchitectureRule::nothingReadsUpwards,
      "command, test kit, Guice wiring, plugin jars and conformance replay stand on top of the"
          + " library",
      "devices.AsksTheCommand",
      "cli.Prints"),

  CORE_PACKAGES_KNOW_WHAT_IS_BELOW(
      ArchitectureRule::corePackagesKnowWhatIsBelow,
      "each can be tested, and used by the replay of vectors and benchmarks, without those above"
          + " it",
      "core.request.ReachesUp",
      "core.queue.state.Gate"),

  QUEUE_PACKAGES_KNOW_WHAT_IS_BELOW(
      ArchitectureRule::queuePackagesKnowWhatIsBelow,
      "each path of a request is read by itself, together with the packages below it",
      "core.queue.state.SwitchesElevators",
      "core.queue.admin.Switch"),

  NO_CYCLES(
      ArchitectureRule::noCycles,
      "packages that depend on each other cannot be understood or tested separately",
      "core.context.HalfOfACycle",
      "core.statistics.OtherHalfOfACycle"),

  TIME_COMES_FROM_THE_CLOCK(
      ArchitectureRule::timeComesFromTheClock,
      "a second source of time would make runs in virtual time irreproducible",
      "core.queue.LooksAtItsWatch",
      "System.nanoTime"),

  NOTHING_SLEEPS(
      ArchitectureRule::timeComesFromTheClock,
      "in virtual time the sleeping thread is the one that advances the clock",
      "core.queue.TakesANap",
      "Thread.sleep"),

  CORE_PARKS_BIOS_NOT_THREADS(
      ArchitectureRule::coreParksBiosNotThreads,
      "a thread that waits inside the queue may be the one that has to complete what it waits for",
      "core.queue.WaitsForATag",
      "CountDownLatch.await"),

  CALL_OUTS_ARE_GUARDED(
      ArchitectureRule::callOutsAreGuarded,
      "an exception of a callback, hook, driver or listener must neither end nor block another"
          + " thread",
      "core.queue.CallsUnguarded",
      "java.util.concurrent.Executor.execute"),

  HANDLERS_CATCH_THROWABLE(
      ArchitectureRule::callOutsAreGuarded,
      "a method may throw a checked exception that it does not declare",
      "devices.CatchesErrors",
      "catches Error"),

  RUNS_REPEAT(
      ArchitectureRule::runsRepeat,
      "random numbers come from the seed of the run, and no decision from an identity hash",
      "bfq.FlipsACoin",
      "ThreadLocalRandom"),

  ONLY_THE_COMMAND_PRINTS(
      ArchitectureRule::onlyTheCommandPrints,
      "standard output and error belong to the application that embeds the library",
      "core.queue.Chats",
      "System.out"),

  LOGGING_IS_SYSTEM_LOGGER(
      ArchitectureRule::loggingIsSystemLogger,
      "an application has a logging library already",
      "devices.LogsByItself",
      "java.util.logging"),

  NAMES_SAY_WHAT_A_THING_IS(
      ArchitectureRule::namesSayWhatAThingIs,
      "a class with a vague name collects unrelated code",
      "core.queue.TagManager",
      "TagManager");

  private static final Set<String> JAVA_BASE = Object.class.getModule().getPackages();

  /**
   * The class that chooses the default elevator as Linux 6.1 does. It is the only class of core
   * that may contain the name of an elevator.
   */
  private static final String[] DEFAULT_IS_CHOSEN_BY = {"core.CoreBlockLayer"};

  /**
   * The class that reports defects. It is created before its layer has a clock. It writes to
   * standard error when the error sink and the logging system have failed or memory is exhausted.
   */
  private static final String REPORTER = "core.defects.GuardedErrors";

  /**
   * Classes of drives over real files that wait for a thread or for the kernel with a limit in real
   * time, even if their layer has virtual time.
   */
  private static final String[] WAITS_FOR_THREADS = {
    "devices.defects.ThreadEnd", "devices.file.DriveThreads", "devices.uring.RingCompleter"
  };

  /**
   * Classes that may block a thread. Under virtual time, waits for I/O step the event loop instead.
   * Administration waits for a lock or a thread only up to a limit. The watch of plugin folders and
   * the task reaper wait for their own threads when they are closed, whatever I/O is in flight. A
   * thread that reports a defect waits for the error sink for a limited time, and only in real
   * time.
   */
  private static final String[] BLOCKING_WRAPPERS = {
    "core.queue.state.Gate",
    "core.queue.submit.WaitForEnd",
    "core.context.BoundedWait",
    "plugins.PluginWatch",
    "core.context.TaskReaper",
    "core.defects.ServiceThreads",
    REPORTER
  };

  private static final List<String> ELEVATORS = List.of("mqdeadline", "bfq", "kyber", "fairway");

  /**
   * The packages of core, each with the other packages of core that it may use. The package {@code
   * core} itself may use all of them.
   */
  private static final Map<String, Set<String>> INSIDE_CORE =
      Map.of(
          "defects", Set.of(),
          "time", Set.of("defects"),
          "statistics", Set.of(),
          "context", Set.of("defects", "time"),
          "request", Set.of("defects", "time"),
          "services", Set.of(),
          "registry", Set.of("services"),
          "queue", Set.of("context", "defects", "request", "statistics", "time"),
          "flight", Set.of("queue"));

  /** The packages of the request queue, each with the packages of the queue that it may use. */
  private static final Map<String, Set<String>> INSIDE_QUEUE =
      Map.of(
          "tags", Set.of(),
          "state", Set.of("tags"),
          "callouts", Set.of("state", "tags"),
          "complete", Set.of("callouts", "state", "tags"),
          "submit", Set.of("complete", "callouts", "state", "tags"),
          "run", Set.of("submit", "complete", "callouts", "state", "tags"),
          "admin", Set.of("run", "submit", "complete", "callouts", "state", "tags"),
          "report", Set.of("admin", "run", "submit", "complete", "callouts", "state", "tags"));

  /**
   * Classes and methods with call-outs that have no try block of their own. Either a caller guards
   * the call-out, or the exception is meant for the caller and propagates after the state is
   * restored.
   */
  private static final Set<String> GUARDED_ELSEWHERE =
      Set.of(
          // The exception propagates to the caller that opens a queue or builds a layer; everything
          // begun is undone.
          "core.CoreBlockLayer.open",
          "core.CoreBlockLayer.startPlugins",
          "core.DefectThresholds.ask",
          "core.LayerExtensions.attach",
          "core.queue.QueueAssembly.<init>",
          "core.queue.QueueAssembly.start",
          "core.queue.state.TagSet.of",
          "core.queue.state.QueueRequest.bindDriver",
          "core.time.RealTime.<init>",
          "devices.uring.UringQueue.start",
          // The exception propagates to the caller that switches elevators: ElevatorSwitch keeps
          // the old elevator.
          "core.request.ElevatorAttachment.<init>",
          "core.request.ElevatorAttachment.attach",
          "core.request.CoreRequest.bindElevator",
          // The exception propagates to the caller that reads or sets an attribute, or registers
          // memory or a plugin.
          "core.queue.admin.ElevatorTunables.show",
          "core.queue.admin.ElevatorTunables.specs",
          "core.queue.admin.ElevatorTunables.store",
          "core.queue.BlockQueue.registerMemory",
          "core.registry.PluginRegistry.describe",
          // The exception propagates to the caller that reads or sets a priority, or that supplied
          // the executor or factory.
          "core.context.TaskRegistry.bestPriority",
          "core.context.TaskRegistry.priority",
          "core.context.TaskRegistry.requireOwnPriority",
          "core.context.TaskRegistry.setOne",
          "core.context.TaskThreads.executor",
          "core.context.TaskThreads.threadFactory",
          "core.defects.ServiceThreads.newThread",
          // Called inside a hook of the same elevator, which ElevatorCalls guards.
          "core.request.ElevatorAttachment.allowedByElevator",
          "core.request.ElevatorAttachment.elevator",
          "core.request.ElevatorAttachment.join",
          "core.request.ElevatorAttachment.queued",
          "core.request.ElevatorAttachment.tryMerge",
          "core.request.ElevatorAttachment.unite",
          // Guarded by Defects, as a decision of the policy itself is.
          "core.DefectThresholds.takesOut",
          // Wrappers of checked mode. ElevatorCalls and Listeners call them in place of the wrapped
          // object, and guard the call.
          "core.queue.callouts.CheckedElevator",
          "core.queue.state.CheckedListener",
          // Guarded by ElevatorCalls.prepare: the request goes on without an icq.
          "core.context.IcqCache.allocate",
          "core.context.QueueIcqs.initIcq",
          // Lambdas and method references that ElevatorTunables.tell, QueueReport.describe and
          // GuardedErrors guard.
          "core.queue.BlockQueue.removed",
          "core.queue.BlockQueue.weightChanged",
          "core.queue.report.DebugState.driver",
          "core.queue.report.DebugState.elevator",
          "core.queue.report.QueueReport.context",
          "core.queue.report.QueueReport.snapshot",
          "core.BlockLayers$Builder.build",
          // The exception propagates to the caller that steps virtual time; timers of queues and
          // drivers have their own guards.
          "core.time.VirtualTime.fire",
          // The exception ends the replay: VectorReplayer.replay returns it as a result.
          "conformance.Replay",
          "conformance.ReplayTasks",
          "conformance.ReplayTasks$1",
          "conformance.VectorReplayer.replay",
          // These classes wrap another driver and its files; core guards its calls of the wrappers.
          "devices.fault.FaultDrive",
          "devices.fault.FaultFiles");

  private static final String[] NULLNESS = {"org.jspecify.annotations"};
  private static final String[] GUICE = {
    "com.google.inject..", "jakarta.inject..", "com.google.common.."
  };

  @SuppressWarnings(
      "ImmutableEnumChecker") // Creates the rule for a root package; a method of this class.
  private final Function<String, ArchRule> rule;

  private final String why;
  private final String offender;
  private final String complaint;

  ArchitectureRule(Function<String, ArchRule> rule, String why, String offender, String complaint) {
    this.rule = rule;
    this.why = why;
    this.offender = offender;
    this.complaint = complaint;
  }

  /**
   * Returns the rule for the packages below a root package.
   *
   * @param root root package
   */
  ArchRule under(String root) {
    return rule.apply(root).allowEmptyShould(true).because(why);
  }

  /**
   * Returns the name, below the root of the offenders, of the class that violates this rule on
   * purpose.
   */
  String offender() {
    return offender;
  }

  /** Returns the text that the report about the violating class must contain. */
  String complaint() {
    return complaint;
  }

  private static ArchRule apiDependsOnNothing(String root) {
    return classes()
        .that(are(root, "api", "spi"))
        .should()
        .onlyDependOnClassesThat(
            are(root, "api", "spi").or(javaBase()).or(resideInAnyPackage(NULLNESS)));
  }

  private static ArchRule coreReadsTheApiAndItsLibraries(String root) {
    return classes()
        .that(are(root, "core"))
        .should()
        .onlyDependOnClassesThat(
            are(root, "core", "api", "spi")
                .or(javaBase())
                .or(resideInAnyPackage(NULLNESS))
                .or(resideInAnyPackage("jdk.jfr..")));
  }

  private static ArchRule coreNeverNamesAPlugin(String root) {
    return noClasses()
        .that(are(root, "core", "guice", "plugins", "conformance"))
        .should()
        .dependOnClassesThat(are(root, "mqdeadline", "bfq", "kyber", "fairway", "devices"));
  }

  private static ArchRule coreHoldsNoNameOfAPlugin(String root) {
    return CompositeArchRule.of(
            classes()
                .that(are(root, "core", "guice", "plugins", "conformance"))
                .should(HoldNoString.among("mq_deadline", "bfq", "kyber", "fairway"))
                .allowEmptyShould(true))
        .and(
            classes()
                .that(are(root, "core", "guice", "plugins", "conformance"))
                .and(not(named(root, DEFAULT_IS_CHOSEN_BY)))
                .should(HoldNoString.among("mq-deadline"))
                .allowEmptyShould(true));
  }

  private static ArchRule guiceInOneModule(String root) {
    return noClasses()
        .that(are(root, ""))
        .and(not(are(root, "guice")))
        .should()
        .dependOnClassesThat(resideInAnyPackage(GUICE));
  }

  private static ArchRule elevatorsReadOnlyTheApi(String root) {
    return CompositeArchRule.of(
            ELEVATORS.stream()
                .map(elevator ->
                    classes()
                        .that(are(root, elevator))
                        .should()
                        .onlyDependOnClassesThat(
                            are(root, elevator, "api", "spi")
                                .or(javaBase())
                                .or(resideInAnyPackage(NULLNESS)))
                        .allowEmptyShould(true))
                .toList())
        .and(
            noClasses()
                .that(are(root, "mqdeadline", "bfq", "kyber", "fairway"))
                .should()
                .dependOnClassesThat(are(root, "spi.driver"))
                .allowEmptyShould(true));
  }

  private static ArchRule elevatorsSeeSortKeysOnly(String root) {
    return noClasses()
        .that(are(root, "mqdeadline", "bfq", "kyber", "fairway"))
        .should()
        .dependOnClassesThat(
            describe(
                "show offsets",
                type -> type.isEquivalentTo(Bio.class) || type.isEquivalentTo(RequestView.class)))
        .allowEmptyShould(true);
  }

  private static ArchRule elevatorsNeverBlock(String root) {
    return noClasses()
        .that(are(root, "mqdeadline", "bfq", "kyber", "fairway"))
        .should()
        .accessTargetWhere(blocks())
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..")
                .or(JavaClass.Predicates.type(java.lang.Process.class)))
        .orShould()
        .accessTargetWhere(
            accessTo(Thread.class, Set.of("start", "startVirtualThread", "currentThread")));
  }

  private static ArchRule driversReadOnlyTheApi(String root) {
    return classes()
        .that(are(root, "devices"))
        .should()
        .onlyDependOnClassesThat(
            are(root, "devices", "api", "spi")
                .or(javaBase())
                .or(resideInAnyPackage(NULLNESS))
                .or(resideInAnyPackage("com.sun.nio.file")));
  }

  private static ArchRule nativeCallsInOnePackage(String root) {
    return noClasses()
        .that(are(root, ""))
        .and(not(are(root, "devices.linux")))
        .should()
        .dependOnClassesThat(
            describe(
                "link native code",
                type ->
                    type.isEquivalentTo(java.lang.foreign.Linker.class)
                        || type.isEquivalentTo(java.lang.foreign.SymbolLookup.class)
                        || type.isEquivalentTo(java.lang.foreign.FunctionDescriptor.class)))
        .orShould()
        .accessTargetWhere(accessTo(java.lang.foreign.MemorySegment.class, Set.of("reinterpret")))
        .orShould()
        .accessTargetWhere(accessTo(System.class, Set.of("load", "loadLibrary")));
  }

  private static ArchRule commandNamesNoPlugin(String root) {
    return noClasses()
        .that(are(root, "workload", "report", "cli"))
        .should()
        .dependOnClassesThat(
            are(root, "mqdeadline", "bfq", "kyber", "fairway", "devices", "testkit"));
  }

  private static ArchRule workloadStandsBelowTheCommand(String root) {
    return classes()
        .that(are(root, "workload"))
        .should()
        .onlyDependOnClassesThat(
            are(root, "workload", "plugins", "core", "api", "spi")
                .or(javaBase())
                .or(resideInAnyPackage(NULLNESS)));
  }

  private static ArchRule reportReadsTheWorkload(String root) {
    return classes()
        .that(are(root, "report"))
        .should()
        .onlyDependOnClassesThat(
            are(root, "report", "workload", "api")
                .or(javaBase())
                .or(resideInAnyPackage(NULLNESS))
                .or(resideInAnyPackage("tools.jackson..")));
  }

  private static ArchRule testkitNamesNoElevator(String root) {
    return noClasses()
        .that(are(root, "testkit"))
        .should()
        .dependOnClassesThat(
            are(root, "mqdeadline", "bfq", "kyber", "fairway", "workload", "report", "cli"));
  }

  private static ArchRule nothingReadsUpwards(String root) {
    return noClasses()
        .that(are(root, "api", "spi", "core", "mqdeadline", "bfq", "kyber", "fairway", "devices"))
        .should()
        .dependOnClassesThat(
            are(
                root,
                "files",
                "workload",
                "report",
                "cli",
                "testkit",
                "guice",
                "plugins",
                "conformance"));
  }

  private static ArchRule filesStandOnTheCore(String root) {
    return classes()
        .that(are(root, "files"))
        .should()
        .onlyDependOnClassesThat(
            are(root, "files", "core", "api", "spi")
                .or(javaBase())
                .or(resideInAnyPackage(NULLNESS)));
  }

  private static ArchRule corePackagesKnowWhatIsBelow(String root) {
    return packagesKnowWhatIsBelow(root, "core", INSIDE_CORE);
  }

  private static ArchRule queuePackagesKnowWhatIsBelow(String root) {
    return packagesKnowWhatIsBelow(root, "core.queue", INSIDE_QUEUE);
  }

  /**
   * Returns the rule that the packages below {@code parent} use no others below {@code parent} than
   * those listed, and no class of {@code parent} itself.
   */
  private static ArchRule packagesKnowWhatIsBelow(
      String root, String parent, Map<String, Set<String>> permitted) {
    return CompositeArchRule.of(
        permitted.entrySet().stream()
            .map(entry ->
                noClasses()
                    .that(are(root, parent + "." + entry.getKey()))
                    .should()
                    .dependOnClassesThat(
                        are(root, parent)
                            .and(not(are(root, parent + "." + entry.getKey())))
                            .and(
                                not(
                                    are(
                                        root,
                                        entry.getValue().stream()
                                            .map(name -> parent + "." + name)
                                            .toArray(String[]::new)))))
                    .allowEmptyShould(true))
            .toList());
  }

  private static ArchRule noCycles(String root) {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  private static ArchRule timeComesFromTheClock(String root) {
    return noClasses()
        .that(are(root, ""))
        .and(not(are(root, "core.time")))
        .and(not(named(root, REPORTER)))
        .and(not(named(root, WAITS_FOR_THREADS)))
        .should()
        .accessTargetWhere(
            accessTo(System.class, Set.of("nanoTime", "currentTimeMillis"))
                .or(accessTo(Thread.class, Set.of("sleep")))
                .or(accessTo(java.time.Instant.class, Set.of("now")))
                .or(accessTo(java.time.Clock.class, Set.of("systemUTC", "systemDefaultZone")))
                .or(accessTo(java.util.concurrent.TimeUnit.class, Set.of("sleep"))));
  }

  private static ArchRule coreParksBiosNotThreads(String root) {
    return noClasses()
        .that(are(root, "core", "plugins", "conformance"))
        .and(not(are(root, "core.time")))
        .and(not(named(root, BLOCKING_WRAPPERS)))
        .should()
        .accessTargetWhere(blocks());
  }

  private static ArchRule callOutsAreGuarded(String root) {
    return classes()
        .that(are(root, "core", "guice", "plugins", "conformance", "devices", "files"))
        .should(GuardCallOuts.except(root, GUARDED_ELSEWHERE));
  }

  private static ArchRule runsRepeat(String root) {
    return noClasses()
        .that(
            are(
                root,
                "api",
                "spi",
                "core",
                "guice",
                "plugins",
                "conformance",
                "mqdeadline",
                "bfq",
                "kyber",
                "fairway",
                "devices"))
        .should()
        .accessTargetWhere(
            accessTo(java.util.concurrent.ThreadLocalRandom.class, Set.of("current"))
                .or(accessTo(Math.class, Set.of("random")))
                .or(accessTo(java.util.UUID.class, Set.of("randomUUID")))
                .or(accessTo(System.class, Set.of("identityHashCode"))));
  }

  private static ArchRule onlyTheCommandPrints(String root) {
    return noClasses()
        .that(are(root, ""))
        .and(not(are(root, "cli")))
        .and(not(named(root, REPORTER)))
        .should()
        .accessTargetWhere(
            accessTo(System.class, Set.of("out", "err", "in"))
                .or(accessTo(Throwable.class, Set.of("printStackTrace"))));
  }

  private static ArchRule loggingIsSystemLogger(String root) {
    return noClasses()
        .that(are(root, ""))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "java.util.logging..",
                "org.slf4j..",
                "org.apache.logging..",
                "org.apache.commons.logging.."));
  }

  private static ArchRule namesSayWhatAThingIs(String root) {
    return noClasses()
        .that(are(root, ""))
        .should()
        .haveNameMatching(".*(Manager|Helper|Impl|Util|Utils)(\\$.*)?");
  }

  /**
   * Returns a predicate for the classes in the given packages below the root and in their
   * subpackages.
   */
  private static DescribedPredicate<JavaClass> are(String root, String... packages) {
    String[] patterns = new String[packages.length];
    for (int i = 0; i < packages.length; i++) {
      patterns[i] = packages[i].isEmpty() ? root + ".." : root + "." + packages[i] + "..";
    }
    return resideInAnyPackage(patterns);
  }

  /** Returns a predicate for the given classes below the root and their nested classes. */
  private static DescribedPredicate<JavaClass> named(String root, String... names) {
    return describe(
        "are named " + List.of(names),
        type ->
            Stream.of(names)
                .map(name -> root + "." + name)
                .anyMatch(
                    name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
  }

  private static DescribedPredicate<JavaClass> javaBase() {
    return describe(
        "are in java.base",
        type -> type.isPrimitive() || JAVA_BASE.contains(type.getPackageName()));
  }

  private static DescribedPredicate<JavaAccess<?>> accessTo(Class<?> owner, Set<String> members) {
    return describe(
        "access " + owner.getSimpleName() + " " + members,
        access -> {
          AccessTarget target = access.getTarget();
          return members.contains(target.getName()) && target.getOwner().isAssignableTo(owner);
        });
  }

  /**
   * Returns a predicate for calls that may block a thread for an unlimited time. Taking a lock does
   * not count as such a call.
   */
  private static DescribedPredicate<JavaAccess<?>> blocks() {
    return accessTo(Thread.class, Set.of("sleep", "join"))
        .or(accessTo(java.util.concurrent.TimeUnit.class, Set.of("sleep")))
        .or(
            accessTo(
                java.util.concurrent.locks.LockSupport.class,
                Set.of("park", "parkNanos", "parkUntil")))
        .or(
            describe(
                "wait for a monitor's notification",
                access ->
                    access.getTarget().getName().equals("wait")
                        && access.getTargetOwner().isEquivalentTo(Object.class)))
        .or(
            accessTo(
                java.util.concurrent.locks.Condition.class,
                Set.of("await", "awaitNanos", "awaitUntil", "awaitUninterruptibly")))
        .or(accessTo(java.util.concurrent.CountDownLatch.class, Set.of("await")))
        .or(accessTo(java.util.concurrent.CyclicBarrier.class, Set.of("await")))
        .or(
            accessTo(
                java.util.concurrent.Semaphore.class, Set.of("acquire", "acquireUninterruptibly")))
        .or(accessTo(java.util.concurrent.Future.class, Set.of("get", "join")))
        .or(accessTo(java.util.concurrent.BlockingQueue.class, Set.of("take", "put")))
        .or(
            accessTo(
                java.util.concurrent.ExecutorService.class,
                Set.of("awaitTermination", "invokeAll", "invokeAny", "close")));
  }
}
