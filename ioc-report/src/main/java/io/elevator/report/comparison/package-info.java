/** Comparisons and sweeps as tables of text, comma-separated values and trees of JSON. */
package io.elevator.report.comparison;
