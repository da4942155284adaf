package io.elevator.core.queue.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.context.GroupTree;
import io.elevator.core.context.IoContexts;
import io.elevator.core.context.TaskRegistry;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.VirtualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random sequences of parking, resuming, cancelling and expiring, against a plain model. */
class ParkingOrderTest {
  private static final int[] PRIORITIES = {
    IoPriority.realTime(3).value(), IoPriority.bestEffort(4).value(), IoPriority.idle().value()
  };

  private static final long[] AGES = {Long.MAX_VALUE, 500_000_000, 5_000_000_000L};

  /** The bios of each class and task, as lists that are searched from end to end. */
  private static final class Model {
    private final List<LinkedHashMap<Task, Deque<CoreBio>>> classes =
        List.of(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    private final long[] servedAt = new long[3];
    private final int[] higherSince = new int[3];
    private final Map<CoreBio, Long> parkedAt = new HashMap<>();

    private void add(CoreBio bio, int classIndex, long now) {
      if (classes.get(classIndex).isEmpty()) {
        servedAt[classIndex] = now;
        higherSince[classIndex] = 0;
      }
      parkedAt.put(bio, now);
      classes.get(classIndex).computeIfAbsent(bio.task(), task -> new ArrayDeque<>()).addLast(bio);
    }

    private void putBack(CoreBio bio, int classIndex, long now) {
      if (classes.get(classIndex).isEmpty()) {
        servedAt[classIndex] = now;
        higherSince[classIndex] = 0;
      }
      classes.get(classIndex).computeIfAbsent(bio.task(), task -> new ArrayDeque<>()).addFirst(bio);
    }

    private void remove(CoreBio bio, int classIndex) {
      Deque<CoreBio> of = classes.get(classIndex).get(bio.task());
      of.remove(bio);
      if (of.isEmpty()) {
        classes.get(classIndex).remove(bio.task());
      }
    }

    private long oldest(int classIndex) {
      return classes.get(classIndex).values().stream()
          .mapToLong(of -> parkedAt.get(of.getFirst()))
          .min()
          .orElseThrow();
    }

    private int nextClass(long now) {
      for (int i = 2; i > 0; i--) {
        boolean isHigher = IntStream.range(0, i).anyMatch(c -> !classes.get(c).isEmpty());
        if (isHigher
            && !classes.get(i).isEmpty()
            && now - oldest(i) >= AGES[i]
            && (higherSince[i] >= 7 || now - servedAt[i] >= AGES[i])) {
          return i;
        }
      }
      return IntStream.range(0, 3).filter(c -> !classes.get(c).isEmpty()).findFirst().orElse(-1);
    }

    private CoreBio takeFirst(int classIndex) {
      Map<Task, Deque<CoreBio>> of = classes.get(classIndex);
      Task task = of.keySet().iterator().next();
      Deque<CoreBio> bios = of.remove(task);
      CoreBio bio = bios.removeFirst();
      if (!bios.isEmpty()) {
        of.put(task, bios);
      }
      return bio;
    }

    private void resumed(int classIndex, long now) {
      servedAt[classIndex] = now;
      higherSince[classIndex] = 0;
      for (int i = classIndex + 1; i < 3; i++) {
        if (!classes.get(i).isEmpty()) {
          higherSince[i]++;
        }
      }
    }

    private int size(int classIndex) {
      return classes.get(classIndex).values().stream().mapToInt(Deque::size).sum();
    }
  }

  private static List<Task> tasks(int count) {
    var time = new VirtualTime();
    var registry =
        new TaskRegistry(
            new IoContexts(
                time,
                time::defer,
                (where, defect) -> {
                  throw new IllegalStateException(where, defect);
                }),
            new GroupTree(),
            64,
            io.elevator.api.Credentials.user(0),
            io.elevator.api.PermissionPolicy.ALLOW);
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(registry.newTask(TaskSpec.named("task" + i).withStripe(0)));
    }
    return tasks;
  }

  private static CoreBio bio(Task task, int classIndex) {
    var bio = new CoreBio();
    bio.task(task);
    bio.priority(PRIORITIES[classIndex]);
    return bio;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyStepAgreesWithTheModel(long seed) {
    var random = new SplittableRandom(seed);
    List<Task> tasks = tasks(1 + random.nextInt(60));
    var order = new ParkingOrder();
    var model = new Model();
    List<CoreBio> parked = new ArrayList<>();
    // Begins before the end of the clock's numbers, which may be negative as well.
    long now = seed % 2 == 0 ? -10_000_000_000L : 0;
    for (int step = 0; step < 60_000; step++) {
      String at = "seed " + seed + ", step " + step;
      now += random.nextInt(10) == 0 ? random.nextLong(300_000_000) : random.nextLong(1000);
      int action = random.nextInt(step % 2000 < 1000 ? 12 : 7);
      if (action > 6) {
        int classIndex = random.nextInt(3);
        CoreBio bio = bio(tasks.get(random.nextInt(tasks.size())), classIndex);
        boolean known = model.classes.get(classIndex).containsKey(bio.task());
        boolean alone = parked.isEmpty();
        assertThat(order.add(bio, now, 1_000_000))
            .as(at)
            .isEqualTo(
                known
                    ? ParkedBios.Parked.BEHIND_OWN
                    : alone ? ParkedBios.Parked.ALONE : ParkedBios.Parked.AMONG_OTHERS);
        model.add(bio, classIndex, now);
        parked.add(bio);
      } else if (action > 0) {
        order.beginResumption();
        ParkedTask turn = order.next(now);
        int classIndex = model.nextClass(now);
        assertThat(turn == null).as(at).isEqualTo(classIndex < 0);
        if (turn != null) {
          CoreBio bio = order.takeFirst(turn);
          assertThat(bio).as(at).isSameAs(model.takeFirst(classIndex));
          if (random.nextInt(4) == 0) {
            order.putBack(bio, now);
            model.putBack(bio, classIndex, now);
          } else {
            order.resumed(classIndex, now);
            model.resumed(classIndex, now);
            parked.remove(bio);
          }
        }
      } else if (!parked.isEmpty()) {
        CoreBio bio = parked.remove(random.nextInt(parked.size()));
        assertThat(order.remove(bio)).as(at).isTrue();
        assertThat(order.remove(bio)).as(at).isFalse();
        model.remove(bio, ParkingOrder.classOf(bio));
      }
      long longest = 0;
      for (int i = 0; i < 3; i++) {
        assertThat(order.size(i)).as(at).isEqualTo(model.size(i));
        if (order.size(i) > 0) {
          longest = Math.max(longest, now - model.oldest(i));
        }
      }
      assertThat(order.longestWait(now)).as(at).isEqualTo(longest);
    }
    for (CoreBio bio : parked) {
      bio.parkedUntil(random.nextBoolean() ? now + 1 : now);
    }
    long end = now;
    long due = parked.stream().filter(bio -> bio.parkedUntil() == end).count();
    assertThat(count(order.removeThose(now, false))).isEqualTo(due);
    assertThat(count(order.removeThose(now, true))).isEqualTo(parked.size() - due);
    assertThat(order.size()).isZero();
    assertThat(order.next(now)).isNull();
  }

  private static long count(CoreBio first) {
    long count = 0;
    for (CoreBio bio = first; bio != null; bio = bio.nextCore()) {
      count++;
    }
    return count;
  }

  /**
   * A task that is not permitted is passed over once in a resumption; the others have their turn.
   */
  @Test
  void refusedTaskDoesNotHideOthersOfItsClassOrOfLowerClasses() {
    List<Task> tasks = tasks(4);
    var order = new ParkingOrder();
    CoreBio first = bio(tasks.get(0), 1);
    CoreBio second = bio(tasks.get(1), 1);
    CoreBio low = bio(tasks.get(2), 2);
    for (CoreBio bio : List.of(first, second, low)) {
      order.add(bio, 0, 100);
    }
    order.beginResumption();
    List<CoreBio> offered = new ArrayList<>();
    for (ParkedTask turn = order.next(0); turn != null; turn = order.next(0)) {
      offered.add(turn.first());
      order.refuse(turn);
    }
    assertThat(offered).containsExactly(first, second, low);
    order.beginResumption();
    assertThat(order.takeFirst(order.next(0))).isSameAs(first);
  }
}
