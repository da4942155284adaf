package io.elevator.testkit;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DecisionSpec;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import io.elevator.spi.SpiVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An elevator type whose elevators are observed: each hook is compared with the hooks before it.
 */
@SpiVersion(SpiVersion.CURRENT)
final class ObservedType extends ElevatorType {
  private final ElevatorType type;
  private final Racing racing;
  private final @Nullable HeadInsertions heads;
  private final RequestStories stories = new RequestStories();
  private final Allocations allocations = new Allocations();

  /** Whether the elevator that was attached last searches for merges of new bios. */
  private boolean searchesForMerges;

  /**
   * Creates an observed type.
   *
   * @param type type to observe
   * @param racing activity of a second thread
   * @param atHead whether requests are inserted at the head, where that is possible
   */
  ObservedType(ElevatorType type, Racing racing, boolean atHead) {
    this.type = type;
    this.racing = racing;
    this.heads = atHead ? new HeadInsertions(stories) : null;
  }

  /** Returns the number of lists that were inserted at the head. */
  int headInsertions() {
    return heads == null ? 0 : heads.lists();
  }

  /** Returns whether the elevator that was attached last searches for merges of new bios. */
  boolean searchesForMerges() {
    return searchesForMerges;
  }

  RequestStories stories() {
    return stories;
  }

  /** Returns the counter of the hooks' allocations. */
  Allocations allocations() {
    return allocations;
  }

  @Override
  public String name() {
    return type.name();
  }

  @Override
  public List<String> aliases() {
    return type.aliases();
  }

  @Override
  public String description() {
    return type.description();
  }

  @Override
  public List<AttributeSpec> attributes() {
    return type.attributes();
  }

  @Override
  public List<DecisionSpec> decisions() {
    return type.decisions();
  }

  @Override
  public Icq.@Nullable Factory icqFactory() {
    Icq.Factory factory = type.icqFactory();
    if (factory == null) {
      return null;
    }
    return owner -> {
      Icq icq = factory.newIcq(owner);
      stories.made(icq, owner);
      return icq;
    };
  }

  @Override
  public boolean isQueueWide() {
    return type.isQueueWide();
  }

  @Override
  public boolean needsIssuedNanos() {
    return type.needsIssuedNanos();
  }

  @Override
  public Elevator attach(Attachment attachment) {
    Elevator elevator = type.attach(new ObservedAttachment(attachment, stories));
    Races races =
        racing == Racing.NOTHING ? null : new Races(elevator, stories, racing == Racing.HOOKS);
    ObservedElevator observed =
        ObservedElevator.of(elevator, attachment.clock(), stories, allocations, races, heads);
    searchesForMerges = observed instanceof BioMerger;
    return observed;
  }
}
