package io.elevator.devices.fault;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.options.DriverOptions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * A plan of faults: the requests of a drive that fail, and the way they fail. Immutable. Its text
 * has rules separated by semicolons; a rule has an action and conditions separated by blanks or
 * commas. The first rule that strikes a request decides:
 *
 * <pre>fail=medium op=read sectors=1000-1999 share=0.1; hang nth=7; powercut=10ms nth=500</pre>
 *
 * <p>Actions: {@code fail[=STATUS]}, {@code delay=TIME}, {@code hang[=TIME]}, {@code
 * busy[=resource|dev_resource]}, {@code requeue}, {@code twice[=TIME]}, {@code late=TIME}, {@code
 * tear[=SECTORS]}, {@code powercut[=TIME]}. Conditions: {@code op=read+write}, {@code
 * sectors=FIRST-LAST}, {@code from=TIME}, {@code until=TIME}, {@code skip=N}, {@code nth=N}, {@code
 * every=N}, {@code share=0..1}, {@code count=N}, {@code status=STATUS}, {@code loss=0..1}.
 */
public final class FaultPlan {
  /** The option of a drive that holds its plan. */
  public static final AttributeSpec OPTION =
      AttributeSpec.tunable(
          "faults",
          "",
          "",
          "ACTION[=VALUE] [CONDITION=VALUE]...; ...",
          "what goes wrong: "
              + FaultAction.words()
              + "; when: op, sectors, from, until, skip, nth, every, share, count");

  private final List<FaultRule> rules;

  private FaultPlan(List<FaultRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * Parses a plan; an empty text is a plan without faults.
   *
   * @throws AttributeException if the text cannot be parsed; the message names the word that cannot
   *     be parsed and the words that are allowed in its place
   */
  public static FaultPlan parse(String text) {
    List<FaultRule> rules = new ArrayList<>();
    for (String rule : text.split(";", -1)) {
      if (!rule.isBlank()) {
        rules.add(parseRule(rule.strip()));
      }
    }
    return new FaultPlan(rules);
  }

  /** Parses the plan that a drive's option {@code faults} contains. */
  public static FaultPlan of(DriverOptions options) {
    return parse(options.text(OPTION.name(), ""));
  }

  /** Returns whether the plan has no faults. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Returns whether the plan has a power cut. */
  public boolean cutsPower() {
    return rules.stream().anyMatch(rule -> rule.action() == FaultAction.POWERCUT);
  }

  List<FaultRule> rules() {
    return rules;
  }

  private static FaultRule parseRule(String text) {
    String[] words = text.split("[\\s,]+", -1);
    Words given = new Words(text);
    int equals = words[0].indexOf('=');
    String name = equals < 0 ? words[0] : words[0].substring(0, equals);
    String value = equals < 0 ? "" : words[0].substring(equals + 1);
    FaultAction action = FaultAction.named(name.toLowerCase(Locale.ROOT));
    if (action == null) {
      throw parseFailure("'" + name + "' is no fault; expected one of " + FaultAction.words());
    }
    given.parseAction(action, value);
    for (int i = 1; i < words.length; i++) {
      int at = words[i].indexOf('=');
      if (at <= 0) {
        throw parseFailure(
            "'" + words[i] + "' in '" + text + "' is no condition; expected NAME=VALUE");
      }
      given.parseCondition(words[i].substring(0, at), words[i].substring(at + 1));
    }
    return given.parseRule(action);
  }

  private static AttributeException parseFailure(String message) {
    return new AttributeException(Reason.INVALID, OPTION.name() + ": " + message);
  }

  /** Values of the words of one rule. Used only while the rule is parsed. */
  private static final class Words {
    private final String text;
    private BioStatus status = BioStatus.IOERR;
    private long nanos = -1;
    private int sectors = -1;
    private EnumSet<Operation> operations = EnumSet.allOf(Operation.class);
    private long firstSector;
    private long lastSector = Long.MAX_VALUE;
    private long fromNanos;
    private long untilNanos = Long.MAX_VALUE;
    private long skip;
    private long nth;
    private long every;
    private double share = 1;
    private long most = Long.MAX_VALUE;
    private double loss = 0.5;

    private Words(String text) {
      this.text = text;
    }

    private void parseAction(FaultAction action, String value) {
      boolean isEmpty = value.isEmpty();
      switch (action) {
        case FAIL -> status = isEmpty ? status : parseStatus(value);
        case BUSY -> {
          status = isEmpty ? BioStatus.RESOURCE : parseStatus(value);
          if (status != BioStatus.RESOURCE && status != BioStatus.DEV_RESOURCE) {
            throw parseFailure("busy=" + value + ": expected resource or dev_resource");
          }
        }
        case DELAY, LATE -> {
          if (isEmpty) {
            throw parseFailure("'" + text + "' lacks a time; expected " + action.word() + "=TIME");
          }
          nanos = parseNanos(action.word(), value);
        }
        case HANG, TWICE, POWERCUT -> nanos = isEmpty ? -1 : parseNanos(action.word(), value);
        case TEAR -> {
          sectors = isEmpty ? -1 : (int) parseNumber("tear", value, 0, Integer.MAX_VALUE);
          operations = EnumSet.of(Operation.WRITE);
        }
        case REQUEUE -> {
          if (!isEmpty) {
            throw parseFailure("requeue takes no value, and has '" + value + "'");
          }
        }
      }
    }

    private void parseCondition(String name, String value) {
      switch (name) {
        case "op" -> {
          operations = EnumSet.noneOf(Operation.class);
          for (String word : value.split("\\+", -1)) {
            operations.add(parseOperation(word));
          }
        }
        case "sectors" -> {
          int dash = value.indexOf('-');
          firstSector = parseNumber(name, dash < 0 ? value : value.substring(0, dash), 0, -1);
          lastSector = dash < 0 ? firstSector : parseNumber(name, value.substring(dash + 1), 0, -1);
        }
        case "from" -> fromNanos = parseNanos(name, value);
        case "until" -> untilNanos = parseNanos(name, value);
        case "skip" -> skip = parseNumber(name, value, 0, -1);
        case "nth" -> nth = parseNumber(name, value, 1, -1);
        case "every" -> every = parseNumber(name, value, 1, -1);
        case "count" -> most = parseNumber(name, value, 1, -1);
        case "share" -> share = parseShare(name, value);
        case "loss" -> loss = parseShare(name, value);
        case "status" -> status = parseStatus(value);
        default ->
            throw parseFailure(
                "'"
                    + name
                    + "' in '"
                    + text
                    + "' is no condition; expected op, sectors, from, until, skip, nth, every,"
                    + " share, count, status or loss");
      }
    }

    private FaultRule parseRule(FaultAction action) {
      return new FaultRule(
          text,
          action,
          status,
          nanos,
          sectors,
          operations,
          firstSector,
          lastSector,
          fromNanos,
          untilNanos,
          skip,
          nth,
          every,
          share,
          most,
          loss);
    }

    private static long parseNanos(String name, String value) {
      return DriverOptions.nanos(OPTION.name() + ": " + name, value);
    }

    private static long parseNumber(String name, String value, long least, long most) {
      long number = DriverOptions.bytes(OPTION.name() + ": " + name, value);
      if (number < least || (most >= 0 && number > most)) {
        throw parseFailure(name + "=" + value + " is out of range; expected at least " + least);
      }
      return number;
    }

    private static double parseShare(String name, String value) {
      try {
        double share = Double.parseDouble(value);
        if (share >= 0 && share <= 1) {
          return share;
        }
      } catch (NumberFormatException e) {
        throw parseFailure(name + "=" + value + " cannot be read; expected a number of 0 to 1");
      }
      throw parseFailure(name + "=" + value + " is out of range; expected a number of 0 to 1");
    }

    private static BioStatus parseStatus(String value) {
      for (BioStatus status : BioStatus.values()) {
        if (status != BioStatus.OK && status.name().equalsIgnoreCase(value)) {
          return status;
        }
      }
      throw parseFailure(
          "'" + value + "' is no status; expected one such as ioerr, medium, timeout");
    }

    private static Operation parseOperation(String value) {
      for (Operation operation : Operation.values()) {
        if (operation.name().equalsIgnoreCase(value)) {
          return operation;
        }
      }
      throw parseFailure(
          "op=" + value + " is no operation; expected one such as read, write, flush");
    }
  }
}
