/**
 * The B-WF2Q+ engine: chooses the next queue by weight, budget and virtual time. It depends on no
 * clock, request or drive.
 *
 * <p>The algorithm is that of P. Valente and M. Andreolini, "Improving application responsiveness
 * with the BFQ disk I/O scheduler" (SYSTOR 2012). It replaces the packets of J. C. R. Bennett and
 * H. Zhang's WF2Q+ ("Hierarchical packet fair queueing algorithms", IEEE/ACM Transactions on
 * Networking 5(5), 1997) by budgets. The decisions are those of Linux 6.1.
 */
@NullMarked
package io.elevator.bfq.engine;

import org.jspecify.annotations.NullMarked;
