/** What the queue counts, records and shows, compared with each other. */
package io.elevator.integration.statistics;
