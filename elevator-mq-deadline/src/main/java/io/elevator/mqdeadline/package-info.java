/**
 * The elevator mq-deadline. The package is not exported; the elevator is found as a service.
 *
 * <p>The elevator has two goals: to sweep the drive in one direction by sort key, which is fastest,
 * and to bound the wait of each request. Each of three priority levels therefore keeps its requests
 * in two orders: by sort key and by age. A <em>batch</em> contains up to {@code fifo_batch}
 * requests of one direction (reads or writes) in order of their sort keys. The next batch begins
 * where the last batch of its direction ended, or at the oldest request if that request is past its
 * deadline. Tasks usually wait for reads, so reads are preferred over waiting writes for {@code
 * writes_starved} batches; then writes get a batch. A lower level is served when the higher levels
 * have no request waiting and none in flight, or when its requests are older than {@code
 * prio_aging_expire}.
 *
 * <pre>
 *            insert                     bio merge (hash, one-hit cache, sorted set)
 *              |
 *   level 0    |  head list    sorted read / write    FIFO read / write    cursors
 *   level 1    |     "               "                      "                 "
 *   level 2    v     "               "                      "                 "
 *            sweep: direction, batch count, starved count  --&gt;  dispatch
 * </pre>
 *
 * <p>Behaviour: Linux 6.1. Tests compare every decision with recordings of Linux 6.1.
 *
 * <p>{@link io.elevator.mqdeadline.MqDeadlineType} is the service. {@code MqDeadline} adds the lock
 * and the statistics to the hooks in {@code DeadlinePolicy}. {@code Level} holds the requests of a
 * priority level, {@code Sweep} chooses the next request, {@code Tunables} holds the attributes.
 */
package io.elevator.mqdeadline;
