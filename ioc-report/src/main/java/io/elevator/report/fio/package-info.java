/** Reports of a run in fio's formats: text, terse and JSON, and the progress line. */
package io.elevator.report.fio;
