package io.elevator.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One run of the command within this process.
 *
 * @param status exit status
 * @param out standard output
 * @param err standard error
 */
public record CommandRun(int status, String out, String err) {
  /** Runs {@code ioc} with the arguments {@code words}. */
  public static CommandRun of(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), words);
    return new CommandRun(status, out.toString(), err.toString());
  }
}
