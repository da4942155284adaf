package io.elevator.workload.input;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Search for the known name that is most similar to a misspelt word. */
public final class NearestName {
  /**
   * Greatest length of a word for which a name is searched, in characters. No name is as long, and
   * the search takes time in proportion to the length.
   */
  private static final int LONGEST = 100;

  private NearestName() {}

  /**
   * Returns the candidate that is most similar to {@code word}, if it is similar enough to be
   * suggested: at most one edit in three letters, where an edit inserts, removes or replaces a
   * letter or swaps two adjacent letters. Case is ignored. Of equally similar candidates the first
   * in iteration order is returned. For a word of more than 100 letters none is returned.
   */
  public static Optional<String> of(String word, Collection<String> candidates) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    String wanted = word.toLowerCase(Locale.ROOT);
    String best = null;
    int bestDistance = Math.max(1, (word.length() + 1) / 3) + 1;
    for (String candidate : candidates) {
      int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * Returns the suggestion for {@code word} as the end of a message, such as {@code "; did you mean
   * 'size'?"}; the empty string if there is none.
   */
  public static String hint(String word, Collection<String> candidates) {
    return of(word, candidates).map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  /**
   * Returns the edit distance of two words, where swapping adjacent letters is one edit (optimal
   * string alignment).
   */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
