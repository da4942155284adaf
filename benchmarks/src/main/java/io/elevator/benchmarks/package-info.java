/** JMH benchmarks of the library's costs, run from the class path. */
@NullMarked
package io.elevator.benchmarks;

import org.jspecify.annotations.NullMarked;
