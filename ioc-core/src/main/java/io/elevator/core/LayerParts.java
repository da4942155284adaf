package io.elevator.core;

import io.elevator.api.Credentials;
import io.elevator.api.DefectPolicy;
import io.elevator.api.PermissionPolicy;
import io.elevator.core.defects.GuardedErrors;
import io.elevator.core.time.TimeBase;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * The settings of a block layer.
 *
 * @param time time base of the layer
 * @param ownsTime whether the layer closes the time base
 * @param threads factory of threads for drivers, plugin watches and the task reaper
 * @param policy policy that permits or refuses priorities
 * @param credentials credentials of tasks that specify none and have no parent
 * @param errors receiver of defects; wraps the sink of the embedder and throws nothing
 * @param notices receiver of the notices of drivers
 * @param queueDefaults defaults for settings that a queue's configuration does not specify
 * @param statistics receiver of the figures of queues
 * @param statisticsInterval time between reports of figures; zero for last figures only
 * @param stripes number of stripes over which tasks are spread
 * @param seed seed of drives that use random numbers
 * @param administrationLimit limit of each wait of administration
 * @param defects policy that decides when an elevator or driver is taken out of service
 */
record LayerParts(
    TimeBase time,
    boolean ownsTime,
    ThreadFactory threads,
    PermissionPolicy policy,
    Credentials credentials,
    GuardedErrors errors,
    Consumer<String> notices,
    QueueDefaults queueDefaults,
    StatisticsSink statistics,
    Duration statisticsInterval,
    int stripes,
    long seed,
    Duration administrationLimit,
    DefectPolicy defects) {}
