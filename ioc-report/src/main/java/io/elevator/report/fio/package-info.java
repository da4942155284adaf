/** What a run prints: fio's normal look and fio's JSON. */
package io.elevator.report.fio;
