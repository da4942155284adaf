/** Tables of text, and names that are harmless for a terminal. */
package io.elevator.report.text;
