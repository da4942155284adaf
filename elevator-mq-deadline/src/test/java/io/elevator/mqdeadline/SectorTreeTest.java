package io.elevator.mqdeadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.spi.Request;
import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SectorTreeTest {
  private final SectorTree tree = new SectorTree();

  /** A request that has only a sort key. */
  private static final class Placed extends FakeRequest {
    Placed(long start) {
      moveTo(start);
      elevatorData(new DeadlineRequest());
    }

    void moveTo(long start) {
      position(start, 8);
    }
  }

  @Test
  void requestsWithEqualKeysStayInOrderOfInsertion() {
    var first = add(10);
    var second = add(10);
    var third = add(10);
    assertThat(inOrder(tree)).containsExactly(first, second, third);
    tree.remove(first);
    tree.add(first);
    assertThat(inOrder(tree)).containsExactly(second, third, first);
    assertThat(tree.find(10)).isSameAs(first);
    assertThat(tree.find(11)).isNull();
    assertThat(tree.find(-1)).isNull();
    assertThat(tree.find(Long.MAX_VALUE)).isNull();
    var furthest = add(Long.MAX_VALUE - 1);
    assertThat(tree.find(Long.MAX_VALUE - 1)).isSameAs(furthest);
    assertThat(tree.find(Long.MAX_VALUE)).isNull();
  }

  @Test
  void misuseIsRefusedAndDoesNotChangeTheTree() {
    var member = add(10);
    var stranger = new Placed(20);
    assertThatIllegalStateException()
        .isThrownBy(() -> tree.add(member))
        .withMessageContaining("10+8");
    assertThatIllegalStateException().isThrownBy(() -> tree.remove(stranger));
    assertThatIllegalStateException().isThrownBy(() -> new SectorTree().next(member));
    assertThatIllegalStateException().isThrownBy(() -> new SectorTree().add(member));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.add(new Placed(-8)))
        .withMessageContaining("-8+8")
        .withMessageContaining("2^63");
    var endless = new Placed(0);
    endless.position(Long.MAX_VALUE, 0);
    assertThatIllegalArgumentException().isThrownBy(() -> tree.add(endless));
    assertThat(inOrder(tree)).containsExactly(member);
  }

  @Test
  void requestWithAChangedKeyCanBeRemovedAndAddedAgain() {
    var low = add(100);
    var moved = add(200);
    var high = add(300);
    moved.moveTo(92);
    tree.remove(moved);
    assertThat(inOrder(tree)).containsExactly(low, high);
    tree.add(moved);
    assertThat(inOrder(tree)).containsExactly(moved, low, high);
    assertThat(tree.find(200)).isNull();
    assertThat(tree.find(92)).isSameAs(moved);
  }

  @Test
  void singleRequestIsFoundMovedAndJoinedByOthers() {
    var single = add(100);
    assertThat(tree.find(100)).isSameAs(single);
    assertThat(tree.find(99)).isNull();
    assertThat(tree.next(single)).isNull();
    assertThat(tree.previous(single)).isNull();
    assertThat(tree.last()).isSameAs(single);
    assertThat(tree.contains(single)).isTrue();
    assertThat(tree.contains(new Placed(100))).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> tree.add(single));
    assertThatIllegalStateException().isThrownBy(() -> new SectorTree().remove(single));
    assertThat(tree.size()).isEqualTo(1);
    var before = add(50);
    assertThat(inOrder(tree)).containsExactly(before, single);
    assertThat(tree.removeAndNext(before)).isSameAs(single);
    assertThat(tree.removeAndNext(single)).isNull();
    assertThat(tree.contains(single)).isFalse();
    tree.add(single);
    single.moveTo(92);
    assertThat(tree.find(100)).as("remembered").isSameAs(single);
    tree.remove(single);
    tree.add(single);
    assertThat(tree.find(92)).isSameAs(single);
    assertThat(tree.removeAndNext(single)).isNull();
    assertThat(tree.size()).isZero();
    assertThat(tree.first()).isNull();
  }

  @Test
  void thousandsOfRequestsComeBackInAscendingOrder() {
    List<Request> all = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      all.add(add(8L * i));
    }
    assertThat(inOrder(tree)).isEqualTo(all);
    List<Request> drained = new ArrayList<>();
    Request rq = tree.first();
    while (rq != null) {
      drained.add(rq);
      rq = tree.removeAndNext(rq);
    }
    assertThat(drained).isEqualTo(all);
    assertThat(tree.first()).isNull();
  }

  /**
   * Runs with many, some and hardly any equal sort keys. Each tree grows to several leaves and
   * becomes empty again.
   */
  @ParameterizedTest
  @ValueSource(ints = {3, 60, 1_000, 1_000_000})
  void behavesLikeASortedList(int sectors) {
    for (long seed = 0; seed < 40; seed++) {
      check(new Random(seed), "seed " + seed + " of " + sectors, 0, sectors);
    }
  }

  /** The last sectors of the last region of sort keys that a queue gives to a file. */
  @ParameterizedTest
  @ValueSource(ints = {3, 60, 1_000, 1_000_000})
  void behavesLikeASortedListAtTheEndOfTheLastFile(int sectors) {
    for (long seed = 0; seed < 40; seed++) {
      check(new Random(seed), "seed " + seed + " of " + sectors, (1L << 62) - sectors, sectors);
    }
  }

  @Test
  void requestsOfAllRegionsAreSortedByRegionAndThenBySector() {
    var random = new Random(1);
    List<Placed> model = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      long region = random.nextBoolean() ? random.nextInt(1 << 22) : (1 << 22) - 1 - i % 3;
      var rq = add((region << 40) + (random.nextLong() >>> 24));
      model.add(firstAfter(model, rq.sortKey()), rq);
      assertThat(tree.find(rq.sortKey())).isSameAs(rq);
    }
    assertThat(inOrder(tree)).isEqualTo(model);
  }

  private static void check(Random random, String seed, long base, int sectors) {
    var tree = new SectorTree();
    List<Placed> model = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 900; i++) {
        boolean grows = i < 500;
        String step = seed + " round " + round + " step " + i;
        long sector = base + random.nextInt(sectors);
        if (random.nextInt(3) > 0) {
          // Mostly searches for the key that is inserted next, and sometimes for another key.
          long sought = sector + random.nextInt(4) * 8L;
          assertThat(tree.find(sought)).as(step).isEqualTo(lastAt(model, sought));
        }
        if (model.isEmpty() || random.nextInt(10) < (grows ? 8 : 2)) {
          var rq = new Placed(sector);
          tree.add(rq);
          assertThat(DeadlineRequest.of(rq).sorted).as(step).isTrue();
          model.add(firstAfter(model, sector), rq);
        } else {
          remove(tree, model, random, step);
        }
      }
      assertThat(inOrder(tree)).as(seed).isEqualTo(model);
      List<Request> backward = new ArrayList<>();
      Request rq = model.isEmpty() ? null : model.getLast();
      for (; rq != null; rq = tree.previous(rq)) {
        backward.add(rq);
      }
      assertThat(backward.reversed()).as(seed).isEqualTo(model);
      while (!model.isEmpty()) {
        remove(tree, model, random, seed + " at the end");
      }
      assertThat(tree.first()).as(seed).isNull();
    }
  }

  private static void remove(SectorTree tree, List<Placed> model, Random random, String step) {
    int place = random.nextInt(model.size());
    var rq = model.get(place);
    if (random.nextInt(8) == 0) {
      rq.moveTo(rq.sortKey() + random.nextInt(1_000));
    }
    if (random.nextBoolean()) {
      tree.remove(rq);
      assertThat(DeadlineRequest.of(rq).sorted).as(step).isFalse();
      model.remove(place);
      return;
    }
    // Like a sweep, the loop continues with the successor.
    for (int taken = 1 + random.nextInt(4); taken > 0 && place < model.size(); taken--) {
      Request next = place + 1 < model.size() ? model.get(place + 1) : null;
      assertThat(tree.removeAndNext(model.get(place))).as(step).isEqualTo(next);
      model.remove(place);
    }
  }

  private static int firstAfter(List<Placed> model, long sector) {
    int place = 0;
    while (place < model.size() && model.get(place).sortKey() <= sector) {
      place++;
    }
    return place;
  }

  private static Request lastAt(List<Placed> model, long sector) {
    int place = firstAfter(model, sector);
    return place > 0 && model.get(place - 1).sortKey() == sector ? model.get(place - 1) : null;
  }

  private Placed add(long sector) {
    var rq = new Placed(sector);
    tree.add(rq);
    return rq;
  }

  private static List<Request> inOrder(SectorTree tree) {
    List<Request> all = new ArrayList<>();
    for (Request rq = tree.first(); rq != null; rq = tree.next(rq)) {
      all.add(rq);
    }
    return all;
  }
}
