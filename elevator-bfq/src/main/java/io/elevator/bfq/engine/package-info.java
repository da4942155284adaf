/**
 * The B-WF2Q+ engine: chooses the next queue by weight, budget and virtual time. It does not depend
 * on a clock, requests or the drive.
 *
 * <p>After P. Valente and M. Andreolini, "Improving application responsiveness with the BFQ disk
 * I/O scheduler" (SYSTOR 2012), which replaces packets by budgets in J. C. R. Bennett and H.
 * Zhang's WF2Q+ ("Hierarchical packet fair queueing algorithms", IEEE/ACM Transactions on
 * Networking 5(5), 1997), with the decisions of Linux 6.1.
 */
@NullMarked
package io.elevator.bfq.engine;

import org.jspecify.annotations.NullMarked;
