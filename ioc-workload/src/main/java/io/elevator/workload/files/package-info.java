/**
 * Files that jobs use: their lengths, their creation, and the regions of each job. Also the output
 * files of a command.
 */
package io.elevator.workload.files;
