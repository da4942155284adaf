/**
 * The B-WF2Q+ engine: which queue is served next, by weight, budget and virtual time. It knows no
 * clock, no request and no drive.
 *
 * <p>After P. Valente and M. Andreolini, "Improving application responsiveness with the BFQ disk
 * I/O scheduler" (SYSTOR 2012), which puts budgets in the place of packets in J. C. R. Bennett and
 * H. Zhang's WF2Q+ ("Hierarchical packet fair queueing algorithms", IEEE/ACM Transactions on
 * Networking 5(5), 1997), with the decisions of Linux 6.1.
 */
@NullMarked
package io.elevator.bfq.engine;

import org.jspecify.annotations.NullMarked;
