/** What things cost: JMH benchmarks, on the class path. */
@NullMarked
package io.elevator.benchmarks;

import org.jspecify.annotations.NullMarked;
