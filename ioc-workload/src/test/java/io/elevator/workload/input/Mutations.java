package io.elevator.workload.input;

import java.util.List;
import java.util.Random;

/** Generator of random changes of valid text. The same seed gives the same changes. */
public final class Mutations {
  /** Pieces of text to insert, which parsers are likely to handle wrongly. */
  private static final List<String> PIECES =
      List.of(
          "=",
          ",",
          ":",
          "%",
          "-",
          "+",
          "*",
          "^",
          "(",
          ")",
          "[",
          "]",
          "/",
          "'",
          "\"",
          "\\",
          "$",
          "${",
          "}",
          ";",
          "#",
          "\n",
          "\r\n",
          "\t",
          " ",
          "0",
          "1",
          "-1",
          "99",
          "1.5",
          "4k",
          "1%",
          "100%",
          "9223372036854775807",
          "9223372036854775808",
          "0x7fffffffffffffff",
          "1e308",
          "NaN",
          "k",
          "ki",
          "include x",
          "[global]",
          "size=",
          "bs=1m",
          "\u0000",
          "\u001b",
          "\ufeff",
          "é",
          "\ud800");

  private final Random random;

  /** Creates a generator for {@code seed}. */
  public Mutations(long seed) {
    random = new Random(seed);
  }

  /** Returns one of the texts with one to four random changes. */
  public String of(List<String> texts) {
    StringBuilder text = new StringBuilder(pick(texts));
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      change(text, texts);
    }
    return text.toString();
  }

  private void change(StringBuilder text, List<String> texts) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + 1 + random.nextInt(12));
    switch (random.nextInt(5)) {
      case 0 -> text.delete(at, end);
      case 1 -> text.insert(at, pick(PIECES));
      case 2 -> text.replace(at, end, pick(PIECES));
      case 3 -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(50)));
      default -> {
        // This change inserts a part of another text.
        String other = pick(texts);
        int from = random.nextInt(other.length());
        text.insert(at, other, from, Math.min(other.length(), from + 40));
      }
    }
  }

  private String pick(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }
}
