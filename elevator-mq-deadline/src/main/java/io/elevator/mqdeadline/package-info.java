/**
 * The elevator mq-deadline; exports nothing, found as a service.
 *
 * <p>The idea: a drive is fastest when it is swept in one direction by sector, and a task is served
 * best when none of its requests waits for ever. So each of three priority levels keeps its
 * requests twice, by sector and by age. A <em>batch</em> of up to {@code fifo_batch} requests of
 * one direction follows the sectors; when it ends, the next one begins where the sweep had got to,
 * or at the oldest request if that is past its deadline. Reads, which somebody waits for, go before
 * writes {@code writes_starved} times, then writes get a batch. A lower level is served when the
 * higher ones have nothing waiting and nothing at the drive, or when its requests are older than
 * {@code prio_aging_expire}.
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
 * <p>Behaviour: Linux 6.1, checked decision by decision against recordings of the original.
 *
 * <p>{@link io.elevator.mqdeadline.MqDeadlineType} is the service, {@code MqDeadline} the lock and
 * the accounts, {@code DeadlinePolicy} the hooks, {@code Level} the requests of a priority level,
 * {@code Sweep} the choice, {@code Tunables} the attributes.
 */
package io.elevator.mqdeadline;
