/** Text tables, and names that are safe to print on a terminal. */
package io.elevator.report.text;
