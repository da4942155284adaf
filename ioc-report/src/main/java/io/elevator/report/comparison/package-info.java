/** Comparisons and sweeps as text tables, comma-separated values and JSON trees. */
package io.elevator.report.comparison;
