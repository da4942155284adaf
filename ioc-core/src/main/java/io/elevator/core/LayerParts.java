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
 * What a layer was given.
 *
 * @param time its time
 * @param ownsTime whether it closes it
 * @param threads makes threads for drivers and for the watch of plugin folders
 * @param policy the embedder's word on priorities
 * @param credentials whom tasks act for that do not say
 * @param errors receiver of defects; wraps the sink of the embedder and throws nothing
 * @param notices where drivers say what users should know
 * @param queueDefaults what queues get that do not say
 * @param statistics where figures go
 * @param statisticsInterval how often; zero for the last ones only
 * @param stripes over how many stripes tasks are spread
 * @param seed of drives that draw numbers
 * @param administrationLimit limit of each wait of administration
 * @param defects decides when an elevator or driver is taken out of service
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
