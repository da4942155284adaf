package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Plug;
import io.elevator.core.queue.state.Place;
import io.elevator.core.request.CoreRequest;
import io.elevator.spi.Attachment;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Elevators whose hooks return wrong answers: each bio still ends exactly once, and the wrong
 * answer is reported as a defect.
 */
class LyingElevatorTest {
  private final QueueWorld world = QueueWorld.virtual();
  private final HeldDriver driver = new HeldDriver(16);
  private final List<String> ended = new ArrayList<>();
  private BlockQueue queue;
  private HonestElevator elevator;

  private void open(Function<Attachment, HonestElevator> factory) {
    queue =
        world.queue(
            driver,
            new HonestElevator.Type(attachment -> {
              elevator = factory.apply(attachment);
              return elevator;
            }));
  }

  private void submit(long sector) {
    queue.submit(world.write(sector, 8).onEnd(b -> ended.add(b.offset() / 512 + " " + b.status())));
  }

  /** Lets the elevator dispatch the requests that it withheld. */
  private void dispatchWithheld() {
    elevator.withholding = false;
    queue.runAll();
    world.runAllButTimeouts();
  }

  /** Closes the world, which checks that no tag and no usage unit is left. */
  @AfterEach
  void everythingIsFree() {
    assertThat(driver.held).isEmpty();
    assertThat(queue.admin().close(Duration.ofSeconds(1))).isTrue();
    world.close();
  }

  @Test
  void bioThatTheElevatorClaimsButDidNotMergeIsQueuedAlone() {
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
            return true;
          }
        });
    submit(0);
    world.expectErrors("bioMerge: java.lang.IllegalStateException: it answered true, and no");
    driver.completeAll();
    assertThat(ended).containsExactly("0 OK");
  }

  @Test
  void bioThatTheElevatorMergedButDeniesIsNotSubmittedTwice() {
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
            boolean ignored = super.bioMerge(bio, absorbed, now);
            return false;
          }
        });
    elevator.withholding = true;
    submit(0);
    submit(8);
    world.expectErrors("it answered false, and a request has the bio");
    dispatchWithheld();
    assertThat(driver.heldNames()).containsExactly("WRITE 0+16");
    driver.completeAll();
    assertThat(ended).containsExactly("0 OK", "8 OK");
  }

  @Test
  void bioThatWasMergedBeforeTheHookThrewIsNotSubmittedTwice() {
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
            if (super.bioMerge(bio, absorbed, now)) {
              throw new IllegalStateException("on purpose");
            }
            return false;
          }
        });
    elevator.withholding = true;
    submit(0);
    submit(8);
    world.expectErrors("on purpose");
    dispatchWithheld();
    assertThat(driver.heldNames()).containsExactly("WRITE 0+16");
    driver.completeAll();
    assertThat(ended).containsExactly("0 OK", "8 OK");
  }

  /**
   * A hook throws during a merge that changes the end of a request. The merge hash must no longer
   * find the request by its old end.
   */
  @Test
  void mergeHookThatThrowsLeavesNoOldEndInTheHash() {
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public @Nullable Request nextRequest(Request rq) {
            throw new IllegalStateException("on purpose");
          }
        });
    elevator.withholding = true;
    submit(1000);
    submit(0);
    submit(8);
    submit(16);
    world.expectErrors("on purpose", "on purpose");
    dispatchWithheld();
    assertThat(driver.heldNames()).containsExactlyInAnyOrder("WRITE 1000+8", "WRITE 0+24");
    driver.completeAll();
    assertThat(ended).hasSize(4).allMatch(each -> each.endsWith(" OK"));
  }

  @Test
  void bioIsMergedOnceHoweverOftenTheElevatorMergesIt() {
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
            boolean first = super.bioMerge(bio, absorbed, now);
            if (first) {
              assertThatIllegalStateException()
                  .isThrownBy(() -> super.bioMerge(bio, absorbed, now))
                  .withMessageContaining("is not on offer");
            }
            return first;
          }
        });
    elevator.withholding = true;
    // The bio at sector 0 ends where both requests at sector 8 begin, so it can be merged into
    // either.
    submit(8);
    queue.admin().setAttribute("nomerges", "2");
    submit(8);
    queue.admin().setAttribute("nomerges", "0");
    submit(0);
    dispatchWithheld();
    driver.completeAll();
    assertThat(ended).containsExactlyInAnyOrder("0 OK", "8 OK", "8 OK");
  }

  /**
   * An elevator keeps bios offered to its bio-merge hook and tries to merge them later: while the
   * bio waits for a tag, or after it has ended.
   */
  @Test
  void bioThatIsNotOfferedIsNotMerged() {
    List<SubmittedBio> seen = new ArrayList<>();
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
            seen.add(bio);
            return false;
          }
        });
    queue.admin().setAttribute("nr_requests", "4");
    elevator.withholding = true;
    for (int i = 0; i < 4; i++) {
      submit(i * 1000L);
    }
    submit(8);
    assertThat(queue.parking().size()).isEqualTo(1);
    assertThatIllegalStateException()
        .as("it waits for a tag")
        .isThrownBy(() -> elevator.attachment.tryMerge(seen.getLast(), new RequestList(), 1));
    SubmittedBio first = seen.getFirst();
    dispatchWithheld();
    driver.completeAll();
    assertThat(ended).hasSize(5).doesNotHaveDuplicates();
    elevator.withholding = true;
    submit(8);
    assertThatIllegalStateException()
        .as("it has ended")
        .isThrownBy(() -> elevator.attachment.tryMerge(first, new RequestList(), 1));
    dispatchWithheld();
    driver.completeAll();
    assertThat(ended).hasSize(6);
  }

  @Test
  void requestReportedAsAbsorbedWithoutBeingSoIsDispatched() {
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public void insert(
              HardwareQueue hctx,
              RequestList list,
              boolean atHead,
              RequestList absorbed,
              long now) {
            absorbed.moveAllFrom(list);
          }
        });
    submit(0);
    world.expectErrors("no request took over WRITE 0+8, which is dispatched now");
    driver.completeAll();
    assertThat(ended).containsExactly("0 OK");
  }

  /**
   * An elevator reports a request as absorbed but keeps it. When it dispatches the request later,
   * the core refuses it.
   */
  @Test
  void absorbedRequestThatTheElevatorKeepsEndsOnce() {
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public void insert(
              HardwareQueue hctx,
              RequestList list,
              boolean atHead,
              RequestList absorbed,
              long now) {
            Request first = list.first();
            super.insert(hctx, list, atHead, absorbed, now);
            absorbed.addLast(first);
          }
        });
    submit(0);
    assertThat(driver.heldNames()).containsExactly("WRITE 0+8");
    driver.completeAll();
    world.runAllButTimeouts();
    assertThat(ended).containsExactly("0 OK");
    assertThat(world.errors).isNotEmpty().allMatch(each -> !each.contains("ended twice"));
    world.errors.clear();
  }

  @Test
  void requestInFlightIsNotAbsorbed() {
    Request[] inFlight = new Request[1];
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
            if (inFlight[0] != null) {
              absorbed.addLast(inFlight[0]);
            }
            return false;
          }
        });
    submit(0);
    inFlight[0] = (Request) driver.held.getFirst().rq();
    submit(8);
    world.expectErrors("no request took over WRITE 0+8, which the elevator does not have");
    driver.completeAll();
    assertThat(ended).containsExactly("0 OK", "8 OK");
  }

  @Test
  void requestOfAnotherQueueIsNeitherAbsorbedNorDispatchedNorEnded() {
    var otherDriver = new HeldDriver(4);
    HonestElevator[] other = new HonestElevator[1];
    BlockQueue otherQueue =
        world.queue(
            otherDriver,
            new HonestElevator.Type(
                "other", attachment -> other[0] = new HonestElevator(attachment)));
    Request[] foreign = new Request[1];
    String[] way = {""};
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
            if (way[0].equals("absorbed")) {
              absorbed.addLast(foreign[0]);
            }
            return super.bioMerge(bio, absorbed, now);
          }

          @Override
          public @Nullable Request findFrontMerge(SubmittedBio bio, long now) {
            return way[0].equals("merge") ? foreign[0] : super.findFrontMerge(bio, now);
          }

          @Override
          public void insert(
              HardwareQueue hctx,
              RequestList list,
              boolean atHead,
              RequestList absorbed,
              long now) {
            super.insert(hctx, list, atHead, absorbed, now);
            if (way[0].equals("insert")) {
              list.addLast(foreign[0]);
            }
          }

          @Override
          public @Nullable Request dispatch(HardwareQueue hctx, long now) {
            if (way[0].equals("dispatch")) {
              way[0] = "";
              return foreign[0];
            }
            return super.dispatch(hctx, now);
          }
        });
    other[0].withholding = true;
    otherQueue.submit(
        world.write(16, 8).onEnd(b -> ended.add("other " + b.offset() / 512 + " " + b.status())));
    foreign[0] = other[0].fifo.first();
    // A request is in one list only, so it must be removed from this one first.
    other[0].fifo.remove(foreign[0]);
    String[][] expected = {
      {"absorbed", "which the elevator does not have"},
      {"merge"},
      {"insert", "were left", "is not its own"},
      {"dispatch", "it does not have the request"}
    };
    for (String[] each : expected) {
      way[0] = each[0];
      submit(8);
      world.runAllButTimeouts();
      driver.completeAll();
      assertThat(ended).as(each[0]).containsExactly("8 OK");
      ended.clear();
      assertThat(world.errors).as(each[0]).hasSize(each.length - 1);
      for (int i = 1; i < each.length; i++) {
        assertThat(world.errors.get(i - 1)).contains(each[i]);
      }
      world.errors.clear();
    }
    other[0].fifo.addLast(foreign[0]);
    other[0].withholding = false;
    otherQueue.runAll();
    world.runAllButTimeouts();
    otherDriver.completeAll();
    assertThat(ended).containsExactly("other 16 OK");
  }

  /**
   * The elevator dispatches the same request twice more: while it is in flight, and after its tag
   * was given to another bio.
   */
  @Test
  void requestThatIsDispatchedTwiceIsIssuedOnce() {
    Request[] again = new Request[1];
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public boolean hasWork(HardwareQueue hctx) {
            return again[0] != null || super.hasWork(hctx);
          }

          @Override
          public @Nullable Request dispatch(HardwareQueue hctx, long now) {
            Request rq = again[0] != null ? again[0] : super.dispatch(hctx, now);
            again[0] = null;
            return rq;
          }
        });
    submit(0);
    Request first = (Request) driver.held.getFirst().rq();
    again[0] = first;
    queue.runAll();
    world.runAllButTimeouts();
    world.expectErrors("it does not have the request");
    assertThat(driver.held).hasSize(1);
    driver.completeAll();
    again[0] = first;
    queue.runAll();
    world.runAllButTimeouts();
    world.expectErrors("it does not have the request");
    assertThat(ended).containsExactly("0 OK");
  }

  @Test
  void requestLeftInTheInsertListEndsOnceAndItsTagIsUsedAgain() {
    boolean[] lying = {true};
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public void insert(
              HardwareQueue hctx,
              RequestList list,
              boolean atHead,
              RequestList absorbed,
              long now) {
            if (!lying[0]) {
              super.insert(hctx, list, atHead, absorbed, now);
              return;
            }
            lying[0] = false;
            for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
              tree(rq.isWrite()).add(rq);
              attachment.queued(rq);
            }
          }
        });
    elevator.withholding = true;
    submit(0);
    assertThat(ended).containsExactly("0 IOERR");
    world.expectErrors("1 requests were left", "a list of a plugin still has it");
    submit(0);
    dispatchWithheld();
    driver.completeAll();
    assertThat(ended).containsExactly("0 IOERR", "0 OK");
    assertThat(world.errors).allMatch(each -> each.contains("it does not have the request"));
    world.errors.clear();
  }

  /**
   * The elevator puts each completed request into a list of its own. The next bio with the same tag
   * then gets another request object.
   */
  @Test
  void requestThatStaysLinkedWhenItEndsIsReplaced() {
    RequestList kept = new RequestList();
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public void completed(Request rq, long now) {
            kept.addLast(rq);
          }
        });
    for (int i = 0; i < 40; i++) {
      submit(i * 1000L);
      driver.completeAll();
    }
    assertThat(ended).hasSize(40).doesNotHaveDuplicates();
    assertThat(world.errors)
        .hasSize(40)
        .allMatch(each -> each.contains("a list of a plugin still has it"));
    world.errors.clear();
  }

  /**
   * A hook names a request to merge with that is not in the elevator: it is in flight, or held back
   * by another thread's plug.
   */
  @Test
  void requestOutsideTheElevatorIsNotMergedWith() {
    CoreRequest[] named = new CoreRequest[1];
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public @Nullable Request nextRequest(Request rq) {
            return named[0] == null ? super.nextRequest(rq) : named[0];
          }
        });
    submit(16);
    named[0] = (CoreRequest) driver.held.getFirst().rq();
    elevator.withholding = true;
    submit(0);
    submit(8);
    dispatchWithheld();
    assertThat(driver.heldNames()).containsExactly("WRITE 16+8", "WRITE 0+16");
    driver.completeAll();
    ended.clear();
    try (Plug plug = world.plugs.open()) {
      queue.submit(
          world.write(16, 8).onEnd(b -> ended.add(b.offset() / 512 + " " + b.status())), plug);
      named[0] =
          queue.hardwareQueues()[0].pool().all().stream()
              .filter(rq -> rq.place == Place.PLUG)
              .findFirst()
              .orElseThrow();
      elevator.withholding = true;
      submit(0);
      submit(8);
      assertThat(named[0].firstBio()).isNotNull();
    }
    dispatchWithheld();
    driver.completeAll();
    assertThat(ended).hasSize(3).doesNotHaveDuplicates();
  }

  /**
   * Absorbed requests are freed even if the elevator changes the list of absorbed requests or
   * throws.
   */
  @Test
  void absorbedRequestsAreFreedEvenIfTheElevatorDoesNotReportThem() {
    String[] way = {"forgets"};
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
            return super.bioMerge(bio, new RequestList(), now);
          }

          @Override
          public void requestsMerged(Request rq, Request absorbed, long now) {
            super.requestsMerged(rq, absorbed, now);
            if (way[0].equals("throws")) {
              throw new IllegalStateException("on purpose");
            }
          }
        });
    for (String each : new String[] {"forgets", "throws"}) {
      way[0] = each;
      ended.clear();
      elevator.withholding = true;
      submit(0);
      submit(16);
      submit(8);
      dispatchWithheld();
      assertThat(driver.heldNames()).as(each).containsExactly("WRITE 0+24");
      driver.completeAll();
      assertThat(ended).as(each).containsExactly("0 OK", "8 OK", "16 OK");
    }
    assertThat(world.errors).hasSize(2);
    assertThat(world.errors.getFirst()).contains("still has it");
    assertThat(world.errors.getLast()).contains("on purpose");
    world.errors.clear();
  }

  @Test
  void requestObjectNotMadeByTheLibraryIsRefused() {
    open(attachment ->
        new HonestElevator(attachment) {
          @Override
          public void insert(
              HardwareQueue hctx,
              RequestList list,
              boolean atHead,
              RequestList absorbed,
              long now) {
            super.insert(hctx, list, atHead, absorbed, now);
            list.addLast(new ForeignRequest());
            absorbed.addLast(new ForeignRequest());
          }

          @Override
          public @Nullable Request dispatch(HardwareQueue hctx, long now) {
            Request rq = super.dispatch(hctx, now);
            return rq == null ? new ForeignRequest() : rq;
          }

          @Override
          public boolean hasWork(HardwareQueue hctx) {
            return true;
          }
        });
    submit(0);
    assertThat(driver.heldNames()).containsExactly("WRITE 0+8");
    driver.completeAll();
    assertThat(ended).containsExactly("0 OK");
    assertThat(world.errors).hasSizeGreaterThan(3);
    world.errors.clear();
    elevator.withholding = true;
    queue.admin().switchElevator("none");
    world.errors.clear();
  }
}
