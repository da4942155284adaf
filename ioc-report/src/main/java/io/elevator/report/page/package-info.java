/** Page with charts: one HTML file that needs no network access. */
package io.elevator.report.page;
