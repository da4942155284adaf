package io.elevator.core.queue;

/** The rows of the hook contract, in the order in which the contract lists them. */
enum HookRow {
  /** Makes the elevator; frozen and quiesced, under the attribute lock. */
  INIT_SCHED("init-sched"),
  /** Each hardware queue in ascending order, after it. */
  INIT_HCTX("init-hctx"),
  /** Before exit-sched, under the elevator's attribute lock. */
  EXIT_HCTX("exit-hctx"),
  /** Last, under the elevator's attribute lock. */
  EXIT_SCHED("exit-sched"),
  /** After the number of requests changed; frozen and quiesced. */
  DEPTH_UPDATED("depth-updated"),
  /** Before the search for a tag of an ordinary bio. */
  LIMIT_DEPTH("limit-depth"),
  /** Right after the tag was taken; no bio yet. */
  PREPARE("prepare"),
  /** Takes a bio into a queued request, or not. */
  BIO_MERGE("bio-merge"),
  /** May forbid a merge; under the elevator's own lock. */
  ALLOW_MERGE("allow-merge"),
  /** Finds the request that begins where the bio ends; under the elevator's own lock. */
  REQUEST_MERGE("request-merge"),
  /** A bio joined; under the elevator's own lock. */
  REQUEST_MERGED("request-merged"),
  /** One request absorbed another; under the elevator's own lock. */
  REQUESTS_MERGED("requests-merged"),
  /** Neighbours by sector; under the elevator's own lock. */
  FORMER_NEXT("former / next"),
  /** Takes requests, all of them, in order. */
  INSERT("insert"),
  /** Asked in every run decision. */
  HAS_WORK("has-work"),
  /** Hands one out; in a run. */
  DISPATCH("dispatch"),
  /** After the bios have ended. */
  COMPLETED("completed"),
  /** The driver gave it back; before it is listed. */
  REQUEUE("requeue"),
  /** Once for each prepare. */
  FINISH("finish"),
  /** Under the queue lock and the context's. */
  INIT_ICQ("init-icq"),
  /** Under the context's lock. */
  EXIT_ICQ("exit-icq"),
  /** Under the elevator's attribute lock, the queue not frozen. */
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
