/** HTML page with charts: one file that needs no network access. */
package io.elevator.report.page;
