package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.Credentials;
import io.elevator.api.IoPriority;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.request.CoreBio;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Bios that submission refuses with an exception still belong to the submitter, who can correct and
 * submit them.
 */
class RefusedBiosTest {
  private static final int REALTIME = IoPriority.encode(1, 4, 0);
  private static final int IDLE = IoPriority.encode(3, 0, 0);

  /** Policy that records each question, and refuses one priority. */
  private static final class Policy implements PermissionPolicy {
    final List<String> asked = new ArrayList<>();
    int refused = -1;
    RuntimeException refusal = new SecurityException("not by this policy");

    @Override
    public void checkSet(Task caller, Task target, int priority) {
      asked.add(caller.name() + " for " + target.name() + " " + IoPriority.of(priority));
      if (priority == refused) {
        throw refusal;
      }
    }

    @Override
    public void checkGet(Task caller, Task target) {
      asked.add("get");
    }
  }

  /** Submits the bio, which must succeed, and returns the request that the drive gets. */
  private static HeldDriver.Given submitted(BlockQueue queue, HeldDriver driver, Bio bio) {
    queue.submit(bio);
    HeldDriver.Given given = driver.held.getLast();
    assertThat(given.rq().firstBio()).isSameAs(bio);
    return given;
  }

  private static Task ordinary(QueueWorld world) {
    return world.tasks.newTask(
        TaskSpec.named("ordinary").withStripe(0).withCredentials(Credentials.user(1000)));
  }

  @Test
  void bioWithoutAnOperationIsRefused() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      CoreBio bio = world.bio();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.submit(bio))
          .withMessageContaining("task 'task'")
          .withMessageContaining("no operation")
          .withMessageContaining("expected Bio.read");
      assertThatIllegalArgumentException().isThrownBy(() -> queue.execute(bio, false));
      assertThat(driver.history).isEmpty();
      assertThat(bio.isSubmitted()).isFalse();
      submitted(queue, driver, bio.read(512L * 8, world.memory, 0, 4096));
      driver.completeAll();
      assertThat(bio.status()).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void bioOfAnExitedTaskIsRefused() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      Task gone = world.newTask("gone", 0);
      gone.exit();
      Bio bio = world.read(8, 8).task(gone);
      assertThatIllegalStateException()
          .isThrownBy(() -> queue.submit(bio))
          .withMessageContaining("READ of 4096 bytes at 4096")
          .withMessageContaining("task 'gone'")
          .withMessageContaining("has exited");
      assertThat(driver.history).isEmpty();
      submitted(queue, driver, bio.task(world.task));
      driver.completeAll();
    }
  }

  @Test
  void bioOfATaskOfAnotherBlockLayerIsRefused() {
    try (var world = QueueWorld.virtual();
        var other = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      Bio bio = world.read(8, 8).task(other.newTask("stranger", 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.submit(bio))
          .withMessageContaining("READ of 4096 bytes at 4096")
          .withMessageContaining("stranger")
          .withMessageContaining("another block layer")
          .withMessageContaining(queue.name());
      assertThat(driver.history).isEmpty();
      submitted(queue, driver, bio.task(world.task));
      driver.completeAll();
    }
  }

  @Test
  void bioUsesTheTaskOfTheSubmittingThreadAtEachSubmission() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      Task first = world.newTask("first", 0);
      Task second = world.newTask("second", 0);
      world.tasks.setPriority(second, second, IDLE);
      Bio bio = new CoreBio().read(512L * 8, world.memory, 0, 4096);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.submit(bio))
          .withMessageContaining("expected Bio.task or Tasks.runAs");
      world.tasks.runAs(first, () -> submitted(queue, driver, bio));
      assertThat(driver.held.getLast().rq().task()).isSameAs(first);
      driver.completeAll();
      world.tasks.runAs(second, () -> submitted(queue, driver, bio));
      assertThat(driver.held.getLast().rq().task()).isSameAs(second);
      assertThat(driver.held.getLast().rq().priority()).isEqualTo(IDLE);
      driver.completeAll();
      assertThatIllegalArgumentException().isThrownBy(() -> queue.submit(bio));
      bio.task(first);
      world.tasks.runAs(second, () -> submitted(queue, driver, bio));
      assertThat(driver.held.getLast().rq().task()).as("the task named").isSameAs(first);
      driver.completeAll();
    }
  }

  @Test
  void realTimeClassOfASingleBioNeedsTheCapability() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      Bio bio = world.read(8, 8).task(ordinary(world)).priority(REALTIME);
      assertThatExceptionOfType(SecurityException.class)
          .isThrownBy(() -> queue.submit(bio))
          .withMessageContaining("ordinary")
          .withMessageContaining("SYS_NICE");
      assertThat(driver.history).isEmpty();
      HeldDriver.Given given = submitted(queue, driver, bio.priority(IDLE));
      assertThat(given.rq().priority()).isEqualTo(IDLE);
      driver.completeAll();
      given = submitted(queue, driver, bio.priority(REALTIME).task(world.task));
      assertThat(given.rq().priority()).isEqualTo(REALTIME);
      driver.completeAll();
    }
  }

  /** Submission refuses such a priority, as Linux does in {@code ioprio_check_cap}. */
  @Test
  void priorityWithoutAClassOrOfAnUnknownClassIsRefused() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.submit(world.read(8, 8).priority(3)))
          .withMessageContaining("without a class");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.submit(world.read(8, 8).priority(5 << 13)))
          .withMessageContaining("class 5");
    }
  }

  @Test
  void policyIsAskedOncePerTaskAndBioPriority() {
    var policy = new Policy();
    try (var world = QueueWorld.virtual(policy)) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      Task task = ordinary(world);
      for (int i = 0; i < 3; i++) {
        submitted(queue, driver, world.read(8, 8).task(task).priority(IDLE));
        driver.completeAll();
        submitted(queue, driver, world.read(8, 8).task(task));
        driver.completeAll();
      }
      submitted(queue, driver, world.read(8, 8).priority(IDLE));
      driver.completeAll();
      assertThat(policy.asked).containsExactly("ordinary for ordinary idle", "task for task idle");
    }
  }

  @Test
  void exceptionOfThePolicyPropagatesUnchangedAndTheBioStaysWithTheSubmitter() {
    var policy = new Policy();
    try (var world = QueueWorld.virtual(policy)) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      policy.refused = IDLE;
      Bio bio = new CoreBio().read(512L * 8, world.memory, 0, 4096).priority(IDLE);
      for (RuntimeException refusal :
          List.of(new SecurityException("a"), new UnsupportedOperationException("b"))) {
        policy.refusal = refusal;
        assertThatThrownBy(() -> world.tasks.runAs(world.task, () -> queue.submit(bio)))
            .isSameAs(refusal);
      }
      assertThat(bio.task()).isNull();
      assertThat(bio.priority()).isEqualTo(IDLE);
      assertThat(policy.asked).as("a refusal is not remembered").hasSize(2);
      assertThat(driver.history).isEmpty();
      policy.refused = -1;
      submitted(queue, driver, bio.task(world.task));
      driver.completeAll();
      assertThat(bio.status()).isEqualTo(BioStatus.OK);
    }
  }

  /**
   * Setting a bio's priority to the value that the task has fixes it: it does not change with the
   * task's priority later.
   */
  @Test
  void priorityOfABioStaysWhenTheTasksPriorityChanges() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      Bio bio = world.read(8, 8);
      int before = submitted(queue, driver, bio).rq().priority();
      driver.completeAll();
      bio.priority(before);
      world.tasks.setPriority(world.task, world.task, IDLE);
      assertThat(submitted(queue, driver, bio).rq().priority()).isEqualTo(before);
      driver.completeAll();
      assertThat(submitted(queue, driver, bio.priority(0)).rq().priority()).isEqualTo(IDLE);
      driver.completeAll();
    }
  }
}
