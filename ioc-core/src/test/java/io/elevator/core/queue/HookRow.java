package io.elevator.core.queue;

/** The hooks of an elevator, in the order in which the hook contract lists them. */
enum HookRow {
  /** Creates the elevator; the queue is frozen and quiesced, and the attribute lock is held. */
  INIT_SCHED("init-sched"),
  /** Called after init-sched, once for each hardware queue, in ascending order. */
  INIT_HCTX("init-hctx"),
  /**
   * Called before exit-sched, once for each hardware queue, under the elevator's attribute lock.
   */
  EXIT_HCTX("exit-hctx"),
  /** The last call to an elevator; under the elevator's attribute lock. */
  EXIT_SCHED("exit-sched"),
  /** Called after the number of requests changed; the queue is frozen and quiesced. */
  DEPTH_UPDATED("depth-updated"),
  /** Called before the search for a tag for an ordinary bio; may limit the depth. */
  LIMIT_DEPTH("limit-depth"),
  /** Called right after a request got its tag; the request has no bio yet. */
  PREPARE("prepare"),
  /** Asks the elevator to merge a bio into one of its requests; the elevator may decline. */
  BIO_MERGE("bio-merge"),
  /** Asks whether a bio may merge with a request; under the elevator's own lock. */
  ALLOW_MERGE("allow-merge"),
  /** Asks for the request that begins where the bio ends; under the elevator's own lock. */
  REQUEST_MERGE("request-merge"),
  /** Called after a bio was merged into a request; under the elevator's own lock. */
  REQUEST_MERGED("request-merged"),
  /** Called after one request absorbed another; under the elevator's own lock. */
  REQUESTS_MERGED("requests-merged"),
  /** Asks for the request before or after a request by sector; under the elevator's own lock. */
  FORMER_NEXT("former / next"),
  /** Passes a list of requests to the elevator, which must take all of them, in order. */
  INSERT("insert"),
  /** Asks whether the elevator has a request to dispatch; called whenever a run is considered. */
  HAS_WORK("has-work"),
  /** Asks the elevator for the next request to issue; called during a run. */
  DISPATCH("dispatch"),
  /** Called after the bios of a request have ended. */
  COMPLETED("completed"),
  /** Called when the driver gave a request back, before the queue puts it into a list again. */
  REQUEUE("requeue"),
  /** Called exactly once for each call of prepare, when the request is freed. */
  FINISH("finish"),
  /** Called when an icq is created, under the queue lock and the io context's lock. */
  INIT_ICQ("init-icq"),
  /** Called when an icq is destroyed, under the io context's lock. */
  EXIT_ICQ("exit-icq"),
  /**
   * Reads or sets a tunable; under the elevator's attribute lock, while the queue is not frozen.
   */
  ATTRIBUTES("attribute show / store");

  private final String name;

  HookRow(String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return name;
  }
}
