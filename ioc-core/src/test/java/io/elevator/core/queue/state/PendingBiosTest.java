package io.elevator.core.queue.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.core.request.CoreBio;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bios of a thread come out in order, each once, whether or not the ring has room. */
class PendingBiosTest {
  private final PendingBios ended = new PendingBios(4);
  private int next;

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      var bio = new CoreBio();
      bio.stripe(next++);
      ended.add(bio);
    }
  }

  private List<Integer> takeBatch() {
    List<Integer> taken = new ArrayList<>();
    Supplier<@Nullable CoreBio> take = ended::takeFirst;
    for (CoreBio bio = take.get(); bio != null; bio = take.get()) {
      taken.add(bio.stripe());
      take = ended::takeNext;
    }
    return taken;
  }

  private static List<Integer> listed(@Nullable CoreBio first) {
    List<Integer> all = new ArrayList<>();
    for (CoreBio bio = first; bio != null; bio = bio.nextCore()) {
      all.add(bio.stripe());
    }
    return all;
  }

  @Test
  void bioAddedDuringABatchBelongsToTheNextBatch() {
    add(2);
    CoreBio first = ended.takeFirst();
    add(1);
    assertThat(listed(first)).containsExactly(0);
    assertThat(listed(ended.takeNext())).containsExactly(1);
    assertThat(ended.takeNext()).isNull();
    assertThat(ended.isEmpty()).isFalse();
    assertThat(takeBatch()).containsExactly(2);
    assertThat(ended.isEmpty()).isTrue();
    assertThat(ended.isAny()).isFalse();
  }

  @Test
  void biosComeOutInOrderWhenTheRingIsFullAndWhenItHasRoomAgain() {
    add(7);
    assertThat(listed(ended.takeFirst())).containsExactly(0);
    // The ring has room, and these bios still go behind those in the overflow.
    add(2);
    List<Integer> rest = new ArrayList<>();
    for (CoreBio bio = ended.takeNext(); bio != null; bio = ended.takeNext()) {
      rest.add(bio.stripe());
    }
    assertThat(rest).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    add(3);
    assertThat(takeBatch()).containsExactly(9, 10, 11);
    assertThat(ended.isEmpty()).isTrue();
  }

  @Test
  void ownerTakesNoBioThatWasTakenOverAndGoesOnWithLaterOnes() {
    add(6);
    assertThat(listed(ended.takeFirst())).containsExactly(0);
    long position = ended.position();
    assertThat(listed(ended.takeAll())).containsExactly(1, 2, 3, 4, 5);
    assertThat(ended.isAny()).isFalse();
    assertThat(ended.isTakenUpTo(position)).isFalse();
    add(3);
    assertThat(ended.isAny()).isTrue();
    assertThat(takeBatch()).containsExactly(6, 7, 8);
    assertThat(ended.isTakenUpTo(position)).isTrue();
    assertThat(takeBatch()).isEmpty();
    assertThat(ended.isEmpty()).isTrue();
  }

  @Test
  void takingTheRestMakesRoomInTheRing() {
    for (int round = 0; round < 3; round++) {
      add(6);
      assertThat(listed(ended.takeRest())).hasSize(6);
      assertThat(ended.isEmpty()).isTrue();
    }
  }

  @Test
  void eachAdditionAndEachTakeIsProgress() {
    long before = ended.progress();
    for (int i = 0; i < 6; i++) {
      add(1);
      assertThat(ended.progress()).isGreaterThan(before);
      before = ended.progress();
    }
    assertThat(ended.takeAll()).isNotNull();
    assertThat(ended.progress()).isEqualTo(before);
    add(1);
    before = ended.progress();
    assertThat(ended.takeFirst()).isNotNull();
    assertThat(ended.progress()).isGreaterThan(before);
  }
}
