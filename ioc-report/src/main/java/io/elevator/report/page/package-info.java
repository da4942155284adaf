/** The page with charts: one file of HTML that needs no network. */
package io.elevator.report.page;
