package io.elevator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeSpec;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.StateWriter;
import io.elevator.spi.SubmittedBio;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Elevators that are wrong on purpose, each caught by the test that is there for it. */
@Timeout(60)
class WrongElevatorsTest {
  /** A FIFO with another elevator than {@link FifoType.Fifo}. */
  @SpiVersion(SpiVersion.CURRENT)
  private static class Variant extends FifoType {
    private final Function<Attachment, Elevator> maker;

    Variant(Function<Attachment, Elevator> maker) {
      this.maker = maker;
    }

    @Override
    public Elevator attach(Attachment attachment) {
      return maker.apply(attachment);
    }
  }

  private static ElevatorContract contract(Supplier<ElevatorType> type) {
    return new ElevatorContract() {
      @Override
      protected ElevatorType elevator() {
        return type.get();
      }
    };
  }

  private static void caught(
      Supplier<ElevatorType> wrong, Consumer<ElevatorContract> test, String complaint) {
    ElevatorContract contract = contract(wrong);
    assertThatThrownBy(() -> test.accept(contract)).hasMessageContaining(complaint);
  }

  private static void caught(
      Function<Attachment, Elevator> wrong, Consumer<ElevatorContract> test, String complaint) {
    caught((Supplier<ElevatorType>) () -> new Variant(wrong), test, complaint);
  }

  @Test
  void oneThatLosesARequest() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              private int inserted;

              @Override
              public void insert(
                  HardwareQueue hctx, RequestList list, boolean head, RequestList gone, long now) {
                if (++inserted == 100) {
                  list.removeFirst();
                }
                super.insert(hctx, list, head, gone, now);
              }
            },
        ElevatorContract::everyBioEnds,
        "bios that have not ended");
  }

  @Test
  void oneThatHandsOutARequestTwice() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              private @Nullable Request again;

              @Override
              public boolean hasWork(HardwareQueue hctx) {
                return again != null || super.hasWork(hctx);
              }

              @Override
              public @Nullable Request dispatch(HardwareQueue hctx, long now) {
                Request rq = again == null ? super.dispatch(hctx, now) : again;
                again = again == null ? rq : null;
                return rq;
              }
            },
        ElevatorContract::everyBioEnds,
        "which is handed out");
  }

  @Test
  void oneThatKeepsWhatItHandsOut() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              private final ArrayDeque<Request> order = new ArrayDeque<>();

              @Override
              public void insert(
                  HardwareQueue hctx, RequestList list, boolean head, RequestList gone, long now) {
                for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
                  order.add(rq);
                }
                super.insert(hctx, list, head, gone, now);
              }

              @Override
              public @Nullable Request dispatch(HardwareQueue hctx, long now) {
                return order.poll();
              }
            },
        ElevatorContract::everyBioEnds,
        "still in one of its lists");
  }

  @Test
  void oneThatLeavesRequestsInTheListOfInsert() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              @Override
              public void insert(
                  HardwareQueue hctx, RequestList list, boolean head, RequestList gone, long now) {
                Request last = list.removeLast();
                super.insert(hctx, list, head, gone, now);
                if (last != null) {
                  list.addLast(last);
                }
              }
            },
        ElevatorContract::everyBioEnds,
        "insert left 1 requests");
  }

  @Test
  void oneThatSaysItHasNoWork() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              @Override
              public boolean hasWork(HardwareQueue hctx) {
                return waiting.size() > 1;
              }
            },
        ElevatorContract::everyBioEnds,
        "has-work was false, and dispatch had");
  }

  @Test
  void oneThatForgetsWhatIsGivenBack() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              @Override
              public void insert(
                  HardwareQueue hctx, RequestList list, boolean head, RequestList gone, long now) {
                while (head && !list.isEmpty()) {
                  list.removeFirst();
                }
                super.insert(hctx, list, head, gone, now);
              }
            },
        ElevatorContract::whatIsGivenBackComesAgain,
        "bios that have not ended");
  }

  @Test
  void oneThatTakesABioAndDropsIt() {
    caught(
        () ->
            new Variant(attachment ->
                new Merging(attachment) {
                  @Override
                  public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
                    return bio.sortKey() == 80;
                  }
                }),
        ElevatorContract::biosThatFollowEachOtherAreServedOnce,
        "it answered true, and no request has the bio READ of 4096 bytes at 40960");
  }

  @Test
  void oneThatMergesAndSaysThatItDidNot() {
    caught(
        () ->
            new Variant(attachment ->
                new Merging(attachment) {
                  @Override
                  public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
                    super.bioMerge(bio, absorbed, now);
                    return false;
                  }
                }),
        ElevatorContract::biosThatFollowEachOtherAreServedOnce,
        "it answered false, and a request has the bio");
  }

  @Test
  void oneThatPromisesMergesAndFindsNone() {
    caught(
        () ->
            new Variant(attachment ->
                new Merging(attachment) {
                  @Override
                  public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
                    return false;
                  }
                }),
        ElevatorContract::biosThatFollowEachOtherAreServedOnce,
        "no bio was merged");
  }

  @Test
  void oneThatLetsBiosJoinWhatItHasHandedOut() {
    caught(
        () ->
            new Variant(attachment ->
                new Merging(attachment) {
                  @Override
                  public @Nullable Request dispatch(HardwareQueue hctx, long now) {
                    return waiting.removeFirst();
                  }
                }),
        ElevatorContract::biosThatFollowEachOtherAreServedOnce,
        "without Attachment.dispatched");
  }

  /** Merges at the back, and rightly. */
  private static class Merging extends FifoType.Fifo implements BioMerger {
    Merging(Attachment attachment) {
      super(attachment);
    }

    @Override
    public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
      return attachment.tryMerge(bio, absorbed, now);
    }

    @Override
    public void insert(
        HardwareQueue hctx, RequestList list, boolean head, RequestList gone, long now) {
      for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
        attachment.queued(rq);
      }
      super.insert(hctx, list, head, gone, now);
    }

    @Override
    public @Nullable Request dispatch(HardwareQueue hctx, long now) {
      Request rq = super.dispatch(hctx, now);
      if (rq != null) {
        attachment.dispatched(rq);
      }
      return rq;
    }
  }

  @Test
  void oneThatMergesRightlyPasses() {
    Consumer<ElevatorContract> test = ElevatorContract::biosThatFollowEachOtherAreServedOnce;
    test.accept(contract(() -> new Variant(Merging::new)));
  }

  @Test
  void oneThatUsesAnIcqAgain() {
    class Lazy extends Icq {
      Lazy(IcqOwner owner) {
        super(owner);
      }
    }
    class Thrifty extends Variant {
      private @Nullable Icq only;

      Thrifty() {
        super(FifoType.Fifo::new);
      }

      @Override
      public Icq.Factory icqFactory() {
        return owner -> {
          if (only == null) {
            only = new Lazy(owner);
          }
          return only;
        };
      }
    }
    caught(Thrifty::new, ElevatorContract::everyBioEnds, "the icq factory gave the same icq twice");
  }

  @Test
  void oneThatThrowsWhenATaskExits() {
    class Plain extends Icq {
      Plain(IcqOwner owner) {
        super(owner);
      }
    }
    class Bitter extends Variant {
      Bitter() {
        super(attachment ->
            new FifoType.Fifo(attachment) {
              @Override
              public void exitIcq(Icq icq, long now) {
                throw new IllegalStateException("no goodbye");
              }
            });
      }

      @Override
      public Icq.Factory icqFactory() {
        return Plain::new;
      }
    }
    caught(Bitter::new, ElevatorContract::tasksExitWhileTheirRequestsAreQueued, "no goodbye");
  }

  @Test
  void oneThatTwoThreadsGetTheSameRequestFrom() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              private final Phaser bothHaveLooked = new Phaser(2);

              @Override
              public @Nullable Request dispatch(HardwareQueue hctx, long now) {
                Request rq = waiting.first();
                bothHaveLooked.arriveAndAwaitAdvance();
                lock.lock();
                try {
                  if (rq != null && waiting.contains(rq)) {
                    waiting.remove(rq);
                  }
                  return rq;
                } finally {
                  lock.unlock();
                }
              }
            },
        ElevatorContract::twoThreadsAskForADispatch,
        "to two threads");
  }

  /**
   * A dispatch finds nothing, an insertion comes, and the dispatch then puts down the flag that the
   * insertion has put up. So that it happens each time, the two wait for each other the first time.
   */
  private static final class Overlooking extends FifoType.Fifo {
    private final Thread test = Thread.currentThread();
    private final BlockingQueue<Boolean> insertions = new LinkedBlockingQueue<>();
    private final CountDownLatch looked = new CountDownLatch(1);
    private final CountDownLatch inserted = new CountDownLatch(1);
    private volatile boolean over;
    private volatile boolean work;

    Overlooking(Attachment attachment) {
      super(attachment);
    }

    /** The test's thread goes into a hook; the other is on its way into dispatch. */
    private void enter(boolean insertion) {
      if (!over && Thread.currentThread() == test) {
        insertions.add(insertion);
      }
    }

    private boolean meetsAnInsertion() {
      try {
        return !over
            && Thread.currentThread() != test
            && Boolean.TRUE.equals(insertions.poll(30, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(30, TimeUnit.SECONDS)).as("the other thread has come").isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void insert(
        HardwareQueue hctx, RequestList list, boolean head, RequestList gone, long now) {
      enter(true);
      if (!over) {
        await(looked);
      }
      super.insert(hctx, list, head, gone, now);
      work = true;
      inserted.countDown();
    }

    @Override
    public boolean hasWork(HardwareQueue hctx) {
      return work; // With nothing inserted it says no, and nobody else comes in.
    }

    @Override
    public @Nullable Request dispatch(HardwareQueue hctx, long now) {
      enter(false);
      boolean meets = meetsAnInsertion();
      Request rq = super.dispatch(hctx, now);
      if (meets) {
        looked.countDown();
        await(inserted);
        over = true;
      }
      if (rq == null) {
        work = false;
      }
      return rq;
    }

    @Override
    public void completed(Request rq, long now) {
      enter(false);
    }
  }

  @Test
  void oneThatOverlooksWhatComesWhileItLooks() {
    caught(
        Overlooking::new,
        ElevatorContract::aDispatchMeetsTheOtherHooks,
        "has-work was false, and dispatch had");
  }

  @Test
  void oneThatKeepsTheOrderOfAListAtTheHead() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              @Override
              public void insert(
                  HardwareQueue hctx, RequestList list, boolean head, RequestList gone, long now) {
                for (Request rq = list.last(); head && rq != null; rq = list.last()) {
                  list.remove(rq);
                  waiting.addFirst(rq);
                }
                super.insert(hctx, list, head, gone, now);
              }
            },
        ElevatorContract::whatIsInsertedAtTheHeadComesOutLastFirst,
        "the last comes first");
  }

  @Test
  void oneThatCountsOnCompletionBeforeItCanBeSwitched() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              private int out;

              @Override
              public @Nullable Request dispatch(HardwareQueue hctx, long now) {
                Request rq = super.dispatch(hctx, now);
                out += rq == null ? 0 : 1;
                return rq;
              }

              @Override
              public void completed(Request rq, long now) {
                out--;
              }

              @Override
              public void exit() {
                if (out != 0) {
                  throw new IllegalStateException(out + " are at the drive");
                }
              }
            },
        ElevatorContract::itIsSwitchedWhileIoIsUnderWay,
        "are at the drive");
  }

  @Test
  void oneThatServesOnlyWhenMoreComes() {
    Function<Attachment, Elevator> stubborn =
        attachment ->
            new FifoType.Fifo(attachment) {
              @Override
              public boolean hasWork(HardwareQueue hctx) {
                return waiting.size() > 2;
              }

              @Override
              public @Nullable Request dispatch(HardwareQueue hctx, long now) {
                return waiting.size() > 2 ? super.dispatch(hctx, now) : null;
              }
            };
    caught(stubborn, ElevatorContract::itServesAfterARest, "bios that have not ended");
    caught(stubborn, ElevatorContract::itDrainsWhenTheQueueIsFrozen, "");
  }

  @Test
  void oneThatHoldsTwoTagsForEver() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              @Override
              public void depthUpdated(HardwareQueue hctx) {
                throw new IllegalStateException("as many as before, please");
              }
            },
        ElevatorContract::theNumberOfRequestsChanges,
        "as many as before, please");
  }

  @Test
  void oneThatWaitsForCompletionOfWhatTimesOut() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              @Override
              public void finish(Request rq, long now) {
                if (now > 25_000_000_000L) {
                  throw new IllegalStateException("so late");
                }
              }
            },
        ElevatorContract::requestsThatTimeOutAreLetGo,
        "so late");
  }

  @Test
  void oneThatKnowsOneHardwareQueue() {
    caught(
        () ->
            new Variant(attachment ->
                new FifoType.Fifo(attachment) {
                  @Override
                  public boolean hasWork(HardwareQueue hctx) {
                    return hctx.index() == 0 && super.hasWork(hctx);
                  }
                }) {},
        ElevatorContract::severalHardwareQueuesAreServed,
        "has-work was false, and dispatch had");
  }

  @Test
  void oneThatAllocates() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              private final ArrayDeque<Object> notes = new ArrayDeque<>();

              @Override
              public void completed(Request rq, long now) {
                notes.add(List.of(rq));
                if (notes.size() > 10) {
                  notes.remove();
                }
              }
            },
        ElevatorContract::hooksAllocateNothingOnceWarm,
        "bytes that hooks allocated");
  }

  @Test
  void oneWhoseFiguresDoNotEnd() {
    caught(
        attachment ->
            new FifoType.Fifo(attachment) {
              @Override
              public void describe(StateWriter out) {
                out.begin("open");
                throw new IllegalStateException("no figures");
              }
            },
        ElevatorContract::figuresAreToldAtAnyTime,
        "no figures");
  }

  @Test
  void oneThatTakesAnyValue() {
    class Yes extends Variant {
      Yes() {
        super(attachment ->
            new FifoType.Fifo(attachment) {
              private String value = "1";

              @Override
              public String show(String attribute) {
                return value;
              }

              @Override
              public void store(String attribute, String text, long now) {
                value = text;
              }
            });
      }

      @Override
      public List<AttributeSpec> attributes() {
        return List.of(AttributeSpec.tunable("any", "", "1", "0..1", "anything goes"));
      }
    }
    caught(Yes::new, ElevatorContract::tunablesKeepTheirWord, "any");
  }

  @Test
  void oneWhoseNameChanges() {
    class Moody extends Variant {
      private int asked;

      Moody() {
        super(FifoType.Fifo::new);
      }

      @Override
      public String name() {
        return "mood" + asked++;
      }
    }
    caught(Moody::new, ElevatorContract::theTypeDescribesItself, "@SpiVersion");
  }

  /** Or a hook that the API gets later would be looked at by nobody. */
  @Test
  void everyHookIsObserved() {
    List<String> passed =
        Arrays.stream(ObservedElevator.class.getDeclaredMethods()).map(Method::getName).toList();
    assertThat(Arrays.stream(Elevator.class.getDeclaredMethods()).map(Method::getName))
        .isNotEmpty()
        .isSubsetOf(passed);
    List<String> given =
        Arrays.stream(ObservedAttachment.class.getDeclaredMethods()).map(Method::getName).toList();
    assertThat(Arrays.stream(Attachment.class.getDeclaredMethods()).map(Method::getName))
        .isSubsetOf(given);
    List<String> asked =
        Arrays.stream(ObservedType.class.getDeclaredMethods()).map(Method::getName).toList();
    assertThat(Arrays.stream(ElevatorType.class.getDeclaredMethods()).map(Method::getName))
        .isSubsetOf(asked);
  }
}
